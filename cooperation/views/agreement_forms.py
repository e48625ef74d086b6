"""The form of an agreement: empty, with what is kept, and refused with what was typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from cooperation.agreement_rules import AgreementDetails
from cooperation.agreement_terms import ONE_DAY
from cooperation.commitment_rules import PROGRAMME_GIVEN_UP
from cooperation.commitment_states import CommitmentStatus
from cooperation.doubts import DoubtfulEntry
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.queries.agreement_links import list_linkable
from cooperation.queries.agreements import get_agreement
from cooperation.queries.commitments import get_commitment, list_commitments
from cooperation.schemas.agreements import (
    TITLE_LIMIT,
    AgreementIn,
    NewAgreementIn,
    agreement_contradictions,
    agreement_details,
)
from cooperation.sentences import render
from cooperation.services.agreements import register_agreement, revise_agreement
from cooperation.services.doubtful_figures import refuse_doubtful_amendment
from cooperation.states import AgreementAction, AgreementState, next_agreement_state
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.presentation import in_form_order, told_amounts
from tenants.access import Permission, requires
from tenants.forms import refused_form, tell_saved
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
from tenants.queries.regulation_register import list_regulations_to_choose
from tenants.removals import tells_removal
from tenants.request import visit


@blueprint.get("/agreements/new")
@requires(Permission.AGREEMENT_EDIT)
def new_agreement() -> str:
    """The empty form, filled as far as its commitment tells."""
    errors: Sequence[FieldError] = ()
    names = ("commitment_id", "amends_id", "predecessor_id")
    asked = load(NewAgreementIn, {name: request.args.get(name, "") for name in names})
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        if asked["amends_id"] is not None:
            values = _as_addendum(
                get_agreement(session, tenant_id=tenant_id, agreement_id=asked["amends_id"])
            )
        elif asked["predecessor_id"] is not None:
            values = _as_continuation(
                get_agreement(session, tenant_id=tenant_id, agreement_id=asked["predecessor_id"])
            )
        elif asked["commitment_id"] is not None:
            commitment = get_commitment(
                session, tenant_id=tenant_id, commitment_id=asked["commitment_id"]
            )
            values = {"commitment_id": commitment.id, "title": f"PKS {commitment.title}"}
            if commitment.status == CommitmentStatus.CANCELLED:
                told = {"title": commitment.title}
                errors = [FieldError("/commitment_id", PROGRAMME_GIVEN_UP, told)]
        else:
            values = {}
    return _form_page({"kind": AgreementKind.PKS, **values}, errors=errors)


@blueprint.post("/agreements/new")
@requires(Permission.AGREEMENT_EDIT)
def create_agreement() -> BaseResponse:
    """Register an agreement as a draft."""
    try:
        data = load(AgreementIn, request.form, rules=agreement_contradictions)
        with transaction(visit().principal) as session:
            agreement = register_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=_meant_details(session, data),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, arrange=in_form_order)
    saved = _(
        "%(title)s disimpan sebagai draf. Ajukan untuk ditelaah, atau catat tanda tangannya"
        " bila sudah ditandatangani.",
        title=agreement.title,
    )
    flash(_with_value(saved, agreement))
    return redirect(address_of(agreement.id), 303)


@blueprint.get("/agreements/<uuid:agreement_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
@tells_removal("agreement:remove", "agreement_id")
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
    stated |= {
        name: str(Month.of(stated[name]))
        for name in ("changes_from", "new_last_month")
        if stated[name]
    }
    return _form_page({**stated, "expected_version": kept.version}, kept)


@blueprint.post("/agreements/<uuid:agreement_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
@tells_removal("agreement:remove", "agreement_id")
def save_agreement(agreement_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    try:
        data = load(AgreementIn, request.form, rules=agreement_contradictions)
        with transaction(visit().principal) as session:
            agreement = revise_agreement(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"] or 0,
                details=_meant_details(session, data, kept),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, kept, arrange=in_form_order)
    tell_saved(
        _with_value(_("%(title)s disimpan.", title=agreement.title), agreement),
        is_changed=agreement.version != data["expected_version"],
    )
    return redirect(address_of(agreement_id), 303)


def _day_after(earlier: Agreement) -> date | None:
    """The day after the last on which another binds; None where it never did."""
    last = earlier.last_day
    return None if last is None or earlier.never_bound else last + ONE_DAY


def _with_value(saved: str, agreement: Agreement) -> str:
    """What was kept, with the whole value that an addendum makes."""
    return " ".join([saved, *told_amounts({_("Nilai menjadi"): agreement.new_total_idr})])


def _meant_details(
    session: Session, data: Mapping[str, Any], kept: Agreement | None = None
) -> AgreementDetails:
    """The details of a form, once doubtful figures of an addendum were said to be meant."""
    details = agreement_details(data)
    refuse_doubtful_amendment(
        session,
        tenant_id=visit().regency.id,
        details=details,
        confirmed=(data["confirmed_figures"] or "").split(),
        kept=kept,
    )
    return details


def _form_page(
    values: Mapping[str, Any],
    agreement: Agreement | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    with transaction(visit().principal) as session:
        commitments = list_commitments(session, tenant_id=visit().regency.id)
        linkable = list_linkable(session, tenant_id=visit().regency.id)
        regulations = list_regulations_to_choose(
            session, tenant_id=visit().regency.id, day=visit().today
        )
    return render_template(
        "cooperation/agreement_form.html",
        values=values,
        errors=errors,
        refusal=None if isinstance(refusal, DoubtfulEntry) else refusal,
        doubtful=refusal if isinstance(refusal, DoubtfulEntry) else None,
        doubt_text=lambda doubt: render(doubt.asked, _),
        is_stale=isinstance(refusal, StaleVersion),
        agreement=agreement,
        commitments=[
            one
            for one in commitments
            if one.status != CommitmentStatus.CANCELLED
            or (agreement is not None and one.id == agreement.commitment_id)
        ],
        regulations=regulations,
        umbrellas=[one for one in linkable if one.kind == AgreementKind.NOTA_KESEPAKATAN],
        amendable=[one for one in linkable if one.status == AgreementState.SIGNED],
        earlier=[one for one in linkable if agreement is None or one.id != agreement.id],
    )


def _as_addendum(amended: Agreement) -> dict[str, Any]:
    """What a form says at first of an addendum to an agreement."""
    return {
        "kind": AgreementKind.ADENDUM,
        "title": str(_("Adendum %(title)s", title=amended.title))[:TITLE_LIMIT],
        "commitment_id": amended.commitment_id,
        "amends_id": amended.id,
        "ends_on": amended.last_day,
        **_parties_of(amended),
    }


def _as_continuation(earlier: Agreement) -> dict[str, Any]:
    """What a form says at first of an agreement that continues another.

    What was ended early is replaced for the same programme; another term is another year's.
    """
    is_replaced = earlier.status == AgreementState.TERMINATED
    return {
        **({"commitment_id": earlier.commitment_id} if is_replaced else {}),
        "kind": earlier.kind,
        "title": earlier.title,
        "umbrella_id": earlier.umbrella_id,
        "regulation_id": earlier.regulation_id,
        "predecessor_id": earlier.id,
        "starts_on": _day_after(earlier),
        **_parties_of(earlier),
    }


def _parties_of(agreement: Agreement) -> dict[str, Any]:
    names = ("regency_office", "bpjs_office", "wadah_code")
    return {name: getattr(agreement, name) for name in names}
