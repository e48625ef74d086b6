"""What a line says in plain JSON, and which facts a regency states itself."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from scoring.claim_forms import claim_forms, field_name, read_value, write_value
from scoring.engine import Line, score
from scoring.facts import Fact, FactsDocument, Status, Unit, Value, known
from scoring.formulas import Quantity
from scoring.ledger import Lack, missing_of, plain_derivation, plain_missing
from scoring.rubric import Entry, load_rubric

RUBRIC = load_rubric("seimbang-2025.1")


def line(code: str, **facts: Fact) -> Line:
    document = FactsDocument("35.05", 2025, {k.replace("__", "."): v for k, v in facts.items()})
    card = score(document, RUBRIC, RUBRIC.profile("seimbang"))
    return next(line for line in card.lines if line.indicator.code == code)


def fact(value: Value, unit: Unit, status: Status = Status.PRESS) -> Fact:
    is_verified = status is Status.OFFICIAL
    return known(value, unit, source="contoh", status=status, is_verified=is_verified)


def test_missing_tells_filling_improving_and_proving_apart() -> None:
    got = line(
        "C3",
        cover__person_months=fact(Decimal(6), Unit.PERSON_MONTHS),
        recipient__determined_count=fact(Decimal(1), Unit.PEOPLE),
        commitment__none_under_three_months=fact(value=True, unit=Unit.YES_NO),
    )

    missing = missing_of(got)

    assert [(one.lack, str(one.points)) for one in missing] == [
        (Lack.VERIFY, "0.75"),
        (Lack.IMPROVE, "0.75"),
        (Lack.VERIFY, "0.75"),
        (Lack.FILL, "0.75"),
    ]
    assert missing[1].shortage == Quantity(Fraction(6), Unit.PERSON_MONTHS)


def test_missing_of_a_full_and_proven_line_is_nothing() -> None:
    full = fact(value=True, unit=Unit.YES_NO, status=Status.OFFICIAL)

    assert missing_of(line("A1", regulation__perda_special=full)) == ()


def test_plain_derivation_names_rule_facts_formula_and_what_is_not_filled() -> None:
    got = line(
        "A4",
        agreement__days_in_force=fact(Decimal(262), Unit.DAYS),
        period__days=fact(Decimal(365), Unit.DAYS, Status.OFFICIAL),
    )

    plain = plain_derivation(got, RUBRIC.facts)

    part = plain["parts"][0]
    assert plain["rule"].startswith("Hari dalam periode")
    assert part["fraction"] == "262/365"
    assert part["verified_fraction"] == "0"
    assert part["formula"] == [
        {"value": "262", "unit": "days"},
        "/",
        {"value": "365", "unit": "days"},
        "=",
        {"value": "262/365", "unit": "ratio"},
    ]
    assert part["facts"][0] == {
        "key": "agreement.days_in_force",
        "label": "Hari dengan perjanjian yang telah ditandatangani dan berlaku",
        "value": "262",
        "unit": "days",
        "basis": None,
        "source": "contoh",
        "date": None,
        "status": "press",
        "evidence": None,
        "verified": None,
    }
    assert plain_derivation(line("E1"), RUBRIC.facts)["parts"][0]["facts"] == [
        {"key": "interview.attendee", "label": "Yang hadir pada wawancara"}
    ]


def test_plain_missing_states_points_and_shortage() -> None:
    got = line(
        "D2",
        village__protected_hundred_count=fact(Decimal(62), Unit.VILLAGES, Status.OFFICIAL),
        village__total_count=fact(Decimal(248), Unit.VILLAGES, Status.OFFICIAL),
    )

    assert plain_missing(got, RUBRIC.facts) == [
        {
            "lack": "improve",
            "part": "Desa dengan 100 pekerja rentan terlindungi",
            "text": "Dorong desa melindungi paling sedikit 100 pekerja rentan dan isi jumlahnya.",
            "absent": [],
            "points": "2.25",
            "shortage": {"value": "186", "unit": "villages"},
        }
    ]


def test_missing_names_only_the_facts_that_are_absent() -> None:
    covered = {
        "coverage__covered_count": replace(
            fact(Decimal(90), Unit.PEOPLE, Status.OFFICIAL), basis="ktp"
        ),
        "coverage__base_count": fact(Decimal(180), Unit.PEOPLE, Status.OFFICIAL),
    }

    days = fact(Decimal(365), Unit.DAYS, Status.OFFICIAL)

    nothing, target, full = (
        plain_missing(line(code, **facts), RUBRIC.facts)[0]
        for code, facts in [("B2", {}), ("B2", covered), ("B1", covered)]
    )

    assert nothing["absent"] == []
    assert plain_missing(line("A4", period__days=days), RUBRIC.facts)[0]["absent"] == []
    assert (target["lack"], target["absent"]) == ("fill", ["Sasaran UCJ tahun penilaian"])
    assert (full["lack"], full["absent"]) == ("improve", [])
    assert full["text"].startswith("Tambah peserta aktif dasar KTP")


def test_every_stated_fact_is_on_exactly_one_form() -> None:
    forms = claim_forms(RUBRIC)

    listed = [fact.key for form in forms.values() for fact in form.facts]
    stated = [fact.key for fact in RUBRIC.facts.values() if fact.entry is Entry.CLAIM]
    assert sorted(listed) == sorted(stated)


def test_fact_read_by_two_indicators_is_stated_where_it_is_all_there_is() -> None:
    forms = claim_forms(RUBRIC)

    assert "construction.package_count" in [fact.key for fact in forms["C5"].facts]
    assert "B4" not in forms


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (True, Unit.YES_NO, "true"),
        (False, Unit.YES_NO, "false"),
        ("head", Unit.CHOICE, "head"),
        (Decimal("60.50"), Unit.MARK, "60.5"),
        (Decimal(8125), Unit.PEOPLE, "8125"),
    ],
)
def test_value_is_read_back_as_it_was_written(value: Value, unit: Unit, text: str) -> None:
    assert write_value(value) == text
    assert read_value(text, unit) == value


def test_field_name_holds_no_point() -> None:
    assert field_name("planning.rpjmd") == "planning-rpjmd"
