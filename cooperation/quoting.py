"""Prices of whole rosters at once: many person-months, each with the rule that made its price.

The rules are written by ``pricing.price_month``; here they are looked up and multiplied in whole
numbers. No row is left out: one that has no price says why.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.price_rules import (
    PriceRule,
    RuleBook,
    bands_on,
    months_of_change,
    programme_bits,
    programmes_of,
    rate_of_wage,
)
from cooperation.pricing import PROGRAMMES_OF_SEGMENT, Insured
from cooperation.tariffs import NoTariffInEffect, Tariffs

MAX_AMOUNT_IDR = 10**12
"""The highest monthly income or wage that is priced; more is a slip, and would not fit."""

ALL_PROGRAMMES = programme_bits(Programme)


class Refusal(StrEnum):
    """Why a person-month has no price."""

    SEGMENT_UNKNOWN = "segment-unknown"
    BY_CONTRACT = "by-contract"
    PROGRAMMES_UNKNOWN = "programmes-unknown"
    NO_PROGRAMME = "no-programme"
    PROGRAMME_NOT_OPEN = "programme-not-open"
    SOURCE_UNKNOWN = "source-unknown"
    OCCUPATION_GROUP_UNKNOWN = "occupation-group-unknown"
    RISK_CLASS_UNKNOWN = "risk-class-unknown"
    WAGE_MISSING = "wage-missing"
    AMOUNT_OUT_OF_RANGE = "amount-out-of-range"
    MONTH_UNKNOWN = "month-unknown"
    NO_TARIFF = "no-tariff-in-effect"


def _enum(words: type[StrEnum]) -> pl.Enum:
    return pl.Enum([str(word) for word in words])


ROSTER_SCHEMA: Mapping[str, Any] = {
    "segment": _enum(Segment),
    "programmes": pl.UInt8,
    "source": _enum(FundingSource),
    "occupation_group": _enum(OccupationGroup),
    "income_idr": pl.Int64,
    "risk_class": _enum(RiskClass),
    "wage_idr": pl.Int64,
    "month": pl.Date,
}
"""Columns of a roster of person-months.

