"""Reads cases of the money format and says what was computed from each.

The format is one JSON object with a list ``cases`` (or the list alone); see ``read_cases``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from cooperation.arithmetic import Assumptions, Computation, Terms
from cooperation.checks.periods import Horizon
from cooperation.examination import examine
from cooperation.findings import Finding
from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import MONTHS_A_YEAR, Month
from cooperation.pricing import Insured
from cooperation.sentences import render
from cooperation.tariffs import Tariffs
from cooperation.wording import describe

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)

_MAX_PEOPLE = 10**9
_MAX_RUPIAH = 10**15
_MAX_MONTHS = 120
_KNOWN = frozenset(
    [
        "workers",
        "months",
        "first_month",
        "year",
        "source",
        "programmes",
        "income",
        "segment",
        "wage",
        "risk_class",
        "contract_value",
        "occupation_group",
        "stated_total",
        "stated_rate",
        "signed_on",
    ]
)
_DESCRIPTIVE = frozenset(
    [
        "id",
        "about",
        "note",
        "regency",
        "url",
        "expect",
        "finding",
        "months_assumed",
        "programmes_assumed",
    ]
)


class MalformedCase(Exception):
    """A case cannot be read; the text says which case and which key."""


@dataclass(frozen=True)
class Case:
    """One case: its name, its terms, and keys that this format does not know."""

    name: str
    terms: Terms
    ignored: tuple[str, ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)


def read_cases(text: str, today: date) -> tuple[Case, ...]:
    """Read a file of cases.

    Args:
        text: the file's content. Keys of a case: ``workers``, ``months``, ``first_month``
            (YYYY-MM; else January of ``year``, else of this year), ``year`` (the budget year,
            where it is known), ``source``, ``programmes``,
            ``income``, ``segment``, ``wage``, ``risk_class``, ``contract_value``,
            ``occupation_group``, ``stated_total``, ``stated_rate``, ``signed_on``.
        today: the year where a case names none.

    Raises:
        MalformedCase: the text is no JSON, or a key holds what it cannot hold.

    Source:
        Usual working papers of PKS and DPA.
    """
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise MalformedCase(f"bukan JSON yang sah (baris {error.lineno})") from error
    except (ValueError, RecursionError) as error:
        raise MalformedCase("bukan JSON yang sah") from error
    rows = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise MalformedCase('tidak ada daftar "cases"')
    return tuple(_read_case(number, row, today) for number, row in enumerate(rows, start=1))


def report_case(tariffs: Tariffs, case: Case, today: date) -> dict[str, Any]:
    """What was computed from one case, under ``computed``, and what was found, ready for JSON.

    Where the case says what it expects, ``as_expected`` and ``differs`` compare.

    Raises:
        NotComputable: a programme is not open to the segment, or wage or contract value is missing.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        See ``arithmetic``.
    """
    year_end = Month(case.terms.first_month.year, MONTHS_A_YEAR)
    examination = examine(tariffs, case.terms, Horizon(today, year_end))
    computed = computed_keys(examination.computation)
    report: dict[str, Any] = {"id": case.name, "computed": computed}
    differs = {key: value for key, value in case.expect.items() if computed.get(key) != value}
    if case.expect:
        report["as_expected"] = not differs
    if differs:
        report["differs"] = sorted(differs)
    if case.ignored:
        report["ignored"] = list(case.ignored)
    report["findings"] = [_finding_report(finding) for finding in examination.findings]
    return report


def computed_keys(computation: Computation) -> dict[str, Any]:
    """The computed keys of the format; a key that cannot be known is left out.

    Source:
        See ``arithmetic``.
    """
    naked = [str(month) for month in computation.naked_months]
    keys: dict[str, Any] = {
        "rate": computation.rate_idr,
        "rates": list(computation.rates_idr) if len(computation.rates_idr) > 1 else None,
        "total": computation.total_idr,
        "by_month": {str(month): due for month, due in computation.by_month.items()} or None,
        "worker_months": computation.worker_months,
        "total_at_stated_rate": computation.total_at_stated_rate_idr,
        "implied_months": _plain(computation.implied_months),
        "naked_months": naked if computation.months else None,
        "value_of_naked_months": computation.value_of_naked_months_idr,
    }
    keys |= {programme.value: computation.programme_total_idr(programme) for programme in Programme}
    return {key: value for key, value in keys.items() if value is not None}


def _plain(months: Fraction | None) -> int | float | None:
    """A whole number as such, else two decimals; a float because JSON has no other fraction."""
    if months is None:
        return None
    if months.denominator == 1:
        return int(months)
    exact = Decimal(months.numerator) / Decimal(months.denominator)
    return float(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _finding_report(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code.value,
        "severity": finding.severity.value,
        "params": {name: _json_value(value) for name, value in finding.params.items()},
        "text": render(describe(finding)),
    }


def _json_value(value: object) -> object:
    match value:
        case Fraction():
            return _plain(value)
        case Month() | date():
            return str(value)
        case _:
            return value


def _read_case(number: int, row: object, today: date) -> Case:
    if not isinstance(row, dict):
        raise MalformedCase(f"kasus ke-{number}: harus berupa objek")
    name = str(row.get("id") or f"ke-{number}")
    reader = _Reader(name, row)
    expect = row.get("expect")
    return Case(
        name=name,
        terms=_read_terms(reader, today),
        ignored=tuple(sorted(row.keys() - _KNOWN - _DESCRIPTIVE)),
        expect=expect if isinstance(expect, dict) else {},
    )


def _read_terms(reader: "_Reader", today: date) -> Terms:
    first_month = reader.month("first_month")
    year = reader.whole("year", 1900, 9998)
    segment = reader.choice("segment", Segment) or Segment.BPU
    months = reader.whole("months", 1, _MAX_MONTHS)
    programmes = reader.programmes()
    group = reader.choice("occupation_group", OccupationGroup)
    is_contract = segment is Segment.JAKON
    people = reader.whole("workers", 1, _MAX_PEOPLE, required=not is_contract)
    return Terms(
        insured=Insured(
            segment=segment,
            programmes=programmes or frozenset({Programme.JKK, Programme.JKM}),
            source=reader.choice("source", FundingSource) or FundingSource.NOT_STATED,
            occupation_group=group or OccupationGroup.OTHER,
            income_idr=reader.whole("income", 0, _MAX_RUPIAH),
            wage_idr=reader.whole("wage", 1, _MAX_RUPIAH, required=segment is Segment.PU),
            risk_class=reader.choice("risk_class", RiskClass) or RiskClass.VERY_LOW,
        ),
        first_month=first_month or Month(year or today.year, 1),
        people_count=people,
        month_count=months,
        contract_value_idr=reader.whole("contract_value", 1, _MAX_RUPIAH, required=is_contract),
        stated_total_idr=reader.whole("stated_total", 1, _MAX_RUPIAH),
        stated_rate_idr=reader.whole("stated_rate", 1, _MAX_RUPIAH),
        budget_year=year,
        signed_on=reader.day("signed_on"),
        assumptions=Assumptions(
            first_month=first_month is None,
            month_count=reader.flag("months_assumed"),
            programmes=reader.flag("programmes_assumed") or not (programmes or is_contract),
            occupation_group=group is None,
        ),
    )


@dataclass(frozen=True)
class _Reader:
    """Takes typed values out of one case and names the key that does not fit."""

    name: str
    row: Mapping[str, Any]

    def fail(self, key: str, wanted: str) -> MalformedCase:
        return MalformedCase(f"kasus {self.name}: {key} {wanted}")

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        value = self.row.get(key)
        if value is None and not required:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.fail(key, f"harus bilangan bulat {low} sampai {high}")
        return value

    def choice(self, key: str, kind: type[ChoiceT]) -> ChoiceT | None:
        value = self.row.get(key)
        if value is None:
            return None
        try:
            return kind(str(value).strip().lower().replace(" ", "_").replace("-", "_"))
        except ValueError as error:
            raise self.fail(key, f"harus salah satu dari: {', '.join(kind)}") from error

    def month(self, key: str) -> Month | None:
        value = self.row.get(key)
        if value is None:
            return None
        try:
            return Month.parse(str(value))
        except ValueError as error:
            raise self.fail(key, "harus berbentuk YYYY-MM") from error

    def day(self, key: str) -> date | None:
        value = self.row.get(key)
        if value is None:
            return None
        try:
            return date.fromisoformat(str(value))
        except ValueError as error:
            raise self.fail(key, "harus berbentuk YYYY-MM-DD") from error

    def flag(self, key: str) -> bool:
        value = self.row.get(key, False)
        if not isinstance(value, bool):
            raise self.fail(key, "harus true atau false")
        return value

    def programmes(self) -> frozenset[Programme]:
        value = self.row.get("programmes", [])
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self.fail("programmes", "harus berupa daftar")
        try:
            return frozenset(Programme(name.lower()) for name in value)
        except ValueError as error:
            known = ", ".join(Programme)
            raise self.fail("programmes", f"harus dipilih dari: {known}") from error
