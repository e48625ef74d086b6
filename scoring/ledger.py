"""The ledger in words and plain JSON: what each line lacks, and how it came about. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from scoring.engine import FactUse, Line, PartResult
from scoring.facts import Fact, plain_decimal, plain_value
from scoring.formulas import Part, Quantity, State
from scoring.rubric import FactDefinition

CALENDAR_KEY = "period.days"
"""The one fact that nobody fills in."""


class Lack(StrEnum):
    """Why a point is not given: nothing filled in, too little reached, proof not accepted."""

    FILL = "fill"
    IMPROVE = "improve"
    VERIFY = "verify"


@dataclass(frozen=True)
class Missing:
    """One exact missing thing and the points, with two decimals, that it would bring.

    ``shortage`` is how much is lacking to full marks, where that can be counted. ``absent`` are
    the facts nobody has filled in, where others of the part are there already.
    """

    lack: Lack
    part: Part
    points: Decimal
    shortage: Quantity | None = None
    absent: tuple[str, ...] = ()

    @property
    def advice(self) -> str:
        """The sentence of the rubric that says what to do while the period runs."""
        return self.part.improve if self.lack is Lack.IMPROVE else self.part.missing


def missing_of(line: Line) -> tuple[Missing, ...]:
    """Everything a line lacks; the points sum to what is available and not yet verified.

    Source:
        Rubric seimbang-2025.1; each point that is not given names what is missing.
    """
    found: list[Missing] = []
    for result in line.parts:
        filled = result.outcome.state is State.FILLED
        if result.points_to_verify:
            found.append(Missing(Lack.VERIFY, result.part, result.points_to_verify))
        if result.points_to_claim:
            lack = Lack.IMPROVE if filled else Lack.FILL
            short = result.outcome.shortage
            absent = () if filled else _absent(result)
            found.append(Missing(lack, result.part, result.points_to_claim, short, absent))
    return tuple(found)


def _absent(result: PartResult) -> tuple[str, ...]:
    asked = [use for use in result.facts if use.key != CALENDAR_KEY]
    absent = tuple(use.key for use in asked if use.fact is None)
    return absent if len(absent) < len(asked) else ()


def plain_derivation(line: Line, facts: Mapping[str, FactDefinition]) -> dict[str, Any]:
    """The derivation of a line as JSON: rule, and per part its facts, formula and fraction.

    Source:
        Rubric seimbang-2025.1; each line names its rule, its facts and their sources.
    """
    return {
        "rule": line.indicator.rule,
        "parts": [_plain_part(result, facts) for result in line.parts],
    }


def plain_missing(line: Line, facts: Mapping[str, FactDefinition]) -> list[dict[str, Any]]:
    """What a line lacks as JSON.

    Source:
        Rubric seimbang-2025.1; each point that is not given names what is missing.
    """
    return [
        {
            "lack": missing.lack.value,
            "part": missing.part.label,
            "text": missing.advice,
            "absent": [facts[key].label for key in missing.absent],
            "points": str(missing.points),
            "shortage": _plain_quantity(missing.shortage) if missing.shortage else None,
        }
        for missing in missing_of(line)
    ]


def _plain_part(result: PartResult, facts: Mapping[str, FactDefinition]) -> dict[str, Any]:
    return {
        "label": result.part.label,
        "state": result.outcome.state.value,
        "weight": str(result.part.weight),
        "fraction": str(result.outcome.fraction),
        "verified_fraction": str(result.verified_fraction),
        "formula": [
            _plain_quantity(token) if isinstance(token, Quantity) else token
            for token in result.outcome.formula
        ],
        "notes": [note.value for note in result.outcome.notes],
        "facts": [_plain_use(use, facts[use.key]) for use in result.facts],
    }


def _plain_use(use: FactUse, definition: FactDefinition) -> dict[str, Any]:
    plain: dict[str, Any] = {"key": use.key, "label": definition.label}
    return plain if use.fact is None else plain | _plain_fact(use.fact)


def _plain_fact(fact: Fact) -> dict[str, Any]:
    return {
        "value": plain_value(fact.value),
        "unit": fact.unit.value,
        "basis": fact.basis,
        "source": fact.source,
        "date": fact.data_on.isoformat() if fact.data_on else None,
        "status": fact.status.value,
        "evidence": fact.evidence,
        "verified": None if fact.verified is None else plain_value(fact.verified),
    }


def _plain_quantity(quantity: Quantity) -> dict[str, str]:
    exact = quantity.value
    whole = exact.denominator == 1
    return {
        "value": plain_decimal(Decimal(exact.numerator)) if whole else str(exact),
        "unit": str(quantity.unit),
    }
