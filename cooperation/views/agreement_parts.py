"""The further programmes an agreement carries: add one, take one off."""

from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.schemas.agreements import PartIn, StepIn
from cooperation.services.agreement_parts import add_part, remove_part
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.post("/agreements/<uuid:agreement_id>/parts")
@requires(Permission.AGREEMENT_EDIT)
def add_programme(agreement_id: UUID) -> BaseResponse:
    """Let the agreement carry one more programme."""
    try:
        data = load(PartIn, request.form)
        with transaction(visit().principal) as session:
            add_part(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                commitment_id=data["part_commitment_id"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "part_commitment_id")
    flash(_("Program dimuat dalam perjanjian ini."))
    return redirect(f"{address_of(agreement_id)}#parts", 303)


@blueprint.post("/agreements/<uuid:agreement_id>/parts/<uuid:agreement_part_id>/removal")
@requires(Permission.AGREEMENT_EDIT)
def take_off_programme(agreement_id: UUID, agreement_part_id: UUID) -> BaseResponse:
    """Take one of them off again; the programme itself stays."""
    try:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            remove_part(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                agreement_part_id=agreement_part_id,
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "part_commitment_id")
    flash(_("Program dikeluarkan dari perjanjian ini; programnya sendiri tetap ada."))
    return redirect(f"{address_of(agreement_id)}#parts", 303)
