"""Invented people are shown and never scored, whatever the lower package hands up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from enrollment.kinds import RecipientGroup
from enrollment.queries.benefit_facts import BenefitFacts
from enrollment.queries.cover_facts import CountFact, CoverFacts
from enrollment.queries.facts import EnrollmentFacts, GroupFact
from scoring.engine import score
from scoring.facts import Fact, FactsDocument, Status, Unit, known
from scoring.formulas import State
from scoring.queries.facts_of_people import people_facts
from scoring.rubric import load_rubric
from tenants.kernel.sources import SourceStatus

RUBRIC = load_rubric("seimbang-2025.1")
INVENTED = CountFact(1_500, "Daftar contoh", SourceStatus.SYNTHETIC, date(2025, 12, 31), "cover")
STATED = replace(INVENTED, source="Surat dinas", status=SourceStatus.OFFICIAL)


def people(count: CountFact) -> EnrollmentFacts:
    return EnrollmentFacts(
        year=2025,
        coverage=None,
        year_end=None,
        previous=None,
        segments={},
        target=None,
        verified=count,
        determined=count,
        active=count,
        protected_months=replace(count, count=18_000),
        paid=None,
        benefits=BenefitFacts(None, None),
        groups={RecipientGroup.NON_ASN: GroupFact(covered=count, population=count)},
        invented=CoverFacts(None, None, None),
    )


def states(facts: dict[str, Fact]) -> dict[str, State]:
    document = FactsDocument("35.05", 2025, facts)
    card = score(document, RUBRIC, RUBRIC.profile("seimbang"))
    return {
        line.indicator.code: line.state
        for line in card.lines
        if line.indicator.code in {"C1", "C2", "C3", "C4"}
    }


def test_invented_people_fill_no_indicator_and_are_kept_for_information() -> None:
    paid = known(Decimal(1), Unit.RUPIAH, source="SP2D", status=Status.OFFICIAL)

    facts = people_facts(people(INVENTED), [])

    assert set(states(facts | {"contribution.paid_idr": paid}).values()) == {State.NOT_FILLED}
    assert facts["synthetic.recipient.determined_count"].value == 1_500
    assert all(key.startswith("synthetic.") for key in facts)


def test_invented_people_never_complete_a_stated_figure() -> None:
    half = replace(people(STATED), active=INVENTED, protected_months=INVENTED)

    found = states(people_facts(half, []))

    assert (found["C1"], found["C3"]) == (State.NOT_FILLED, State.NOT_FILLED)
    assert found["C4"] is State.FILLED


def test_people_of_an_invented_list_stand_beside_the_stated_ones() -> None:
    both = replace(people(STATED), invented=CoverFacts(replace(INVENTED, count=7), None, None))

    facts = people_facts(both, [])

    assert facts["recipient.determined_count"].value == 1_500
    assert facts["synthetic.recipient.determined_count"].value == 7


def test_stated_people_fill_what_they_state() -> None:
    found = states(people_facts(people(STATED), []))

    assert found == {
        "C1": State.FILLED,
        "C2": State.NOT_FILLED,
        "C3": State.FILLED,
        "C4": State.FILLED,
    }


def test_benefits_paid_are_told_and_move_no_score() -> None:
    paid = BenefitFacts(replace(STATED, count=4_284_000_000), replace(STATED, count=59))
    told = replace(people(STATED), benefits=paid)

    facts = people_facts(told, [])

    assert facts["told.benefit_amount_idr"].unit is Unit.RUPIAH
    assert facts["told.benefit_amount_idr"].value == 4_284_000_000
    assert facts["told.benefit_recipients_count"].value == 59
    assert states(facts) == states(people_facts(people(STATED), []))
