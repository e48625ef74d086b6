"""Invitations of one organisation: making a link, seeing what became of it, taking it back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import FieldError, InvalidInput, InvalidTransition, RateLimited
from tenants.kernel.schemas import load
from tenants.queries.identity import get_organisation
from tenants.queries.invitations import LIST_LIMIT, list_invitations
from tenants.request import visit
from tenants.schemas.members import InvitationIn
from tenants.services import invitations
from tenants.views.users import count_addition, identity_of_place, roles_here

blueprint = organisation_blueprint("invitations", __name__, "rbpmo")

_manages = requires(Permission.USER_MANAGE, pool=DatabaseRole.IDENTITY)


@blueprint.get("/invitations")
@_manages
def show_invitations() -> str:
    """Every invitation with what became of it, newest first."""
    with transaction(identity_of_place()) as session:
        lines = list_invitations(
            session, organisation_id=visit().organisation.organisation_id, now=visit().now
        )
    return render_template(
        "tenants/invitations.html", lines=lines, is_cut=len(lines) == LIST_LIMIT, limit=LIST_LIMIT
    )


@blueprint.get("/invitations/new")
@_manages
def new_invitation() -> str:
    """The form for one more invitation."""
    return _form({"role": roles_here()[-1].value, "days": invitations.USUAL_DAYS})


@blueprint.post("/invitations")
@_manages
def create_invitation() -> BaseResponse:
    """Make a link; it is shown in this answer and never again."""
    try:
        data = load(InvitationIn, request.form)
        count_addition(identity_of_place())
        token = _invite(data)
    except RateLimited as limit:
        wait = FieldError("/", limit.detail, limit.params)
        response = make_response(_form(request.form, (wait,)), limit.status)
        response.headers["Retry-After"] = str(limit.retry_after_seconds)
        return response
    except InvalidInput as error:
        return make_response(_form(request.form, error.errors), error.status)
    page = render_template(
        "tenants/invitation_made.html",
        invitee=data["invitee"],
        role=data["role"],
        link=url_for("joining.show_invitation", token=token, _external=True),
        expires_at=visit().now + timedelta(days=data["days"]),
    )
    return make_response(page, 201)


@blueprint.post("/invitations/<uuid:invitation_id>/revocation")
@_manages
def revoke_invitation(invitation_id: UUID) -> BaseResponse:
    """Take an invitation back; one that ended by itself meanwhile stays as it is."""
    try:
        with transaction(identity_of_place()) as session:
            invitations.revoke(
                session,
                organisation=get_organisation(session, slug=visit().organisation.slug),
                invitation_id=invitation_id,
                actor=visit().actor,
                now=visit().now,
            )
    except InvalidTransition as error:
        flash(_(error.detail), "warning")
    else:
        flash(_("Undangan dicabut. Tautannya tidak berlaku lagi."))
    return redirect(url_for("invitations.show_invitations"), 303)


def _invite(data: Mapping[str, Any]) -> str:
    with transaction(identity_of_place()) as session:
        return invitations.invite(
            session,
            organisation=get_organisation(session, slug=visit().organisation.slug),
            role=data["role"],
            invitee=data["invitee"],
            expires_in=timedelta(days=data["days"]),
            actor=visit().actor,
            now=visit().now,
        )


def _form(values: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> str:
    return render_template(
        "tenants/invitation_new.html",
        values=values,
        errors=errors,
        roles=roles_here(),
        day_choices=invitations.VALID_DAYS,
    )
