"""Regencies whose lists share people, and the process that compares them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask

from enrollment.double_figures import SMALLEST_GROUP
from enrollment.matcher import compare_regencies
from tenants.kernel.config import Settings
from tenants.kernel.matching import create_matching_key_file
from tests.conftest import NOW, Regency, close_pools
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)
from wsgi import create_app

PEOPLE_A_TEST = 60
SHARED_NAME = "Sumini Paling Rahasia"


_blocks = count(1, PEOPLE_A_TEST)
_recorded: list[int] = []


def fresh_people() -> int:
    """The first of many serials that no other test takes: regencies are compared with all."""
    _recorded.clear()
    return next(_blocks)


def nik_of(serial: int) -> str:
    """The number of a person of ``record``."""
    return f"350501020170{serial:04}"


def record(
    regency: Regency,
    serials: Iterable[int],
    *,
    name: str = SHARED_NAME,
    is_synthetic: bool = False,
    **programme: Any,
) -> None:
    """Determine people for March to December 2026 in a new programme of a regency."""
    _recorded.append(regency.id)
    months = {"budget_year": 2026, "first_month": date(2026, 3, 1)}
    commitment_id = add_commitment(regency, **(months | programme))
    rows = [person(1, name, "1970-01-02", nik=nik_of(serial)) for serial in serials]
    upload(regency, commitment_id, roster_file(rows), is_synthetic=is_synthetic)
    run_due(regency)


@contextmanager
def matching_app(settings: Settings, folder: Path) -> Iterator[Flask]:
    """The app of the process that is given the key."""
    path = folder / "matching-key.json"
    if not path.exists():
        create_matching_key_file(path)
    app = create_app(replace(settings, matching_key_file=path))
    yield app
    close_pools(app)


def compare(matcher: Flask, now: datetime = NOW, *, smallest: int = SMALLEST_GROUP) -> None:
    """One comparison of the regencies of this test."""
    with matcher.app_context():
        compare_regencies(sorted(set(_recorded)), now, smallest=smallest)
