"""The events on which a regulation was made known: add, correct."""

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
from tenants.models.regulations import SocialisationEvent
from tenants.queries.regulations import get_regulation, get_socialisation_event
from tenants.request import visit
from tenants.schemas.regulations import SocialisationIn, socialisation_details
from tenants.services.socialisation import add_socialisation, revise_socialisation
from tenants.views.regulations import address_of, blueprint

FIELDS = tuple(name for name in SocialisationIn().fields if name != "expected_version")


@blueprint.get("/regulations/<uuid:regulation_id>/socialisation-events/new")
@requires(Permission.REGULATION_EDIT)
def new_socialisation(regulation_id: UUID) -> str:
    """The empty form."""
    return _form_page(regulation_id, {})


@blueprint.post("/regulations/<uuid:regulation_id>/socialisation-events/new")
@requires(Permission.REGULATION_EDIT)
def create_socialisation(regulation_id: UUID) -> BaseResponse:
    """Record an event."""
    try:
        data = load(SocialisationIn, request.form)
        with transaction(visit().principal) as session:
            add_socialisation(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                details=socialisation_details(data),
            )
    except InvalidInput as error:
        return refused_form(partial(_form_page, regulation_id), error)
    flash(_("Kegiatan sosialisasi disimpan."))
    return redirect(address_of(regulation_id), 303)


@blueprint.get("/regulations/<uuid:regulation_id>/socialisation-events/<uuid:event_id>/edit")
@requires(Permission.REGULATION_EDIT)
def edit_socialisation(regulation_id: UUID, event_id: UUID) -> str:
    """The form with what is kept now."""
    event = _event(regulation_id, event_id)
    values = {name: getattr(event, name) for name in FIELDS}
    return _form_page(regulation_id, {**values, "expected_version": event.version}, event)


@blueprint.post("/regulations/<uuid:regulation_id>/socialisation-events/<uuid:event_id>/edit")
@requires(Permission.REGULATION_EDIT)
def save_socialisation(regulation_id: UUID, event_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    event = _event(regulation_id, event_id)
    try:
        data = load(SocialisationIn, request.form)
        with transaction(visit().principal) as session:
            saved = revise_socialisation(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                event_id=event_id,
                expected_version=data["expected_version"] or 0,
                details=socialisation_details(data),
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(partial(_form_page, regulation_id), error, event)
    if saved.version == data["expected_version"]:
        flash(_("Tidak ada isian yang berubah, sehingga tidak ada yang disimpan."), "warning")
    else:
        flash(_("Kegiatan sosialisasi disimpan."))
    return redirect(address_of(regulation_id), 303)


def _event(regulation_id: UUID, event_id: UUID) -> SocialisationEvent:
    with transaction(visit().principal) as session:
        return get_socialisation_event(
            session,
            tenant_id=visit().regency.id,
            regulation_id=regulation_id,
            event_id=event_id,
        )


def _form_page(
    regulation_id: UUID,
    values: Mapping[str, Any],
    event: SocialisationEvent | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        regulation = get_regulation(
            session, tenant_id=visit().regency.id, regulation_id=regulation_id
        )
    return render_template(
        "tenants/regulations/socialisation_form.html",
        regulation=regulation,
        event=event,
        values=values,
        errors=errors,
        refusal=refusal,
    )
