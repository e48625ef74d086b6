"""The forms of a monev meeting: record, correct, take away."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.forms import refused_form, tell_saved
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput, StaleVersion
from tenants.kernel.schemas import load
from tenants.models.monev import MonevMeeting
from tenants.queries.monev import get_meeting
from tenants.removals import Removal, removal_pages, tells_removal
from tenants.request import visit
from tenants.schemas.monev import MeetingIn, meeting_details
from tenants.services.monev import record_meeting, remove_meeting, revise_meeting
from tenants.views.monev import address_of, blueprint

DETAILS = tuple(name for name in MeetingIn().fields if name != "expected_version")


@blueprint.get("/monev-meetings/new")
@requires(Permission.MONEV_EDIT)
def new_meeting() -> str:
    """The empty form."""
    return _form_page({})


@blueprint.post("/monev-meetings/new")
@requires(Permission.MONEV_EDIT)
def create_meeting() -> BaseResponse:
    """Record a meeting."""
    try:
        data = load(MeetingIn, request.form)
        with transaction(visit().principal) as session:
            meeting = record_meeting(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=meeting_details(data),
            )
    except InvalidInput as error:
        return refused_form(_form_page, error)
    flash(_("Rapat disimpan. Catat tindak lanjutnya di bawah."))
    return redirect(address_of(meeting.id), 303)


@blueprint.get("/monev-meetings/<uuid:meeting_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("monev:remove", "meeting_id")
def edit_meeting(meeting_id: UUID) -> str:
    """The form with what is kept now."""
    meeting = _meeting(meeting_id)
    values = {name: getattr(meeting, name) for name in DETAILS}
    return _form_page({**values, "expected_version": meeting.version}, meeting)


@blueprint.post("/monev-meetings/<uuid:meeting_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("monev:remove", "meeting_id")
def save_meeting(meeting_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    kept = _meeting(meeting_id)
    try:
        data = load(MeetingIn, request.form)
        with transaction(visit().principal) as session:
            meeting = revise_meeting(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                meeting_id=meeting_id,
                expected_version=data["expected_version"] or 0,
                details=meeting_details(data),
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(_form_page, error, kept)
    tell_saved(_("Rapat disimpan."), is_changed=meeting.version != data["expected_version"])
    return redirect(address_of(meeting_id), 303)


@removal_pages(
    blueprint, "/monev-meetings/<uuid:meeting_id>", Permission.MONEV_EDIT, remove_meeting
)
def removal(meeting_id: UUID) -> Removal:
    """What follows when the meeting is taken away."""
    return Removal(
        subject="monev_meeting",
        record_id=meeting_id,
        title=_meeting(meeting_id).title,
        consequence=_("Rapat yang dihapus tidak tampil lagi."),
        page_url=address_of(meeting_id),
        next_url=url_for("monev.show_meetings"),
    )


def _meeting(meeting_id: UUID) -> MonevMeeting:
    with transaction(visit().principal) as session:
        return get_meeting(session, tenant_id=visit().regency.id, meeting_id=meeting_id)


def _form_page(
    values: Mapping[str, Any],
    meeting: MonevMeeting | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    return render_template(
        "tenants/monev/form.html",
        values=values,
        errors=errors,
        refusal=refusal,
        meeting=meeting,
    )
