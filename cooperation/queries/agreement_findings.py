"""What is to be said of one agreement itself."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.checks.amendments import AmendedTerm, check_unsigned_amendment
from cooperation.checks.claims import Continued, Party, StatedAgreement, check_claims
from cooperation.findings import Finding
from cooperation.kinds import AgreementKind, Capacity
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_bases import list_own_basis_findings
from cooperation.queries.agreement_links import find_amendment_effect
from cooperation.queries.agreements import list_agreements
from cooperation.queries.changed_agreements import list_acceptance_findings
from cooperation.queries.commitment_terms import left_months_of
from cooperation.states import BEFORE_SIGNATURE, AgreementState
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError


def list_agreement_findings(
    session: Session, *, agreement: Agreement, carried: Sequence[Commitment], today: date
) -> Sequence[Finding]:
    """Findings about number, term, authority, basis and acceptance of one agreement, in that order.

    Its term is held against the months of everything it carries that no other signed one binds;
    an addendum that is not signed yet also tells what it would raise.
    """
    numbers = _numbers(session, agreement.tenant_id)
    changed = list_acceptance_findings(
        session, tenant_id=agreement.tenant_id, agreements=[agreement]
    )
    about = list_agreements(
        session, tenant_id=agreement.tenant_id, commitment_ids=[one.id for one in carried]
    )
    return [
        *_findings(agreement, carried, about, numbers, _continued(session, [agreement])),
        *list_own_basis_findings(session, agreement, today),
        *changed.values(),
        *_of_unsigned_addendum(session, agreement, today),
    ]


def _of_unsigned_addendum(session: Session, agreement: Agreement, today: date) -> Sequence[Finding]:
    """What an addendum would raise; a signed one has raised it on its programme."""
    if agreement.status not in BEFORE_SIGNATURE or agreement.status == AgreementState.DROPPED:
        return []
    effect = find_amendment_effect(session, agreement)
    if effect is None or agreement.amends_id is None:
        return []
    amended = session.get_one(Agreement, (agreement.tenant_id, agreement.amends_id))
    term = AmendedTerm(amended.starts_on, agreement.ends_on or amended.agreed_until)
    with suppress(AppError):  # the programme's own page says why nothing can be computed
        return list(check_unsigned_amendment(current_tariffs(), effect, term, today))
    return []


def list_findings_by_commitment(
    session: Session,
    *,
    tenant_id: int,
    carried: Iterable[tuple[Commitment, Sequence[Agreement]]],
) -> Mapping[UUID, Sequence[Finding]]:
    """Number, term and authority of all agreements of some commitments, by commitment.

    Read at once. Their terms are held against the months of that commitment; what differs from
    what was accepted is among the findings of the commitment itself.
    """
    numbers = _numbers(session, tenant_id)
    pairs = list(carried)
    continued = _continued(session, [one for _commitment, some in pairs for one in some])
    return {
        commitment.id: [
            finding
            for one in agreements
            for finding in _findings(
                one, [commitment], {commitment.id: agreements}, numbers, continued
            )
        ]
        for commitment, agreements in pairs
    }


def _findings(
    agreement: Agreement,
    carried: Sequence[Commitment],
    about: Mapping[UUID, Sequence[Agreement]],
    numbers: Mapping[UUID, frozenset[str]],
    continued: Mapping[UUID, Continued],
) -> Sequence[Finding]:
    if agreement.kind == AgreementKind.ADENDUM:  # its own term is that of the change
        carried = ()
    months = [
        month
        for one in carried
        if one.first_month is not None
        for month in left_months_of(agreement, one, about.get(one.id, ()))
    ]
    stated = StatedAgreement(
        number_regency=agreement.number_regency,
        number_bpjs=agreement.number_bpjs,
        starts_on=agreement.starts_on,
        ends_on=agreement.agreed_until,
        signatories=agreement.signatories,
        parties=_parties(agreement),
        first=min(months, default=None),
        last=max(months, default=None),
        numbers_elsewhere=frozenset().union(
            *(given for agreement_id, given in numbers.items() if agreement_id != agreement.id)
        ),
        continues=continued.get(agreement.predecessor_id) if agreement.predecessor_id else None,
    )
    return list(check_claims(stated))


def _continued(session: Session, agreements: Sequence[Agreement]) -> Mapping[UUID, Continued]:
    """Signed agreements that some others continue, as far as their last day is known."""
    named = {one.predecessor_id: one.tenant_id for one in agreements if one.predecessor_id}
    if not named:
        return {}
    signed = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id.in_(set(named.values())),
            Agreement.id.in_(list(named)),
            Agreement.status.not_in(BEFORE_SIGNATURE),
        )
    )
    return {
        one.id: Continued(one.title, last) for one in signed if (last := one.last_day) is not None
    }


def _parties(agreement: Agreement) -> tuple[Party, ...]:
    sides = (
        (agreement.regency_office, agreement.regency_capacity, agreement.regency_mandate),
        (agreement.bpjs_office, agreement.bpjs_capacity, agreement.bpjs_mandate),
    )
    acting = {Capacity.PLT, Capacity.PLH, Capacity.PJS}
    return tuple(
        Party(office, capacity in acting, mandate)
        for office, capacity, mandate in sides
        if office is not None
    )


def _numbers(session: Session, tenant_id: int) -> Mapping[UUID, frozenset[str]]:
    """The numbers that each agreement of a regency bears."""
    rows = session.execute(
        select(Agreement.id, Agreement.number_regency, Agreement.number_bpjs).where(
            Agreement.tenant_id == tenant_id
        )
    )
    return {row.id: frozenset(filter(None, (row.number_regency, row.number_bpjs))) for row in rows}
