"""The form of an agreement: empty, with what is kept, and refused with what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.agreements import Agreement
from cooperation.queries.agreements import get_agreement
from cooperation.queries.commitments import get_commitment, list_commitments
from cooperation.schemas.agreements import AgreementIn, NewAgreementIn, agreement_details
from cooperation.services.agreements import register_agreement, revise_agreement
from cooperation.states import AgreementAction, AgreementState, next_agreement_state
from cooperation.views.agreements import address_of, blueprint, refused_page
from cooperation.views.presentation import in_form_order
from tenants.access import Permission, requires
from tenants.forms import refused_form
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    InvalidTransition,
    StaleVersion,
)
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.get("/agreements/new")
@requires(Permission.AGREEMENT_EDIT)
def new_agreement() -> str:
    """The empty form, filled as far as its commitment tells."""
    asked = load(NewAgreementIn, {"commitment_id": request.args.get("commitment_id", "")})
    values: dict[str, Any] = {"kind": "pks"}
    if asked["commitment_id"] is not None:
        with transaction(visit().principal) as session:
            commitment = get_commitment(
                session, tenant_id=visit().regency.id, commitment_id=asked["commitment_id"]
            )
        values |= {"commitment_id": commitment.id, "title": f"PKS {commitment.title}"}
    return _form_page(values)


@blueprint.post("/agreements/new")
@requires(Permission.AGREEMENT_EDIT)
def create_agreement() -> BaseResponse:
    """Register an agreement as a draft."""
    try:
        data = load(AgreementIn, request.form)
        with transaction(visit().principal) as session:
            agreement = register_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=agreement_details(data),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, arrange=in_form_order)
    flash(
        _(
            "%(title)s disimpan sebagai draf. Ajukan untuk ditelaah, atau catat tanda tangannya"
            " bila sudah ditandatangani.",
            title=agreement.title,
        )
    )
    return redirect(address_of(agreement.id), 303)


@blueprint.get("/agreements/<uuid:agreement_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
def edit_agreement(agreement_id: UUID) -> str | BaseResponse:
    """The form with what is kept now; none while the branch examines it."""
    with transaction(visit().principal) as session:
        kept = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
    try:
        next_agreement_state(AgreementState(kept.status), AgreementAction.REVISE)
    except InvalidTransition as error:
        return refused_page(agreement_id, error, "title")
    names = AgreementIn._declared_fields  # noqa: SLF001  marshmallow's list of fields
    stated = {name: getattr(kept, name) for name in names if hasattr(kept, name)}
    return _form_page({**stated, "expected_version": kept.version}, kept)


@blueprint.post("/agreements/<uuid:agreement_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
def save_agreement(agreement_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    try:
        data = load(AgreementIn, request.form)
        with transaction(visit().principal) as session:
            agreement = revise_agreement(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"] or 0,
                details=agreement_details(data),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, kept, arrange=in_form_order)
    if agreement.version == data["expected_version"]:
        flash(_("Tidak ada isian yang berubah, sehingga tidak ada yang disimpan."), "warning")
    else:
        flash(_("%(title)s disimpan.", title=agreement.title))
    return redirect(address_of(agreement_id), 303)


def _form_page(
    values: Mapping[str, Any],
    agreement: Agreement | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        commitments = list_commitments(session, tenant_id=visit().regency.id)
    return render_template(
        "cooperation/agreement_form.html",
        values=values,
        errors=errors,
        refusal=refusal,
        is_stale=isinstance(refusal, StaleVersion),
        agreement=agreement,
        commitments=[one for one in commitments if one.status != CommitmentStatus.CANCELLED],
    )
