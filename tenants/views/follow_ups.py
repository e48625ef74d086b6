"""The follow-ups of a monev meeting: add, correct, mark done, open again, withdraw."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.forms import refused_form
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput, StaleVersion
from tenants.kernel.schemas import load
from tenants.models.monev import MonevFollowUp
from tenants.queries.monev import get_follow_up, get_meeting
from tenants.removals import Removal, removal_pages, tells_removal
from tenants.request import visit
from tenants.schemas.monev import CompletionIn, FollowUpIn, follow_up_details
from tenants.services.follow_ups import (
    add_follow_up,
    complete_follow_up,
    remove_follow_up,
    reopen_follow_up,
    revise_follow_up,
)
from tenants.views.monev import address_of, blueprint, today_here

FORM = "tenants/monev/follow_up_form.html"
COMPLETION_FORM = "tenants/monev/completion_form.html"
FIELDS = tuple(name for name in FollowUpIn().fields if name != "expected_version")


@blueprint.get("/monev-meetings/<uuid:meeting_id>/follow-ups/new")
@requires(Permission.MONEV_EDIT)
def new_follow_up(meeting_id: UUID) -> str:
    """The empty form."""
    return _form_page(FORM, meeting_id, {})


@blueprint.post("/monev-meetings/<uuid:meeting_id>/follow-ups/new")
@requires(Permission.MONEV_EDIT)
def create_follow_up(meeting_id: UUID) -> BaseResponse:
    """Record a follow-up."""
    try:
        data = load(FollowUpIn, request.form)
        with transaction(visit().principal) as session:
            add_follow_up(
                session, **_who_and_when(), meeting_id=meeting_id, details=follow_up_details(data)
            )
    except InvalidInput as error:
        return refused_form(partial(_form_page, FORM, meeting_id), error)
    flash(_("Tindak lanjut disimpan."))
    return redirect(address_of(meeting_id), 303)


@blueprint.get("/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def edit_follow_up(meeting_id: UUID, follow_up_id: UUID) -> str:
    """The form with what is kept now."""
    follow_up = _follow_up(meeting_id, follow_up_id)
    values = {name: getattr(follow_up, name) for name in FIELDS}
    values["expected_version"] = follow_up.version
    return _form_page(FORM, meeting_id, values, follow_up)


@blueprint.post("/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def save_follow_up(meeting_id: UUID, follow_up_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    follow_up = _follow_up(meeting_id, follow_up_id)
    try:
        data = load(FollowUpIn, request.form)
        with transaction(visit().principal) as session:
            saved = revise_follow_up(
                session,
                **_who_and_when(),
                meeting_id=meeting_id,
                follow_up_id=follow_up_id,
                expected_version=data["expected_version"] or 0,
                details=follow_up_details(data),
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(partial(_form_page, FORM, meeting_id), error, follow_up)
    if saved.version == data["expected_version"]:
        flash(_("Tidak ada isian yang berubah, sehingga tidak ada yang disimpan."), "warning")
    else:
        flash(_("Tindak lanjut disimpan."))
    return redirect(address_of(meeting_id), 303)


@blueprint.get("/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>/completion")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def ask_completion(meeting_id: UUID, follow_up_id: UUID) -> str:
    """The form that asks when it was done."""
    follow_up = _follow_up(meeting_id, follow_up_id)
    values = {
        "done_on": today_here(),
        "note": follow_up.note,
        "expected_version": follow_up.version,
    }
    return _form_page(COMPLETION_FORM, meeting_id, values, follow_up)


@blueprint.post("/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>/completion")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def mark_done(meeting_id: UUID, follow_up_id: UUID) -> BaseResponse:
    """Mark a follow-up as done, unless somebody else saved first."""
    follow_up = _follow_up(meeting_id, follow_up_id)
    try:
        data = load(CompletionIn, request.form)
        with transaction(visit().principal) as session:
            complete_follow_up(
                session,
                **_who_and_when(),
                meeting_id=meeting_id,
                follow_up_id=follow_up_id,
                expected_version=data["expected_version"] or 0,
                done_on=data["done_on"],
                note=data["note"],
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(partial(_form_page, COMPLETION_FORM, meeting_id), error, follow_up)
    flash(_("Tindak lanjut ditandai selesai."))
    return redirect(address_of(meeting_id), 303)


@blueprint.post("/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>/reopen")
@requires(Permission.MONEV_EDIT)
def open_again(meeting_id: UUID, follow_up_id: UUID) -> BaseResponse:
    """Open a follow-up again that was marked as done too early."""
    with transaction(visit().principal) as session:
        reopen_follow_up(
            session, **_who_and_when(), meeting_id=meeting_id, follow_up_id=follow_up_id
        )
    flash(_("Tindak lanjut dibuka kembali."), "warning")
    return redirect(address_of(meeting_id), 303)


@removal_pages(
    blueprint,
    "/monev-meetings/<uuid:meeting_id>/follow-ups/<uuid:follow_up_id>",
    Permission.MONEV_EDIT,
    remove_follow_up,
    part="follow_up",
)
def removal(meeting_id: UUID, follow_up_id: UUID) -> Removal:
    """What follows when the follow-up is taken away."""
    return Removal(
        subject="monev_follow_up",
        record_id=follow_up_id,
        title=_follow_up(meeting_id, follow_up_id).task,
        consequence=_("Tindak lanjut ini tidak tampil lagi pada rapatnya."),
        page_url=address_of(meeting_id),
        next_url=address_of(meeting_id),
    )


def _who_and_when() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}


def _follow_up(meeting_id: UUID, follow_up_id: UUID) -> MonevFollowUp:
    with transaction(visit().principal) as session:
        return get_follow_up(
            session,
            tenant_id=visit().regency.id,
            meeting_id=meeting_id,
            follow_up_id=follow_up_id,
        )


def _form_page(
    template: str,
    meeting_id: UUID,
    values: Mapping[str, Any],
    follow_up: MonevFollowUp | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        meeting = get_meeting(session, tenant_id=visit().regency.id, meeting_id=meeting_id)
    return render_template(
        template,
        meeting=meeting,
        follow_up=follow_up,
        values=values,
        errors=errors,
        refusal=refusal,
    )
