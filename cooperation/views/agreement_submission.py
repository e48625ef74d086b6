"""Hand an agreement to the BPJS office, and take it back."""

from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.schemas.agreements import StepIn, SubmissionIn
from cooperation.services.reviews import submit_agreement, withdraw_agreement
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.post("/agreements/<uuid:agreement_id>/submit")
@requires(Permission.AGREEMENT_EDIT)
def submit(agreement_id: UUID) -> BaseResponse:
    """Submit a draft, or a returned agreement once more."""
    try:
        data = load(SubmissionIn, request.form)
        with transaction(visit().principal) as session:
            submit_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                timezone=visit().regency.timezone,
                note=data["note"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "note")
    flash(_("Perjanjian diajukan. Keputusan kantor cabang akan tampil di halaman ini."))
    return redirect(address_of(agreement_id), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/withdraw")
@requires(Permission.AGREEMENT_EDIT)
def withdraw(agreement_id: UUID) -> BaseResponse:
    """Take a submitted agreement back while nobody has decided."""
    try:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            withdraw_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "expected_version")
    flash(_("Pengajuan ditarik kembali. Perjanjian kembali menjadi draf dan dapat diubah."))
    return redirect(address_of(agreement_id), 303)
