"""What may be compared of each regency. Written by the scoring job, read by oversight."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, SmallInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from scoring.models.scorecards import POINTS
from tenants.kernel.db import Base

RATIO = Numeric(16, 6)
WITHHELD = "withheld"
"""State of a published line whose points would give away a count under five people."""


class ComparisonEntry(Base):
    """One regency, year and profile. Counts of people under five are left out when written."""

    __tablename__ = "comparison_entry"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    profile: Mapped[str] = mapped_column(primary_key=True)
    rubric: Mapped[str]
    rubric_sha256: Mapped[str]
    facts_sha256: Mapped[str | None]
    scorecard_id: Mapped[UUID]
    claimed: Mapped[Decimal | None] = mapped_column(POINTS)
    """Like ``verified`` and ``facts_sha256`` None while a line is withheld."""
    verified: Mapped[Decimal | None] = mapped_column(POINTS)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The ledger, a line per indicator: ``indicator, state, available, claimed, verified``.

    A line that rests on a withheld count is ``withheld`` and has no points.
    """
    covered_count: Mapped[int | None]
    eligible_count: Mapped[int | None]
    coverage_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    coverage_withheld: Mapped[bool]
    """There is a figure, too small to be shown. Without it nothing is filled in."""
    coverage_basis: Mapped[str | None]
    """Whose identity card counts."""
    coverage_kind: Mapped[str | None]
    """What the denominator counts."""
    coverage_source: Mapped[str | None]
    coverage_status: Mapped[str | None]
    coverage_on: Mapped[date | None]
    coverage_is_verified: Mapped[bool]
    """Both of its counts; False as well where there is none."""
    quoted_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    """A published percentage without its base, kept here only where there is no coverage.

    It is told, with its source and dates; nothing is ranked, summed or compared by it.
    """
    quoted_places: Mapped[int | None] = mapped_column(SmallInteger)
    """Decimals of the percentage as published."""
    quoted_title: Mapped[str | None]
    quoted_source: Mapped[str | None]
    quoted_status: Mapped[str | None]
    quoted_published_on: Mapped[date | None]
    quoted_on: Mapped[date | None]
    """The day it describes, where the source says so."""
    target_ratio: Mapped[Decimal | None] = mapped_column(RATIO)
    target_family: Mapped[str | None]
    """Whose target it is."""
    target_source: Mapped[str | None]
    target_status: Mapped[str | None]
    target_on: Mapped[date | None]
    recipient_count: Mapped[int | None]
    """People chosen by decree."""
    recipients_withheld: Mapped[bool]
    recipient_source: Mapped[str | None]
    recipient_status: Mapped[str | None]
    recipient_on: Mapped[date | None]
    computed_at: Mapped[datetime]

    @property
    def is_withheld(self) -> bool:
        """The totals are left out: they would give away the points of a withheld line."""
        return self.verified is None
