"""Changing a decree later: who leaves, who of the reserve enters, and the paper about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.decree_changes import (
    CHANGE_REFUSAL_TEXTS,
    CHANGE_STATE_LABELS,
    LEAVE_LABELS,
    ChangeRefusal,
    ChangeState,
    LeaveReason,
    Movement,
)
from enrollment.names import search_key
from enrollment.queries.decree_changes import (
    SHOWN_PEOPLE,
    ChangeBasis,
    change_basis,
    get_change,
    list_changed,
    list_leavable,
    named_workers,
)
from enrollment.queries.determinations import get_determination
from enrollment.queries.programmes import get_programme
from enrollment.schemas.decree_changes import (
    ChangeAskedIn,
    ChangeDraftIn,
    LeavingIn,
    LeavingSearchIn,
    StayingIn,
)
from enrollment.schemas.determinations import NumberIn
from enrollment.services.decree_changes import (
    ChangeAsked,
    discard_change,
    draft_change,
    is_stopped,
    leave_in,
    number_change,
    replacements_of,
    request_change,
    retry_change,
    take_out,
)
from enrollment.services.workers import masked_niks
from enrollment.views.selection_standing import selection_vocabulary
from enrollment.views.vocabulary import options, place_words, vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    RuleViolation,
)
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = tenant_blueprint("decree_changes", __name__)
blueprint.context_processor(vocabulary)
blueprint.context_processor(selection_vocabulary)
blueprint.context_processor(
    lambda: {
        "change_label": change_label,
        "leave_label": lambda reason: _(LEAVE_LABELS[LeaveReason(reason)]) if reason else "",
    }
)


@blueprint.get("/determinations/<uuid:determination_id>/changes/new")
@requires(Permission.ROSTER_UPLOAD)
def new_change(determination_id: UUID) -> str:
    """The form that begins a change."""
    return _draft_form(determination_id, {})


@blueprint.post("/determinations/<uuid:determination_id>/changes/new")
@requires(Permission.ROSTER_UPLOAD)
def begin_change(determination_id: UUID) -> BaseResponse:
    """Begin a change."""
    try:
        month = load(ChangeDraftIn, request.form)["from_month"]
        with transaction(visit().principal) as session:
            change = draft_change(
                session,
                today=visit().today,
                determination_id=determination_id,
                from_month=month.first_day,
                **_by(),
            )
    except (InvalidInput, Conflict, RuleViolation) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        refusal = None if errors else error
        page = _draft_form(determination_id, request.form, errors, refusal)
        return make_response(page, error.status)
    return _to_change(change.id)


@blueprint.get("/decree-changes/<uuid:decree_change_id>")
@requires(Permission.WORKER_READ)
def show_change(decree_change_id: UUID) -> str:
    """A change: who leaves, who enters, and what is to be done about it."""
    return _change_page(decree_change_id)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/search")
@requires(Permission.ROSTER_UPLOAD, is_search=True)
def search_people(decree_change_id: UUID) -> str:
    """Recipients by the beginning of their name. A form, because addresses are logged."""
    return _change_page(decree_change_id, sought=load(LeavingSearchIn, request.form)["name"])


@blueprint.post("/decree-changes/<uuid:decree_change_id>/leaving")
@requires(Permission.ROSTER_UPLOAD)
def add_leaving(decree_change_id: UUID) -> BaseResponse:
    """Take those ticked out, for one reason."""

    def take(session: Session) -> None:
        data = load(LeavingIn, request.form, lists=("worker_ids",))
        data.pop("name")
        take_out(session, tenant_id=visit().regency.id, decree_change_id=decree_change_id, **data)

    return _done(decree_change_id, take)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/staying")
@requires(Permission.ROSTER_UPLOAD)
def remove_leaving(decree_change_id: UUID) -> BaseResponse:
    """Let somebody stay after all."""

    def keep(session: Session) -> None:
        leave_in(
            session,
            tenant_id=visit().regency.id,
            decree_change_id=decree_change_id,
            worker_id=load(StayingIn, request.form)["worker_id"],
        )

    return _done(decree_change_id, keep)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/request")
@requires(Permission.ROSTER_UPLOAD)
def ask_for_change(decree_change_id: UUID) -> BaseResponse:
    """Ask for the change to be carried out."""

    def ask(session: Session) -> None:
        request_change(
            session,
            today=visit().today,
            decree_change_id=decree_change_id,
            asked=ChangeAsked(**load(ChangeAskedIn, request.form)),
            **_by(),
        )

    return _done(decree_change_id, ask)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/retry")
@requires(Permission.ROSTER_UPLOAD)
def try_again(decree_change_id: UUID) -> BaseResponse:
    """Have a change tried again whose work was given up."""

    def retry(session: Session) -> None:
        retry_change(session, decree_change_id=decree_change_id, **_by())

    return _done(decree_change_id, retry)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/number")
@requires(Permission.ROSTER_UPLOAD)
def record_number(decree_change_id: UUID) -> BaseResponse:
    """Record number and day of the change once it is signed."""

    def number(session: Session) -> None:
        data = load(NumberIn, request.form)
        number_change(
            session, today=visit().today, decree_change_id=decree_change_id, **data, **_by()
        )

    return _done(decree_change_id, number)


@blueprint.post("/decree-changes/<uuid:decree_change_id>/cancellation")
@requires(Permission.ROSTER_UPLOAD)
def cancel_change(decree_change_id: UUID) -> BaseResponse:
    """Give the draft up."""
    with transaction(visit().principal) as session:
        change = discard_change(session, decree_change_id=decree_change_id, **_by())
    flash(_("Rancangan SK perubahan dibatalkan."))
    return redirect(
        url_for("determinations.show_determination", determination_id=change.determination_id), 303
    )


def change_label(state: str) -> str:
    """Where a change stands, in the reader's language."""
    return str(_(CHANGE_STATE_LABELS[ChangeState(state)]))


