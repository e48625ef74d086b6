"""Which counts of people may be published beside an index. Pure.

Province and ministry see no persons. A count so small that it points at people is left out, and
with it every figure from which it could be worked out.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SMALL_CELL = 5
RATIO_STEP = Decimal("0.000001")


@dataclass(frozen=True)
class CoverageCells:
    """Coverage as it may be published: all of it, or none and ``is_withheld``.

    ``covered`` and ``eligible`` count people; ``ratio`` is covered / eligible, quantised to
    0.000001, and exceeds 1 where the denominator is too low.
    """

    covered: int | None = None
    eligible: int | None = None
    ratio: Decimal | None = None
    is_withheld: bool = False


@dataclass(frozen=True)
class CountCell:
    """A count of people as it may be published."""

    count: int | None = None
    is_withheld: bool = False


def count_cell(count: int | None) -> CountCell:
    """A count of people, left out when it is 0 to 4.

    Zero is left out as well: shown, it would tell that a withheld count is 1 to 4.

    Args:
        count: people, >= 0; None when it is not filled, which is not zero.

    Source:
        Hundepool et al., Statistical Disclosure Control (Wiley, 2012): minimum frequency rule;
        the threshold of five is a choice of this product.
    """
    if count is None:
        return CountCell()
    return CountCell(is_withheld=True) if count < SMALL_CELL else CountCell(count)


def coverage_cells(covered: int | None, eligible: int | None) -> CoverageCells:
    """Numerator, denominator and ratio of a coverage, or none of them.

    Left out as a whole when the people covered, the people counted, or the people still without
    protection (eligible - covered) are 0 to 4: any two of the three figures give away the third.
    Where more are covered than counted nobody is known to be without protection, so nothing is
    given away.

    Args:
        covered: people protected, >= 0; None when it is not filled.
        eligible: people in the denominator, >= 0; None when it is not filled.

    Source:
        Hundepool et al., Statistical Disclosure Control (Wiley, 2012): minimum frequency rule
        with secondary suppression; the threshold of five is a choice of this product.
    """
    if covered is None or eligible is None:
        return CoverageCells()
    rest = eligible - covered
    if min(covered, eligible) < SMALL_CELL or 0 <= rest < SMALL_CELL:
        return CoverageCells(is_withheld=True)
    ratio = (Decimal(covered) / Decimal(eligible)).quantize(RATIO_STEP, ROUND_HALF_UP)
    return CoverageCells(covered, eligible, ratio)
