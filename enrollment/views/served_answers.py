"""Answers that the BPJS office sends itself about the billing lists of a regency it serves.

Counts, no people: whom a file names is found by the job, and shown to the regency alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.doubts import DoubtfulEntry
from cooperation.services.reviews import Office
from enrollment.answers import ANSWER_KIND_LABELS, AnswerKind
from enrollment.billing import ANSWERED_STATES
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostingFile
from enrollment.office_confirmations import ConfirmationKind
from enrollment.parsing.packages import PACKAGE_LIMIT
from enrollment.posting_states import POSTING_TRANSITIONS, WORKING_STATES, PostingState
from enrollment.queries.billing import find_bill, get_billing, is_frozen
from enrollment.queries.billing import list_billings as find_billings
from enrollment.queries.postings import count_problem_kinds, get_posting, list_answers
from enrollment.queries.programmes import get_programme
from enrollment.schemas.billing import ServedBillingsIn
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
from enrollment.views.billing_shares import share_lines
from enrollment.views.billing_words import title_of
from enrollment.views.confirmation_lines import asked_statement, confirmation_lines
from enrollment.views.sent_lists import sent_list
from enrollment.views.vocabulary import options
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, AppError, Conflict, FieldError, InvalidInput, NotFound
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = organisation_blueprint("served_answers", __name__, "b", opens_regency=True)
blueprint.context_processor(answer_vocabulary)
blueprint.context_processor(lambda: {"title_of": title_of, "sentence": sentence})


@blueprint.get("/billing-lists")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def list_billings() -> str:
    """The frozen lists of the regency, latest months first."""
    asked = load(ServedBillingsIn, request.args)
    with transaction(visit().principal) as session:
        page = find_billings(
            session,
            tenant_id=visit().regency.id,
            only_frozen=True,
            only_unanswered=asked["waiting"],
            cursor=asked["cursor"],
        )
    return render_template("enrollment/branch/billings.html", page=page, asked=asked)


@blueprint.get("/billing-lists/<uuid:billing_list_id>")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_billing(billing_list_id: UUID) -> str:
    """One list in counts, what was answered about it, and the form for another answer."""
    return billing_page(billing_list_id, {"kind": AnswerKind.MEMBERSHIP.value})


@blueprint.post("/billing-lists/<uuid:billing_list_id>/answers")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH, file_limit_bytes=ANSWER_LIMIT_BYTES)
def upload_answer(billing_list_id: UUID) -> BaseResponse:
    """Keep a file of the office and ask for it to be read."""
    try:
        received = _receive(billing_list_id)
    except InvalidInput as error:
        page = billing_page(billing_list_id, request.form, error.errors)
        return make_response(page, error.status)
    except Conflict as error:
        page = billing_page(billing_list_id, request.form, refusal=error)
        return make_response(page, error.status)
    if not received.is_new:
        flash(already_sent(received.file, visit().regency.timezone), "warning")
    return _to_answer(received.file.id)


@blueprint.get("/billing-answers/<uuid:posting_file_id>")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_answer(posting_file_id: UUID) -> str:
    """What a file says, before and after it is stored."""
    return _answer_page(posting_file_id)


@blueprint.post("/billing-answers/<uuid:posting_file_id>/confirmation")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def confirm(posting_file_id: UUID) -> BaseResponse:
    """Store what the usable rows say."""
    return _decide(
        posting_file_id,
        lambda session: confirm_answer(session, posting_file_id=posting_file_id, **by_office()),
        _("Jawaban kantor sedang disimpan. Kabupaten/kota melihatnya beserta nama kantor Anda."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/cancellation")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def cancel(posting_file_id: UUID) -> BaseResponse:
    """Give the file up; nothing of it is stored."""
    return _decide(
        posting_file_id,
        lambda session: discard_answer(session, posting_file_id=posting_file_id, **by_office()),
        _("Berkas dibatalkan. Tidak ada yang disimpan."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/undoing")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def undo(posting_file_id: UUID) -> BaseResponse:
    """Take out what the file stored."""
    return _decide(
        posting_file_id,
        lambda session: request_undoing(
            session,
            posting_file_id=posting_file_id,
            reason=load(UndoIn, request.form)["reason"],
            **by_office(),
        ),
        _("Isi berkas sedang ditarik."),
    )


@blueprint.post("/billing-answers/<uuid:posting_file_id>/retry")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def try_again(posting_file_id: UUID) -> BaseResponse:
    """Have the file worked on again whose work was given up."""
    return _decide(
        posting_file_id,
        lambda session: retry_answer(session, posting_file_id=posting_file_id, **by_office()),
        _("Pekerjaan diulang."),
    )


def _receive(billing_list_id: UUID) -> ReceivedAnswer:
    data = load(AnswerIn, request.form)
    file = sent_list()
    with transaction(visit().principal) as session:
        return receive_answer(
            session,
            billing_list_id=billing_list_id,
            answer=Answer(filename=file.filename, **data),
            content=file.content,
            **by_office(),
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
            posting_file_id, request.form, errors, refusal=None if errors else error
        )
        return make_response(page, error.status)
    flash(done)
    return _to_answer(posting_file_id)


def billing_page(
    billing_list_id: UUID,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    *,
    form: str = "answer",
) -> str:
    """One list; ``form`` is the one whose fields hold ``values`` and were refused."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        billing = _frozen(session, tenant_id, billing_list_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
        answers = list_answers(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        bill, standing = find_bill(session, billing)
        confirmations = confirmation_lines(session, billing, bill, standing)
        shares = share_lines(session, billing)
    office_id = visit().organisation.organisation_id
    own = {
        one.kept.kind: withdrawal_form(one.kept.id)
        for one in confirmations
        if one.kept.withdrawn_at is None and one.kept.branch_id == office_id
    }
    confirmable = [
        kind for kind in ConfirmationKind if kind not in own and billing.state in ANSWERED_STATES
    ]
    is_there = form in {"answer", *confirmable, *own.values()}
    return render_template(
        "enrollment/branch/billing.html",
        billing=billing,
        bill=bill,
        standing=standing,
        shares=shares,
        programme=programme,
        answers=answers,
        confirmations=confirmations,
        confirmable=confirmable,
        withdrawals=own,
        is_there=is_there,
        sha256=billing.sha256.hex() if billing.sha256 else "",
        form=form,
        doubt=asked_statement(refusal) if isinstance(refusal, DoubtfulEntry) else None,
        values=values,
        errors=errors,
        refusal=refusal,
        kinds=options(ANSWER_KIND_LABELS),
        byte_limit=ANSWER_LIMIT_BYTES,
        row_limit=ANSWER_LIMIT_ROWS,
        workbook_byte_limit=PACKAGE_LIMIT,
    )


def withdrawal_form(confirmation_id: UUID) -> str:
    """The name of the form by which one statement is taken back."""
    return f"withdrawal-{confirmation_id}"


def _answer_page(
    posting_file_id: UUID,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id, office_id = visit().regency.id, visit().organisation.organisation_id
    with transaction(visit().principal) as session:
        file = get_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
        billing = _frozen(session, tenant_id, file.billing_list_id)
        problems = count_problem_kinds(
            session, tenant_id=tenant_id, posting_file_id=posting_file_id
        )
        is_stuck = is_stopped(session, file)
    state, is_own = PostingState(file.state), file.branch_id == office_id
    return render_template(
        "enrollment/branch/answer.html",
        file=file,
        billing=billing,
        problems=[(problem_text(one), rows) for one, rows in problems],
        actions={action.value for (start, action) in POSTING_TRANSITIONS if start is state}
        if is_own
        else set(),
        is_own=is_own,
        is_working=state in WORKING_STATES and not is_stuck,
        is_stuck=is_stuck,
        failure=failure_of(file),
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _frozen(session: Session, tenant_id: int, billing_list_id: UUID) -> BillingList:
    """A list as far as an office sees it: before its people are frozen there is nothing to answer.

    Raises:
        NotFound: no such list in this regency, or nobody is frozen in it.
    """
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    if not is_frozen(billing):
        raise NotFound(N_("Daftar tagihan tidak ditemukan."))
    return billing


def _to_answer(posting_file_id: UUID) -> BaseResponse:
    return redirect(url_for("served_answers.show_answer", posting_file_id=posting_file_id), 303)


def by_office() -> dict[str, Any]:
    """Who acts in which regency, in the name of which office."""
    office = visit().organisation
    return {
        "tenant_id": visit().regency.id,
        "actor": visit().actor,
        "now": visit().now,
        "office": Office(office.organisation_id, office.name),
    }
