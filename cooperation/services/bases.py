"""Tell who rests on a regulation that it has ended: the same day, and once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.basis_notices import ended_tidings
from cooperation.commitment_states import CommitmentStatus
from cooperation.findings import Finding, FindingCode
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_bases import list_bases_of_agreements
from cooperation.queries.commitments import list_commitment_records, list_commitments
from cooperation.states import AgreementState
from tenants.kernel.events import FactsChanged
from tenants.kernel.jobs import enqueue
from tenants.notice_rules import Tidings
from tenants.services.notices import tell_each

WATCH_BASES_JOB = "watch_bases"
_CHANGED = "changed"
_LAW = ("regulation:",)
_ENDS = {FindingCode.BASIS_ENDED, FindingCode.BASIS_LOST}
_OVER = {AgreementState.DROPPED, AgreementState.TERMINATED}
_ACCEPTED = {AgreementState.ACCEPTED, AgreementState.SIGNED}


def ask_to_tell(session: Session, event: FactsChanged) -> None:
    """Ask for the news where a regulation changed.

    Effects:
        Enqueues ``watch_bases``.
    """
    if event.cause.startswith(_LAW):
        enqueue(
            session,
            WATCH_BASES_JOB,
            tenant_id=event.tenant_id,
            key=_CHANGED,
            payload={},
            now=event.now,
        )


def tell_ended_bases(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell which regulations have ended under programmes of one regency; again tells nothing.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(session, tenant_id=tenant_id, now=now, brought=_ended)


def _ended(session: Session, tenant_id: int, today: date) -> Iterator[tuple[UUID, Tidings]]:
    for regulation_id, found in sorted(_resting(session, tenant_id, today).items()):
        yield regulation_id, _tidings(regulation_id, found)


@dataclass
class _Resting:
    """What rests on a regulation that has ended, with what says so."""

    findings: list[Finding] = field(default_factory=list)
    programmes_count: int = 0
    agreements: dict[UUID, AgreementState] = field(default_factory=dict)

    def add(self, finding: Finding, agreements: Iterable[Agreement]) -> None:
        self.findings.append(finding)
        self.agreements |= {one.id: AgreementState(one.status) for one in agreements}


def _resting(session: Session, tenant_id: int, today: date) -> dict[UUID, _Resting]:
    """Programmes and agreements without one whose basis has ended, by the regulation."""
    named = [
        one
        for one in list_commitments(session, tenant_id=tenant_id)
        if one.regulation_id is not None
        and one.status != CommitmentStatus.CANCELLED
        and not _is_over(one, today)
    ]
    found: defaultdict[UUID, _Resting] = defaultdict(_Resting)
    for record in list_commitment_records(
        session, tenant_id=tenant_id, commitments=named, today=today
    ):
        for finding in record.elsewhere:
            if finding.code in _ENDS and record.regulation is not None:
                found[record.regulation.id].add(finding, record.agreements)
                found[record.regulation.id].programmes_count += 1
    for agreement, finding in list_bases_of_agreements(session, tenant_id=tenant_id, today=today):
        if finding.code in _ENDS and agreement.regulation_id is not None:
            found[agreement.regulation_id].add(finding, [agreement])
    return found


def _is_over(commitment: Commitment, today: date) -> bool:
    """Whether its last month has passed: what was paid then is no news any more."""
    if commitment.first_month is None or commitment.months_now is None:
        return False
    last = Month.of(commitment.first_month).plus(commitment.months_now - 1)
    return last < Month.of(today)


def _tidings(regulation_id: UUID, found: _Resting) -> Tidings:
    finding = found.findings[0]
    states = [state for state in found.agreements.values() if state not in _OVER]
    ended_on, by = finding.params["ended_on"], finding.params["by"]
    return ended_tidings(
        regulation_id=regulation_id,
        citation=str(finding.params["regulation"]),
        ended_on=ended_on if isinstance(ended_on, date) else None,
        by=by if isinstance(by, str) else None,
        programmes_count=found.programmes_count,
        agreements_count=len(states),
        is_accepted=any(state in _ACCEPTED for state in states),
    )
