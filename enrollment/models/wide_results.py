"""Results that are recorded of everybody whom a filter means."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import SmallInteger

from tenants.kernel.db import Base, TenantScoped


class WideResult(TenantScoped, Base):
    """One result, whom it is meant for, and how far recording it has come."""

    __tablename__ = "wide_result"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    commitment_id: Mapped[UUID]
    rule_version: Mapped[int]
    """Of the rules by which the filter was meant; 0 before the first."""
    stage: Mapped[str]
    village_code: Mapped[str | None]
    reason: Mapped[str | None]
    answer: Mapped[str]
    said_on: Mapped[date | None]
    note: Mapped[str | None]
    desil: Mapped[int | None] = mapped_column(SmallInteger)
    asked_on: Mapped[date]
    """The regency's day when it was asked for."""
    state: Mapped[str]
    refusal: Mapped[str | None]
    people_count: Mapped[int]
    """People of the programme when it was asked for."""
    looked_count: Mapped[int]
    meant_count: Mapped[int]
    recorded_count: Mapped[int | None]
    last_worker_id: Mapped[UUID | None]
    """Up to whom everybody was looked at, by id."""
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str]
    finished_at: Mapped[datetime | None]


class WideResultLine(Base):
    """Somebody who is meant; none is left once the result is recorded or given up. Role job."""

    __tablename__ = "wide_result_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "wide_result_id"], ["wide_result.tenant_id", "wide_result.id"]
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    wide_result_id: Mapped[UUID] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
