"""Answers of the BPJS office about a billing list: sending one, looking at it, storing it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.answers import ANSWER_KIND_LABELS, OUTCOME_LABELS, AnswerKind, AnswerOutcome
from enrollment.downloads import csv_file
from enrollment.models.postings import PostingFile, PostingRow
from enrollment.parsing.packages import PACKAGE_LIMIT
from enrollment.posting_states import (
    POSTING_TRANSITIONS,
    WORKING_STATES,
    PostingState,
)
from enrollment.queries.answer_differences import DifferingAnswer, list_differing
from enrollment.queries.billing import get_billing
from enrollment.queries.postings import get_posting, list_problem_rows
from enrollment.queries.programmes import get_programme
from enrollment.schemas.postings import AnswerIn, UndoIn
from enrollment.services.answer_intake import ANSWER_LIMIT_BYTES, ANSWER_LIMIT_ROWS
from enrollment.services.postings import (
    Answer,
    ReceivedAnswer,
    confirm_answer,
    discard_answer,
    receive_answer,
    request_undoing,
)
from enrollment.services.stopped_answers import is_stopped, retry_answer
from enrollment.views.answer_words import already_sent, answer_vocabulary, failure_of, problem_text
from enrollment.views.billing import title_of
from enrollment.views.billing_shares import months_text
from enrollment.views.sent_lists import sent_list
from enrollment.views.vocabulary import options
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.services.documents import IncomingFile
from tenants.shell.downloads import attachment

SHOWN_PROBLEMS = 20
SHOWN_DIFFERENCES = 50
KEPT_PROBLEMS = 20_000

blueprint = tenant_blueprint("postings", __name__)


blueprint.context_processor(answer_vocabulary)
blueprint.context_processor(lambda: {"title_of": title_of, "sentence": sentence})


@blueprint.get("/billing-lists/<uuid:billing_list_id>/answers/new")
@requires(Permission.BILLING_EDIT)
def new_answer(billing_list_id: UUID) -> str:
    """The upload form."""
    return _form_page(billing_list_id, {"kind": AnswerKind.POSTING.value})


@blueprint.post("/billing-lists/<uuid:billing_list_id>/answers/new")
@requires(Permission.BILLING_EDIT, file_limit_bytes=ANSWER_LIMIT_BYTES + DOCUMENT_LIMIT_BYTES)
def upload_answer(billing_list_id: UUID) -> BaseResponse:
    """Keep a file and ask for it to be read."""
    try:
        received = _receive(billing_list_id)
    except InvalidInput as error:
        page = _form_page(billing_list_id, request.form, error.errors)
        return make_response(page, error.status)
    except Conflict as error:
        page = _form_page(billing_list_id, request.form, refusal=error)
        return make_response(page, error.status)
    if not received.is_new:
        flash(already_sent(received.file, visit().regency.timezone), "warning")
    return _to_answer(received.file.id)


@blueprint.get("/billing-answers/<uuid:posting_file_id>")
@requires(Permission.BILLING_READ)
def show_answer(posting_file_id: UUID) -> str:
    """What a file says, before and after it is stored; counts, no people."""
    return _answer_page(posting_file_id)


@blueprint.get("/billing-answers/<uuid:posting_file_id>/problems")
@requires(Permission.BILLING_READ)
def download_problems(posting_file_id: UUID) -> Response:
    """Rows that cannot be used, to be sent back to the office."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
        problems = list_problem_rows(
            session, tenant_id=tenant_id, posting_file_id=posting_file_id, limit=KEPT_PROBLEMS
        )
        lines = [[str(one["row_number"]), one["text"]] for one in map(_problem_line, problems)]
    return attachment(
        csv_file([[_("Baris"), _("Keterangan")], *lines]),
        filename=f"perbaikan-{PurePath(file.filename).stem}.csv",
        media_type="text/csv",
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/confirmation")
@requires(Permission.BILLING_EDIT)
def confirm(posting_file_id: UUID) -> BaseResponse:
    """Store what the usable rows say."""
    return _decide(
        posting_file_id,
        lambda session: confirm_answer(session, posting_file_id=posting_file_id, **_by()),
        _("Jawaban BPJS sedang disimpan."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/cancellation")
@requires(Permission.BILLING_EDIT)
def cancel(posting_file_id: UUID) -> BaseResponse:
    """Give the file up; nothing of it is stored."""
    return _decide(
        posting_file_id,
        lambda session: discard_answer(session, posting_file_id=posting_file_id, **_by()),
        _("Berkas dibatalkan. Tidak ada yang disimpan."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/undoing")
@requires(Permission.BILLING_EDIT)
def undo(posting_file_id: UUID) -> BaseResponse:
    """Take out what the file stored."""
    return _decide(
        posting_file_id,
        lambda session: request_undoing(
            session,
            posting_file_id=posting_file_id,
            reason=load(UndoIn, request.form)["reason"],
            **_by(),
        ),
        _("Isi berkas sedang ditarik."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/retry")
@requires(Permission.BILLING_EDIT)
def try_again(posting_file_id: UUID) -> BaseResponse:
    """Have the file worked on again whose work was given up."""
    return _decide(
        posting_file_id,
        lambda session: retry_answer(session, posting_file_id=posting_file_id, **_by()),
        _("Pekerjaan diulang."),
    )


def _receive(billing_list_id: UUID) -> ReceivedAnswer:
    data = load(AnswerIn, request.form)
    file, letter = sent_list(), request.files.get("letter")
    paper = None
    if letter is not None and letter.filename:
        paper = IncomingFile(letter.filename, letter.read(), contains_personal_data=True)
    with transaction(visit().principal) as session:
        return receive_answer(
            session,
            billing_list_id=billing_list_id,
            answer=Answer(filename=file.filename, **data),
            content=file.content,
            letter=paper,
            **_by(),
        )


def _decide(
    posting_file_id: UUID, service: Callable[[Session], PostingFile], done: str
) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(session)
    except (InvalidInput, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = _answer_page(
            posting_file_id,
            values=request.form,
            errors=errors,
            refusal=None if errors else error,
        )
        return make_response(page, error.status)
    flash(done)
    return _to_answer(posting_file_id)


def _answer_page(
    posting_file_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        file = get_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=file.billing_list_id)
        problems = list_problem_rows(
            session, tenant_id=tenant_id, posting_file_id=posting_file_id, limit=SHOWN_PROBLEMS
        )
        differing = list_differing(session, file, limit=SHOWN_DIFFERENCES)
        is_stuck = is_stopped(session, file)
    state = PostingState(file.state)
    return render_template(
        "enrollment/postings/show.html",
        file=file,
        billing=billing,
        problems=[_problem_line(row) for row in problems],
        differing=[
            _difference(one, AnswerKind(file.kind), billing.first_month_on.year)
            for one in differing
        ],
        actions={action.value for (start, action) in POSTING_TRANSITIONS if start is state}
        if file.branch_id is None
        else set(),
        is_working=state in WORKING_STATES and not is_stuck,
        is_stuck=is_stuck,
        is_own=file.branch_id is None,
        failure=failure_of(file),
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _form_page(
    billing_list_id: UUID,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
    return render_template(
        "enrollment/postings/form.html",
        billing=billing,
        programme=programme,
        values=values,
        errors=errors,
        refusal=refusal,
        kinds=options(ANSWER_KIND_LABELS),
        byte_limit=ANSWER_LIMIT_BYTES,
        row_limit=ANSWER_LIMIT_ROWS,
        workbook_byte_limit=PACKAGE_LIMIT,
    )


def _problem_line(row: PostingRow) -> dict[str, Any]:
    return {"row_number": row.row_number, "text": problem_text(row.problem)}


def _difference(one: DifferingAnswer, kind: AnswerKind, year: int) -> dict[str, Any]:
    """What the two sides say of one person, in words."""
    if kind is AnswerKind.POSTING or one.outcome is None or one.other_outcome is None:
        said = [months_text(year, months) for months in (one.months, one.other_months)]
    else:
        said = [_(OUTCOME_LABELS[AnswerOutcome(word)]) for word in (one.outcome, one.other_outcome)]
    return {"worker_id": one.worker_id, "name": one.name, "here": said[0], "there": said[1]}


def _to_answer(posting_file_id: UUID) -> BaseResponse:
    return redirect(url_for("postings.show_answer", posting_file_id=posting_file_id), 303)


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
