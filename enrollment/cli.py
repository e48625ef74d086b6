"""Commands of this package: checking files of NIK and of coverage figures."""

import csv
import io
import json
import sys
from datetime import datetime
from pathlib import Path

import click

from enrollment.coverage_cases import MalformedCase, answer_cases
from enrollment.nik import REASON_TEXTS, check_nik
from enrollment.parsing.layout import DELIMITERS
from enrollment.reference import region_codes
from tenants.kernel.clock import utcnow

_READABLE_FILE = click.Path(path_type=Path)


@click.command("nik")
@click.argument("path", type=_READABLE_FILE)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Hari pemeriksaan, penentu abad kelahiran; bila kosong, hari ini.",
)
def check_nik_file(path: Path, today: datetime | None) -> None:
    """Periksa NIK dalam berkas CSV berkolom id dan nik; jawabannya id,outcome,reason."""
    day = utcnow().date() if today is None else today.date()
    text = _read(path)
    head = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    missing = {"id", "nik"} - set(rows.fieldnames or ())
    if missing:
        raise click.ClickException(f"{path}: kolom belum ada: {', '.join(sorted(missing))}.")
    answers = csv.writer(sys.stdout, lineterminator="\n")
    answers.writerow(["id", "outcome", "reason"])
    for row in rows:
        found = check_nik(row["nik"] or "", region_codes(), today=day)
        reason = "; ".join(REASON_TEXTS[reason] for reason in found.reasons)
        answers.writerow([row["id"], found.outcome.value, reason])


@click.command("coverage")
@click.argument("path", type=_READABLE_FILE)
def check_coverage_file(path: Path) -> None:
    """Hitung cakupan setiap kasus dalam berkas JSON dan sebut angka yang tidak sesuai.

    Jawabannya satu daftar JSON; angka setiap kasus berada di bawah computed.
    """
    try:
        answers = list(answer_cases(_read(path)))
    except MalformedCase as error:
        raise click.ClickException(f"{path}: {error}.") from None
    click.echo(json.dumps(answers, ensure_ascii=False, indent=1))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{path}: tidak dapat dibaca ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{path}: bukan teks UTF-8.") from None
