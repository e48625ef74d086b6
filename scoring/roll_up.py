"""How complete the figures of many regencies are, and what those on one basis sum to. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from scoring.comparison_cells import RATIO_STEP


@dataclass(frozen=True)
class RegionFigures:
    """What one region has, as far as completeness is concerned; people in ``covered`` and so on.

    ``covered`` and ``eligible`` are None where there is no figure, and where it is withheld;
    ``is_verified`` says of a figure that somebody else vouches for it; ``is_quoted``: there is only
    a published percentage without its base, which is no coverage.
    """

    takes_part: bool
    has_index: bool = False
    has_coverage: bool = False
    is_verified: bool = False
    is_withheld: bool = False
    is_quoted: bool = False
    has_target: bool = False
    basis: str = ""
    kind: str = ""
    covered: int | None = None
    eligible: int | None = None
    data_on: date | None = None


@dataclass(frozen=True)
class Completeness:
    """How many regions of how many; ``first_on`` and ``last_on`` bound the days of the figures.

    ``verified`` counts those of ``with_coverage`` whose figure is verified; the others are stated.
    """

    total: int
    taking_part: int
    with_index: int
    with_coverage: int
    verified: int
    withheld: int
    quoted: int
    with_target: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class BaseSum:
    """Coverage summed over the regions that count the same way. People; ``ratio`` is derived.

    ``verified_count`` of the regions have a verified figure; those of the others are stated only.
    """

    basis: str
    kind: str
    region_count: int
    verified_count: int
    covered: int
    eligible: int
    ratio: Decimal
    first_on: date | None
    last_on: date | None


def completeness_of(figures: Iterable[RegionFigures]) -> Completeness:
    """Count what there is.

    Args:
        figures: one per region, also of those that take no part.

    Source:
        Coverage dictionary: completeness comes before comparison; not filled is not zero.
    """
    listed = list(figures)
    days = _days(listed)
    return Completeness(
        total=len(listed),
        taking_part=sum(one.takes_part for one in listed),
        with_index=sum(one.has_index for one in listed),
        with_coverage=sum(one.has_coverage for one in listed),
        verified=sum(one.has_coverage and one.is_verified for one in listed),
        withheld=sum(one.is_withheld for one in listed),
        quoted=sum(one.is_quoted for one in listed),
        with_target=sum(one.has_target for one in listed),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
    )


def sums_by_base(figures: Iterable[RegionFigures]) -> tuple[BaseSum, ...]:
    """Sum coverage per basis and denominator; two bases are never added up.

    Figures that are withheld are in no sum: the sum would give them away.

    Args:
        figures: one per region.

    Returns:
        The base with most regions first; ratio quantised to 0.000001.

    Source:
        Coverage dictionary: no percentage without numerator, denominator, kind and date; two
        bases never share a line.
    """
    groups: dict[tuple[str, str], list[RegionFigures]] = {}
    for one in figures:
        if one.covered is not None and one.eligible:
            groups.setdefault((one.basis, one.kind), []).append(one)
    sums = [_sum(basis, kind, group) for (basis, kind), group in groups.items()]
    return tuple(sorted(sums, key=lambda one: (-one.region_count, one.basis, one.kind)))


def _sum(basis: str, kind: str, group: Sequence[RegionFigures]) -> BaseSum:
    covered = sum(one.covered or 0 for one in group)
    eligible = sum(one.eligible or 0 for one in group)
    days = _days(group)
    return BaseSum(
        basis=basis,
        kind=kind,
        region_count=len(group),
        verified_count=sum(one.is_verified for one in group),
        covered=covered,
        eligible=eligible,
        ratio=(Decimal(covered) / Decimal(eligible)).quantize(RATIO_STEP, ROUND_HALF_UP),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
    )


def _days(figures: Iterable[RegionFigures]) -> list[date]:
    return [one.data_on for one in figures if one.data_on is not None]
