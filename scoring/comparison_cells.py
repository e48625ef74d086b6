"""Which counts of people may be published beside an index. Pure.

Province and ministry see no persons. A count so small that it points at people is left out, and
with it every figure from which it could be worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SMALL_CELL = 5
RATIO_STEP = Decimal("0.000001")

WHOLE_COVERAGE = (
    ("coverage.covered_count", "coverage.base_count"),
    ("coverage.year_end_covered_count", "coverage.year_end_base_count"),
    ("coverage.previous_covered_count", "coverage.previous_base_count"),
)
SEGMENTS = (
    ("segment.wage_covered_count", "segment.wage_base_count"),
    ("segment.self_covered_count", "segment.self_base_count"),
)
DETERMINED = "recipient.determined_count"
RECIPIENTS = frozenset(
    {
        DETERMINED,
        "recipient.verified_count",
        "recipient.active_count",
        "cover.person_months",
        "contribution.paid_idr",
        "contribution.full_year_idr",
    }
)
"""Facts that grow with the people chosen: one of them tells the others."""


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


def withheld_keys(counts: Mapping[str, int]) -> frozenset[str]:
    """The facts whose points would give away a count that is left out.

    Points are a ratio of two counts, so they are left out wherever one of the two is: 9.96 of
    10.00 points are 996 of 1,000 people. Beside the counts of `coverage_cells` and `count_cell`
    this holds for every count of 1 to 4 people that points are earned with. The segments sum to
    the coverage, and the money and months grow with the recipients; they are left out together.
    Outside of the coverage zero is no small count: it is earned by nobody and names nobody.

    Args:
        counts: people >= 0 by key of the facts document, also what is verified of them.

    Source:
        Hundepool et al., Statistical Disclosure Control (Wiley, 2012): minimum frequency rule
        with secondary suppression; the threshold of five is a choice of this product.
    """
    hidden = {key for key, count in counts.items() if 0 < count < SMALL_CELL}
    for covered, eligible in (*WHOLE_COVERAGE, *SEGMENTS):
        if coverage_cells(counts.get(covered), counts.get(eligible)).is_withheld:
            hidden |= {covered, eligible}
    if hidden & {key for pair in WHOLE_COVERAGE for key in pair}:
        hidden |= {key for pair in SEGMENTS for key in pair}
    if hidden & RECIPIENTS or count_cell(counts.get(DETERMINED)).is_withheld:
        hidden |= RECIPIENTS
    return frozenset(hidden)
