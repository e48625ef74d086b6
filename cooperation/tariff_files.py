"""Reads the parameter files into ``Tariffs`` and refuses what contradicts itself."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from cooperation.kinds import (
    BudgetStep,
    FundingSource,
    Grade,
    OccupationGroup,
    Programme,
    RiskClass,
)
from cooperation.months import MONTHS_A_YEAR
from cooperation.tariffs import (
    Band,
    Discount,
    Package,
    Parameter,
    Slice,
    SourceRule,
    StepMonths,
    Tariffs,
    Timetable,
    Unit,
    ValueT,
)

NUMBER_UNITS = {
    "amount_idr": Unit.RUPIAH,
    "days": Unit.DAYS,
    "months": Unit.MONTHS,
    "years": Unit.YEARS,
}


class TariffFileError(Exception):
    """A parameter file cannot be used; the text says which parameter and why."""


@cache
def current_tariffs() -> Tariffs:
    """The parameters shipped with the product.

    Raises:
        TariffFileError: a file is malformed, or two rows of one key overlap.

    Source:
        Each row's own citation.
    """
    folder = resources.files("cooperation") / "parameters"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=str)
    return read_tariffs(item.read_text(encoding="utf-8") for item in files)


def read_tariffs(texts: Iterable[str]) -> Tariffs:
    """Parse parameter files.

    Args:
        texts: contents of TOML files, each a list ``parameter`` and, for discounts, ``sources``.

    Raises:
        TariffFileError: a row is malformed, or two rows of one key overlap.

    Source:
        Each row's own citation.
    """
    documents = [tomllib.loads(text) for text in texts]
    rows = [(row, document) for document in documents for row in document.get("parameter", [])]
    try:
        tariffs = _collect(rows)
    except (KeyError, ValueError, TypeError, ArithmeticError) as error:
        raise TariffFileError(f"a parameter is malformed: {error!r}") from error
    for rows_of_kind in vars(tariffs).values():
        _refuse_overlaps(rows_of_kind)
    return tariffs


def _collect(rows: list[tuple[dict[str, Any], dict[str, Any]]]) -> Tariffs:
    plain = [row for row, _ in rows]
    return Tariffs(
        numbers=tuple(
            _parameter(row, unit, int(row[name]))
            for row in plain
            for name, unit in NUMBER_UNITS.items()
            if name in row
        ),
        rates=tuple(_parameter(r, Unit.RATIO, Decimal(r["rate"])) for r in plain if "rate" in r),
        bands=tuple(
            _parameter(row, Unit.TABLE, _bands(row["bands"])) for row in plain if "bands" in row
        ),
        classes=tuple(
            _parameter(row, Unit.TABLE, _classes(row["classes"]))
            for row in plain
            if "classes" in row
        ),
        slices=tuple(
            _parameter(row, Unit.TABLE, _slices(row["slices"])) for row in plain if "slices" in row
        ),
        packages=tuple(
            _parameter(row, Unit.TABLE, _packages(row["packages"]))
            for row in plain
            if "packages" in row
        ),
        discounts=tuple(
            _parameter(row, Unit.TABLE, _discount(row["discount"], document["sources"]))
            for row, document in rows
            if "discount" in row
        ),
        timetables=tuple(
            _parameter(row, Unit.TABLE, _timetable(row)) for row in plain if "steps" in row
        ),
    )


def _parameter(row: Mapping[str, Any], unit: Unit, value: ValueT) -> Parameter[ValueT]:
    starts: date = row["effective_from"]
    return Parameter(
        key=row["key"],
        unit=unit,
        value=value,
        effective_from=starts,
        effective_to=row.get("effective_to"),
        grade=Grade(row["grade"]),
        from_grade=Grade(row["from_grade"]),
        citation=row["citation"],
        note=row.get("note", ""),
    )


def _bands(rows: list[list[int]]) -> tuple[Band, ...]:
    bands = tuple(
        Band(number=number, from_idr=lower, printed_to_idr=upper or None, base_idr=base)
        for number, (lower, upper, base) in enumerate(rows, start=1)
    )
    lowers = [band.from_idr for band in bands]
    if lowers[0] != 0 or lowers != sorted(set(lowers)):
        raise ValueError("bands must begin at 0 and ascend")
    return bands


def _classes(row: Mapping[str, str]) -> Mapping[RiskClass, Decimal]:
    return {risk_class: Decimal(row[risk_class]) for risk_class in RiskClass}


def _slices(rows: list[list[Any]]) -> tuple[Slice, ...]:
    slices = tuple(
        Slice(
            above_idr=above,
            to_idr=to or None,
            rates={Programme.JKK: Decimal(jkk), Programme.JKM: Decimal(jkm)},
        )
        for above, to, jkk, jkm in rows
    )
    starts = [part.above_idr for part in slices]
    ends = [part.to_idr for part in slices]
    if starts != [0, *ends[:-1]] or ends[-1] is not None:
        raise ValueError("slices must begin at 0, follow without gap and end open")
    return slices


def _packages(rows: list[list[int]]) -> tuple[Package, ...]:
    packages = tuple(Package(months=months, amount_idr=amount) for months, amount in rows)
    lengths = [package.months for package in packages]
    if lengths != sorted(set(lengths)) or lengths[0] < 1:
        raise ValueError("packages must ascend by months")
    return packages


def _discount(row: Mapping[str, Any], sources: Mapping[str, Any]) -> Discount:
    rules = sources[row["sources"]]
    return Discount(
        occupation_group=OccupationGroup(row["occupation_group"]),
        payable_ratio=Decimal(row["payable_ratio"]),
        programmes=frozenset(Programme(name) for name in row["programmes"]),
        sources={
            source: SourceRule(
                applies=bool(rules[source]["applies"]),
                grade=Grade(rules[source]["grade"]),
                note=rules[source].get("note", ""),
            )
            for source in FundingSource
        },
    )


def _timetable(row: Mapping[str, Any]) -> Timetable:
    steps = tuple(
        StepMonths(BudgetStep(name), offset, first, last)
        for name, offset, first, last in row["steps"]
    )
    ends = [(step.year_offset, step.last_number) for step in steps]
    is_orderly = all(1 <= one.first_number <= one.last_number <= MONTHS_A_YEAR for one in steps)
    if not steps or ends != sorted(ends) or not is_orderly:
        raise ValueError("steps of a budget must follow one another")
    return Timetable(steps, frozenset(FundingSource(name) for name in row["sources"]))


def _refuse_overlaps(rows: tuple[Parameter[object], ...]) -> None:
    ordered = sorted(rows, key=lambda row: (row.key, row.effective_from))
    for earlier, later in pairwise(ordered):
        if earlier.key != later.key:
            continue
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            raise TariffFileError(f"two rows of {earlier.key} are in effect at once")
