"""What is to be said of one agreement itself."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.checks.claims import Party, StatedAgreement, check_claims
from cooperation.findings import Finding
from cooperation.kinds import AgreementKind, Capacity
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.commitment_terms import last_month_of


def list_agreement_findings(
    session: Session, *, agreement: Agreement, commitment: Commitment | None
) -> Sequence[Finding]:
    """Findings about number, term and authority of one agreement, in that order."""
    if agreement.kind == AgreementKind.ADENDUM:  # its own term is that of the change
        commitment = None
    first = commitment.first_month if commitment is not None else None
    stated = StatedAgreement(
        number_regency=agreement.number_regency,
        number_bpjs=agreement.number_bpjs,
        starts_on=agreement.starts_on,
        ends_on=agreement.last_day,
        signatories=agreement.signatories,
        parties=_parties(agreement),
        first=Month.of(first) if first else None,
        last=last_month_of(commitment) if commitment is not None else None,
        numbers_elsewhere=_numbers_elsewhere(session, agreement),
    )
    return list(check_claims(stated))


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


def _numbers_elsewhere(session: Session, agreement: Agreement) -> frozenset[str]:
    rows = session.execute(
        select(Agreement.number_regency, Agreement.number_bpjs).where(
            Agreement.tenant_id == agreement.tenant_id, Agreement.id != agreement.id
        )
    )
    return frozenset(number for row in rows for number in row if number is not None)