def _done(decree_change_id: UUID, service: Callable[[Session], None]) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(session)
    except (InvalidInput, Conflict, RuleViolation) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        refusal = None if errors else error
        page = _change_page(
            decree_change_id,
            sought=request.form.get("name"),
            values=request.form,
            errors=errors,
            refusal=refusal,
        )
        return make_response(page, error.status)
    return _to_change(decree_change_id)


def _change_page(
    decree_change_id: UUID,
    *,
    sought: str | None = None,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        change = get_change(session, tenant_id=tenant_id, decree_change_id=decree_change_id)
        basis = change_basis(session, change)
        leaving = list_changed(session, change, Movement.OUT)
        entering = list_changed(session, change, Movement.IN)
        is_draft = change.state == ChangeState.DRAFT
        found = (
            list_leavable(session, basis, prefix=search_key(sought) if sought else None)
            if is_draft
            else ()
        )
        expected = _expected(session, basis) if is_draft and leaving else ()
        is_stuck = is_stopped(session, change)
    workers = [*found, *(one.worker for one in (*leaving, *entering)), *(w for w, _r in expected)]
    is_asked = change.state == ChangeState.REQUESTED
    return render_template(
        "enrollment/selection/change.html",
        it=change,
        kept=basis.determination,
        programme=basis.judging.programme,
        leaving=leaving,
        entering=entering,
        expected=expected,
        found=found,
        sought=sought,
        people_limit=SHOWN_PEOPLE,
        is_draft=is_draft,
        is_working=is_asked and not is_stuck,
        is_stuck=is_stuck,
        was_refused=_(CHANGE_REFUSAL_TEXTS[ChangeRefusal(change.refusal)])
        if change.refusal
        else "",
        reason_options=options(LEAVE_LABELS),
        niks=masked_niks(workers),
        place_of=place_words,
        ticked=request.form.getlist("worker_ids"),
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def _expected(session: Session, basis: ChangeBasis) -> Sequence[tuple[Any, int]]:
    """Who would enter now, with their rank."""
    picked = replacements_of(session, basis)
    workers = named_workers(
        session,
        tenant_id=basis.change.tenant_id,
        worker_ids=[one.worker_id for one in picked],
    )
    return [(workers[one.worker_id], one.rank) for one in picked]


def _draft_form(
    determination_id: UUID,
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=kept.commitment_id)
    return render_template(
        "enrollment/selection/change_new.html",
        kept=kept,
        programme=programme,
        values=values,
        errors=errors,
        refusal=refusal,
    )


def _to_change(decree_change_id: UUID) -> BaseResponse:
    return redirect(url_for("decree_changes.show_change", decree_change_id=decree_change_id), 303)


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
