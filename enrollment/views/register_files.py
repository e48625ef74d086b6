"""Answers of Dukcapil and BPJS: sending one, looking at what it says, storing it, taking it out."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.downloads import csv_file
from enrollment.models.registers import RegisterFile
from enrollment.posting_states import POSTING_TRANSITIONS, WORKING_STATES, PostingState
from enrollment.queries.programmes import get_programme
from enrollment.queries.registers import (
    count_findings,
    count_problems,
    get_register_file,
    get_request,
    list_problem_rows,
    list_unknown_words,
)
from enrollment.schemas.registers import RegisterAnswerIn, RegisterUndoIn
from enrollment.services.answer_intake import ANSWER_LIMIT_BYTES
from enrollment.services.register_files import (
    ReceivedFile,
    confirm_register_file,
    discard_register_file,
    receive_register_file,
    request_register_undo,
)
from enrollment.services.stopped_answers import is_stopped, retry_register_file
from enrollment.views.register_words import problem_line, register_vocabulary
from enrollment.views.registers import request_page
from enrollment.views.sent_lists import sent_list
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    RuleViolation,
)
from tenants.kernel.formats import datetime_id
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import attachment

SHOWN_PROBLEMS = 20
SHOWN_WORDS = 20

blueprint = tenant_blueprint("register_files", __name__)
blueprint.context_processor(register_vocabulary)


@blueprint.post("/register-requests/<uuid:register_request_id>/answers")
@requires(Permission.ROSTER_UPLOAD, file_limit_bytes=ANSWER_LIMIT_BYTES)
def upload_answer(register_request_id: UUID) -> BaseResponse:
    """Keep a file and ask for it to be read."""
    try:
        received = _receive(register_request_id)
    except (InvalidInput, Conflict, RuleViolation) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = request_page(
            register_request_id,
            values=request.form,
            errors=errors,
            refusal=None if errors else error,
        )
        return make_response(page, error.status)
    if not received.is_new:
        flash(_already_sent(received.file), "warning")
    return _to_file(received.file.id)


@blueprint.get("/register-files/<uuid:register_file_id>")
@requires(Permission.ROSTER_UPLOAD)
def show_file(register_file_id: UUID) -> str:
    """What a file says, before and after it is stored; counts, no people."""
    return _file_page(register_file_id)


@blueprint.get("/register-files/<uuid:register_file_id>/problems")
@requires(Permission.ROSTER_UPLOAD)
def download_problems(register_file_id: UUID) -> Response:
    """Rows that cannot be used, by line; no numbers and no names."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
        rows = list_problem_rows(session, tenant_id=tenant_id, register_file_id=register_file_id)
        lines = [[str(row.row_number), problem_line(row)] for row in rows]
    return attachment(
        csv_file([[_("Baris"), _("Keterangan")], *lines]),
        filename=f"perbaikan-{PurePath(file.filename).stem}.csv",
        media_type="text/csv",
    )


@blueprint.post("/register-files/<uuid:register_file_id>/confirmation")
@requires(Permission.ROSTER_UPLOAD)
def confirm(register_file_id: UUID) -> BaseResponse:
    """Store what the usable rows say."""
    return _decide(
        register_file_id,
        lambda session: confirm_register_file(session, register_file_id=register_file_id, **_by()),
        _("Jawaban sedang disimpan."),
    )


@blueprint.post("/register-files/<uuid:register_file_id>/cancellation")
@requires(Permission.ROSTER_UPLOAD)
def cancel(register_file_id: UUID) -> BaseResponse:
    """Give the file up; nothing of it is stored."""
    return _decide(
        register_file_id,
        lambda session: discard_register_file(session, register_file_id=register_file_id, **_by()),
        _("Berkas dibatalkan. Tidak ada yang disimpan."),
    )


@blueprint.post("/register-files/<uuid:register_file_id>/undoing")
@requires(Permission.ROSTER_UPLOAD)
def undo(register_file_id: UUID) -> BaseResponse:
    """Take out what the file stored; what was known before counts again."""
    return _decide(
        register_file_id,
        lambda session: request_register_undo(
            session,
            register_file_id=register_file_id,
            reason=load(RegisterUndoIn, request.form)["reason"],
            **_by(),
        ),
        _("Isi berkas sedang ditarik."),
    )


@blueprint.post("/register-files/<uuid:register_file_id>/retry")
@requires(Permission.ROSTER_UPLOAD)
def try_again(register_file_id: UUID) -> BaseResponse:
    """Have the file worked on again whose work was given up."""
    return _decide(
        register_file_id,
        lambda session: retry_register_file(session, register_file_id=register_file_id, **_by()),
        _("Pekerjaan diulang."),
    )


def _receive(register_request_id: UUID) -> ReceivedFile:
    data = load(RegisterAnswerIn, request.form)
    file = sent_list()
    with transaction(visit().principal) as session:
        return receive_register_file(
            session,
            today=visit().today,
            register_request_id=register_request_id,
            answered_on=data["answered_on"],
            filename=file.filename,
            content=file.content,
            **_by(),
        )


def _decide(
    register_file_id: UUID, service: Callable[[Session], RegisterFile], done: str
) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(session)
    except (InvalidInput, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = _file_page(
            register_file_id, values=request.form, errors=errors, refusal=None if errors else error
        )
        return make_response(page, error.status)
    flash(done)
    return _to_file(register_file_id)


def _file_page(
    register_file_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    key: dict[str, Any] = {
        "tenant_id": visit().regency.id,
        "register_file_id": register_file_id,
    }
    with transaction(visit().principal) as session:
        file = get_register_file(session, **key)
        asked = get_request(
            session, tenant_id=file.tenant_id, register_request_id=file.register_request_id
        )
        programme = get_programme(
            session, tenant_id=file.tenant_id, commitment_id=asked.commitment_id
        )
        findings, problem_counts = count_findings(session, **key), count_problems(session, **key)
        problems = list_problem_rows(session, **key, limit=SHOWN_PROBLEMS)
        unknown = list_unknown_words(session, **key, limit=SHOWN_WORDS)
        is_stuck = is_stopped(session, file)
    state = PostingState(file.state)
    requested_on = local_day(asked.requested_at, visit().regency.timezone)
    return render_template(
        "enrollment/registers/file.html",
        file=file,
        asked=asked,
        requested_on=requested_on,
        is_before_request=file.answered_on < requested_on,
        programme=programme,
        findings=findings,
        problem_counts=problem_counts,
        problems=problems,
        unknown=unknown,
        actions={action.value for (start, action) in POSTING_TRANSITIONS if start is state},
        is_working=state in WORKING_STATES and not is_stuck,
        is_stuck=is_stuck,
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _already_sent(file: RegisterFile) -> str:
    text: str = _(
        "%(name)s sudah diunggah %(moment)s oleh %(person)s, jadi tidak dibaca lagi.",
        name=file.filename,
        moment=datetime_id(file.uploaded_at, visit().regency.timezone),
        person=file.uploaded_by_name,
    )
    return text


def _to_file(register_file_id: UUID) -> BaseResponse:
    return redirect(url_for("register_files.show_file", register_file_id=register_file_id), 303)


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
