"""People whose months two regencies hold: the index that finds them, cases, and what is told."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from tenants.kernel.db import Base, TenantScoped


class CrossIndex(Base):
    """A worker under the index across regencies. The matching role alone reads it."""

    __tablename__ = "cross_index"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    """No reference: a worker may be removed without asking the matching role."""
    cross_index: Mapped[bytes]
    key_mark: Mapped[bytes]
    """Which key made the index."""
    is_synthetic: Mapped[bool]


class CrossStanding(Base):
    """When a regency was last compared with the others."""

    __tablename__ = "cross_standing"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    compared_at: Mapped[datetime]


class DoubleCase(TenantScoped, Base):
    """One regency's side of a person whose months another regency holds as well."""

    __tablename__ = "double_case"

    code: Mapped[str]
    """The same on all sides; only BPJS offices read it."""
    worker_id: Mapped[UUID]
    segment: Mapped[str]
    is_synthetic: Mapped[bool]
    person_encrypted: Mapped[bytes | None]
    """Name and masked NIK, for the office; gone once the months are no longer held twice."""
    programmes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    first_month_on: Mapped[date]
    last_month_on: Mapped[date]
    month_count: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    decision: Mapped[str]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    office_name: Mapped[str | None]


class DoubleFigure(Base):
    """How many such people a regency was last told of; empty where the number is hidden."""

    __tablename__ = "double_figure"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    is_synthetic: Mapped[bool] = mapped_column(primary_key=True)
    people_count: Mapped[int | None]
    counted: Mapped[int]
    """How many there were then; the regency has no right to read this."""
    told_at: Mapped[datetime]
