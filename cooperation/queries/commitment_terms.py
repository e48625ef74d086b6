"""A commitment as the arithmetic and the calendar take it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cooperation.agreement_terms import (
    AgreementTerm,
    carried_months,
    left_months,
    unbound_months,
)
from cooperation.amendments import Amendment, amended_people, in_order
from cooperation.arithmetic import Assumptions, LateStart, Terms
from cooperation.calendar import Term
from cooperation.checks.periods import Horizon, planning_horizon
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import Link
from cooperation.kinds import (
    AgreementKind,
    FundingSource,
    OccupationGroup,
    Programme,
    RiskClass,
    Segment,
)
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month, months_between, months_from
from cooperation.pricing import Insured
from cooperation.states import AgreementState


def first_month_of(commitment: Commitment) -> Month:
    """The first protected month; January of its budget year is assumed where none is stated."""
    stated = commitment.first_month
    return Month(commitment.budget_year, 1) if stated is None else Month.of(stated)


def last_month_of(commitment: Commitment) -> Month | None:
    """The last protected month, None where months or start are not stated."""
    if commitment.first_month is None or commitment.months_now is None:
        return None
    return Month.of(commitment.first_month).plus(commitment.months_now - 1)


def amendment_of(agreement: Agreement) -> Amendment | None:
    """What an agreement changes in its commitment; None unless it is an addendum that says so."""
    if agreement.kind != AgreementKind.ADENDUM or agreement.changes_from is None:
        return None
    stated = (agreement.new_people_count, agreement.new_last_month, agreement.new_total_idr)
    if all(value is None for value in stated):
        return None
    last, term = agreement.new_last_month, agreement.term
    return Amendment(
        from_month=Month.of(agreement.changes_from),
        people_count=agreement.new_people_count,
        last_month=None if last is None else Month.of(last),
        total_idr=agreement.new_total_idr,
        until=term.free_from if term and is_undone(agreement) else None,
        protects_from=Month.of(term.protects_from) if term else None,
    )


def amendments_of(agreements: Sequence[Agreement]) -> tuple[Amendment, ...]:
    """What signed addenda among some agreements change, in the order in which they hold.

    One that was ended before any of its months changes nothing.
    """
    changes = (amendment_of(one) for one in agreements if one.signed_on is not None)
    return in_order(one for one in changes if one is not None and one.holds_in(one.from_month))


def is_undone(addendum: Agreement) -> bool:
    """Whether an addendum was ended by itself, so that what it changed reads as before.

    One that ended with what it changes leaves it as both sides agreed on last.
    """
    return addendum.terminated_on is not None and not addendum.ended_with_amended


def terms_of(
    commitment: Commitment,
    agreements: Mapping[UUID, Sequence[Agreement]],
    chain: Sequence[Commitment],
) -> Terms:
    """The terms of a commitment as the arithmetic takes them.

    Args:
        commitment: one of the chain.
        agreements: those about every commitment of the chain.
        chain: all commitments for the same people.
    """
    own = agreements.get(commitment.id, ())
    signed = [one for one in own if one.signed_on is not None]
    elsewhere = _elsewhere(commitment, agreements, chain)
    occupation = commitment.occupation_group
    is_binding = commitment.status == CommitmentStatus.COMMITTED
    return Terms(
        insured=Insured(
            segment=Segment(commitment.segment),
            programmes=frozenset(Programme(name) for name in commitment.programmes),
            source=FundingSource(commitment.funding_source),
            occupation_group=OccupationGroup(occupation or OccupationGroup.OTHER),
            income_idr=commitment.income_idr,
            wage_idr=commitment.wage_idr,
            risk_class=RiskClass(commitment.risk_class or RiskClass.VERY_LOW),
        ),
        first_month=first_month_of(commitment),
        people_count=commitment.people_count,
        month_count=commitment.month_count,
        contract_value_idr=commitment.contract_value_idr,
        stated_total_idr=commitment.stated_total_idr or commitment.budget_idr,
        stated_rate_idr=commitment.stated_rate_idr,
        budget_idr=commitment.budget_idr,
        budget_year=commitment.budget_year,
        signed_on=min((one.signed_on for one in signed if one.signed_on), default=None),
        has_posting_proof=any(one.posting_proof_document_id for one in signed),
        has_start_consent=any(one.start_consent_document_id for one in signed),
        has_agreement=any(one.status != AgreementState.DROPPED for one in own)
        if is_binding
        else None,
        has_signed_copy=any(one.document_id for one in signed) if signed else None,
        covered_elsewhere=frozenset(elsewhere.protected),
        jkm_elsewhere=frozenset(elsewhere.with_jkm),
        planned_elsewhere=tuple(elsewhere.planned.items()),
        unbound=unbound_months_of(commitment, own),
        late_starts=tuple(_late_starts(signed)),
        is_continuation=chain[0] is not commitment,
        amendments=amendments_of(own),
        assumptions=Assumptions(
            first_month=commitment.first_month is None,
            month_count=commitment.months_assumed,
            programmes=commitment.programmes_assumed,
            occupation_group=occupation is None,
        ),
    )


def _late_starts(signed: Sequence[Agreement]) -> Iterator[LateStart]:
    """What was signed after its own start, beside the agreement that was signed first."""
    first = min(signed, key=lambda one: (one.signed_on or date.max, one.id), default=None)
    for one in signed:
        start = one.changes_from if one.amends_id else one.starts_on
        if one is first or start is None or one.signed_on is None:
            continue
        if one.posting_proof_document_id is None and _waits_for_proof(one, start, signed):
            yield LateStart(
                one.signed_on,
                Month.of(start),
                has_consent=one.start_consent_document_id is not None,
                is_addendum=one.amends_id is not None,
            )


def _waits_for_proof(agreement: Agreement, start: date, signed: Sequence[Agreement]) -> bool:
    """Whether a month before its signature is protected by nothing else.

    What an addendum adds, nothing else protects.
    """
    if agreement.signed_on is None:
        return False
    others = _terms_about([one for one in signed if one is not agreement])
    return any(
        agreement.amends_id is not None or not any(one.protects_in(month) for one in others)
        for month in months_between(Month.of(start), Month.of(agreement.signed_on).plus(-1))
    )


def calendar_term(commitment: Commitment, terms: Terms) -> Term | None:
    """The months of a commitment for the calendar; None where their number is not stated."""
    count = terms.month_count_now
    if count is None:
        return None
    signed = terms.signed_on
    is_late = signed is not None and Month.of(signed) > terms.first_month
    return Term(
        first=terms.first_month,
        last=terms.first_month.plus(count - 1),
        people_count=commitment.people_count,
        people_from=_people_from(terms),
        is_committed=commitment.status == CommitmentStatus.COMMITTED,
        pending_until=Month.of(signed).plus(-1)
        if signed is not None and is_late and not terms.has_posting_proof
        else None,
        unbound=terms.unbound,
    )


def link_of(commitment: Commitment, terms: Terms) -> Link | None:
    """A commitment as gaps are looked for; None where its months are not stated."""
    term = calendar_term(commitment, terms)
    return None if term is None else Link(commitment.id, term, terms.insured)


def _people_from(terms: Terms) -> tuple[tuple[Month, int | None], ...]:
    protecting = in_order(
        replace(one, from_month=one.protects_from or one.from_month) for one in terms.amendments
    )
    turns = {month for one in protecting for month in (one.from_month, one.until) if month}
    return tuple(
        (month, amended_people(terms.people_count, month, protecting)) for month in sorted(turns)
    )


def horizon_of(commitment: Commitment, chain: Sequence[Commitment], today: date) -> Horizon | None:
    """Gaps are looked for up to the next commitment of the chain.

    A plan or a cancelled commitment has none of its own.
    """
    if commitment.status != CommitmentStatus.COMMITTED:
        return None
    horizon = planning_horizon(today)
    later = [
        first_month_of(one)
        for one in chain[chain.index(commitment) + 1 :]
        if one.months_now is not None and one.status == CommitmentStatus.COMMITTED
    ]
    return Horizon(today, min([horizon.last, *(month.plus(-1) for month in later)]))


def unbound_months_of(commitment: Commitment, agreements: Sequence[Agreement]) -> frozenset[Month]:
    """Months of a commitment after an agreement about it was ended early, until another binds.

    Args:
        commitment: whose months.
        agreements: all about it.

    Source:
        An agreement that has ended protects nobody; what was agreed in it.
    """
    return unbound_months(months_of(commitment), _terms_about(agreements))


def left_months_of(
    agreement: Agreement, commitment: Commitment, agreements: Sequence[Agreement]
) -> tuple[Month, ...]:
    """Months of a commitment that no other signed agreement about it binds.

    Args:
        agreement: one about the commitment.
        commitment: whose months.
        agreements: all about it.
    """
    return left_months(months_of(commitment), _terms_beside(agreement, agreements))


def carried_months_of(
    agreement: Agreement, commitment: Commitment, agreements: Sequence[Agreement]
) -> tuple[Month, ...] | None:
    """Months of a commitment that one of several agreements about it carries.

    None where it is the only one, or never bound in any of them: it is then read as agreed.

    Args:
        agreement: signed or not; no addendum.
        commitment: whose months.
        agreements: all about it.
    """
    others = _terms_beside(agreement, agreements)
    if not others:
        return None
    begins_on = agreement.starts_on or agreement.signed_on
    return carried_months(months_of(commitment), begins_on, agreement.last_day, others) or None


def _terms_beside(agreement: Agreement, agreements: Sequence[Agreement]) -> list[AgreementTerm]:
    """The terms of the other agreements about what one is about; umbrellas bind through others."""
    umbrellas = {one.umbrella_id for one in (agreement, *agreements)}
    return _terms_about(
        [one for one in agreements if one.id != agreement.id and one.id not in umbrellas]
    )


def _terms_about(agreements: Sequence[Agreement]) -> list[AgreementTerm]:
    """From when to when those bind that are signed; addenda are in what they change."""
    return [
        _prolonged(term, one, agreements)
        for one in agreements
        if one.amends_id is None and (term := one.term) is not None
    ]


def _prolonged(
    term: AgreementTerm, agreement: Agreement, others: Sequence[Agreement]
) -> AgreementTerm:
    """A term up to the last month that its addenda add, also where they name no last day."""
    added = [
        Month.of(one.new_last_month).last_day
        for one in others
        if one.amends_id == agreement.id
        and one.new_last_month is not None
        and one.signed_on is not None
        and not is_undone(one)
    ]
    return term if term.ends_on is None else replace(term, ends_on=max([term.ends_on, *added]))


def months_of(commitment: Commitment) -> tuple[Month, ...]:
    """Its months with all addenda; none where their number is not stated."""
    return months_from(first_month_of(commitment), commitment.months_now or 0)


@dataclass(frozen=True)
class _Elsewhere:
    """Months in which others of a chain protect its people, or only have money for them."""

    protected: set[Month]
    with_jkm: set[Month]
    planned: dict[Month, FundingSource]


def _elsewhere(
    commitment: Commitment,
    agreements: Mapping[UUID, Sequence[Agreement]],
    chain: Sequence[Commitment],
) -> _Elsewhere:
    found = _Elsewhere(set(), set(), {})
    for one in chain:
        if one is commitment or one.status == CommitmentStatus.CANCELLED:
            continue
        unbound = unbound_months_of(one, agreements.get(one.id, ()))
        for month in months_of(one):
            if one.status == CommitmentStatus.COMMITTED and month not in unbound:
                found.protected.add(month)
                if Programme.JKM in one.programmes:
                    found.with_jkm.add(month)
            else:
                found.planned[month] = FundingSource(one.funding_source)
    return found
