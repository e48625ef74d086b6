"""The ledger: what a line says beside its points, and properties that hold for any facts."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.engine import Line, Scorecard, score
from scoring.facts import Fact, FactsDocument, Status, Unit, Value, known
from scoring.formulas import NUMBER, Note, Quantity, State
from scoring.rubric import FactDefinition, load_rubric

RUBRIC = load_rubric("seimbang-2025.1")
BALANCED = RUBRIC.profile("seimbang")


def fact(value: Value, unit: Unit, basis: str | None = None, status: Status = Status.PRESS) -> Fact:
    is_verified = status is Status.OFFICIAL
    return known(value, unit, source="contoh", status=status, basis=basis, is_verified=is_verified)


def people(count: int, basis: str | None = None) -> Fact:
    return fact(Decimal(count), Unit.PEOPLE, basis)


def card(facts: dict[str, Fact], profile: str = "seimbang") -> Scorecard:
    return score(FactsDocument("35.05", 2025, facts), RUBRIC, RUBRIC.profile(profile))


def line(facts: dict[str, Fact], code: str) -> Line:
    return next(line for line in card(facts).lines if line.indicator.code == code)


def test_line_names_the_facts_it_used_and_those_not_filled() -> None:
    rpjmd = fact(True, Unit.YES_NO)

    parts = line({"planning.rpjmd": rpjmd}, "A5").parts

    assert [(use.key, use.fact) for part in parts for use in part.facts] == [
        ("planning.rpjmd", rpjmd),
        ("planning.rkpd", None),
        ("planning.renstra", None),
    ]
    assert [part.outcome.state for part in parts] == [
        State.FILLED,
        State.NOT_FILLED,
        State.NOT_FILLED,
    ]


def test_missing_points_name_each_part_and_fill_the_line() -> None:
    yes = fact(True, Unit.YES_NO)

    got = line({"planning.rpjmd": yes}, "A5")

    assert [part.points_to_claim for part in got.parts] == [
        Decimal("0.00"),
        Decimal("0.60"),
        Decimal("0.60"),
    ]
    assert [part.points_to_verify for part in got.parts] == [
        Decimal("0.80"),
        Decimal("0.00"),
        Decimal("0.00"),
    ]
    assert got.missing == Decimal("2.00")


def test_formula_of_a_ratio_shows_the_numbers_with_their_units() -> None:
    facts = {
        "agreement.days_in_force": fact(Decimal(262), Unit.DAYS),
        "period.days": fact(Decimal(365), Unit.DAYS),
    }

    outcome = line(facts, "A4").parts[0].outcome

    assert outcome.formula == (
        Quantity(Fraction(262), Unit.DAYS),
        "/",
        Quantity(Fraction(365), Unit.DAYS),
        "=",
        Quantity(Fraction(262, 365), Unit.RATIO),
    )
    assert outcome.shortage == Quantity(Fraction(103), Unit.DAYS)


def test_formula_with_several_bases_shows_their_product() -> None:
    facts = {
        "cover.person_months": fact(Decimal(81_250), Unit.PERSON_MONTHS),
        "recipient.determined_count": people(8_125),
    }

    outcome = line(facts, "C3").parts[0].outcome

    assert outcome.formula[2:7] == (
        "(",
        Quantity(Fraction(8_125), Unit.PEOPLE),
        "*",
        Quantity(Fraction(12), NUMBER),
        ")",
    )
    assert outcome.shortage == Quantity(Fraction(16_250), Unit.PERSON_MONTHS)


def test_formula_with_a_fixed_base_shows_it_in_the_unit_of_the_numerator() -> None:
    outcome = line({"rehearsal.law_mark": fact(Decimal(80), Unit.MARK)}, "E3").parts[0].outcome

    assert outcome.formula[2] == Quantity(Fraction(100), Unit.MARK)


def test_shortage_to_a_target_is_counted_in_people_and_rounded_up() -> None:
    facts = {
        "coverage.covered_count": people(17_600, "ktp"),
        "coverage.base_count": people(100_001, "penduduk bekerja"),
        "coverage.target_ratio": fact(Decimal("0.3194"), Unit.RATIO),
    }

    outcome = line(facts, "B2").parts[0].outcome

    assert outcome.shortage == Quantity(Fraction(14_341), Unit.PEOPLE)


def test_notes_say_why_a_figure_needs_a_second_look() -> None:
    base = people(100, "penduduk bekerja")
    above = {"coverage.covered_count": people(101, "ktp"), "coverage.base_count": base}
    work = {"coverage.covered_count": people(50, "work"), "coverage.base_count": base}
    growth = {
        "coverage.year_end_covered_count": people(101, "ktp"),
        "coverage.year_end_base_count": base,
        "coverage.previous_covered_count": people(1, "ktp"),
        "coverage.previous_base_count": people(0, "penduduk bekerja"),
    }
    packages = {"construction.package_count": fact(Decimal(0), Unit.PACKAGES)}

    def notes(facts: dict[str, Fact], code: str) -> list[Note]:
        return [note for part in line(facts, code).parts for note in part.outcome.notes]

    assert notes(above, "B1") == [Note.ABOVE_BASE]
    assert notes(work, "B1") == [Note.BASIS_NOT_ACCEPTED]
    assert notes(growth, "B3") == [Note.ZERO_BASE]
    assert notes(packages, "C5") == [Note.ZERO_BASE_UNVERIFIED] * 2


def test_growth_of_another_numerator_basis_is_not_scored() -> None:
    base = people(100, "penduduk bekerja")
    facts = {
        "coverage.year_end_covered_count": people(50, "work"),
        "coverage.year_end_base_count": base,
        "coverage.previous_covered_count": people(40, "work"),
        "coverage.previous_base_count": base,
    }

    outcome = line(facts, "B3").parts[0].outcome

    assert (outcome.state, outcome.notes) == (State.NOT_FILLED, (Note.BASIS_NOT_ACCEPTED,))


def test_growth_names_the_people_still_needed() -> None:
    base = people(1_000, "penduduk bekerja")
    facts = {
        "coverage.year_end_covered_count": people(300, "ktp"),
        "coverage.year_end_base_count": base,
        "coverage.previous_covered_count": people(200, "ktp"),
        "coverage.previous_base_count": base,
    }

    assert line(facts, "B3").parts[0].outcome.shortage == Quantity(Fraction(50), Unit.PEOPLE)


def test_verified_when_only_the_base_lacks_proof_is_nothing() -> None:
    covered = replace(people(50, "ktp"), verified=Decimal(50))

    got = line({"coverage.covered_count": covered, "coverage.base_count": people(100)}, "B1")

    assert (got.claimed, got.verified) == (Decimal("5.00"), Decimal("0.00"))


def test_choice_outside_the_scale_earns_nothing_but_is_filled() -> None:
    got = line({"interview.attendee": fact("camat", Unit.CHOICE)}, "E1")

    assert (got.state, got.claimed) == (State.FILLED, Decimal("0.00"))


def test_value_of_another_type_than_the_formula_reads_counts_as_not_filled() -> None:
    facts = {
        "planning.rpjmd": people(1),
        "agreement.days_in_force": fact("lama", Unit.CHOICE),
        "period.days": fact("setahun", Unit.CHOICE),
    }

    assert line(facts, "A5").state is State.NOT_FILLED
    assert line(facts, "A4").state is State.NOT_FILLED


def test_bands_and_aspects_follow_the_lines() -> None:
    got = card({"regulation.perda_special": fact(True, Unit.YES_NO, status=Status.OFFICIAL)})
    regulation = RUBRIC.aspects[0]

    assert got.aspect_totals(regulation).claimed == Decimal("8.00")
    assert [line.indicator.code for line in got.aspect_lines(regulation)] == [
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
    ]
    assert (got.claimed_band.name, got.verified_band.name) == ("perlu fondasi", "perlu fondasi")


def test_score_when_no_indicator_applies_is_nothing_out_of_nothing() -> None:
    construction = RUBRIC.indicator("C5")
    rubric = replace(RUBRIC, indicators=(construction,))
    none = fact(Decimal(0), Unit.PACKAGES, status=Status.OFFICIAL)
    facts = FactsDocument("35.05", 2025, {"construction.package_count": none})

    got = score(facts, rubric, BALANCED)

    assert got.lines[0].state is State.NOT_APPLICABLE
    assert got.totals.available == 0


def _values(definition: FactDefinition) -> st.SearchStrategy[Value]:
    if definition.unit is Unit.YES_NO:
        return st.booleans()
    if definition.unit is Unit.CHOICE:
        return st.sampled_from(list(definition.options))
    if definition.unit is Unit.RATIO:
        return st.decimals("0", "1", places=4)
    if definition.unit is Unit.MARK:
        return st.decimals("0", "100", places=1)
    return st.integers(0, 10_000).map(Decimal)


@st.composite
def facts_of_any_kind(draw: st.DrawFn) -> dict[str, Fact]:
    facts = {}
    for key in draw(st.lists(st.sampled_from(list(RUBRIC.facts)), unique=True)):
        definition = RUBRIC.facts[key]
        status = draw(st.sampled_from([Status.OFFICIAL, Status.PRESS]))
        basis = "ktp" if "covered" in definition.key else "penduduk bekerja"
        facts[definition.key] = fact(draw(_values(definition)), definition.unit, basis, status)
    return facts


@settings(deadline=None, max_examples=60)
@given(facts_of_any_kind(), st.sampled_from([profile.code for profile in RUBRIC.profiles]))
def test_any_facts_give_lines_in_range_that_sum_to_the_score(
    facts: dict[str, Fact], profile: str
) -> None:
    got = card(facts, profile)

    for each in got.lines:
        assert 0 <= each.verified <= each.claimed <= each.available
        to_claim = sum(part.points_to_claim for part in each.parts)
        to_verify = sum(part.points_to_verify for part in each.parts)
        assert each.claimed + to_claim == each.available
        assert each.verified + to_verify == each.claimed
        assert each.state is State.FILLED or each.claimed == 0
    assert got.totals.claimed == sum(each.claimed for each in got.lines)
    assert got.totals.available == Decimal("100.00")
    by_aspect = [got.aspect_totals(aspect).verified for aspect in RUBRIC.aspects]
    assert sum(by_aspect) == got.totals.verified


@settings(deadline=None, max_examples=40)
@given(facts_of_any_kind(), st.randoms())
def test_order_of_facts_never_matters(facts: dict[str, Fact], random: Random) -> None:
    shuffled = list(facts.items())
    random.shuffle(shuffled)

    first, second = card(facts), card(dict(shuffled))

    assert first.lines == second.lines
    assert first.facts_sha256 == second.facts_sha256


BETTER_WHEN_HIGHER = [
    key
    for key in RUBRIC.facts
    if key.endswith(("covered_count", "active_count", "paid_idr", "person_months", "_mark"))
    and not key.startswith("coverage.previous")
]
BETTER_WHEN_YES = [key for key, item in RUBRIC.facts.items() if item.unit is Unit.YES_NO]


@settings(deadline=None, max_examples=60)
@given(facts_of_any_kind(), st.sampled_from(BETTER_WHEN_HIGHER), st.integers(1, 5_000))
def test_more_people_or_money_is_never_worse(facts: dict[str, Fact], key: str, more: int) -> None:
    before = facts.get(key)
    value = before.value if before and isinstance(before.value, Decimal) else Decimal(0)
    status = before.status if before else Status.PRESS
    better = facts | {key: fact(value + more, RUBRIC.facts[key].unit, "ktp", status)}

    worse_totals, better_totals = card(facts).totals, card(better).totals

    assert better_totals.claimed >= worse_totals.claimed
    assert better_totals.verified >= worse_totals.verified


@settings(deadline=None, max_examples=40)
@given(facts_of_any_kind(), st.sampled_from(BETTER_WHEN_YES))
def test_a_yes_with_proof_is_never_worse(facts: dict[str, Fact], key: str) -> None:
    better = facts | {key: fact(True, Unit.YES_NO, status=Status.OFFICIAL)}

    assert card(better).totals.claimed >= card(facts).totals.claimed
    assert card(better).totals.verified >= card(facts).totals.verified


@settings(deadline=None, max_examples=30)
@given(facts_of_any_kind())
def test_taking_the_proof_away_changes_only_what_is_verified(facts: dict[str, Fact]) -> None:
    definitely = {key: item for key, item in facts.items() if item.value != 0}
    unproven = {key: replace(item, verified=None) for key, item in definitely.items()}

    assert card(unproven).totals.claimed == card(definitely).totals.claimed
    assert card(unproven).totals.verified == 0
