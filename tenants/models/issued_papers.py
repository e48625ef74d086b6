"""Official papers that were set here: which data each was made from."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class IssuedPaper(TenantScoped, Base):
    """The making of a paper. Never changed; the same data make no second row."""

    __tablename__ = "issued_paper"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    kind: Mapped[str]
    """One of ``PaperKind``."""
    subject_id: Mapped[UUID]
    """The record it was made from; which table that is follows from the kind."""
    subject_version: Mapped[int | None]
    """The record's version then; None where it has none."""
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What was chosen for it, such as a quarter; nothing personal."""
    made_on: Mapped[date]
    """The day it bears."""
    sha256: Mapped[bytes]
    """Of the data it was set from."""
    code: Mapped[str]
    """The beginning of that hash, as the paper shows it."""
    made_at: Mapped[datetime]
    """The first time."""
    made_by_id: Mapped[UUID | None]
    made_by_name: Mapped[str]
