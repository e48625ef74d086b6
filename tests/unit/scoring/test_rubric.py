"""The shipped rubric, and what a rubric may not be."""

import copy
import tomllib
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from scoring.facts import Unit
from scoring.rubric import RubricError, load_rubric, parse_rubric, rubric_for

CODE = "seimbang-2025.1"


@pytest.fixture
def plain() -> dict[str, Any]:
    text = files("scoring").joinpath("rubrics", f"{CODE}.toml").read_text(encoding="utf-8")
    return copy.deepcopy(tomllib.loads(text))


def test_shipped_rubric_has_nineteen_indicators_and_the_published_sums() -> None:
    rubric = load_rubric(CODE)

    sums = {
        aspect.code: sum(i.points for i in rubric.indicators if i.aspect == aspect.code)
        for aspect in rubric.aspects
    }

    assert len(rubric.indicators) == 19
    assert sums == {"A": 25, "B": 30, "C": 20, "D": 10, "E": 15}
    assert rubric.status == "asumsi"


@pytest.mark.parametrize(
    ("code", "sums"),
    [
        ("seimbang", [25, 30, 20, 10, 15]),
        ("regulasi-berat", [35, 25, 15, 10, 15]),
        ("coverage-berat", [20, 40, 15, 10, 15]),
    ],
)
def test_each_profile_sums_to_a_hundred_and_to_its_aspects(code: str, sums: list[int]) -> None:
    points = load_rubric(CODE).profile(code).points

    inside = [sum(v for k, v in points.items() if k.startswith(a)) for a in "ABCDE"]

    assert inside == sums
    assert sum(points.values()) == 100


@pytest.mark.parametrize(
    ("score", "band"),
    [
        ("0.00", "perlu fondasi"),
        ("39.99", "perlu fondasi"),
        ("40.00", "berkembang"),
        ("59.99", "berkembang"),
        ("60.00", "siap bersaing"),
        ("79.99", "siap bersaing"),
        ("80.00", "unggul"),
        ("100.00", "unggul"),
    ],
)
def test_band_on_a_boundary_is_the_higher_one(score: str, band: str) -> None:
    assert load_rubric(CODE).band(Decimal(score)).name == band


def test_advice_that_two_parts_share_is_about_a_fact_both_read() -> None:
    parts = [part for each in load_rubric(CODE).indicators for part in each.parts]

    shared = {
        (one.label, other.label)
        for one in parts
        for other in parts
        for sentence in ("missing", "record")
        if getattr(one, sentence) == getattr(other, sentence)
        and not set(one.keys) & set(other.keys)
    }

    assert shared == set()


def test_target_ratio_is_where_the_band_to_reach_begins() -> None:
    assert load_rubric(CODE).target_ratio == Decimal("0.6")


def test_indicator_and_profile_when_unknown_raise_key_error() -> None:
    rubric = load_rubric(CODE)

    assert rubric.indicator("A4").name == "Perjanjian berlaku"
    for find in (rubric.indicator, rubric.profile):
        with pytest.raises(KeyError):
            find("Z9")


def test_rubric_for_a_year_before_the_first_is_none() -> None:
    assert rubric_for(2025).code == CODE
    assert rubric_for(2030).code == CODE
    with pytest.raises(KeyError):
        rubric_for(2024)


def test_load_rubric_when_no_such_file_is_shipped_raises_key_error() -> None:
    with pytest.raises(KeyError):
        load_rubric("../../etc/passwd")


def test_keys_of_an_indicator_name_each_fact_once() -> None:
    assert load_rubric(CODE).indicator("C5").keys == (
        "construction.registered_count",
        "construction.package_count",
        "construction.on_time_count",
    )


def test_sha256_changes_with_a_word_and_not_with_the_layout(plain: dict[str, Any]) -> None:
    reordered = dict(sorted(plain.items()))

    assert parse_rubric(reordered).sha256 == load_rubric(CODE).sha256
    plain["statement"] += "!"
    assert parse_rubric(plain).sha256 != load_rubric(CODE).sha256


def test_choice_facts_offer_the_codes_of_their_scale() -> None:
    rubric = load_rubric(CODE)
    part = rubric.indicator("E1").parts[0]

    assert list(rubric.facts["interview.attendee"].options) == list(vars(part)["scale"])
    assert rubric.facts["interview.attendee"].unit is Unit.CHOICE


def _break(plain: dict[str, Any], where: str) -> None:
    first = plain["indicators"][0]
    changes: dict[str, Any] = {
        "no bands": plain["bands"].clear,
        "first band above zero": lambda: plain["bands"][0].update({"from": "1"}),
        "bands fall": lambda: plain["bands"][1].update({"from": "90"}),
        "unknown target": lambda: plain.update(target_band="hebat"),
        "points": lambda: first.update(points="9"),
        "profile": lambda: plain["profiles"][0]["aspects"].update(A="26"),
        "profile without an aspect": lambda: plain["profiles"][1]["aspects"].pop("A"),
        "aspect": lambda: plain["aspects"].pop(0),
        "fact not described": lambda: plain["facts"].pop(0),
        "fact not read": lambda: plain["facts"].append(
            {"key": "x.y", "label": "x", "unit": "people", "entry": "claim"}
        ),
        "fact without options": lambda: next(
            fact for fact in plain["facts"] if fact["unit"] == "choice"
        ).pop("options"),
        "unknown unit": lambda: plain["facts"][0].update(unit="percent"),
        "no parts": lambda: first.update(parts=[]),
        "weight": lambda: first["parts"][0].update(weight="0"),
        "worth": lambda: first["parts"][0]["levels"][0].update(worth="1.1"),
        "scale": lambda: _part(plain, "choice")["scale"].update(head="-1"),
        "unknown kind": lambda: first["parts"][0].update(kind="guess"),
        "base": lambda: _part(plain, "ratio").update(bases=[]),
        "factor": lambda: _part(plain, "ratio").update(factor="0"),
        "span": lambda: _part(plain, "growth").update(span="0"),
        "quoted": lambda: _part(plain, "yes_no").update(key="quoted.share"),
        "invented": lambda: _part(plain, "yes_no").update(key="synthetic.share"),
        "missing name": lambda: plain.pop("name"),
    }
    changes[where]()


def _part(plain: dict[str, Any], kind: str) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [p for i in plain["indicators"] for p in i["parts"]]
    return next(part for part in parts if part["kind"] == kind)


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("no bands", "begin at 0"),
        ("first band above zero", "begin at 0"),
        ("bands fall", "begin at 0"),
        ("unknown target", "band to reach"),
        ("points", "indicators do not sum"),
        ("profile", "profile seimbang do not sum"),
        ("profile without an aspect", "profile regulasi-berat do not sum"),
        ("aspect", "belongs to no aspect"),
        ("fact not described", "read but not described"),
        ("fact not read", "described but not read"),
        ("fact without options", "options belong"),
        ("unknown unit", "misspells"),
        ("no parts", "A1 has no parts"),
        ("weight", "weight is above zero"),
        ("worth", "worth 0 to 1"),
        ("scale", "worth 0 to 1"),
        ("unknown kind", "misspells"),
        ("base", "divides by"),
        ("factor", "divides by"),
        ("span", "span"),
        ("quoted", "quoted"),
        ("invented", "invented"),
        ("missing name", "lacks"),
    ],
)
def test_parse_rubric_when_it_contradicts_itself_is_refused(
    plain: dict[str, Any], where: str, message: str
) -> None:
    _break(plain, where)

    with pytest.raises(RubricError) as refused:
        parse_rubric(plain)

    assert message in str(refused.value)
