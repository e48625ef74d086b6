"""`flask check money`: the arithmetic of any file of cases, without database or keys."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from cooperation.cases import Case, MalformedCase, read_cases, report_case
from cooperation.sentences import render_error
from cooperation.tariff_files import current_tariffs
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.errors import AppError


@click.command("money")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Hari yang menentukan bulan yang telah lewat; bila kosong, hari ini.",
)
def check_money(path: Path, today: datetime | None) -> None:
    """Hitung iuran setiap kasus dalam berkas JSON dan sebut angka yang tidak sesuai.

    Hasilnya satu daftar JSON. Kasus yang tidak dapat dihitung disebut satu per satu.
    """
    day = local_day(utcnow(), None) if today is None else today.date()
    try:
        cases = read_cases(path.read_text(encoding="utf-8-sig"), day)
    except OSError as error:
        raise click.ClickException(f"{path}: tidak dapat dibaca ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{path}: bukan teks UTF-8.") from None
    except MalformedCase as error:
        raise click.ClickException(f"{path}: {error}.") from None
    reports = [report for case in cases if (report := _report(case, day)) is not None]
    lines = ",\n".join(json.dumps(report, ensure_ascii=False) for report in reports)
    click.echo(f"[\n{lines}\n]")
    if len(reports) < len(cases):
        refused = len(cases) - len(reports)
        raise click.ClickException(f"{path}: {refused} kasus tidak dapat dihitung.")


def _report(case: Case, today: date) -> dict[str, Any] | None:
    """What one case comes to; None, and a line that says why, where it cannot be computed."""
    try:
        return report_case(current_tariffs(), case, today)
    except AppError as error:
        click.echo(f"kasus {case.name}: {render_error(error)}", err=True)
        return None
