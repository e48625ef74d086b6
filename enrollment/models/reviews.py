"""Rosters submitted to the branch, and what it decided."""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from cooperation.models.reviews import ReviewRound
from tenants.kernel.db import Base, TenantScoped


class RosterReview(TenantScoped, ReviewRound, Base):
    """A stored roster put before the branch."""

    __tablename__ = "roster_review"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
    )

    roster_id: Mapped[UUID]
    recipient_count: Mapped[int]
    """Names of the programme when the list was submitted; so are the next two."""
    candidate_count: Mapped[int]
    reserve_count: Mapped[int]
