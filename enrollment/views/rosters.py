"""Lists of people: sending one, watching it being read, deciding about it, the history."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.kinds import COVER_STATUS_LABELS, UPLOADED_STATUSES, CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.parsing.columns import REQUIRED, TEMPLATE_COLUMNS
from enrollment.parsing.layout import BYTE_LIMIT, ROW_LIMIT
from enrollment.parsing.packages import PACKAGE_LIMIT
from enrollment.parsing.refusals import FileProblem
from enrollment.parsing.rows import RowCode
from enrollment.parsing.sheets import SHEET_ROW_LIMIT
from enrollment.queries.programmes import get_programme, list_programmes
from enrollment.queries.rosters import (
    RosterOrder,
    get_roster,
    list_row_errors,
)
from enrollment.queries.rosters import list_rosters as list_sent
from enrollment.queries.undoing import list_kept
from enrollment.roster_wording import (
    COLUMN_LABELS,
    notice_sentence,
)
from enrollment.schemas.rosters import RosterDecisionIn, RosterIn, RosterListIn
from enrollment.services.corrections import has_file
from enrollment.services.roster_decisions import (
    confirm_roster,
    discard_roster,
    recheck_roster,
)
from enrollment.services.rosters import (
    IMPORT_JOB,
    ReceivedRoster,
    RosterUpload,
    receive_roster,
)
from enrollment.services.staging import count_kept
from enrollment.views.given_up import given_up_errors
from enrollment.views.names import names_of_roster
from enrollment.views.review_card import review_context
from enrollment.views.roster_files import problem_line
from enrollment.views.roster_preview import (
    choices_of,
    chosen_of,
    decision_from,
    preview_of,
    shown_rows,
)
from enrollment.views.sent_lists import sent_list
from enrollment.views.vocabulary import options, refusal_of, said, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.formats import datetime_id
from tenants.kernel.jobs import JobRun, RunState, find_run
from tenants.kernel.schemas import load
from tenants.request import visit

SHOWN_PROBLEMS = 20
WORKING = {RosterState.RECEIVED, RosterState.CHECKING, RosterState.APPLYING}

_OUTSIDE_THE_FILE = {FileProblem.MONTHS_UNKNOWN, FileProblem.NOTHING_NEW}

blueprint = tenant_blueprint("rosters", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/rosters")
@requires(Permission.ROSTER_READ)
def list_rosters() -> str:
    """What was sent, when, by whom, and what became of it."""
    asked = load(RosterListIn, request.args)
    with transaction(visit().principal) as session:
        page = list_sent(
            session,
            tenant_id=visit().regency.id,
            commitment_id=asked["commitment_id"],
            order=asked["order"] or RosterOrder.NEWEST,
            cursor=asked["cursor"],
        )
        programmes = _programme_options(session)
    return render_template(
        "enrollment/roster_list.html",
        page=page,
        asked=asked,
        kept={name: value for name, value in asked.items() if value and name != "cursor"},
        is_first=not asked["cursor"],
        programmes=programmes,
        orders=[
            (RosterOrder.NEWEST, _("terbaru lebih dahulu")),
            (RosterOrder.OLDEST, _("terlama lebih dahulu")),
            (RosterOrder.LARGEST, _("orang terbanyak lebih dahulu")),
        ],
    )


@blueprint.get("/rosters/new")
@requires(Permission.ROSTER_UPLOAD)
def new_roster() -> str:
    """The form, the stated format, and a template."""
    commitment_id = load(RosterListIn, request.args)["commitment_id"]
    return _upload_page(request.args, given_up_errors(commitment_id))


@blueprint.post("/rosters")
@requires(Permission.ROSTER_UPLOAD, file_limit_bytes=BYTE_LIMIT)
def upload_roster() -> BaseResponse:
    """Keep a file and ask for its import."""
    try:
        received = _receive()
    except InvalidInput as error:
        return make_response(_upload_page(request.form, error.errors), error.status)
    if not received.is_new:
        flash(_already_sent(received.roster), "warning")
    return redirect(url_for("rosters.show_roster", roster_id=received.roster.id), 303)


@blueprint.get("/rosters/<uuid:roster_id>")
@requires(Permission.ROSTER_READ)
def show_roster(roster_id: UUID) -> str:
    """Progress while it is being read; afterwards what was found and what changed."""
    return roster_page(roster_id)


@blueprint.post("/rosters/<uuid:roster_id>/confirmation")
@requires(Permission.ROSTER_UPLOAD)
def confirm(roster_id: UUID) -> BaseResponse:
    """Store the list as chosen on its preview."""
    try:
        decision = decision_from(load(RosterDecisionIn, request.form))
        confirmed = partial(confirm_roster, decision=decision)
        return _decide(confirmed, roster_id, _("Daftar sedang disimpan."))
    except InvalidInput as error:
        page = roster_page(roster_id, values=request.form, errors=error.errors)
        return make_response(page, error.status)


@blueprint.post("/rosters/<uuid:roster_id>/cancellation")
@requires(Permission.ROSTER_UPLOAD)
def cancel(roster_id: UUID) -> BaseResponse:
    """Give the list up; nothing of it is stored."""
    return _decide(discard_roster, roster_id, _("Daftar dibatalkan. Tidak ada yang disimpan."))


@blueprint.post("/rosters/<uuid:roster_id>/recheck")
@requires(Permission.ROSTER_UPLOAD)
def recheck(roster_id: UUID) -> BaseResponse:
    """Check the same file again."""
    return _decide(recheck_roster, roster_id, _("Berkas diperiksa kembali."))


def roster_page(
    roster_id: UUID, *, values: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = ()
) -> str:
    """The page of one roster; with what was typed for the branch where that was refused.

    Raises:
        NotFound: no such roster in this regency.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
        run = find_run(session, tenant_id=tenant_id, kind=IMPORT_JOB, key=str(roster_id))
        problems = list_row_errors(
            session, tenant_id=tenant_id, roster_id=roster_id, limit=SHOWN_PROBLEMS
        )
        kept = count_kept(session, roster)
        names = names_of_roster(session, roster, programme, tenant_id=tenant_id)
        review = review_context(session, roster)
        lines = [problem_line(problem) for problem in problems]
        preview = preview_of(session, roster, programme)
        rows = shown_rows(session, roster, problems, lines)
        kept_workers = list_kept(session, roster)
    return render_template(
        "enrollment/roster.html",
        **review,
        values=values or {},
        errors=errors,
        roster=roster,
        programme=programme,
        names=names,
        run=run,
        is_stuck=_is_stuck(roster, run),
        may_differ=_may_differ(roster, problems),
        is_working=roster.state in WORKING and not _is_stuck(roster, run),
        preview=preview,
        choices=choices_of(preview.forecast) if preview else {},
        chosen=values or chosen_of(roster),
        rows=rows,
        kept_workers=kept_workers,
        problems=lines,
        kept_count=kept.errors + kept.warnings,
        failure=refusal_of(roster),
        notices=[said(notice_sentence(one["code"], one["params"])) for one in roster.notices],
        has_file=has_file(roster),
        sha256=roster.sha256.hex(),
    )


