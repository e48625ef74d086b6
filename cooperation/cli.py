"""`flask check money`: the arithmetic of any file of cases, without database or keys."""

import json
from datetime import date, datetime
from pathlib import Path

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

    Setiap kasus menjadi satu baris JSON. Kasus yang tidak dapat dihitung disebut satu per satu.
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
    refused = [case.name for case in cases if not _print_case(case, day)]
    if refused:
        raise click.ClickException(f"{path}: {len(refused)} kasus tidak dapat dihitung.")


def _print_case(case: Case, today: date) -> bool:
    try:
        report = report_case(current_tariffs(), case, today)
    except AppError as error:
        click.echo(f"kasus {case.name}: {render_error(error)}", err=True)
        return False
    click.echo(json.dumps(report, ensure_ascii=False))
    return True
