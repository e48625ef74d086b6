"""Derivations: the steps that lead to an amount, each with the parameter it rests on.

A page opens a number by showing its steps, down to the article of the law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from typing import TypeAlias

from cooperation.tariffs import Parameter

EXACT = Context(prec=60)

StepValue: TypeAlias = int | str | Decimal


class StepCode(StrEnum):
    """Kinds of steps in a derivation; ``wording`` has the sentence of each."""

    BAND = "band"
    RATE_OF_BASE = "rate-of-base"
    FLAT = "flat"
    RATE_OF_WAGE = "rate-of-wage"
    CAPPED_WAGE = "capped-wage"
    DISCOUNT = "discount"
    SLICE = "slice"
    PACKAGE = "package"
    EXTENSION = "extension"
    BEFORE_WORK = "before-work"
    ROUND = "round"


@dataclass(frozen=True)
class Step:
    """One step of a derivation and what it yields, in rupiah (exact, before rounding)."""

    code: StepCode
    params: Mapping[str, StepValue]
    result_idr: Decimal
    basis: Parameter[object] | None = None


def to_rupiah(amount: Decimal) -> int:
    """Round to whole rupiah, half away from zero.

    Applied once per programme, because each programme is a line of its own on the bill; so the
    lines always sum to the price.

    Args:
        amount: rupiah, exact.

    Source:
        Convention of this product; no rule on rounding was found.
    """
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=EXACT))


def rounded(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The same derivation ending in whole rupiah, with the rounding as a step of its own.

    Source:
        Convention of this product; no rule on rounding was found.
    """
    exact = steps[-1].result_idr
    whole = Decimal(to_rupiah(exact))
    if whole == exact:
        return steps
    return (*steps, Step(StepCode.ROUND, {"exact": exact}, whole))
