"""What may be compared of each regency. Written by the scoring job, read by oversight."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from scoring.models.scorecards import POINTS
from tenants.kernel.db import Base

RATIO = Numeric(9, 6)


class ComparisonEntry(Base):
    """One regency, year and profile. Counts of people under five are left out when written."""

    __tablename__ = "comparison_entry"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    rubric: Mapped[str]
    rubric_sha256: Mapped[str]
    facts_sha256: Mapped[str]
    scorecard_id: Mapped[UUID]
    claimed: Mapped[Decimal] = mapped_column(POINTS)
    verified: Mapped[Decimal] = mapped_column(POINTS)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The ledger, a line per indicator: ``indicator, state, available, claimed, verified``."""
    covered_count: Mapped[int | None]
    eligible_count: Mapped[int | None]
    coverage_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    coverage_kind: Mapped[str | None]
    """What the denominator counts."""
    coverage_source: Mapped[str | None]
    coverage_status: Mapped[str | None]
    coverage_on: Mapped[date | None]
    target_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    target_source: Mapped[str | None]
    recipient_count: Mapped[int | None]
    computed_at: Mapped[datetime]
