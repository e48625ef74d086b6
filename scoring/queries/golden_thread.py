"""Reads of the golden thread: every programme of a budget year, from its law to its people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.checks.names import check_listed_names
from cooperation.commitment_states import CommitmentStatus
from cooperation.findings import Finding, FindingCode
from cooperation.kinds import FundingSource, Payer, Segment
from cooperation.listed_names import ListedNames
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_findings import list_findings_by_commitment
from cooperation.queries.commitments import CommitmentRecord
from cooperation.states import AgreementState
from enrollment.month_lines import without_explanation
from enrollment.queries.listed_names import count_names_by_programme
from enrollment.queries.realisation import ProgrammeMoney, list_money
from enrollment.queries.unexplained import Differing, list_unexplained
from scoring.golden_thread import Law, Signature, Thread, ThreadFacts, groups_of, thread_of
from tenants.models.regulations import Regulation
from tenants.queries.regulation_coverage import LawCoverage, cover_by_law
from tenants.queries.regulation_standing import list_standings
from tenants.regulation_coverage import NOWHERE, Clause, Heat
from tenants.regulation_status import Standing, State

_ENDS = {FindingCode.BASIS_ENDED, FindingCode.BASIS_LOST}
_LAID_DOWN = {Heat.NAMED, Heat.COVERED}


@dataclass(frozen=True)
class ProgrammeThread:
    """A programme with what is recorded of it and the thread that follows from it.

    ``is_compared`` is False where nobody has counted the people who differ without an explanation.
    """

    programme: ProgrammeMoney
    facts: ThreadFacts
    thread: Thread
    is_compared: bool

    @property
    def commitment(self) -> Commitment:
        """The programme itself."""
        return self.programme.record.commitment

    @property
    def is_whole(self) -> bool:
        """Whether everything was looked at, and nothing is to be mended."""
        return self.is_compared and self.thread.is_whole


def list_threads(
    session: Session, *, tenant_id: int, year: int, today: date
) -> Sequence[ProgrammeThread]:
    """The threads of a budget year's programmes, by title; those that were given up are left out.

    Role regency.
    """
    programmes = list_money(session, tenant_id=tenant_id, year=year, today=today)
    if not programmes:
        return []
    records = [one.record for one in programmes]
    findings = list_findings_by_commitment(
        session,
        tenant_id=tenant_id,
        carried=[(one.commitment, one.agreements) for one in records],
    )
    names = count_names_by_programme(
        session, tenant_id=tenant_id, commitment_ids=[one.commitment.id for one in records]
    )
    unexplained = list_unexplained(
        session,
        tenant_id=tenant_id,
        commitment_ids=[
            one.commitment.id
            for one in records
            if one.commitment.status == CommitmentStatus.COMMITTED
        ],
    )
    law = cover_by_law(session, tenant_id=tenant_id, day=today)
    standings = list_standings(session, tenant_id=tenant_id, day=today)
    found = []
    for one in programmes:
        commitment = one.record.commitment
        own = [*one.record.findings, *findings[commitment.id]]
        own += _names(commitment, names.get(commitment.id))
        facts = replace(
            _facts(one, own, _law_of(one.record, law, standings)),
            unexplained=_unexplained(one, unexplained.months.get(commitment.id, {})),
        )
        is_compared = commitment.id not in unexplained.uncounted
        found.append(ProgrammeThread(one, facts, thread_of(facts, today), is_compared))
    return found


def _facts(programme: ProgrammeMoney, findings: Sequence[Finding], law: Law | None) -> ThreadFacts:
    record, money = programme.record, programme.money
    commitment = record.commitment
    kept = [one for one in record.agreements if one.status != AgreementState.DROPPED]
    signed = [one for one in kept if one.signed_on is not None]
    return ThreadFacts(
        is_committed=commitment.status == CommitmentStatus.COMMITTED,
        source=FundingSource(commitment.funding_source),
        first=record.terms.first_month,
        law=law,
        has_agreement=bool(kept),
        signature=_signature(signed),
        budget_idr=commitment.budget_idr,
        budget_line=commitment.budget_line,
        findings=findings,
        costs=money.costs,
        lists=money.lists,
        bills=programme.account.standings,
        posted=money.posted,
    )


def _unexplained(
    programme: ProgrammeMoney, differing: Mapping[Month, Differing]
) -> Mapping[Month, int]:
    costs = {one.month: one for one in programme.money.costs}
    return {
        month: without_explanation(costs.get(month), one.determined, one.causes)
        for month, one in differing.items()
    }


def _signature(signed: Sequence[Agreement]) -> Signature | None:
    first = min(signed, key=lambda one: one.signed_on or date.max, default=None)
    if first is None or first.signed_on is None:
        return None
    return Signature(first.number_regency or first.number_bpjs, first.signed_on)


def _names(commitment: Commitment, listed: ListedNames | None) -> Sequence[Finding]:
    finding = check_listed_names(commitment.people_now, listed) if listed else None
    return [finding] if finding else []


def _law_of(
    record: CommitmentRecord, coverage: LawCoverage, standings: Mapping[UUID, Standing]
) -> Law | None:
    """What the programme rests on: its own text first, then whichever binds beside it.

    Of several groups of one text, the one whose article is recorded.
    """
    regulation = record.regulation
    if regulation is None:
        return None
    groups = groups_of(Segment(record.commitment.segment), Payer(record.commitment.payer))
    covering = sorted(
        (
            (text, place)
            for text in coverage.texts
            for group in sorted(groups)
            if (place := text.places.get(group, NOWHERE)).heat in _LAID_DOWN
        ),
        key=lambda found: (found[0].id != regulation.id, found[1].article is None),
    )
    article = ""
    if covering:
        text, place = covering[0]
        parts = [place.article, None if text.id == regulation.id else text.citation]
        article = ", ".join(part for part in parts if part)
    return Law(
        citation=regulation.citation,
        article=article,
        is_uncertain=standings[regulation.id].state is State.UNCERTAIN,
        covers_group=bool(covering),
        names_funding=_names_funding(regulation, coverage),
        has_ended=any(one.code in _ENDS for one in record.elsewhere),
    )


def _names_funding(regulation: Regulation, coverage: LawCoverage) -> bool | None:
    if any(
        text.places.get(Clause.FUNDING_SOURCE, NOWHERE).heat in _LAID_DOWN
        for text in coverage.texts
    ):
        return True
    return regulation.names_funding_source
