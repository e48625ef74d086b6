"""Coverage figures: what a percentage means, what it lacks, what contradicts it. Pure.

A percentage without both counts is a quoted figure: it is shown with the range its rounding
implies, and never scored. Figures of two bases are never put on one line.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TypeAlias

from enrollment.rounding import CountRange, before_rounding, overlap, whole_numbers

HUNDRED = Decimal(100)
PERCENT_TOLERANCE = Decimal("0.1")
POINTS_TOLERANCE = Decimal("0.01")

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_CENT = Decimal("0.01")


class BasePart(StrEnum):
    """What two figures must share before one may follow the other on a line."""

    DENOMINATOR = "denominator"
    DENOMINATOR_KIND = "denominator-kind"
    NUMERATOR_BASIS = "numerator-basis"
    SEGMENT = "segment"
    INCLUDES_JAKON = "includes-jakon"


class CoverageFinding(StrEnum):
    """What a reader must know before using the figure."""

    BASE_MISSING = "coverage-base-missing"
    NUMERATOR_MISSING = "coverage-numerator-missing"
    DENOMINATOR_MISSING = "coverage-denominator-missing"
    NUMERATOR_ABOVE_DENOMINATOR = "coverage-above-full"
    STATED_PERCENT_OFF = "coverage-stated-percent-off"
    STATED_PERCENT_ROUNDING = "coverage-stated-percent-rounding"
    STATED_GAP_POINTS_OFF = "coverage-stated-gap-points-off"
    STATED_GAP_WORKERS_OFF = "coverage-stated-gap-workers-off"
    STATED_GAP_TO_FULL_OFF = "coverage-stated-gap-to-full-off"
    STATED_FIGURES_CONFLICT = "coverage-stated-figures-conflict"
    OTHER_BASE = "coverage-other-base"
    ROSTERS_ABOVE_STATED = "coverage-rosters-above-stated"


FindingParam: TypeAlias = int | Decimal | str


@dataclass(frozen=True)
class Finding:
    """A finding and the figures of its sentence. Percents and points in percent, persons."""

    code: CoverageFinding
    params: Mapping[str, FindingParam] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class CoveragePoint:
    """One published or recorded coverage figure. What the source does not say is None.

    Counts in persons; percents and percentage points in percent (17.60 is 17,60 %). The number of
    decimals of a stated figure matters: it tells how far it was rounded.

    Raises:
        ValueError: a count is negative, or the denominator is zero.
    """

    label: str = ""
    numerator: int | None = None
    denominator: int | None = None
    denominator_kind: str | None = None
    numerator_basis: str | None = None
    segment: str | None = None
    includes_jakon: bool | None = None
    stated_percent: Decimal | None = None
    target_percent: Decimal | None = None
    stated_gap_points: Decimal | None = None
    stated_gap_workers: int | None = None
    stated_gap_to_full: int | None = None

    def __post_init__(self) -> None:
        counts = (self.numerator, self.stated_gap_workers, self.stated_gap_to_full)
        if any(count is not None and count < 0 for count in counts):
            message = "a count of people is not negative"
            raise ValueError(message)
        if self.denominator is not None and self.denominator < 1:
            message = "a denominator counts at least one person"
            raise ValueError(message)

    @property
    def base(self) -> Mapping[BasePart, int | str | bool | None]:
        """What the figure is counted on."""
        return {
            BasePart.DENOMINATOR: self.denominator,
            BasePart.DENOMINATOR_KIND: self.denominator_kind,
            BasePart.NUMERATOR_BASIS: self.numerator_basis,
            BasePart.SEGMENT: self.segment,
            BasePart.INCLUDES_JAKON: self.includes_jakon,
        }


@dataclass(frozen=True, kw_only=True)
class CoverageReading:
    """What can be computed from a point. None where the source leaves it open; never zero instead.

    ``percent`` and ``gap_points`` in percent with two decimals; ``scored_as`` is ``percent`` capped
    at 100; ``gap_workers`` people short of the target and ``gap_to_full`` short of everybody.
    """

    percent: Decimal | None
    scored_as: Decimal | None
    gap_points: Decimal | None
    gap_workers: int | None
    gap_to_full: int | None
    implied_numerator: CountRange | None
    implied_denominator: CountRange | None
    findings: tuple[Finding, ...]


def check_rosters(stated: int, active: int, month: str) -> tuple[Finding, ...]:
    """What the posted lists of the regency say against a statement of the same segment and month.

    Whoever is active by a list is one of all whom the statement counts, so the list may hold fewer
    and never more.

    Args:
        stated: active participants by the statement. Persons, >= 0.
        active: people of the lists with the month posted. Persons, >= 0.
        month: as it is shown.

    Source:
        Participation is reconciled with rosters: roster active <= statement of that segment.
    """
    if active <= stated:
        return ()
    params: dict[str, FindingParam] = {"active": active, "stated": stated, "month": month}
    return (Finding(CoverageFinding.ROSTERS_ABOVE_STATED, params),)


def read_coverage(point: CoveragePoint, earlier: Sequence[CoveragePoint] = ()) -> CoverageReading:
    """Compute what a point allows, and name what it leaves open or contradicts.

    Args:
        point: the figure.
        earlier: figures of the same regency known before this one, in order.

    Source:
        Rubric seimbang-2025.1 B1-B3; universal coverage = active participants / workers x 100.
    """
    percent = coverage_percent(point.numerator, point.denominator)
    ranges = tuple(_implied_denominators(point))
    denominator = overlap(ranges)
    reading = CoverageReading(
        percent=percent,
        scored_as=None if percent is None else min(percent, HUNDRED),
        gap_points=_gap_points(percent, point),
        gap_workers=_gap_workers(point),
        gap_to_full=_gap_to_full(point),
        implied_numerator=_implied_numerator(point),
        implied_denominator=denominator,
        findings=(),
    )
    findings = (
        *_base_findings(point, is_contradictory=bool(ranges) and denominator is None),
        *_stated_findings(point, reading),
        *_series_findings(point, earlier),
    )
    return CoverageReading(**{**vars(reading), "findings": findings})


def coverage_percent(numerator: int | None, denominator: int | None) -> Decimal | None:
    """Counts to percent: two decimals, half away from zero; None while a count is missing.

    Args:
        numerator: people covered, >= 0; may exceed the denominator.
        denominator: people who could be, >= 1.

    Source:
        Universal coverage = active participants / workers x 100 (RPJMN indicator 06.02.02.01.01).
    """
    if numerator is None or denominator is None:
        return None
    ratio = _EXACT.divide(Decimal(numerator) * 100, Decimal(denominator))
    return _EXACT.quantize(ratio, _CENT)


def people_for_target(target_percent: Decimal, denominator: int) -> int:
    """How many people a target means, rounded up: part of a person does not reach it.

    Args:
        target_percent: percent, >= 0.
        denominator: people who could be covered, >= 1.

    Source:
        Rubric seimbang-2025.1 B2.
    """
    return ceil(Fraction(target_percent) * denominator / 100)


def base_differences(one: CoveragePoint, other: CoveragePoint) -> tuple[BasePart, ...]:
    """The parts of the base both figures state, but differently.

    A part that one of them leaves open is no difference.

    Source:
        Coverage dictionary: two bases never share a chart line.
    """
    return tuple(
        part
        for part, stated in one.base.items()
        if stated is not None and other.base[part] is not None and stated != other.base[part]
    )


def is_same_base(one: CoveragePoint, other: CoveragePoint) -> bool:
    """Whether two figures may share a line: every part stated and equal.

    Source:
        Coverage dictionary: two bases never share a chart line.
    """
    return None not in one.base.values() and one.base == other.base


def _gap_points(percent: Decimal | None, point: CoveragePoint) -> Decimal | None:
    reached = point.stated_percent if percent is None else percent
    if reached is None or point.target_percent is None:
        return None
    return max(_EXACT.quantize(point.target_percent - reached, _CENT), Decimal("0.00"))


def _gap_workers(point: CoveragePoint) -> int | None:
    if point.numerator is None or point.denominator is None or point.target_percent is None:
        return None
    return max(people_for_target(point.target_percent, point.denominator) - point.numerator, 0)


def _gap_to_full(point: CoveragePoint) -> int | None:
    if point.numerator is None or point.denominator is None:
        return None
    return max(point.denominator - point.numerator, 0)


def _implied_numerator(point: CoveragePoint) -> CountRange | None:
    if point.numerator is not None or point.denominator is None or point.stated_percent is None:
        return None
    low, high = before_rounding(point.stated_percent)
    return whole_numbers(low * point.denominator / 100, high * point.denominator / 100)


def _implied_denominators(point: CoveragePoint) -> Iterator[CountRange | None]:
    """One range for each pair of stated figures that pins down the missing denominator.

    None in place of a range: no whole number of people fits the pair.
    """
    if point.denominator is not None:
        return
    reached = None if point.stated_percent is None else before_rounding(point.stated_percent)
    short = None if reached is None else (100 - reached[1], 100 - reached[0])
    for people, share in (
        (point.numerator, reached),
        (point.stated_gap_workers, _gap_before_rounding(point)),
        (point.stated_gap_to_full, short),
    ):
        if people and share is not None and share[0] > 0:
            hundredfold = Fraction(people * 100)
            yield whole_numbers(hundredfold / share[1], hundredfold / share[0])


def _gap_before_rounding(point: CoveragePoint) -> tuple[Fraction, Fraction] | None:
    if point.stated_percent is not None and point.target_percent is not None:
        reached = before_rounding(point.stated_percent)
        target = before_rounding(point.target_percent)
        return target[0] - reached[1], target[1] - reached[0]
    return None if point.stated_gap_points is None else before_rounding(point.stated_gap_points)


def _base_findings(point: CoveragePoint, *, is_contradictory: bool) -> Iterator[Finding]:
    if point.numerator is None and point.denominator is None:
        yield Finding(CoverageFinding.BASE_MISSING)
    elif point.numerator is None:
        yield Finding(CoverageFinding.NUMERATOR_MISSING)
    elif point.denominator is None:
        yield Finding(CoverageFinding.DENOMINATOR_MISSING)
    elif point.numerator > point.denominator:
        counts: dict[str, FindingParam] = {
            "numerator": point.numerator,
            "denominator": point.denominator,
        }
        yield Finding(CoverageFinding.NUMERATOR_ABOVE_DENOMINATOR, counts)
    if is_contradictory:
        yield Finding(CoverageFinding.STATED_FIGURES_CONFLICT)


def _stated_findings(point: CoveragePoint, reading: CoverageReading) -> Iterator[Finding]:
    stated, computed = point.stated_percent, reading.percent
    if stated is not None and computed is not None and stated != computed:
        is_off = abs(stated - computed) > PERCENT_TOLERANCE
        code = (
            CoverageFinding.STATED_PERCENT_OFF
            if is_off
            else CoverageFinding.STATED_PERCENT_ROUNDING
        )
        yield Finding(code, {"stated": stated, "computed": computed})

    points, gap = point.stated_gap_points, reading.gap_points
    if points is not None and gap is not None and abs(points - gap) > POINTS_TOLERANCE:
        yield Finding(CoverageFinding.STATED_GAP_POINTS_OFF, {"stated": points, "computed": gap})

    for code, said, found in (
        (CoverageFinding.STATED_GAP_WORKERS_OFF, point.stated_gap_workers, reading.gap_workers),
        (CoverageFinding.STATED_GAP_TO_FULL_OFF, point.stated_gap_to_full, reading.gap_to_full),
    ):
        if said is not None and found is not None and said != found:
            yield Finding(code, {"stated": said, "computed": found})


def _series_findings(point: CoveragePoint, earlier: Sequence[CoveragePoint]) -> Iterator[Finding]:
    for other in reversed(earlier):
        parts = base_differences(point, other)
        if parts:
            names = ",".join(parts)
            yield Finding(CoverageFinding.OTHER_BASE, {"earlier": other.label, "parts": names})
            return
