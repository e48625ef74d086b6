"""Decrees that change an earlier one: who leaves, who enters, from which month on."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class DecreeChange(TenantScoped, Base):
    """One SK perubahan. The decree it changes stays as it was frozen."""

    __tablename__ = "decree_change"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "determination_id"], ["determination.tenant_id", "determination.id"]
        ),
    )

    determination_id: Mapped[UUID]
    sequence: Mapped[int]
    """Counts the changes of a decree that were carried out, from 1; 0 until then."""
    state: Mapped[str]
    refusal: Mapped[str | None]
    from_month_on: Mapped[date]
    """The first month in which it holds."""
    signer: Mapped[str | None]
    number: Mapped[str | None]
    signed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_name: Mapped[str]
    requested_at: Mapped[datetime | None]
    requested_by_id: Mapped[UUID | None]
    requested_by_name: Mapped[str | None]
    finished_at: Mapped[datetime | None]


class DecreeChangeLine(Base):
    """A person who leaves, or who enters from the reserve."""

    __tablename__ = "decree_change_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "decree_change_id"], ["decree_change.tenant_id", "decree_change.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "worker_id"], ["worker.tenant_id", "worker.id"]),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    decree_change_id: Mapped[UUID] = mapped_column(primary_key=True)
    worker_id: Mapped[UUID] = mapped_column(primary_key=True)
    movement: Mapped[str]
    village_code: Mapped[str]
    rank: Mapped[int | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
