"""Files around a list: the error workbook, the plain list of problems, the templates."""

from pathlib import PurePath
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.downloads import csv_file
from enrollment.kinds import GROUP_LABELS
from enrollment.models.rosters import RosterRowError
from enrollment.parsing.columns import TEMPLATE_COLUMNS, Column
from enrollment.parsing.rows import Severity
from enrollment.queries.rosters import get_roster, iterate_row_errors
from enrollment.reference import occupations, villages
from enrollment.roster_fixes import row_fix
from enrollment.roster_template import VERSION, Codes, Guide, template_row, template_workbook
from enrollment.roster_wording import SEVERITY_LABELS, column_label, row_sentence
from enrollment.services.corrections import (
    CORRECT_JOB,
    correction_key,
    has_corrections,
    request_corrections,
    take_corrections,
)
from enrollment.services.staging import count_kept
from enrollment.views.vocabulary import said, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.jobs import RunState, find_run
from tenants.request import visit
from tenants.shell.downloads import WORKBOOK_MEDIA_TYPE, attachment

LINES_LIMIT = 20_000

blueprint = tenant_blueprint("roster_files", __name__)
blueprint.context_processor(vocabulary)


@blueprint.post("/rosters/<uuid:roster_id>/corrected-file")
@requires(Permission.ROSTER_UPLOAD)
def request_corrected(roster_id: UUID) -> BaseResponse:
    """Have the error workbook written."""
    with transaction(visit().principal) as session:
        request_corrections(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
        )
    return redirect(url_for("roster_files.show_corrected", roster_id=roster_id), 303)


@blueprint.get("/rosters/<uuid:roster_id>/corrected-file")
@requires(Permission.ROSTER_UPLOAD)
def show_corrected(roster_id: UUID) -> str:
    """Whether the error workbook is written yet."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        run = find_run(
            session, tenant_id=tenant_id, kind=CORRECT_JOB, key=correction_key(roster_id)
        )
        is_there = has_corrections(session, roster, now=visit().now)
    is_open = run is not None and run.state in {RunState.QUEUED, RunState.RUNNING}
    return render_template(
        "enrollment/roster_corrected.html",
        roster=roster,
        is_there=is_there and not is_open,
        is_working=is_open,
        has_failed=run is not None and run.state == RunState.FAILED,
    )


@blueprint.post("/rosters/<uuid:roster_id>/corrected-file/download")
@requires(Permission.ROSTER_UPLOAD)
def download_corrected(roster_id: UUID) -> BaseResponse:
    """The error workbook. A form, because it holds whole NIK and the trail grows by it."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        content = take_corrections(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
        )
    if content is None:
        flash(_("Berkas perbaikan sudah dihapus. Minta sekali lagi."), "warning")
        return redirect(url_for("roster_files.show_corrected", roster_id=roster_id), 303)
    return _named(content, roster.filename)


@blueprint.get("/rosters/<uuid:roster_id>/corrections")
@requires(Permission.ROSTER_READ)
def download_corrections(roster_id: UUID) -> Response:
    """Every problem, as a list to work through.

    Raises:
        RuleViolation: there are more than anybody reads.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        kept = count_kept(session, roster)
        _refuse_endless(kept.errors + kept.warnings)
        problems = iterate_row_errors(session, tenant_id=tenant_id, roster_id=roster.id)
        lines = [problem_line(problem) for problem in problems]
    head = [_("Baris"), _("Kolom"), _("Isi"), _("Jenis"), _("Masalah"), _("Cara memperbaiki")]
    rows = [
        [
            str(one["row_number"]),
            one["column"],
            one["cell"],
            one["severity"],
            one["text"],
            one["fix"],
        ]
        for one in lines
    ]
    return attachment(
        csv_file([head, *rows]),
        filename=f"perbaikan-{PurePath(roster.filename).stem}.csv",
        media_type="text/csv",
    )


@blueprint.get("/rosters/template")
@requires(Permission.ROSTER_UPLOAD)
def download_template() -> Response:
    """A file with the columns of the stated format and one worked example."""
    rows = [[column.value for column in TEMPLATE_COLUMNS], template_row()]
    name = f"contoh-daftar-v{VERSION}.csv"
    return attachment(csv_file(rows), filename=name, media_type="text/csv")


@blueprint.get("/rosters/template.xlsx")
@requires(Permission.ROSTER_UPLOAD)
def download_workbook_template() -> Response:
    """A workbook to fill in, with the codes of this regency."""
    content = template_workbook(_guide(), _codes(visit().regency.region_code or ""))
    name = f"contoh-daftar-v{VERSION}.xlsx"
    return attachment(content, filename=name, media_type=WORKBOOK_MEDIA_TYPE)


def _guide() -> Guide:
    texts = {
        Column.NIK: _("16 angka sesuai KTP atau KK, sebagai teks."),
        Column.NAME: _("Nama sesuai KTP, paling banyak 150 huruf; nama satu kata boleh."),
        Column.BIRTH: _("1985-08-15 atau 15/08/1985."),
        Column.SEX: _("L atau P."),
        Column.VILLAGE: _("Kode Kemendagri 10 angka; lihat lembar Kode."),
        Column.ADDRESS: _("Boleh kosong."),
        Column.OCCUPATION: _("Boleh kosong; ejaan yang lazim ada pada lembar Kode."),
        Column.PHONE: _("Boleh kosong; tulis seperti 081234567890."),
    }
    return Guide(
        titles=(_("Petunjuk"), _("Data"), _("Kode")),
        hints=[
            _("Contoh daftar calon penerima, versi %(version)s.", version=VERSION),
            _("Isi lembar Data. Satu baris untuk satu orang; baris judul tidak diubah."),
            _("Tempel NIK sebagai teks (Tempel Khusus, Nilai). NIK yang menjadi angka ditolak."),
            _("Kolom lain boleh ditambahkan; isinya tidak dibaca."),
        ],
        heads=(_("Kolom"), _("Isi"), _("Contoh")),
        columns=texts,
    )


def _codes(region_code: str) -> Codes:
    found = sorted(villages(region_code).values(), key=lambda one: one.code)
    return Codes(
        villages=[[one.code, one.name, one.district] for one in found],
        village_heads=[_("Kode desa"), _("Desa/kelurahan"), _("Kecamatan")],
        lists={
            _("Pekerjaan"): occupations(),
            _("Jenis kelamin"): ["L", "P"],
            _("Kelompok pekerja"): [_(label) for label in GROUP_LABELS.values()],
        },
    )


def _refuse_endless(count: int) -> None:
    if count > LINES_LIMIT:
        detail = N_(
            "Daftar perbaikan ini memuat %(count)s catatan, lebih dari %(limit)s. Pakai berkas"
            " perbaikan (Excel), yang memuat semuanya pada barisnya."
        )
        raise RuleViolation(detail, count=formats.count(count), limit=formats.count(LINES_LIMIT))


def problem_line(problem: RosterRowError) -> dict[str, Any]:
    """A finding as pages and lists show it."""
    return {
        "row_number": problem.row_number,
        "column": _(column_label(problem.column_name)),
        "cell": problem.cell,
        "severity": _(SEVERITY_LABELS[Severity(problem.severity)]),
        "is_error": problem.severity == Severity.ERROR,
        "text": said(row_sentence(problem.code, problem.params)),
        "fix": said(row_fix(problem.code)),
    }


def _named(content: bytes, filename: str) -> Response:
    name = f"{PurePath(filename).stem}_perbaikan.xlsx"
    return attachment(content, filename=name, media_type=WORKBOOK_MEDIA_TYPE)
