"""Which agreements of a regency end soon or have just ended, and what is uncovered afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_terms import ONE_DAY
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import price_gaps
from cooperation.cover_outlook import part_gaps
from cooperation.expiry import Uncovered, has_just_ended, reached_threshold, uncovered_by
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_parts import list_carried
from cooperation.queries.agreements import list_signed_agreements, term_of
from cooperation.queries.commitment_terms import last_month_of
from cooperation.queries.cover_calendar import (
    CalendarChain,
    CalendarFilter,
    list_calendar_chains,
)
from cooperation.queries.lapses import list_aftermaths
from cooperation.states import AgreementState
from cooperation.tariff_files import current_tariffs


@dataclass(frozen=True)
class Ending:
    """An agreement, or a programme without one, whose end is to be told on a day.

    ``threshold`` is the one of ``THRESHOLD_DAYS`` that was reached; None once the end has passed.
    ``uncovered`` is what all it carries leaves behind together.
    """

    of: Agreement | Commitment
    ends_on: date
    threshold: int | None
    days_left: int
    uncovered: Uncovered | None


def list_endings(session: Session, *, tenant_id: int, today: date) -> list[Ending]:
    """What is near its last day, or just past it, in order of that day.

    These are signed agreements, and budgeted programmes of which no agreement was ever signed. An
    agreement without a last day of its own ends with the months of its commitment; an addendum with
    what it changes.
    """
    near: list[tuple[Agreement | Commitment, Sequence[Commitment], date]] = []
    signed = list_signed_agreements(session, tenant_id=tenant_id)
    for agreement, carried in signed:
        term = term_of(agreement, carried)
        is_own = agreement.status == AgreementState.SIGNED and agreement.amends_id is None
        if is_own and term is not None and term.ends_on is not None:
            near.append((agreement, carried, term.ends_on))
    under_agreement = {one.id for _agreement, carried in signed for one in carried}
    for programme in session.scalars(
        select(Commitment).where(
            Commitment.tenant_id == tenant_id, Commitment.status == CommitmentStatus.COMMITTED
        )
    ):
        last = last_month_of(programme)
        if programme.id not in under_agreement and last is not None:
            near.append((programme, [programme], last.last_day))
    near = [
        one for one in near if reached_threshold(one[2], today) or has_just_ended(one[2], today)
    ]
    if not near:
        return []
    chains = list_calendar_chains(
        session, tenant_id=tenant_id, narrowed=CalendarFilter(), departments=()
    )
    return [
        Ending(
            of=ending,
            ends_on=ends_on,
            threshold=reached_threshold(ends_on, today),
            days_left=(ends_on - today).days,
            uncovered=_uncovered_after(carried, ends_on, chains, today),
        )
        for ending, carried, ends_on in sorted(near, key=lambda one: (one[2], one[0].id))
    ]


def find_uncovered(session: Session, agreement: Agreement, today: date) -> Uncovered | None:
    """What an agreement that was ended early leaves uncovered; None where it carries nothing.

    Nor where nothing is known of the months after it, or others protect its people.
    """
    carried = list_carried(session, tenant_id=agreement.tenant_id, agreements=[agreement])
    if agreement.terminated_on is None or agreement.amends_id or not carried.get(agreement.id):
        return None
    chains = list_calendar_chains(
        session, tenant_id=agreement.tenant_id, narrowed=CalendarFilter(), departments=()
    )
    ended_on = agreement.terminated_on - ONE_DAY
    return _uncovered_after(carried[agreement.id], ended_on, chains, today)


def _uncovered_after(
    carried: Sequence[Commitment], ends_on: date, chains: Sequence[CalendarChain], today: date
) -> Uncovered | None:
    after = list_aftermaths(carried, ends_on, chains, today)
    bare = [gaps for one in after if (gaps := [*one.begun, *one.gaps])]
    tariffs = current_tariffs()
    parted = part_gaps(tariffs, [gap for gaps in bare for gap in gaps], today)
    return uncovered_by(price_gaps(tariffs, parted), is_at_least=len(bare) > 1)
