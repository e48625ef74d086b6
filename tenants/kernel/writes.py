"""Writes that are counted: no success is claimed with zero effect."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.orm import Session


def write(session: Session, statement: Executable, values: Mapping[str, Any] | None = None) -> int:
    """Run a statement that inserts, changes or deletes; gives back how many rows it touched."""
    result = session.execute(statement, values)
    touched: int = result.rowcount  # type: ignore[attr-defined]  # a write's result always counts
    return touched
