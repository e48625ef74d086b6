"""The correction of the day of a signature."""

from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.schemas.agreements import SignatureCorrectionIn
from cooperation.services.signatures import correct_signature
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.post("/agreements/<uuid:agreement_id>/signature")
@requires(Permission.AGREEMENT_EDIT)
def correct_signed_on(agreement_id: UUID) -> BaseResponse:
    """Put another day in place of the recorded one, with the reason."""
    try:
        data = load(SignatureCorrectionIn, request.form)
        with transaction(visit().principal) as session:
            correct_signature(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                signed_on=data["signed_on"],
                reason=data["reason"],
                timezone=visit().regency.timezone,
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "signed_on")
    flash(_("Tanggal tanda tangan diperbaiki."))
    return redirect(address_of(agreement_id), 303)
