"""What waits at a regency, as counts, for the office that serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from cooperation.queries.review_counts import (
    EndingAgreements,
    WaitingReviews,
    count_ending_agreements,
    count_waiting_agreements,
)
from cooperation.review_rules import days_waiting
from enrollment.models.coverage import CoverageTarget
from enrollment.queries.billing import count_unanswered
from enrollment.queries.coverage import (
    ReadQuotation,
    ReadStatement,
    list_quotations,
    list_statements,
    list_targets,
)
from enrollment.queries.roster_reviews import WaitingRosters, count_waiting_rosters
from tenants.kernel.clock import local_day


@dataclass(frozen=True)
class Levels:
    """Every figure a level of coverage may be read from."""

    statements: Sequence[ReadStatement]
    quotations: Sequence[ReadQuotation]
    targets: Sequence[CoverageTarget]


@dataclass(frozen=True)
class RegencyQueue:
    """Counts of one regency. People of agreements and of rosters are the same people: not added."""

    agreements: WaitingReviews
    rosters: WaitingRosters
    ending: EndingAgreements
    levels: Levels
    unanswered_count: int
    """Billing lists without an answer of the office: answered, not decided."""

    @property
    def count(self) -> int:
        """Everything that waits for a decision."""
        return self.agreements.count + self.rosters.count

    @property
    def oldest_submitted_at(self) -> datetime | None:
        """When the longest waiting was submitted."""
        moments = (self.agreements.oldest_submitted_at, self.rosters.oldest_submitted_at)
        return min((one for one in moments if one is not None), default=None)

    def days_waiting(self, today: date, timezone: str) -> int | None:
        """How long the oldest has waited, by the regency's calendar; None where nothing waits."""
        oldest = self.oldest_submitted_at
        return None if oldest is None else days_waiting(local_day(oldest, timezone), today)


def count_queue(session: Session, *, tenant_id: int, today: date) -> RegencyQueue:
    """What waits at one regency and how far its people are covered.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        today: its day.
    """
    return RegencyQueue(
        agreements=count_waiting_agreements(session, tenant_id=tenant_id),
        rosters=count_waiting_rosters(session, tenant_id=tenant_id),
        ending=count_ending_agreements(session, tenant_id=tenant_id, today=today),
        levels=read_levels(session, tenant_id=tenant_id),
        unanswered_count=count_unanswered(session, tenant_id=tenant_id),
    )


def read_levels(session: Session, *, tenant_id: int) -> Levels:
    """The figures about coverage of one regency."""
    return Levels(
        statements=list_statements(session, tenant_id=tenant_id),
        quotations=list_quotations(session, tenant_id=tenant_id),
        targets=list_targets(session, tenant_id=tenant_id),
    )
