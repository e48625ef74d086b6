"""Commands of this package: checking files of NIK and of coverage figures."""

import csv
import json
import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from enrollment.coverage import CoveragePoint, CoverageReading, Finding, read_coverage
from enrollment.nik import REASON_TEXTS, check_nik
from enrollment.reference import region_codes
from enrollment.rounding import CountRange
from enrollment.wording import coverage_sentence
from tenants.cli.check import check
from tenants.kernel.clock import utcnow

_READABLE_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@check.command("nik")
@click.argument("path", type=_READABLE_FILE)
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), help="Tanggal pemeriksaan.")
def check_nik_file(path: Path, today: datetime | None) -> None:
    """Print id,outcome,reason for each row of a CSV file with the columns id and nik."""
    day = (today or utcnow()).date()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        missing = {"id", "nik"} - set(rows.fieldnames or ())
        if missing:
            raise click.ClickException(f"Kolom tidak ada: {', '.join(sorted(missing))}.")
        answers = csv.writer(sys.stdout, lineterminator="\n")
        answers.writerow(["id", "outcome", "reason"])
        for row in rows:
            found = check_nik(row["nik"] or "", region_codes(), today=day)
            reason = "; ".join(REASON_TEXTS[reason] for reason in found.reasons)
            answers.writerow([row["id"], found.outcome.value, reason])


@check.command("coverage")
@click.argument("path", type=_READABLE_FILE)
def check_coverage_file(path: Path) -> None:
    """Print, as JSON, what each coverage point of a file computes to and what is wrong with it."""
    try:
        cases = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)["cases"]
        points = [(case, _point(case)) for case in cases]
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise click.ClickException(f"Berkas tidak dapat dibaca: {error!r}.") from None

    earlier: dict[str, list[CoveragePoint]] = {}
    answers = []
    for case, point in points:
        of_region = earlier.setdefault(str(case.get("regency", "")), [])
        answers.append({"id": point.label, **_answer(read_coverage(point, of_region))})
        of_region.append(point)
    click.echo(json.dumps({"cases": answers}, ensure_ascii=False, indent=1))


def _point(case: Mapping[str, Any]) -> CoveragePoint:
    return CoveragePoint(
        label=str(case["id"]),
        denominator_kind=case.get("kind"),
        numerator_basis=case.get("numerator_basis"),
        numerator=_count(case, "numerator"),
        denominator=_count(case, "denominator"),
        stated_percent=_figure(case, "stated_percent"),
        target_percent=_figure(case, "target_percent"),
        stated_gap_points=_figure(case, "stated_gap_points"),
        stated_gap_workers=_count(case, "stated_gap_workers"),
        stated_gap_to_full=_count(case, "stated_gap_to_full"),
    )


def _count(case: Mapping[str, Any], name: str) -> int | None:
    return None if case.get(name) is None else int(case[name])


def _figure(case: Mapping[str, Any], name: str) -> Decimal | None:
    return None if case.get(name) is None else Decimal(str(case[name]))


def _answer(reading: CoverageReading) -> dict[str, Any]:
    numbers = {
        "percent": reading.percent,
        "scored_as": reading.scored_as,
        "gap_points": reading.gap_points,
        "gap_workers": reading.gap_workers,
        "gap_to_full": reading.gap_to_full,
        **_bounds("implied_numerator", reading.implied_numerator),
        **_bounds("implied_denominator", reading.implied_denominator),
    }
    known = {name: _json_number(value) for name, value in numbers.items() if value is not None}
    return {**known, "findings": [_finding(finding) for finding in reading.findings]}


def _bounds(name: str, implied: CountRange | None) -> dict[str, int]:
    return {} if implied is None else {f"{name}_low": implied.low, f"{name}_high": implied.high}


def _json_number(value: Decimal | int) -> float | int:
    """JSON knows no decimals; two places survive the trip through a float unchanged."""
    return float(value) if isinstance(value, Decimal) else value


def _finding(finding: Finding) -> dict[str, str]:
    return {"code": finding.code.value, "text": str(coverage_sentence(finding))}
