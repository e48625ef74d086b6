"""Facts of agreements and commitments (A4, C2, C3), read from cooperation."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from cooperation.agreement_terms import AgreementTerm, days_in_force
from cooperation.queries.cooperation_facts import AgreementFacts, CooperationFacts
from scoring import retelling
from scoring.facts import Fact, Status, Unit, known
from tenants.kernel import formats
from tenants.kernel.sources import SourceStatus

SHORTEST_MONTHS = 3
LEAST_TRUSTED_FIRST = (Status.SYNTHETIC, Status.DERIVED, Status.PRESS, Status.OFFICIAL)


class SourcedRecord(Protocol):
    """What any record says about where it comes from."""

    @property
    def title(self) -> str:
        """Its name."""

    @property
    def source_name(self) -> str:
        """Who says so."""

    @property
    def source_on(self) -> date | None:
        """When they said so."""

    @property
    def source_status(self) -> SourceStatus:
        """How far it may be trusted."""


def cooperation_facts(
    cooperation: CooperationFacts, verified_terms: Sequence[AgreementTerm]
) -> dict[str, Fact]:
    """Facts by key.

    Args:
        cooperation: what the package knows of the year.
        verified_terms: terms of the signed agreements that count as verified; their days are the
            verified part of the days in force.
    """
    found = {
        "agreement.days_in_force": _days(cooperation, verified_terms),
        "commitment.none_under_three_months": _none_is_short(cooperation),
        "budget.next_year_secured": _next_year(cooperation),
    }
    return {key: fact for key, fact in found.items() if fact is not None}


def source_text(records: Sequence[SourcedRecord]) -> str:
    """Names and sources of some records, each once."""
    return "; ".join(dict.fromkeys(f"{one.title}: {_said(one)}" for one in records))


def least_status(records: Sequence[SourcedRecord]) -> Status:
    """The least trusted of some records: a figure is no better than its weakest part."""
    statuses = [Status(one.source_status) for one in records]
    return min(statuses, key=LEAST_TRUSTED_FIRST.index)


def _days(cooperation: CooperationFacts, verified_terms: Sequence[AgreementTerm]) -> Fact | None:
    if cooperation.days_in_force is None:
        return None
    counted = [one for one in cooperation.agreements if one.days_in_force] or list(
        cooperation.agreements
    )
    fact = known(
        Decimal(cooperation.days_in_force),
        Unit.DAYS,
        source=source_text(counted),
        status=least_status(counted),
        basis="; ".join(dict.fromkeys(_signature(one) for one in counted)),
        record=_record(counted),
    )
    verified_days = Decimal(days_in_force(verified_terms, cooperation.year))
    return replace(fact, verified=verified_days if verified_terms else None)


def _signature(agreement: AgreementFacts) -> str:
    text = retelling.SIGNED_AND_POSTED if agreement.has_posting_proof else retelling.SIGNED
    return text % {"day": formats.date_id(agreement.signed_on)}


def _none_is_short(cooperation: CooperationFacts) -> Fact | None:
    shortest = cooperation.shortest_month_count
    if shortest is None:
        return None
    commitments = cooperation.commitments
    is_assumed = any(one.months_assumed for one in commitments)
    text = retelling.SHORTEST_ASSUMED if is_assumed else retelling.SHORTEST
    return known(
        shortest >= SHORTEST_MONTHS,
        Unit.YES_NO,
        source=source_text(commitments),
        status=Status.DERIVED if is_assumed else least_status(commitments),
        basis=text % {"months": shortest},
        is_verified=not is_assumed and all(one.is_verified for one in commitments),
        record=f"commitment:{commitments[0].id}",
    )


def _next_year(cooperation: CooperationFacts) -> Fact | None:
    budgeted = [one for one in cooperation.next_year if one.budget_idr is not None]
    amount = cooperation.next_year_budget_idr
    if amount is None:
        return None
    return known(
        value=True,
        unit=Unit.YES_NO,
        source=source_text(budgeted),
        status=least_status(budgeted),
        basis=retelling.BUDGET % {"amount": formats.rupiah(amount)},
        is_verified=all(one.is_verified for one in budgeted),
        record=f"commitment:{budgeted[0].id}",
    )


def _record(agreements: Sequence[AgreementFacts]) -> str:
    commitment_id = next((one.commitment_id for one in agreements if one.commitment_id), None)
    return f"commitment:{commitment_id}" if commitment_id else f"agreement:{agreements[0].id}"


def _said(record: SourcedRecord) -> str:
    if record.source_on is None:
        return record.source_name
    return f"{record.source_name}, {formats.date_id(record.source_on)}"
