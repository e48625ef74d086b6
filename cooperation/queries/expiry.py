"""Which agreements of a regency end soon or have just ended, and what is uncovered afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.arithmetic import PricedRun
from cooperation.commitment_states import CommitmentStatus
from cooperation.expiry import Uncovered, has_just_ended, reached_threshold
from cooperation.findings import FindingCode
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreements import list_signed_agreements, term_of
from cooperation.queries.commitments import CommitmentRecord, list_commitment_records
from cooperation.states import AgreementState


@dataclass(frozen=True)
class Ending:
    """An agreement whose end is to be told on a day.

    ``threshold`` is the one of ``THRESHOLD_DAYS`` that was reached; None once the end has passed.
    ``uncovered`` is what all it carries leaves behind together.
    """

    agreement: Agreement
    ends_on: date
    threshold: int | None
    days_left: int
    uncovered: Uncovered | None


def list_endings(session: Session, *, tenant_id: int, today: date) -> list[Ending]:
    """Signed agreements near their last day, or just past it, in order of that day.

    An agreement without a last day of its own ends with the months of its commitment.
    """
    near: list[tuple[Agreement, Sequence[Commitment], date]] = []
    for agreement, carried in list_signed_agreements(session, tenant_id=tenant_id):
        term = term_of(agreement, carried)
        if agreement.status != AgreementState.SIGNED or term is None or term.ends_on is None:
            continue
        if agreement.amends_id is not None:  # what it changes ends, and that is told
            continue
        is_near = reached_threshold(term.ends_on, today) is not None
        if is_near or has_just_ended(term.ends_on, today):
            near.append((agreement, carried, term.ends_on))
    gaps = _uncovered_after(
        session, tenant_id, [one for _, carried, _ in near for one in carried], today
    )
    return [
        Ending(
            agreement=agreement,
            ends_on=ends_on,
            threshold=reached_threshold(ends_on, today),
            days_left=(ends_on - today).days,
            uncovered=_uncovered([gaps[one.id] for one in carried if one.id in gaps]),
        )
        for agreement, carried, ends_on in sorted(near, key=lambda one: (one[2], one[0].id))
    ]


@dataclass(frozen=True)
class _Gap:
    """Coming months after one commitment: those a budget can still pay, and all others."""

    payable: Sequence[PricedRun]
    unpayable: Sequence[PricedRun]


def _uncovered_after(
    session: Session, tenant_id: int, commitments: Sequence[Commitment], today: date
) -> Mapping[UUID, _Gap]:
    """What nobody pays for after each of some commitments, by its id."""
    asked = {one.id: one for one in commitments}
    if not asked:
        return {}
    records = list_commitment_records(
        session, tenant_id=tenant_id, commitments=list(asked.values()), today=today
    )
    found = {record.commitment.id: _gap_after(record) for record in records}
    return {commitment_id: gap for commitment_id, gap in found.items() if gap is not None}


def _gap_after(record: CommitmentRecord) -> _Gap | None:
    """The coming gap as the examination of the commitment computed it."""
    if record.examination is None or record.commitment.status != CommitmentStatus.COMMITTED:
        return None
    payable, unpayable = (
        [run for one in record.examination.findings if one.code is code for run in one.runs]
        for code in (FindingCode.COMING_MONTHS_UNCOVERED, FindingCode.COMING_MONTHS_UNPAYABLE)
    )
    return _Gap(payable, unpayable) if payable or unpayable else None


def _uncovered(gaps: Sequence[_Gap]) -> Uncovered | None:
    """Gaps of all programmes of an agreement: a month counts once, people are the largest number.

    Months that no budget can pay any more are counted, and their rupiah told apart from the need.
    """
    payable = [run for gap in gaps for run in gap.payable]
    unpayable = [run for gap in gaps for run in gap.unpayable]
    runs = [*payable, *unpayable]
    if not runs:
        return None
    months = {month for run in runs for month in run.months}
    return Uncovered(
        first=min(months),
        last=max(months),
        month_count=len(months),
        people_count=max(run.people_count for run in runs),
        need_idr=sum(run.amount_idr for run in payable),
        unpayable_idr=sum(run.amount_idr for run in unpayable),
        unpayable_months=tuple(sorted({month for run in unpayable for month in run.months})),
        is_at_least=len(gaps) > 1,
    )