``programmes`` is a number of ``programme_bits``, ``month`` any day of the month. BPU is priced by
``source``, ``occupation_group`` and ``income_idr`` (none: the lowest band), PU by ``risk_class``
and ``wage_idr``; what only the other segment needs may be empty.
"""

_SOURCES, _GROUPS = list(FundingSource), list(OccupationGroup)
_RISKS = list(RiskClass)
_VARIANTS = max(len(_SOURCES) * len(_GROUPS), len(_RISKS))
_REFUSALS = list(Refusal)
_INT64_MAX = 2**63 - 1


@dataclass(frozen=True)
class Quotes:
    """Prices of a roster, row by row in its order.

    ``frame`` holds whole rupiah by programme (``jkk_idr`` ...) and ``total_idr``, and ``rule``, a
    place in ``rules``; or ``refusal`` and nothing else.
    """

    frame: pl.DataFrame
    rules: tuple[PriceRule, ...]


def quote(tariffs: Tariffs, roster: pl.DataFrame) -> Quotes:
    """Price every person-month of a roster.

    Args:
        tariffs: all parameters.
        roster: has the columns of ``ROSTER_SCHEMA``; a text that is none of its words refuses its
            row, as a missing one does.

    Raises:
        polars.exceptions.PolarsError: a column is missing, or holds what its type cannot.

    Source:
        See ``pricing.price_month``; each amount equals its own, rounding included.
    """
    changes = months_of_change(tariffs)
    rows = (
        roster.select(
            pl.col(name).cast(dtype, strict=not isinstance(dtype, pl.Enum))
            for name, dtype in ROSTER_SCHEMA.items()
        )
        .with_columns(refusal=_refusal_of_row())
        .select(
            "wage_idr",
            "refusal",
            income_idr=pl.col("income_idr").fill_null(0),
            cell=pl.when(pl.col("refusal").is_null()).then(_cell(changes)),
        )
    )
    shelf = _Shelf(tariffs, changes)
    for cell in rows["cell"].unique().drop_nulls().to_list():
        shelf.fill(cell)
    found = rows.select(
        "wage_idr",
        rule=shelf.rule_of_row(),
        refusal=pl.coalesce("refusal", shelf.refusal_of_row()),
    )
    frame = found.select(**_amounts(shelf.book.rules), rule="rule", refusal=_worded("refusal"))
    total = pl.sum_horizontal(_column(one) for one in Programme)
    return Quotes(
        frame=frame.with_columns(total_idr=pl.when(pl.col("rule").is_not_null()).then(total)),
        rules=tuple(shelf.book.rules),
    )


def _refusal_of_row() -> pl.Expr:
    """The place in ``Refusal`` of what a row itself lacks, in the order ``price_month`` asks."""
    segment, programmes = pl.col("segment"), pl.col("programmes")
    is_bpu, is_pu = segment == Segment.BPU, segment == Segment.PU
    not_open = pl.lit(None, pl.Boolean)
    for one, is_one in ((Segment.BPU, is_bpu), (Segment.PU, is_pu)):
        closed = ALL_PROGRAMMES & ~programme_bits(PROGRAMMES_OF_SEGMENT[one])
        refused = (programmes & pl.lit(closed, pl.UInt8)) != 0
        not_open = pl.when(is_one).then(refused).otherwise(not_open)
    wage, amount = pl.col("wage_idr"), pl.when(is_bpu).then("income_idr").otherwise("wage_idr")
    reasons = {
        Refusal.SEGMENT_UNKNOWN: segment.is_null(),
        Refusal.BY_CONTRACT: segment == Segment.JAKON,
        Refusal.PROGRAMMES_UNKNOWN: programmes.is_null() | (programmes > ALL_PROGRAMMES),
        Refusal.NO_PROGRAMME: programmes == 0,
        Refusal.PROGRAMME_NOT_OPEN: not_open,
        Refusal.SOURCE_UNKNOWN: is_bpu & pl.col("source").is_null(),
        Refusal.OCCUPATION_GROUP_UNKNOWN: is_bpu & pl.col("occupation_group").is_null(),
        Refusal.RISK_CLASS_UNKNOWN: is_pu & pl.col("risk_class").is_null(),
        Refusal.WAGE_MISSING: is_pu & (wage.is_null() | (wage == 0)),
        Refusal.AMOUNT_OUT_OF_RANGE: (amount < 0) | (amount > MAX_AMOUNT_IDR),
        Refusal.MONTH_UNKNOWN: pl.col("month").is_null(),
    }
    found = pl.lit(None, pl.UInt8)
    for reason, holds in reversed(reasons.items()):
        found = pl.when(holds).then(_REFUSALS.index(reason)).otherwise(found).cast(pl.UInt8)
    return found


def _cell(changes: tuple[Month, ...]) -> pl.Expr:
    """What decides the rule of a row besides its income, as one number; see ``_Shelf.fill``."""
    is_pu = pl.col("segment") == Segment.PU
    of_bpu = _place("source") * len(_GROUPS) + _place("occupation_group")
    variant = pl.when(is_pu).then(_place("risk_class")).otherwise(of_bpu)
    starts = pl.Series([month.first_day for month in changes], dtype=pl.Date)
    period = pl.lit(starts).search_sorted(pl.col("month"), side="right").cast(pl.Int32)
    head = is_pu.cast(pl.Int32) * (ALL_PROGRAMMES + 1) + pl.col("programmes")
    return (head * _VARIANTS + variant) * (len(changes) + 1) + period


def _place(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int32)


class _Shelf:
    """Which rules each cell of a roster uses, and why a cell has none."""

    def __init__(self, tariffs: Tariffs, changes: tuple[Month, ...]) -> None:
        self.book = RuleBook(tariffs)
        self._changes = changes
        size = 2 * (ALL_PROGRAMMES + 1) * _VARIANTS * (len(changes) + 1)
        self._places: list[int | None] = [None] * size
        self._refusals: list[int | None] = [None] * size
        self._tables: list[int | None] = [None] * size
        self._limits: dict[tuple[int, ...], int] = {}

    def fill(self, cell: int) -> None:
        """Find the rules of a cell."""
        head, period = divmod(cell, len(self._changes) + 1)
        head, variant = divmod(head, _VARIANTS)
        is_pu, bits = divmod(head, ALL_PROGRAMMES + 1)
        month = self._changes[period - 1] if period else self._changes[0].plus(-1)
        if is_pu:
            insured = Insured(
                Segment.PU,
                programmes_of(bits),
                FundingSource.NOT_STATED,
                risk_class=_RISKS[variant],
            )
        else:
            source, group = divmod(variant, len(_GROUPS))
            insured = Insured(Segment.BPU, programmes_of(bits), _SOURCES[source], _GROUPS[group])
        try:
            self._places[cell] = self.book.place_of(insured, month)
        except NoTariffInEffect:
            self._refusals[cell] = _REFUSALS.index(Refusal.NO_TARIFF)
            return
        if not is_pu:
            limits = tuple(band.from_idr for band in bands_on(self.book.tariffs, month))
            self._tables[cell] = self._limits.setdefault(limits, len(self._limits))

    def rule_of_row(self) -> pl.Expr:
        """The place of a row's rule: where its cell's begin, and for BPU its band among them."""
        table = _looked_up(self._tables, pl.UInt8, "cell")
        band = pl.lit(0, pl.UInt32)
        for limits, number in self._limits.items():
            lowers = pl.lit(pl.Series(limits, dtype=pl.Int64))
            among = lowers.search_sorted(pl.col("income_idr"), side="right") - 1
            band = pl.when(table == number).then(among.cast(pl.UInt32)).otherwise(band)
        return _looked_up(self._places, pl.UInt32, "cell") + band

    def refusal_of_row(self) -> pl.Expr:
        """The place in ``Refusal`` of why a row's cell has no rule."""
        return _looked_up(self._refusals, pl.UInt8, "cell")


