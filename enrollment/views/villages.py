"""Verification by villages: where each stands, the papers it is given, and its signed minutes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.verification import VerificationFile
from enrollment.prepared import PreparedKind
from enrollment.queries.outlooks import outlook_subject
from enrollment.queries.programmes import get_programme
from enrollment.queries.summaries import counted, shown
from enrollment.queries.verification import (
    VillageCount,
    count_villages,
    get_verification,
    list_sheet,
    list_sheet_files,
    list_standings,
    villages_as_kept,
)
from enrollment.reference import Village, known_villages
from enrollment.schemas.verification import (
    ArchiveWantedIn,
    SheetWantedIn,
    VillageListIn,
    VillagePageIn,
)
from enrollment.services.prepared_files import request_prepared
from enrollment.services.verification_papers import (
    minutes_paper,
    office_of,
    write_minutes,
    write_sheet,
)
from enrollment.services.verification_sheets import IssuedSheet, issue_sheet, keep_minutes
from enrollment.summaries import Shown
from enrollment.verification import SheetState
from enrollment.views.village_words import village_vocabulary
from enrollment.views.vocabulary import options
from enrollment.views.workers import count_here
from enrollment.village_lists import (
    CHOICE_LABELS,
    ORDER_LABELS,
    VillageLine,
    narrow_villages,
    total_of,
)
from tenants.access import Permission, requires
from tenants.addresses import scanned_address, tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import sent_paper
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    NotPermitted,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, encode_cursor, whole
from tenants.kernel.schemas import load
from tenants.models.issued_papers import IssuedPaper
from tenants.request import visit
from tenants.services.issued_papers import issue_paper
from tenants.shell.downloads import WORKBOOK_MEDIA_TYPE, attachment, workbook_attachment
from tenants.shell.workbooks import NUMBER, PEOPLE, Column, Told, table_of
from tenants.typesetting import PDF_MEDIA_TYPE

PAPERS_AN_HOUR = 200
SHOWN_FILES = 20

blueprint = tenant_blueprint("villages", __name__)
blueprint.context_processor(village_vocabulary)


@blueprint.get("/selections/<uuid:commitment_id>/villages")
@requires(Permission.AGREEMENT_READ)
def list_villages(commitment_id: UUID) -> str:
    """One page of the villages of a programme, and the files that came back; counts, no people."""
    asked = load(VillagePageIn, request.args)
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        counts = _counts(session, commitment_id)
        lines = _lines(session, commitment_id, counts.value or ())
        files = list_sheet_files(
            session, tenant_id=tenant_id, commitment_id=commitment_id, limit=SHOWN_FILES
        )
    found = narrow_villages(lines, name=asked["name"], show=asked["show"], order=asked["order"])
    return render_template(
        "enrollment/villages/list.html",
        programme=programme,
        page=_page_of(found, asked["cursor"]),
        totals=total_of(found),
        counts=counts,
        has_any=bool(lines),
        asked=asked,
        kept={name: value for name, value in asked.items() if value and name != "cursor"},
        files=files,
        is_working=any(file.state == SheetState.RECEIVED for file in files),
        ready=[file for file in files if _is_storable(file)],
        show_options=options(CHOICE_LABELS, first=_("semua desa/kelurahan")),
        order_options=options(ORDER_LABELS),
    )


@blueprint.get("/selections/<uuid:commitment_id>/villages/export")
@requires(Permission.AGREEMENT_READ)
def export_villages(commitment_id: UUID) -> Response:
    """The villages the filter leaves, as an Excel file; counts, no people."""
    asked, regency = load(VillageListIn, request.args), visit().regency
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        lines = _lines(session, commitment_id, counted(_counts(session, commitment_id)))
    found = narrow_villages(lines, name=asked["name"], show=asked["show"], order=asked["order"])
    table = table_of(_("Verifikasi desa"), found, _told(), notes=[programme.title])
    return workbook_attachment(f"verifikasi-desa-{regency.slug}.xlsx", table)


@blueprint.post("/selections/<uuid:commitment_id>/villages/sheet")
@requires(Permission.ROSTER_UPLOAD)
def download_sheet(commitment_id: UUID) -> Response:
    """The workbook of one village. A form, because the trail grows by it."""
    asked = load(SheetWantedIn, request.form)
    issued = _issue(commitment_id, asked["village_code"])
    content = write_sheet(issued, regency=visit().regency.name, with_address=False)
    name = f"{_stem(issued)}-lembar-kerja.xlsx"
    return attachment(content, filename=name, media_type=WORKBOOK_MEDIA_TYPE)


@blueprint.post("/selections/<uuid:commitment_id>/villages/minutes")
@requires(Permission.ROSTER_UPLOAD)
def download_minutes(commitment_id: UUID) -> Response:
    """The minutes of one village, to be signed. A form, because the trail grows by it."""
    asked = load(SheetWantedIn, request.form)
    issued = _issue(commitment_id, asked["village_code"])
    paper = minutes_paper(issued, regency=visit().regency.name, made_on=visit().today)
    with transaction(visit().principal) as session:
        issue_paper(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            paper=paper,
        )
    check_page = scanned_address(visit().regency.slug)
    content = write_minutes(paper, check_page=check_page, moment=visit().now)
    name = f"{_stem(issued)}-berita-acara.pdf"
    return attachment(content, filename=name, media_type=PDF_MEDIA_TYPE)


@blueprint.post("/selections/<uuid:commitment_id>/villages/archive")
@requires(Permission.ROSTER_UPLOAD)
def request_archive(commitment_id: UUID) -> BaseResponse:
    """Have the papers of every village written into one archive."""
    asked = load(ArchiveWantedIn, request.form)
    if asked["with_address"] and not visit().can(Permission.WORKER_REVEAL):
        raise NotPermitted  # addresses are encrypted like numbers, and leave by the same permission
    with transaction(visit().principal) as session:
        get_programme(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
        file = request_prepared(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            kind=PreparedKind.VILLAGE_SHEETS,
            subject_id=commitment_id,
            parameters={},
            is_whole=asked["with_address"],
        )
    return redirect(url_for("prepared.show_prepared", prepared_file_id=file.id), 303)


@blueprint.get("/village-verifications/<uuid:verification_id>/signed-minutes")
@requires(Permission.ROSTER_UPLOAD)
def ask_minutes(verification_id: UUID) -> str:
    """The form for the scan of the signed minutes."""
    return _minutes_page(verification_id)


@blueprint.post("/village-verifications/<uuid:verification_id>/signed-minutes")
@requires(Permission.ROSTER_UPLOAD, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def attach_minutes(verification_id: UUID) -> BaseResponse:
    """Keep the scan of the signed minutes."""
    try:
        file = sent_paper(contains_personal_data=True)
        with transaction(visit().principal) as session:
            keep_minutes(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                verification_id=verification_id,
                file=file,
            )
            kept = get_verification(
                session, tenant_id=visit().regency.id, verification_id=verification_id
            )
            commitment_id = kept.commitment_id
    except (InvalidInput, TooLarge, UnsupportedFormat, Conflict) as error:
        errors = getattr(error, "errors", ()) or (FieldError("/file", error.detail, error.params),)
        return make_response(_minutes_page(verification_id, errors), error.status)
    flash(_("Berita acara dilampirkan."))
    return redirect(url_for("villages.list_villages", commitment_id=commitment_id), 303)


def find_minutes_origin(session: Session, paper: IssuedPaper, _now: datetime) -> Origin | None:
    """The village behind its minutes, and what the same minutes would be made from today."""
    try:
        verification = get_verification(
            session, tenant_id=paper.tenant_id, verification_id=paper.subject_id
        )
    except NotFound:
        return None
    commitment_id, regency = verification.commitment_id, visit().regency.name
    programme = get_programme(session, tenant_id=paper.tenant_id, commitment_id=commitment_id)
    issued = IssuedSheet(verification, programme.title, list_sheet(session, verification))
    office = office_of(verification.village_code, regency)
    return Origin(
        title=f"{office.kind} {office.name}: {programme.title}",
        url=url_for("villages.list_villages", commitment_id=commitment_id),
        version=verification.version,
        sha256=minutes_paper(issued, regency=regency, made_on=paper.made_on).sha256,
    )


def init_village_minutes() -> None:
    """Let codes of minutes lead back to the verification of their village."""
    register_origin("r", PaperKind.VILLAGE_MINUTES, find_minutes_origin)


def _counts(session: Session, commitment_id: UUID) -> Shown[Sequence[VillageCount]]:
    key: dict[str, Any] = {"tenant_id": visit().regency.id, "commitment_id": commitment_id}
    return shown(
        session,
        outlook_subject(commitment_id),
        **key,
        load=villages_as_kept,
        count=lambda: count_villages(session, **key),
    )


def _lines(
    session: Session, commitment_id: UUID, counts: Sequence[VillageCount]
) -> Sequence[VillageLine]:
    standings = list_standings(
        session, counts, tenant_id=visit().regency.id, commitment_id=commitment_id
    )
    known = known_villages()
    lines = []
    for one in standings:
        people = one.count
        code = people.village_code
        place = known.get(code, Village(code, code, "", ""))
        lines.append(
            VillageLine(
                code=code,
                name=place.name,
                district=place.district,
                people=people.people,
                verified=people.verified,
                rejected=people.rejected,
                waiting=people.waiting,
                asked=people.asked,
                verification_id=one.verification_id,
                version=one.version,
                issued_at=one.issued_at,
                document_id=one.document_id,
            )
        )
    return lines


def _page_of(lines: Sequence[VillageLine], cursor: str | None) -> Page[VillageLine]:
    start = decode_cursor(cursor, whole())[0] if cursor else 0
    end = start + PAGE_SIZE
    following = encode_cursor([end]) if len(lines) > end else None
    return Page(lines[start:end], following)


def _is_storable(file: VerificationFile) -> bool:
    has_news = file.problem_count == 0 and bool(file.changed_count)
    return file.state == SheetState.READY and has_news


def _issue(commitment_id: UUID, village_code: str) -> IssuedSheet:
    count_here("village-paper", PAPERS_AN_HOUR)
    with transaction(visit().principal) as session:
        return issue_sheet(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            commitment_id=commitment_id,
            village_code=village_code,
        )


def _stem(issued: IssuedSheet) -> str:
    code = issued.verification.village_code
    name = "".join(
        letter if letter.isascii() and letter.isalnum() else "-"
        for letter in office_of(code, "").name.lower()
    )
    return f"{code}-{name}"


def _minutes_page(verification_id: UUID, errors: Sequence[FieldError] = ()) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_verification(session, tenant_id=tenant_id, verification_id=verification_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=kept.commitment_id)
    return render_template(
        "enrollment/villages/minutes.html",
        verification=kept,
        office=office_of(kept.village_code, visit().regency.name),
        programme=programme,
        errors=errors,
        byte_limit=DOCUMENT_LIMIT_BYTES,
    )


def _told() -> Sequence[Told[VillageLine]]:
    return (
        (Column(_("Kecamatan")), lambda line: line.district),
        (Column(_("Desa/kelurahan")), lambda line: line.name),
        (Column(_("Kode desa")), lambda line: line.code),
        (Column(_("Calon"), PEOPLE), lambda line: line.people),
        (Column(_("Sesuai"), PEOPLE), lambda line: line.verified),
        (Column(_("Tidak sesuai"), PEOPLE), lambda line: line.rejected),
        (Column(_("Menunggu"), PEOPLE), lambda line: line.waiting),
        (Column(_("Versi lembar kerja"), NUMBER), lambda line: line.version or None),
        (
            Column(_("Berita acara")),
            lambda line: _("ada") if line.document_id else _("belum ada"),
        ),
    )
