"""Effective-dated parameters of contributions and benefits, and how one is found for a month.

Nothing here is a constant in code: every amount and rate is a row of ``parameters/*.toml`` with
its legal source, its dates and a grade that says how well it is known.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from cooperation.kinds import (
    BudgetStep,
    FundingSource,
    Grade,
    OccupationGroup,
    Programme,
    RiskClass,
)
from cooperation.months import Month
from tenants.kernel.errors import N_, RuleViolation

ValueT = TypeVar("ValueT")
ValueT_co = TypeVar("ValueT_co", covariant=True)


class NoTariffInEffect(RuleViolation):
    """A month was asked for in which no known parameter is in effect."""

    code = "no-tariff-in-effect"
    title = N_("Besaran iuran belum tersedia")
    meaning = N_("Tidak ada besaran iuran yang tercatat untuk bulan yang diminta.")
    advice = N_("Periksa bulan pada program, atau lihat halaman Parameter iuran.")


class Unit(StrEnum):
    """What a parameter's value counts."""

    RUPIAH = "rupiah"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    RATIO = "ratio"
    TABLE = "table"


@dataclass(frozen=True)
class Parameter(Generic[ValueT_co]):
    """One value of one parameter during one period.

    ``effective_to`` is the last day, or None while nothing later is known. ``from_grade`` grades
    the starting date alone, which is often known less well than the value.
    """

    key: str
    unit: Unit
    value: ValueT_co
    effective_from: date
    effective_to: date | None
    grade: Grade
    from_grade: Grade
    citation: str
    note: str = ""

    def is_in_effect_on(self, day: date) -> bool:
        """Whether the period includes the day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True)
class Band:
    """An income band for workers without a wage. Rupiah a month.

    ``printed_to_idr`` is the upper limit as printed, None for the last band. Printed limits leave
    gaps, so a band is found by ``from_idr`` alone.
    """

    number: int
    from_idr: int
    printed_to_idr: int | None
    base_idr: int


@dataclass(frozen=True)
class Slice:
    """One slice of a construction contract's value. Rupiah; rates are ratios of the slice."""

    above_idr: int
    to_idr: int | None
    rates: Mapping[Programme, Decimal]


@dataclass(frozen=True)
class Package:
    """What cover for a whole employment contract of some months costs. Rupiah."""

    months: int
    amount_idr: int


@dataclass(frozen=True)
class SourceRule:
    """Whether a funding source may use a discount, and how well that is known."""

    applies: bool
    grade: Grade
    note: str = ""


@dataclass(frozen=True)
class Discount:
    """A relief that the state grants for some months.

    ``payable_ratio`` of the contribution remains due for the programmes named.
    """

    occupation_group: OccupationGroup
    payable_ratio: Decimal
    programmes: frozenset[Programme]
    sources: Mapping[FundingSource, SourceRule]


@dataclass(frozen=True)
class StepMonths:
    """The months of a step; ``year_offset`` counts from the budget year, -1 is the year before."""

    step: BudgetStep
    year_offset: int
    first_number: int
    last_number: int


@dataclass(frozen=True)
class Timetable:
    """The steps of a budget in order, and the funding sources that are booked in it."""

    steps: tuple[StepMonths, ...]
    sources: frozenset[FundingSource]


@dataclass(frozen=True)
class Tariffs:
    """All parameters by the kind of their value; rows of one key never overlap."""

    numbers: tuple[Parameter[int], ...]
    rates: tuple[Parameter[Decimal], ...]
    bands: tuple[Parameter[tuple[Band, ...]], ...]
    classes: tuple[Parameter[Mapping[RiskClass, Decimal]], ...]
    slices: tuple[Parameter[tuple[Slice, ...]], ...]
    packages: tuple[Parameter[tuple[Package, ...]], ...]
    discounts: tuple[Parameter[Discount], ...]
    timetables: tuple[Parameter[Timetable], ...]

    def number(self, key: str, day: date) -> Parameter[int]:
        """An amount in rupiah, or a count of days, months or years, as its unit says.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.numbers, key, day)

    def rate(self, key: str, day: date) -> Parameter[Decimal]:
        """A rate as a ratio: one percent is 0.01.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.rates, key, day)

    def band_table(self, key: str, day: date) -> Parameter[tuple[Band, ...]]:
        """Income bands, ascending by lower limit, the first from 0.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.bands, key, day)

    def class_table(self, key: str, day: date) -> Parameter[Mapping[RiskClass, Decimal]]:
        """Rates by risk class, as ratios of the wage.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.classes, key, day)

    def slice_table(self, key: str, day: date) -> Parameter[tuple[Slice, ...]]:
        """Slices of a contract's value, ascending and without gap, the last one open.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.slices, key, day)

    def package_table(self, key: str, day: date) -> Parameter[tuple[Package, ...]]:
        """Packages for employment contracts, ascending by months.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.packages, key, day)

    def timetable(self, key: str, day: date) -> Parameter[Timetable]:
        """The months of a budget's steps.

        Raises:
            NoTariffInEffect: nothing is known for this day.

        Source:
            The row's own citation.
        """
        return _in_effect(self.timetables, key, day)

    def find_discount(self, group: OccupationGroup, day: date) -> Parameter[Discount] | None:
        """The relief open to an occupation group on a day, whatever the funding source.

        Source:
            PP 50/2025.
        """
        rows = (row for row in self.discounts if row.value.occupation_group is group)
        return next((row for row in rows if row.is_in_effect_on(day)), None)


def find_band(bands: tuple[Band, ...], income_idr: int) -> Band:
    """The band of an income: the highest whose lower limit is not above it.

    The printed upper limits leave gaps (1,099,001 to 1,099,999) and are never used.

    Args:
        bands: ascending by lower limit, the first from 0.
        income_idr: rupiah a month, >= 0.

    Source:
        PP 44/2015 Lampiran II.
    """
    return next(band for band in reversed(bands) if band.from_idr <= income_idr)


def _find(rows: tuple[Parameter[ValueT], ...], key: str, day: date) -> Parameter[ValueT] | None:
    return next((row for row in rows if row.key == key and row.is_in_effect_on(day)), None)


def _in_effect(rows: tuple[Parameter[ValueT], ...], key: str, day: date) -> Parameter[ValueT]:
    row = _find(rows, key, day)
    if row is None:
        raise NoTariffInEffect(
            N_("Belum ada besaran iuran %(key)s yang tercatat untuk bulan %(month)s."),
            key=key,
            month=str(Month.of(day)),
        )
    return row
