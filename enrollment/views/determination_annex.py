"""The annex of a decree (BNBA) as an Excel file; the trail tells that it left, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.determinations import Determination
from enrollment.prepared import PreparedKind
from enrollment.queries.determinations import (
    DecreedPerson,
    get_determination,
    list_decreed,
    reasons_of,
)
from enrollment.queries.programmes import Programme, get_programme
from enrollment.queries.selection import get_rule
from enrollment.reference import known_villages
from enrollment.schemas.determinations import AnnexFormat, AnnexIn
from enrollment.selection import OUTCOME_STEMS, Outcome, TieRule
from enrollment.selection_words import TIE_LABELS
from enrollment.services.annex_papers import determination_annex
from enrollment.services.determinations import note_annex
from enrollment.services.prepared_files import request_prepared
from enrollment.services.printed_people import TooManyToCompare
from enrollment.services.workers import masked_niks, whole_niks
from enrollment.views.selection_standing import outcome_label, reason_words
from enrollment.views.workers import count_here
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound, NotPermitted
from tenants.kernel.formats import date_id
from tenants.kernel.schemas import load
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import NUMBER, Cell, Column, Table

ANNEXES_AN_HOUR = 20

blueprint = tenant_blueprint("determination_annex", __name__)


@blueprint.post("/determinations/<uuid:determination_id>/annex")
@requires(Permission.WORKER_READ)
def download_annex(determination_id: UUID) -> BaseResponse:
    """Everybody a decree names under an outcome; whole numbers only for who may open them.

    An Excel file leaves at once; a PDF is written in the background.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
    asked = load(AnnexIn, request.form)
    if asked["is_whole"] and not visit().can(Permission.WORKER_REVEAL):
        raise NotPermitted
    count_here("worker-export", ANNEXES_AN_HOUR)
    if asked["format"] is AnnexFormat.PDF:
        return _request_pdf(determination_id, asked)
    outcome = asked["outcome"]
    with transaction(visit().principal) as session:
        kept = get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=kept.commitment_id)
        rule = get_rule(session, tenant_id=tenant_id, rule_id=kept.rule_id)
        people = list_decreed(
            session, tenant_id=tenant_id, determination_id=determination_id, outcome=outcome
        )
        note_annex(
            session,
            kept,
            actor=visit().actor,
            now=visit().now,
            outcome=outcome,
            row_count=len(people),
            is_whole=asked["is_whole"],
        )
    workers = [person.worker for person in people]
    niks = whole_niks(workers) if asked["is_whole"] else masked_niks(workers)
    table = Table(
        title=outcome_label(outcome),
        columns=_columns(outcome),
        rows=[_cells(number, one, niks, outcome) for number, one in enumerate(people, start=1)],
        notes=_notes(kept, programme, TieRule(rule.tie)),
    )
    return workbook_attachment(
        f"lampiran-sk-{OUTCOME_STEMS[outcome]}-{visit().regency.slug}.xlsx", table
    )


def _request_pdf(determination_id: UUID, asked: Mapping[str, Any]) -> BaseResponse:
    with transaction(visit().principal) as session:
        file = request_prepared(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            kind=PreparedKind.DETERMINATION_ANNEX,
            subject_id=determination_id,
            parameters={"outcome": asked["outcome"].value},
            is_whole=asked["is_whole"],
        )
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


def _columns(outcome: Outcome) -> list[Column]:
    heads = [_("Nama"), _("Tanggal lahir"), _("Jenis kelamin"), _("Desa/kelurahan")]
    last = [] if outcome is Outcome.CHOSEN else [Column(_("Sebab"))]
    return [
        Column(_("Nomor"), NUMBER),
        Column("NIK"),
        *(Column(head) for head in heads),
        Column(_("Pekerjaan")),
        Column(_("Peringkat"), NUMBER),
        *last,
    ]


def _cells(
    number: int, person: DecreedPerson, niks: Mapping[UUID, str], outcome: Outcome
) -> Sequence[Cell]:
    worker, line = person.worker, person.line
    place = known_villages().get(line.village_code)
    reasons = [] if outcome is Outcome.CHOSEN else ["; ".join(reason_words(reasons_of(line)))]
    return [
        number,
        niks[worker.id],
        worker.name,
        worker.birth_on,
        worker.sex,
        f"{place.name}, {place.district}" if place else line.village_code,
        worker.occupation,
        line.rank,
        *reasons,
    ]


def _notes(kept: Determination, programme: Programme, tie: TieRule) -> list[str]:
    day = date_id(kept.signed_on) if kept.signed_on else _("tanggal belum diisi")
    return [
        programme.title,
        _("SK Nomor %(number)s, %(day)s", number=kept.number or _("belum diisi"), day=day),
        _("Penanda tangan: %(signer)s", signer=kept.signer),
        _("Bila semua ukuran urutan sama: %(rule)s.", rule=_(TIE_LABELS[tie])),
        _(
            "Kode pemeriksaan data, bukan tanda tangan elektronik: SHA-256 %(code)s",
            code=kept.seen_sha256.hex(),
        ),
    ]


def find_annex_origin(session: Session, paper: IssuedPaper, _now: datetime) -> Origin | None:
    """The decree behind an annex, and what the same annex would be made from today."""
    try:
        kept = get_determination(
            session, tenant_id=paper.tenant_id, determination_id=paper.subject_id
        )
    except NotFound:
        return None
    number = kept.number or _("belum diisi")
    origin = Origin(
        title=_("SK penetapan Nomor %(number)s", number=number),
        url=url_for("determinations.show_determination", determination_id=kept.id),
        version=None,
        sha256=None,
    )
    try:
        again = determination_annex(
            session,
            kept,
            Outcome(paper.parameters["outcome"]),
            made_on=paper.made_on,
            is_whole=paper.parameters["whole_numbers"],
            is_awaited=True,
        )
    except TooManyToCompare:
        return replace(origin, is_long=True)
    return replace(origin, sha256=again.sha256)


def init_determination_annexes() -> None:
    """Let codes of these papers lead back to their decree."""
    register_origin("r", PaperKind.DETERMINATION_ANNEX, find_annex_origin)
