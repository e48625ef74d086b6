"""Golden cases of the rubric: worked by hand from its scales, the contract of the engine."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.engine import Scorecard, score
from scoring.facts import read_document
from scoring.rubric import load_rubric

FOLDER = Path(__file__).parents[2] / "golden" / "seimbang-2025.1"
CASES = sorted(FOLDER.glob("*.json"))
RUBRIC = load_rubric("seimbang-2025.1")
NOTHING = {"claimed": "0.00", "verified": "0.00", "state": "not_filled"}


def _scorecards(case: dict[str, Any]) -> dict[str, Scorecard]:
    facts = read_document(json.dumps(case["document"]))
    return {code: score(facts, RUBRIC, RUBRIC.profile(code)) for code in case["expect"]}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden_case_gives_the_worked_lines_and_leaves_the_others_empty(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))

    for code, card in _scorecards(case).items():
        expected = case["expect"][code]
        got = {
            line.indicator.code: {
                "claimed": str(line.claimed),
                "verified": str(line.verified),
                "state": line.state.value,
            }
            for line in card.lines
        }
        assert got == {line: expected["lines"].get(line, NOTHING) for line in got}
        totals = card.totals
        worked = expected["lines"].values()
        assert totals.claimed == sum(Decimal(line["claimed"]) for line in worked)
        assert totals.verified == sum(Decimal(line["verified"]) for line in worked)
        available = {line.indicator.code: str(line.available) for line in card.lines}
        points = RUBRIC.profile(code).points
        assert available == expected.get("available", {k: str(v) for k, v in points.items()})
        assert totals.available == Decimal("100.00")


def test_golden_cases_reach_every_indicator() -> None:
    reached = {
        line
        for path in CASES
        if path.stem != "full"
        for lines in json.loads(path.read_text(encoding="utf-8"))["expect"].values()
        for line in lines["lines"]
    }

    assert reached == {indicator.code for indicator in RUBRIC.indicators}


def test_golden_full_is_a_hundred_and_golden_empty_is_nothing_under_every_profile() -> None:
    for stem, total in (("full", "100.00"), ("empty", "0.00")):
        case = json.loads((FOLDER / f"{stem}.json").read_text(encoding="utf-8"))
        cards = _scorecards(case)

        assert set(cards) == {profile.code for profile in RUBRIC.profiles}
        assert {str(card.totals.claimed) for card in cards.values()} == {total}
        assert {str(card.totals.verified) for card in cards.values()} == {total}


def test_golden_instrument_is_the_published_one_to_the_letter() -> None:
    published = (FOLDER / "rubric.sha256").read_text(encoding="ascii").strip()

    assert RUBRIC.sha256 == published, "a published instrument is never edited: make a new version"
