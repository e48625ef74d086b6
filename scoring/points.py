"""Exact points: one rounding rule and one way to split a total without losing a hundredth."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

HUNDREDTHS = 100
ZERO = Decimal("0.00")


def round_points(value: Fraction) -> Decimal:
    """Round exact points to 0.01, half away from zero.

    Args:
        value: points, any sign, exact.

    Returns:
        Points with exactly two decimals.

    Source:
        Rubric seimbang-2025.1, heading (each line is rounded to 0.01, half away from zero).
    """
    hundredths = floor(abs(value) * HUNDREDTHS + Fraction(1, 2))
    return _from_hundredths(hundredths if value >= 0 else -hundredths)


def apportion(total: Decimal, weights: Sequence[Fraction]) -> tuple[Decimal, ...]:
    """Split a total in proportion to weights so that the parts sum to it exactly.

    Largest remainder at 0.01; equal remainders go to the earlier part. A weight of zero gets zero.

    Args:
        total: points, >= 0, at most two decimals.
        weights: shape (n,), each >= 0; at least one above zero unless the total is zero.

    Returns:
        Shape (n,), points with two decimals, in the order of the weights.

    Raises:
        ValueError: the total is finer than 0.01, or there is nothing to give it to.

    Source:
        Rubric seimbang-2025.1, profiles (in proportion, largest remainder at 0.01).
    """
    hundredths = Fraction(total) * HUNDREDTHS
    if hundredths.denominator != 1:
        message = "a total to split has at most two decimals"
        raise ValueError(message)
    whole = sum(weights, Fraction(0))
    if whole == 0:
        if hundredths:
            message = "a total above zero needs a weight above zero"
            raise ValueError(message)
        return tuple(ZERO for _ in weights)
    exact = [hundredths * weight / whole for weight in weights]
    given = [floor(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (given[i] - exact[i], i))
    for index in by_remainder[: int(hundredths) - sum(given)]:
        given[index] += 1
    return tuple(_from_hundredths(share) for share in given)


def _from_hundredths(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)
