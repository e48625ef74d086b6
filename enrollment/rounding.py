"""What a rounded figure may have been, and the whole numbers that fit. Pure and exact."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor


@dataclass(frozen=True)
class CountRange:
    """Every whole number from ``low`` to ``high``, both included. Persons."""

    low: int
    high: int


def before_rounding(stated: Decimal) -> tuple[Fraction, Fraction]:
    """The bounds of what a figure may have been.

    A figure with decimals was rounded to two of them, or to as many as it shows if more, because
    publishers drop a trailing zero. A whole figure may have been rounded to the whole.

    Args:
        stated: the figure as published, in its own unit.

    Source:
        Coverage dictionary: implied ranges follow from the rounding of the stated figures.
    """
    exponent = stated.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) else 0
    places = max(decimals, 2) if decimals > 0 else 0
    half = Fraction(1, 2 * 10**places)
    return Fraction(stated) - half, Fraction(stated) + half


def whole_numbers(low: Fraction, high: Fraction) -> CountRange | None:
    """The whole numbers between two bounds, or None where there is none.

    Source:
        Coverage dictionary: figures that cannot all be right imply nothing.
    """
    first, last = ceil(low), floor(high)
    return CountRange(first, last) if first <= last else None


def overlap(ranges: Sequence[CountRange | None]) -> CountRange | None:
    """The whole numbers in every range; None when there is no range, or they exclude each other.

    Source:
        Coverage dictionary: several stated figures narrow the implied range.
    """
    known = [found for found in ranges if found is not None]
    if not known or len(known) < len(ranges):
        return None
    first, last = max(found.low for found in known), min(found.high for found in known)
    return CountRange(first, last) if first <= last else None
