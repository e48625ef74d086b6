"""Filled sheets of villages: sending them, looking at what they say, storing it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.verification import VerificationFile
from enrollment.queries.programmes import get_programme
from enrollment.queries.verification import (
    count_findings,
    get_sheet_file,
    get_verification,
    list_sheet_problems,
)
from enrollment.schemas.verification import SheetUploadIn
from enrollment.services.inspection import shown_filename
from enrollment.services.verification_files import (
    FILES_AT_ONCE,
    SHEET_LIMIT_BYTES,
    ReceivedSheet,
    confirm_every_sheet,
    confirm_sheet,
    discard_sheet,
    receive_sheet,
)
from enrollment.verification import SheetState
from enrollment.views.village_words import village_vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, AppError, Conflict, FieldError, InvalidInput, refuse_errors
from tenants.kernel.formats import count, datetime_id
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit

SHOWN_PROBLEMS = 200
UPLOAD_LIMIT_BYTES = 4 * SHEET_LIMIT_BYTES

blueprint = tenant_blueprint("village_sheets", __name__)
blueprint.context_processor(village_vocabulary)


@blueprint.get("/selections/<uuid:commitment_id>/village-sheets/new")
@requires(Permission.ROSTER_UPLOAD)
def new_sheets(commitment_id: UUID) -> str:
    """The upload form."""
    return _form_page(commitment_id, {})


@blueprint.post("/selections/<uuid:commitment_id>/village-sheets/new")
@requires(Permission.ROSTER_UPLOAD, file_limit_bytes=UPLOAD_LIMIT_BYTES)
def upload_sheets(commitment_id: UUID) -> BaseResponse:
    """Keep the files and ask for each to be read."""
    try:
        received = _receive(commitment_id)
    except (InvalidInput, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = _form_page(commitment_id, request.form, errors, None if errors else error)
        return make_response(page, error.status)
    known = [one.file for one in received if not one.is_new]
    if known:
        flash(_already_sent(known), "warning")
    if len(received) == 1:
        return _to_file(received[0].file.id)
    return _to_villages(commitment_id)


@blueprint.post("/selections/<uuid:commitment_id>/village-sheets/confirmation")
@requires(Permission.ROSTER_UPLOAD)
def confirm_every(commitment_id: UUID) -> BaseResponse:
    """Store every sheet that was read without a wrong row."""
    with transaction(visit().principal) as session:
        people = confirm_every_sheet(session, commitment_id=commitment_id, **_by())
    if people:
        flash(_("Hasil verifikasi %(count)s orang disimpan.", count=count(people)))
    else:
        flash(_("Tidak ada hasil baru yang dapat disimpan."), "warning")
    return _to_villages(commitment_id)


@blueprint.get("/village-sheets/<uuid:verification_file_id>")
@requires(Permission.ROSTER_UPLOAD)
def show_sheet(verification_file_id: UUID) -> str:
    """What a file says, before and after it is stored; counts, no people."""
    return _file_page(verification_file_id)


@blueprint.post("/village-sheets/<uuid:verification_file_id>/confirmation")
@requires(Permission.ROSTER_UPLOAD)
def confirm(verification_file_id: UUID) -> BaseResponse:
    """Store what the usable rows say."""
    return _decide(
        verification_file_id,
        lambda session: confirm_sheet(session, verification_file_id=verification_file_id, **_by()),
        lambda file: _(
            "Hasil verifikasi %(count)s orang disimpan.", count=count(file.stored_count or 0)
        ),
    )


@blueprint.post("/village-sheets/<uuid:verification_file_id>/cancellation")
@requires(Permission.ROSTER_UPLOAD)
def cancel(verification_file_id: UUID) -> BaseResponse:
    """Give the file up; nothing of it is stored."""
    return _decide(
        verification_file_id,
        lambda session: discard_sheet(session, verification_file_id=verification_file_id, **_by()),
        lambda _file: _("Berkas dibatalkan. Tidak ada yang disimpan."),
    )


def _receive(commitment_id: UUID) -> Sequence[ReceivedSheet]:
    data = load(SheetUploadIn, request.form)
    sent = [file for file in request.files.getlist("file") if file.filename]
    if not sent:
        raise InvalidInput(errors=[FieldError("/file", N_("Pilih lembar kerja yang sudah diisi."))])
    if len(sent) > FILES_AT_ONCE:
        detail = N_("Paling banyak %(limit)s berkas sekaligus.")
        raise InvalidInput(errors=[FieldError("/file", detail, {"limit": FILES_AT_ONCE})])
    errors: list[FieldError] = []
    received = []
    with transaction(visit().principal) as session:
        for file in sent:
            try:
                received.append(_receive_one(session, commitment_id, file, data))
            except InvalidInput as error:
                errors += [one for one in _of_file(error, file) if one not in errors]
        refuse_errors(errors)
    return received


def _of_file(error: InvalidInput, file: FileStorage) -> Iterator[FieldError]:
    """What is wrong with one of several files, by its name; what is wrong with all stays so."""
    for one in error.errors:
        if one.pointer != "/file":
            yield one
            continue
        problem, name = sentence(one.detail, one.params), shown_filename(file.filename or "")
        yield FieldError(
            one.pointer, N_("%(filename)s: %(problem)s"), {"filename": name, "problem": problem}
        )


def _receive_one(
    session: Session, commitment_id: UUID, file: FileStorage, data: Mapping[str, Any]
) -> ReceivedSheet:
    return receive_sheet(
        session,
        commitment_id=commitment_id,
        today=visit().today,
        filename=file.filename or "",
        content=file.stream,  # type: ignore[arg-type]  # a spooled file is one
        **data,
        **_by(),
    )


def _decide(
    verification_file_id: UUID,
    service: Callable[[Session], VerificationFile],
    done: Callable[[VerificationFile], str],
) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            file = service(session)
    except Conflict as error:
        return make_response(_file_page(verification_file_id, refusal=error), error.status)
    flash(done(file))
    return _to_villages(file.commitment_id)


def _file_page(verification_file_id: UUID, *, refusal: AppError | None = None) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_sheet_file(
            session, tenant_id=tenant_id, verification_file_id=verification_file_id
        )
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=file.commitment_id)
        village = (
            get_verification(session, tenant_id=tenant_id, verification_id=file.verification_id)
            if file.verification_id
            else None
        )
        problems = list_sheet_problems(
            session,
            tenant_id=tenant_id,
            verification_file_id=verification_file_id,
            limit=SHOWN_PROBLEMS,
        )
        findings = count_findings(
            session, tenant_id=tenant_id, verification_file_id=verification_file_id
        )
    return render_template(
        "enrollment/villages/sheet.html",
        file=file,
        programme=programme,
        village=village,
        problems=problems,
        findings=findings,
        is_working=file.state == SheetState.RECEIVED,
        refusal=refusal,
    )


def _form_page(
    commitment_id: UUID,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        programme = get_programme(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id
        )
    return render_template(
        "enrollment/villages/upload.html",
        programme=programme,
        values=values,
        errors=errors,
        refusal=refusal,
        byte_limit=SHEET_LIMIT_BYTES,
        file_limit=FILES_AT_ONCE,
    )


def _already_sent(files: Sequence[VerificationFile]) -> str:
    first = files[0]
    text: str = _(
        "%(name)s sudah diunggah %(moment)s oleh %(person)s, jadi tidak dibaca lagi.",
        name=first.filename,
        moment=datetime_id(first.uploaded_at, visit().regency.timezone),
        person=first.uploaded_by_name,
    )
    return text


def _to_file(verification_file_id: UUID) -> BaseResponse:
    return redirect(
        url_for("village_sheets.show_sheet", verification_file_id=verification_file_id), 303
    )


def _to_villages(commitment_id: UUID) -> BaseResponse:
    return redirect(url_for("villages.list_villages", commitment_id=commitment_id), 303)


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
