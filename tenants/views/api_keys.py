"""Keys by which programs of an organisation read its data: made, shown once, revoked."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import PERMISSION_LABELS, Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.forms import typed_form
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.models.identity import ApiKey, OrganisationKind
from tenants.queries.api_keys import list_keys
from tenants.queries.identity import get_organisation
from tenants.request import visit
from tenants.schemas.api_keys import KeyIn
from tenants.services import api_keys
from tenants.views.users import identity_of_place

blueprint = organisation_blueprint("api_keys", __name__, "rbpmo")

_manages = requires(Permission.KEY_MANAGE, pool=DatabaseRole.IDENTITY)


@blueprint.get("/keys")
@_manages
def show_keys() -> str:
    """Every key, and the form for another."""
    return _page({"valid_days": api_keys.VALIDITY_DAYS[1]})


@blueprint.post("/keys")
@_manages
def create_key() -> BaseResponse:
    """Make a key; what the program sends is shown in this answer and never again."""
    try:
        data = load(KeyIn, request.form, lists=["scopes"])
        with transaction(identity_of_place()) as session:
            made = api_keys.create_key(
                session,
                organisation=get_organisation(session, slug=visit().organisation.slug),
                label=data["label"],
                scopes=data["scopes"],
                valid_days=data["valid_days"],
                actor=visit().actor,
                now=visit().now,
            )
    except InvalidInput as error:
        return make_response(_page(typed_form(["scopes"]), error.errors), error.status)
    return make_response(render_template("tenants/api_key_made.html", made=made), 201)


@blueprint.post("/keys/<uuid:key_id>/revocation")
@_manages
def revoke_key(key_id: UUID) -> BaseResponse:
    """End a key at once."""
    with transaction(identity_of_place()) as session:
        api_keys.revoke_key(
            session,
            organisation=get_organisation(session, slug=visit().organisation.slug),
            key_id=key_id,
            actor=visit().actor,
            now=visit().now,
        )
    flash(_("Kunci dicabut. Permintaan berikutnya dengan kunci itu ditolak."))
    return redirect(url_for("api_keys.show_keys"), 303)


def _page(values: Mapping[str, Any], errors: tuple[FieldError, ...] = ()) -> str:
    acting = visit().organisation
    with transaction(identity_of_place()) as session:
        keys = list_keys(session, organisation_id=acting.organisation_id)
    kind = OrganisationKind(acting.kind)
    possible = api_keys.possible_scopes(kind)
    return render_template(
        "tenants/api_keys.html",
        live=[key for key in keys if is_live(key)],
        ended=[key for key in keys if not is_live(key)],
        scope_options=[(scope.value, _(PERMISSION_LABELS[scope])) for scope in possible],
        scopes_of=scopes_of,
        validity_options=[(days, _("%(days)s hari", days=days)) for days in api_keys.VALIDITY_DAYS],
        values=values,
        errors=errors,
    )


def is_live(key: ApiKey) -> bool:
    """Whether a program still gets in with it."""
    return key.revoked_at is None and key.expires_at > visit().now


def scopes_of(key: ApiKey) -> list[str]:
    """What a key opens, in words."""
    kind = OrganisationKind(visit().organisation.kind)
    return [_(PERMISSION_LABELS[scope]) for scope in api_keys.granted_scopes(key, kind)]
