"""Who approves in whose place: one's own delegations, and those of others while they hold."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.colleagues import colleague_choices, named_colleague
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, FieldError, InvalidInput, NotPermitted
from tenants.kernel.schemas import load
from tenants.queries.delegations import list_delegations
from tenants.request import visit
from tenants.schemas.delegations import DelegationIn
from tenants.services.delegations import Deputising, delegate, end_delegation

_SHOWN_FOR = timedelta(days=365)

blueprint = tenant_blueprint("delegations", __name__)


@blueprint.get("/delegations")
@requires(Permission.AGREEMENT_APPROVE)
def show_delegations() -> str:
    """Delegations of the last year and to come, and the form for one of one's own."""
    return _page({"first_on": visit().today, "last_on": None})


@blueprint.post("/delegations")
@requires(Permission.AGREEMENT_APPROVE)
def give() -> BaseResponse:
    """Let a colleague approve in one's place."""
    try:
        data = load(DelegationIn, request.form)
        deputy = named_colleague(data["membership_id"], Permission.AGREEMENT_APPROVE)
        with transaction(visit().principal) as session:
            delegate(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
                stated=Deputising(deputy, data["first_on"], data["last_on"], data["mandate"]),
            )
    except InvalidInput as error:
        return make_response(_page(request.form, error.errors), error.status)
    flash(_("%(name)s dapat menyetujui atas nama Anda pada hari-hari itu.", name=deputy.name))
    return redirect(url_for("delegations.show_delegations"), 303)


@blueprint.post("/delegations/<uuid:delegation_id>/end")
@requires(Permission.AGREEMENT_APPROVE)
def end(delegation_id: UUID) -> BaseResponse:
    """Take one's own delegation back."""
    try:
        with transaction(visit().principal) as session:
            end_delegation(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                delegation_id=delegation_id,
            )
    except (Conflict, NotPermitted) as error:
        flash(_(error.detail), "warning")
    else:
        flash(_("Pelimpahan diakhiri."))
    return redirect(url_for("delegations.show_delegations"), 303)


def _page(values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> str:
    with transaction(visit().principal) as session:
        found = list_delegations(
            session, tenant_id=visit().regency.id, since=visit().today - _SHOWN_FOR
        )
    return render_template(
        "tenants/delegations.html",
        delegations=found,
        deputies=colleague_choices(Permission.AGREEMENT_APPROVE, without={visit().actor.id}),
        values=values,
        errors=errors,
        today=visit().today,
    )
