"""Commands of this package: files of NIK and of coverage figures, and comparing regencies."""

import csv
import io
import json
import signal
import sys
from datetime import datetime
from pathlib import Path
from threading import Event

import click
from flask.cli import with_appcontext

from enrollment.coverage_cases import MalformedCase, answer_cases
from enrollment.matcher import compare_all, run_matcher
from enrollment.nik import REASON_TEXTS, check_nik
from enrollment.parsing.layout import DELIMITERS
from enrollment.reference import region_codes
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.errors import AppError
from tenants.kernel.problems import sentence

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
    day = local_day(utcnow(), None) if today is None else today.date()
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


@click.command("matcher")
@click.option("--once", is_flag=True, help="Bandingkan sekarang juga, lalu selesai.")
@with_appcontext
def run_matcher_command(*, once: bool) -> None:
    """Cari orang yang bulannya dicatat dua kabupaten/kota, sekali seminggu."""
    if once:
        try:
            count = compare_all(utcnow())
        except AppError as error:
            raise click.ClickException(sentence(error.detail, error.params)) from None
        click.echo(f"{count} kabupaten/kota dibandingkan")
        return
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_matcher(stop)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{path}: tidak dapat dibaca ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{path}: bukan teks UTF-8.") from None