def _amounts(rules: list[PriceRule]) -> dict[str, pl.Expr]:
    """Rupiah of each programme: what the rule says, or its ratio of the wage, rounded half up."""
    found = {}
    for programme in Programme:
        fixed: list[int] = []
        shares: list[int] = []
        wholes: list[int] = []
        caps: list[int] = []
        for rule in rules:
            share = next((one for one in rule.example.shares if one.programme is programme), None)
            is_of_wage = share is not None and rule.insured.segment is Segment.PU
            part = rate_of_wage(share) if share is not None and is_of_wage else None
            fixed.append(share.payable_idr if share is not None and not is_of_wage else 0)
            shares.append(part.ratio.numerator if part else 0)
            wholes.append(part.ratio.denominator if part else 1)
            caps.append(MAX_AMOUNT_IDR if part is None or part.cap_idr is None else part.cap_idr)
        _refuse_overflow(shares, wholes)
        amount = _looked_up(fixed, pl.Int64, "rule")
        if any(shares):
            wage = pl.min_horizontal(pl.col("wage_idr"), _looked_up(caps, pl.Int64, "rule"))
            whole = _looked_up(wholes, pl.Int64, "rule")
            twice = 2 * _looked_up(shares, pl.Int64, "rule") * wage.fill_null(0)
            amount = amount + (twice + whole) // (2 * whole)
        found[_column(programme)] = amount
    return found


def _refuse_overflow(shares: list[int], wholes: list[int]) -> None:
    largest = 2 * max(shares, default=0) * MAX_AMOUNT_IDR + max(wholes, default=1)
    if largest > _INT64_MAX:
        msg = "a rate has more digits than prices of rosters can hold"
        raise OverflowError(msg)


def _looked_up(values: list[Any], dtype: Any, column: str) -> pl.Expr:
    return pl.lit(pl.Series(values, dtype=dtype)).gather(pl.col(column))


def _worded(column: str) -> pl.Expr:
    words = pl.Series([str(one) for one in _REFUSALS], dtype=_enum(Refusal))
    return pl.lit(words).gather(pl.col(column))


def _column(programme: Programme) -> str:
    return f"{programme}_idr"
