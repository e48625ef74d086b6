"""What a scorecard may know of a regency's agreements and commitments in one year."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.agreement_terms import AgreementTerm, days_in_force, days_of_year
from cooperation.arithmetic import compute, price_months
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import FundingSource, Payer, Segment
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month, months_from, months_of_year
from cooperation.queries.agreements import list_agreements, list_signed_agreements, term_of
from cooperation.queries.changed_agreements import list_changed
from cooperation.queries.commitment_terms import terms_of
from cooperation.queries.commitments import list_commitments
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError
from tenants.kernel.sources import SourceStatus
from tenants.queries.departments import list_departments


@dataclass(frozen=True)
class AgreementFacts:
    """One signed agreement with the days of the year on which it alone is in force."""

    id: UUID
    title: str
    commitment_id: UUID | None
    signed_on: date
    days_in_force: int
    has_posting_proof: bool
    source_name: str
    source_on: date | None
    data_on: date | None
    source_status: SourceStatus
    is_verified: bool


@dataclass(frozen=True)
class CommitmentFacts:
    """One binding commitment in one year. Persons, months, whole rupiah; None is not stated.

    ``months`` are its protected months inside the year, by paper; empty where months or start are
    not known. ``person_year_idr`` is what one person costs for all twelve months of the year.
    """

    id: UUID
    title: str
    department_name: str | None
    segment: Segment
    payer: Payer
    funding_source: FundingSource
    budget_line: str | None
    budget_idr: int | None
    people_count: int | None
    month_count: int | None
    months_assumed: bool
    programmes_assumed: bool
    months: tuple[Month, ...]
    person_year_idr: int | None
    total_idr: int | None
    source_name: str
    source_on: date | None
    data_on: date | None
    source_status: SourceStatus
    is_verified: bool


@dataclass(frozen=True)
class CooperationFacts:
    """Agreements and commitments of one regency in one year.

    ``days_in_force`` counts each day once over all signed agreements, None where none was ever
    signed. ``commitments`` fall into the year with their budget or their months; ``next_year``
    holds those of the budget of the year after. Plans and cancelled ones are left out.
    """

    year: int
    days_of_year: int
    days_in_force: int | None
    agreements: Sequence[AgreementFacts]
    commitments: Sequence[CommitmentFacts]
    next_year: Sequence[CommitmentFacts]

    @property
    def shortest_month_count(self) -> int | None:
        """Months of the shortest commitment of the year; None where any of them is not known."""
        counts = [one.month_count for one in self.commitments]
        known = [count for count in counts if count is not None]
        return min(known) if known and len(known) == len(counts) else None

    @property
    def next_year_budget_idr(self) -> int | None:
        """Rupiah budgeted for the year after; None where nothing is recorded, which is no zero."""
        budgets = [one.budget_idr for one in self.next_year if one.budget_idr is not None]
        return sum(budgets) if budgets else None


def cooperation_facts(session: Session, *, tenant_id: int, year: int) -> CooperationFacts:
    """Everything indicators A4, C2 and C3 need from this package.

    Args:
        session: bound to the regency.
        tenant_id: the regency.
        year: the assessed period, 1 January to 31 December.
    """
    signed = [
        (agreement, term)
        for agreement, carried in list_signed_agreements(session, tenant_id=tenant_id)
        if agreement.amends_id is None and (term := term_of(agreement, carried)) is not None
    ]
    changed = list_changed(
        session, tenant_id=tenant_id, agreements=[agreement for agreement, _term in signed]
    )
    binding = [
        one
        for one in list_commitments(session, tenant_id=tenant_id)
        if one.status == CommitmentStatus.COMMITTED
    ]
    return CooperationFacts(
        year=year,
        days_of_year=days_of_year(year),
        days_in_force=days_in_force([term for _, term in signed], year) if signed else None,
        agreements=[
            _agreement_facts(agreement, term, year, is_as_accepted=agreement.id not in changed)
            for agreement, term in signed
        ],
        commitments=_commitments_of(session, tenant_id, year, binding),
        next_year=_commitments_of(
            session, tenant_id, year + 1, [one for one in binding if one.budget_year == year + 1]
        ),
    )


def _agreement_facts(
    agreement: Agreement, term: AgreementTerm, year: int, *, is_as_accepted: bool
) -> AgreementFacts:
    return AgreementFacts(
        id=agreement.id,
        title=agreement.title,
        commitment_id=agreement.commitment_id,
        signed_on=term.signed_on,
        days_in_force=days_in_force([term], year),
        has_posting_proof=term.has_posting_proof,
        source_name=agreement.source_name,
        source_on=agreement.source_on,
        data_on=agreement.data_on,
        source_status=SourceStatus(agreement.source_status),
        is_verified=agreement.is_verified and is_as_accepted,
    )


def _commitments_of(
    session: Session, tenant_id: int, year: int, binding: Sequence[Commitment]
) -> list[CommitmentFacts]:
    falling = [
        (one, months)
        for one in binding
        if (months := _months_in(one, year)) or one.budget_year == year
    ]
    ids = [one.id for one, _ in falling]
    agreements = list_agreements(session, tenant_id=tenant_id, commitment_ids=ids)
    names: dict[UUID | None, str] = {
        one.id: one.name for one in list_departments(session, tenant_id=tenant_id)
    }
    return [
        _commitment_facts(one, months, agreements, names.get(one.department_id), year)
        for one, months in falling
    ]


def _commitment_facts(
    commitment: Commitment,
    months: tuple[Month, ...],
    agreements: Mapping[UUID, Sequence[Agreement]],
    department_name: str | None,
    year: int,
) -> CommitmentFacts:
    terms = terms_of(commitment, agreements, [commitment])
    tariffs = current_tariffs()
    total, person_year = None, None
    with suppress(AppError):  # what cannot be computed stays None, and its own page says why
        total = compute(tariffs, terms).total_idr
    with suppress(AppError):
        runs = price_months(tariffs, terms.insured, 1, months_of_year(year))
        person_year = sum(run.amount_idr for run in runs)
    return CommitmentFacts(
        id=commitment.id,
        title=commitment.title,
        department_name=department_name,
        segment=terms.insured.segment,
        payer=Payer(commitment.payer),
        funding_source=terms.insured.source,
        budget_line=commitment.budget_line,
        budget_idr=commitment.budget_idr,
        people_count=commitment.people_now,
        month_count=commitment.months_now,
        months_assumed=commitment.months_assumed,
        programmes_assumed=commitment.programmes_assumed,
        months=months,
        person_year_idr=person_year,
        total_idr=total,
        source_name=commitment.source_name,
        source_on=commitment.source_on,
        data_on=commitment.data_on,
        source_status=SourceStatus(commitment.source_status),
        is_verified=commitment.is_verified,
    )


def _months_in(commitment: Commitment, year: int) -> tuple[Month, ...]:
    if commitment.first_month is None or commitment.months_now is None:
        return ()
    first = Month.of(commitment.first_month)
    return tuple(m for m in months_from(first, commitment.months_now) if m.year == year)
