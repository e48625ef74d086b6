"""Gather the facts document of one regency and one assessed year from every package."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy.orm import Session

from cooperation.agreement_terms import AgreementTerm
from cooperation.queries import cooperation_facts as cooperation_queries
from cooperation.queries.agreements import list_signed_agreements, term_of
from cooperation.queries.changed_agreements import list_changed
from enrollment.queries.coverage import list_quotations
from enrollment.queries.facts import enrollment_facts
from scoring import retelling
from scoring.cycle import Period
from scoring.facts import Fact, FactsDocument, Status, Unit, known
from scoring.ledger import CALENDAR_KEY
from scoring.queries.claims import list_claims
from scoring.queries.facts_of_agreements import cooperation_facts
from scoring.queries.facts_of_claims import claim_facts
from scoring.queries.facts_of_people import people_facts, quoted_facts
from scoring.queries.facts_of_regulations import regulation_facts
from scoring.rubric import rubric_for
from tenants.kernel.formats import LANGUAGE_OF_RECORD, written_in
from tenants.queries.regulation_facts import list_regulation_facts


@dataclass(frozen=True)
class GatheredFacts:
    """A facts document, and for each key the record it was read from (``noun`` or ``noun:id``)."""

    document: FactsDocument
    records: Mapping[str, str]


@written_in(LANGUAGE_OF_RECORD)  # the document is hashed, whoever reads it later
def gather_facts(session: Session, *, tenant_id: int, region_code: str, year: int) -> GatheredFacts:
    """Everything known for one assessed year. What is not recorded has no fact.

    A record of the product wins over a statement of the regency about the same thing.
    """
    regulations = list_regulation_facts(session, tenant_id=tenant_id, year=year)
    cooperation = cooperation_queries.cooperation_facts(session, tenant_id=tenant_id, year=year)
    enrollment = enrollment_facts(session, tenant_id=tenant_id, year=year)
    quotations = list_quotations(session, tenant_id=tenant_id)
    claims = list_claims(session, tenant_id=tenant_id, year=year)
    facts: dict[str, Fact] = {
        **claim_facts(claims, rubric_for(year)),
        **_period_facts(Period(year)),
        **regulation_facts(regulations),
        **cooperation_facts(cooperation, _verified_terms(session, tenant_id)),
        **people_facts(enrollment, cooperation.commitments),
        **quoted_facts(quotations, year),
    }
    records = {key: fact.record for key, fact in facts.items() if fact.record is not None}
    return GatheredFacts(FactsDocument(region_code, year, facts), MappingProxyType(records))


def _verified_terms(session: Session, tenant_id: int) -> list[AgreementTerm]:
    signed = list_signed_agreements(session, tenant_id=tenant_id)
    changed = list_changed(session, tenant_id=tenant_id, agreements=[one for one, _ in signed])
    terms = [
        term_of(agreement, carried)
        for agreement, carried in signed
        if agreement.is_verified and agreement.amends_id is None and agreement.id not in changed
    ]
    return [term for term in terms if term is not None]


def _period_facts(period: Period) -> dict[str, Fact]:
    days = known(
        Decimal(period.day_count),
        Unit.DAYS,
        source=retelling.CALENDAR,
        status=Status.OFFICIAL,
        data_on=period.last_on,
        is_verified=True,
    )
    return {CALENDAR_KEY: days}
