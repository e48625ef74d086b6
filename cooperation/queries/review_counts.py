"""Counts over one regency's agreements, for the desk of the BPJS office that serves it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreement_parts import carried_rows, largest_stated
from cooperation.queries.agreements import list_signed_agreements, term_of
from cooperation.states import AgreementState

ENDING_WITHIN_DAYS = 90


@dataclass(frozen=True)
class WaitingReviews:
    """Agreements that wait for a decision.

    ``people_count`` adds of each the largest number that a programme in it states, because the same
    people may be in several, of an addendum the number it makes, and is None where none states any;
    ``earliest_starts_on`` is the first day one of them is to begin.
    """

    count: int
    oldest_submitted_at: datetime | None
    people_count: int | None
    earliest_starts_on: date | None
    is_at_least: bool = False
    """Whether one of them carries several programmes."""


@dataclass(frozen=True)
class EndingAgreements:
    """Signed agreements whose last day is near; ``next_ends_on`` is the nearest of those days."""

    count: int
    next_ends_on: date | None
    people_count: int | None


@dataclass(frozen=True)
class EndingAgreement:
    """One of them, with its last day and the programmes it carries, its first before the others."""

    agreement: Agreement
    carried: Sequence[Commitment]
    ends_on: date

    @property
    def commitment(self) -> Commitment | None:
        """Its first programme; None of an umbrella agreement."""
        return self.carried[0] if self.carried else None

    @property
    def people_count(self) -> int | None:
        """The largest number of people that a programme in it states."""
        return largest_stated(one.people_now for one in self.carried)

    @property
    def is_at_least(self) -> bool:
        """Whether it may cover more, because it carries several programmes."""
        return len(self.carried) > 1


def count_waiting_agreements(session: Session, *, tenant_id: int) -> WaitingReviews:
    """What waits for a decision in one regency. Role branch or regency, bound to it."""
    carried = carried_rows(tenant_id).subquery()
    told = (
        select(
            carried.c.agreement_id,
            func.max(Commitment.people_now).label("people"),
            func.min(Commitment.first_month).label("first_month"),
            (func.count() > 1).label("is_split"),
        )
        .join(
            Commitment,
            (Commitment.tenant_id == tenant_id) & (Commitment.id == carried.c.commitment_id),
        )
        .group_by(carried.c.agreement_id)
        .subquery()
    )
    row = session.execute(
        select(
            func.count(),
            func.min(AgreementReview.submitted_at),
            func.sum(func.coalesce(Agreement.new_people_count, told.c.people)),
            func.min(func.coalesce(Agreement.starts_on, told.c.first_month)),
            func.coalesce(func.bool_or(told.c.is_split), false()),
        )
        .select_from(AgreementReview)
        .join(
            Agreement,
            (Agreement.tenant_id == AgreementReview.tenant_id)
            & (Agreement.id == AgreementReview.agreement_id),
        )
        .outerjoin(told, told.c.agreement_id == Agreement.id)
        .where(
            AgreementReview.tenant_id == tenant_id,
            AgreementReview.decision.is_(None),
            AgreementReview.withdrawn_at.is_(None),
        )
    ).one()
    return WaitingReviews(*row)


def count_ending_agreements(session: Session, *, tenant_id: int, today: date) -> EndingAgreements:
    """Signed agreements that end within 90 days of ``today``; see ``list_ending_agreements``."""
    ending = list_ending_agreements(session, tenant_id=tenant_id, today=today)
    return EndingAgreements(
        count=len(ending),
        next_ends_on=min((one.ends_on for one in ending), default=None),
        people_count=_sum_of_stated([one.people_count for one in ending]),
    )


def list_ending_agreements(
    session: Session, *, tenant_id: int, today: date
) -> list[EndingAgreement]:
    """Signed agreements that end within 90 days of ``today``, that day included; nearest first.

    An agreement without a last day of its own ends with the months of its commitment; an addendum
    ends with what it changes.
    """
    limit = today + timedelta(days=ENDING_WITHIN_DAYS)
    found = []
    for agreement, carried in list_signed_agreements(session, tenant_id=tenant_id):
        term = term_of(agreement, carried)
        is_signed = agreement.status == AgreementState.SIGNED and agreement.amends_id is None
        if term and is_signed and term.ends_on and today <= term.ends_on <= limit:
            found.append(EndingAgreement(agreement, carried, term.ends_on))
    return sorted(found, key=lambda one: (one.ends_on, str(one.agreement.id)))


def _sum_of_stated(numbers: Sequence[int | None]) -> int | None:
    stated = [number for number in numbers if number is not None]
    return sum(stated) if stated else None
