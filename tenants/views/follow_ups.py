"""The follow-ups of a meeting or socialisation event: add, correct, mark done, withdraw."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.forms import refused_form
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput, StaleVersion
from tenants.kernel.schemas import load
from tenants.models.monev import MonevFollowUp, MonevMeeting
from tenants.models.regulations import Regulation
from tenants.monev_rules import Occasion
from tenants.queries.monev import get_follow_up, get_meeting
from tenants.queries.regulations import get_event, get_regulation
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

OF_MEETING = "/monev-meetings/<uuid:meeting_id>"
OF_EVENT = "/socialisation-events/<uuid:event_id>"
FORM = "tenants/monev/follow_up_form.html"
COMPLETION_FORM = "tenants/monev/completion_form.html"
FIELDS = tuple(name for name in FollowUpIn().fields if name != "expected_version")


@blueprint.get(f"{OF_MEETING}/follow-ups/new")
@blueprint.get(f"{OF_EVENT}/follow-ups/new")
@requires(Permission.MONEV_EDIT)
def new_follow_up(**named: UUID) -> str:
    """The empty form."""
    return _form_page(FORM, Occasion(**named), {})


@blueprint.post(f"{OF_MEETING}/follow-ups/new")
@blueprint.post(f"{OF_EVENT}/follow-ups/new")
@requires(Permission.MONEV_EDIT)
def create_follow_up(**named: UUID) -> BaseResponse:
    """Record a follow-up."""
    try:
        data = load(FollowUpIn, request.form)
        with transaction(visit().principal) as session:
            add_follow_up(
                session,
                **_who_and_when(),
                occasion=Occasion(**named),
                details=follow_up_details(data),
            )
    except InvalidInput as error:
        return refused_form(partial(_form_page, FORM, Occasion(**named)), error)
    flash(_("Tindak lanjut disimpan."))
    return redirect(_address(Occasion(**named)), 303)


@blueprint.get(f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>/edit")
@blueprint.get(f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def edit_follow_up(follow_up_id: UUID, **named: UUID) -> str:
    """The form with what is kept now."""
    follow_up = _follow_up(Occasion(**named), follow_up_id)
    values = {name: getattr(follow_up, name) for name in FIELDS}
    values["expected_version"] = follow_up.version
    return _form_page(FORM, Occasion(**named), values, follow_up)


@blueprint.post(f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>/edit")
@blueprint.post(f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>/edit")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def save_follow_up(follow_up_id: UUID, **named: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    follow_up = _follow_up(Occasion(**named), follow_up_id)
    try:
        data = load(FollowUpIn, request.form)
        with transaction(visit().principal) as session:
            saved = revise_follow_up(
                session,
                **_who_and_when(),
                occasion=Occasion(**named),
                follow_up_id=follow_up_id,
                expected_version=data["expected_version"] or 0,
                details=follow_up_details(data),
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(partial(_form_page, FORM, Occasion(**named)), error, follow_up)
    if saved.version == data["expected_version"]:
        flash(_("Tidak ada isian yang berubah, sehingga tidak ada yang disimpan."), "warning")
    else:
        flash(_("Tindak lanjut disimpan."))
    return redirect(_address(Occasion(**named)), 303)


@blueprint.get(f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>/completion")
@blueprint.get(f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>/completion")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def ask_completion(follow_up_id: UUID, **named: UUID) -> str:
    """The form that asks when it was done."""
    follow_up = _follow_up(Occasion(**named), follow_up_id)
    values = {
        "done_on": today_here(),
        "note": follow_up.note,
        "expected_version": follow_up.version,
    }
    return _form_page(COMPLETION_FORM, Occasion(**named), values, follow_up)


@blueprint.post(f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>/completion")
@blueprint.post(f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>/completion")
@requires(Permission.MONEV_EDIT)
@tells_removal("follow-up:remove", "follow_up_id")
def mark_done(follow_up_id: UUID, **named: UUID) -> BaseResponse:
    """Mark a follow-up as done, unless somebody else saved first."""
    follow_up = _follow_up(Occasion(**named), follow_up_id)
    try:
        data = load(CompletionIn, request.form)
        with transaction(visit().principal) as session:
            complete_follow_up(
                session,
                **_who_and_when(),
                occasion=Occasion(**named),
                follow_up_id=follow_up_id,
                expected_version=data["expected_version"] or 0,
                done_on=data["done_on"],
                note=data["note"],
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(
            partial(_form_page, COMPLETION_FORM, Occasion(**named)), error, follow_up
        )
    flash(_("Tindak lanjut ditandai selesai."))
    return redirect(_address(Occasion(**named)), 303)


@blueprint.post(f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>/reopen")
@blueprint.post(f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>/reopen")
@requires(Permission.MONEV_EDIT)
def open_again(follow_up_id: UUID, **named: UUID) -> BaseResponse:
    """Open a follow-up again that was marked as done too early."""
    with transaction(visit().principal) as session:
        reopen_follow_up(
            session, **_who_and_when(), occasion=Occasion(**named), follow_up_id=follow_up_id
        )
    flash(_("Tindak lanjut dibuka kembali."), "warning")
    return redirect(_address(Occasion(**named)), 303)


def _take_away(
    session: Session,
    *,
    follow_up_id: UUID,
    meeting_id: UUID | None = None,
    event_id: UUID | None = None,
    **said: Any,
) -> None:
    occasion = Occasion(meeting_id, event_id)
    remove_follow_up(session, occasion=occasion, follow_up_id=follow_up_id, **said)


@removal_pages(
    blueprint,
    f"{OF_MEETING}/follow-ups/<uuid:follow_up_id>",
    Permission.MONEV_EDIT,
    _take_away,
    part="follow_up",
)
@removal_pages(
    blueprint,
    f"{OF_EVENT}/follow-ups/<uuid:follow_up_id>",
    Permission.MONEV_EDIT,
    _take_away,
    part="event_follow_up",
)
def removal(follow_up_id: UUID, **named: UUID) -> Removal:
    """What follows when the follow-up is taken away."""
    occasion = Occasion(**named)
    return Removal(
        subject="monev_follow_up",
        record_id=follow_up_id,
        title=_follow_up(occasion, follow_up_id).task,
        consequence=_("Tindak lanjut ini tidak tampil lagi pada rapat atau kegiatannya."),
        page_url=_address(occasion),
        next_url=_address(occasion),
    )


def _who_and_when() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}


def _follow_up(occasion: Occasion, follow_up_id: UUID) -> MonevFollowUp:
    with transaction(visit().principal) as session:
        return get_follow_up(
            session,
            tenant_id=visit().regency.id,
            occasion=occasion,
            follow_up_id=follow_up_id,
        )


def _asker(occasion: Occasion) -> MonevMeeting | Regulation:
    """The meeting, or the regulation whose event it is."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        if occasion.event_id is None:
            meeting_id = occasion.parts["meeting_id"]
            return get_meeting(session, tenant_id=tenant_id, meeting_id=meeting_id)
        event = get_event(session, tenant_id=tenant_id, event_id=occasion.event_id)
        return get_regulation(session, tenant_id=tenant_id, regulation_id=event.regulation_id)


def _address(occasion: Occasion) -> str:
    """Where the follow-ups of an occasion are listed."""
    asker = _asker(occasion)
    if isinstance(asker, MonevMeeting):
        return address_of(asker.id)
    return url_for("regulations.show_regulation", regulation_id=asker.id, _anchor="events")


def _form_page(
    template: str,
    occasion: Occasion,
    values: Mapping[str, Any],
    follow_up: MonevFollowUp | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    asker = _asker(occasion)
    return render_template(
        template,
        meeting=asker if isinstance(asker, MonevMeeting) else None,
        regulation=asker if isinstance(asker, Regulation) else None,
        occasion=occasion,
        back_url=_address(occasion),
        follow_up=follow_up,
        values=values,
        errors=errors,
        refusal=refusal,
    )
