"""Files of coverage cases: reading them, and what is computed from each as plain JSON. Pure."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from enrollment.coverage import CoveragePoint, CoverageReading, Finding, read_coverage
from enrollment.rounding import CountRange
from enrollment.wording import coverage_sentence


class MalformedCase(Exception):
    """A case cannot be read; the text says which case and which key."""


def answer_cases(text: str) -> Iterator[Mapping[str, Any]]:
    """What each case of a file computes to, in order.

    Keys of a case: ``id``, ``regency``, ``numerator``, ``denominator``, ``kind``,
    ``numerator_basis``, ``stated_percent``, ``target_percent``, ``stated_gap_points``,
    ``stated_gap_workers``, ``stated_gap_to_full``; ``expect`` is compared where it is given.

    Args:
        text: JSON, a list of cases or an object with the list under ``cases``.

    Raises:
        MalformedCase: no JSON, or a key holds what it cannot hold.

    Source:
        Coverage dictionary: no percentage without numerator, denominator, kind, source and date.
    """
    cases = [(case, _point(number, case)) for number, case in enumerate(_cases(text), start=1)]
    earlier: dict[str, list[CoveragePoint]] = {}
    for case, point in cases:
        of_region = earlier.setdefault(str(case.get("regency", "")), [])
        yield _answer(case, point, read_coverage(point, of_region))
        of_region.append(point)


def _cases(text: str) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise MalformedCase("bukan JSON yang sah") from error
    cases = document.get("cases") if isinstance(document, dict) else document
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise MalformedCase('tidak ada daftar "cases"')
    return cases


def _point(number: int, case: Mapping[str, Any]) -> CoveragePoint:
    label = str(case.get("id") or f"ke-{number}")
    try:
        return CoveragePoint(
            label=label,
            denominator_kind=_text(case, "kind"),
            numerator_basis=_text(case, "numerator_basis"),
            numerator=_count(case, "numerator"),
            denominator=_count(case, "denominator"),
            stated_percent=_figure(case, "stated_percent"),
            target_percent=_figure(case, "target_percent"),
            stated_gap_points=_figure(case, "stated_gap_points"),
            stated_gap_workers=_count(case, "stated_gap_workers"),
            stated_gap_to_full=_count(case, "stated_gap_to_full"),
        )
    except ValueError as error:
        raise MalformedCase(f"kasus {label}: {error}") from error


def _count(case: Mapping[str, Any], name: str) -> int | None:
    figure = _figure(case, name)
    if figure is None:
        return None
    if figure != int(figure):
        raise ValueError(f"{name} harus bilangan bulat")
    return int(figure)


def _figure(case: Mapping[str, Any], name: str) -> Decimal | None:
    stated = case.get(name)
    if stated is None:
        return None
    try:
        figure = Decimal(str(stated))
    except InvalidOperation:
        raise ValueError(f"{name} harus angka") from None
    if not figure.is_finite():
        raise ValueError(f"{name} harus angka")
    return figure


def _text(case: Mapping[str, Any], name: str) -> str | None:
    return None if case.get(name) is None else str(case[name])


def _answer(
    case: Mapping[str, Any], point: CoveragePoint, reading: CoverageReading
) -> Mapping[str, Any]:
    numbers = {
        "percent": reading.percent,
        "scored_as": reading.scored_as,
        "gap_points": reading.gap_points,
        "gap_workers": reading.gap_workers,
        "gap_to_full": reading.gap_to_full,
        **_bounds("implied_numerator", reading.implied_numerator),
        **_bounds("implied_denominator", reading.implied_denominator),
    }
    computed = {name: _plain(value) for name, value in numbers.items() if value is not None}
    answer: dict[str, Any] = {"id": point.label, "computed": computed}
    expect = case.get("expect")
    if isinstance(expect, dict) and expect:
        differs = sorted(name for name in expect if expect[name] != numbers.get(name))
        answer["as_expected"] = not differs
        answer |= {"differs": differs} if differs else {}
    answer["findings"] = [_finding(finding) for finding in reading.findings]
    return answer


def _bounds(name: str, implied: CountRange | None) -> dict[str, int]:
    return {} if implied is None else {f"{name}_low": implied.low, f"{name}_high": implied.high}


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code.value,
        "params": {name: _plain(value) for name, value in finding.params.items()},
        "text": str(coverage_sentence(finding)),
    }


def _plain(value: Decimal | int | str) -> float | int | str:
    """JSON has no decimals; two places survive the trip through a float unchanged."""
    return float(value) if isinstance(value, Decimal) else value
