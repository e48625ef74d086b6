"""Rosters submitted to the branch, and what it decided."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base, TenantScoped


class RosterReview(TenantScoped, Base):
    """One round: a stored roster put before the branch, until it is withdrawn or decided."""

    __tablename__ = "roster_review"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    roster_id: Mapped[UUID]
    round: Mapped[int]
    """Counts from 1."""
    note: Mapped[str | None]
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None]
    submitted_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    reason: Mapped[str | None]
    """Compulsory for a return, at least ten characters."""
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    branch_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
