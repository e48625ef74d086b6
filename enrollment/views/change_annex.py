"""The annex of a change of a decree: a PDF written in the background, or an Excel file at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from flask import redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.decree_changes import Movement
from enrollment.models.decree_changes import DecreeChange
from enrollment.prepared import PreparedKind
from enrollment.queries.decree_changes import ChangedPerson, change_basis, get_change, list_changed
from enrollment.reference import known_villages
from enrollment.schemas.decree_changes import ChangeAnnexIn
from enrollment.schemas.determinations import AnnexFormat
from enrollment.services.annex_papers import niks_of
from enrollment.services.change_papers import change_annex, last_word
from enrollment.services.decree_changes import note_change_annex
from enrollment.services.prepared_files import request_prepared
from enrollment.services.printed_people import TooManyToCompare
from enrollment.views.decree_changes import blueprint as change_blueprint
from enrollment.views.determination_annex import ANNEXES_AN_HOUR
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, NotFound, NotPermitted
from tenants.kernel.formats import date_id, month_id
from tenants.kernel.schemas import load
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import NUMBER, Cell, Column, Table

_MOVEMENTS: Mapping[Movement, str] = {
    Movement.OUT: N_("keluar"),
    Movement.IN: N_("masuk dari cadangan"),
}

blueprint = change_blueprint


@blueprint.post("/decree-changes/<uuid:decree_change_id>/annex")
@requires(Permission.WORKER_READ)
def request_annex(decree_change_id: UUID) -> BaseResponse:
    """Who leaves and who enters; whole numbers only for who may open them."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        get_change(session, tenant_id=tenant_id, decree_change_id=decree_change_id)
    asked = load(ChangeAnnexIn, request.form)
    if asked["is_whole"] and not visit().can(Permission.WORKER_REVEAL):
        raise NotPermitted
    count_here("worker-export", ANNEXES_AN_HOUR)
    if asked["format"] is AnnexFormat.XLSX:
        return _workbook(decree_change_id, is_whole=asked["is_whole"])
    with transaction(visit().principal) as session:
        file = request_prepared(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            kind=PreparedKind.CHANGE_ANNEX,
            subject_id=decree_change_id,
            parameters={},
            is_whole=asked["is_whole"],
        )
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


def _workbook(decree_change_id: UUID, *, is_whole: bool) -> BaseResponse:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        change = get_change(session, tenant_id=tenant_id, decree_change_id=decree_change_id)
        title = change_basis(session, change).judging.programme.title
        people = {one: list_changed(session, change, one) for one in Movement}
        note_change_annex(
            session,
            change,
            actor=visit().actor,
            now=visit().now,
            row_count=sum(map(len, people.values())),
            is_whole=is_whole,
        )
    niks = niks_of([one.worker for some in people.values() for one in some], is_whole=is_whole)
    heads = ["NIK", _("Nama"), _("Tanggal lahir"), _("Jenis kelamin"), _("Desa/kelurahan")]
    table = Table(
        title=_("Perubahan penerima"),
        columns=[
            Column(_("Perubahan")),
            Column(_("Nomor"), NUMBER),
            *(Column(head) for head in heads),
            Column(_("Pekerjaan")),
            Column(_("Sebab atau peringkat")),
        ],
        rows=[
            _cells(movement, number, one, niks)
            for movement, some in people.items()
            for number, one in enumerate(some, start=1)
        ],
        notes=[title, *_notes(change)],
    )
    name = f"lampiran-sk-perubahan-{change.sequence}-{visit().regency.slug}.xlsx"
    return workbook_attachment(name, table)


def _cells(
    movement: Movement, number: int, person: ChangedPerson, niks: Mapping[UUID, str]
) -> Sequence[Cell]:
    worker, line = person.worker, person.line
    place = known_villages().get(line.village_code)
    return [
        _(_MOVEMENTS[movement]),
        number,
        niks[worker.id],
        worker.name,
        worker.birth_on,
        worker.sex,
        f"{place.name}, {place.district}" if place else line.village_code,
        worker.occupation,
        last_word(person),
    ]


def _notes(change: DecreeChange) -> list[str]:
    day = date_id(change.signed_on) if change.signed_on else _("tanggal belum diisi")
    return [
        _("SK Nomor %(number)s, %(day)s", number=change.number or _("belum diisi"), day=day),
        _("Penanda tangan: %(signer)s", signer=change.signer or _("belum diisi")),
        _("mulai berlaku %(month)s", month=month_id(change.from_month_on)),
    ]


def find_change_origin(session: Session, paper: IssuedPaper, _now: datetime) -> Origin | None:
    """The change behind an annex, and what the same annex would be made from today."""
    try:
        change = get_change(session, tenant_id=paper.tenant_id, decree_change_id=paper.subject_id)
    except NotFound:
        return None
    number = change.number or _("belum diisi")
    origin = Origin(
        title=_("SK perubahan Nomor %(number)s", number=number),
        url=url_for("decree_changes.show_change", decree_change_id=change.id),
        version=None,
        sha256=None,
    )
    try:
        again = change_annex(
            session,
            change,
            made_on=paper.made_on,
            is_whole=paper.parameters["whole_numbers"],
            is_awaited=True,
        )
    except TooManyToCompare:
        return replace(origin, is_long=True)
    return replace(origin, sha256=again.sha256)


def init_change_annexes() -> None:
    """Let codes of these papers lead back to their change."""
    register_origin("r", PaperKind.CHANGE_ANNEX, find_change_origin)