def _receive() -> ReceivedRoster:
    data = load(RosterIn, request.form)
    file = sent_list()
    with transaction(visit().principal) as session:
        return receive_roster(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            upload=RosterUpload(filename=file.filename, **data),
            content=file.content,
        )


def _decide(service: Callable[..., Roster], roster_id: UUID, done: str) -> BaseResponse:
    with transaction(visit().principal) as session:
        service(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
        )
    flash(done)
    return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)


def _upload_page(values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> str:
    with transaction(visit().principal) as session:
        programmes = _programme_options(session)
    if len(programmes) > 1:
        programmes = [("", _("pilih program")), *programmes]
    return render_template(
        "enrollment/roster_new.html",
        values=values,
        errors=errors,
        programmes=programmes,
        statuses=options(COVER_STATUS_LABELS, only=UPLOADED_STATUSES),
        default_status=CoverStatus.PROPOSED.value,
        columns=[
            (column, _(COLUMN_LABELS[column]), column in REQUIRED) for column in TEMPLATE_COLUMNS
        ],
        byte_limit=BYTE_LIMIT,
        row_limit=ROW_LIMIT,
        workbook_byte_limit=PACKAGE_LIMIT,
        workbook_row_limit=SHEET_ROW_LIMIT,
    )


def _programme_options(session: Session) -> list[tuple[str, str]]:
    found = list_programmes(session, tenant_id=visit().regency.id)
    return [(str(one.id), one.title) for one in found]


def _already_sent(roster: Roster) -> str:
    text: str = _(
        "Berkas yang sama sudah diunggah %(moment)s oleh %(name)s, jadi tidak diimpor lagi."
        " Inilah hasilnya.",
        moment=datetime_id(roster.uploaded_at, visit().regency.timezone),
        name=roster.uploaded_by_name,
    )
    return text


def _is_stuck(roster: Roster, run: JobRun | None) -> bool:
    """The work was given up after several attempts; somebody may ask for it again."""
    return roster.state in WORKING and run is not None and run.state == RunState.FAILED


def _may_differ(roster: Roster, problems: Sequence[RosterRowError]) -> bool:
    """Whether the same file may fare better: what refused it lies outside the file as well."""
    if roster.state != RosterState.FAILED:
        return False
    return roster.failure_code in _OUTSIDE_THE_FILE or any(
        problem.code == RowCode.COVERED_TWICE for problem in problems
    )
