"""The form of a commitment: empty, with what is kept, and refused with what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from cooperation.commitment_rules import CommitmentDetails, continued_title
from cooperation.commitment_states import CommitmentStatus
from cooperation.doubts import DoubtfulEntry
from cooperation.kinds import FundingSource, Payer, Programme, Segment
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.pricing import PROGRAMMES_OF_SEGMENT
from cooperation.queries.commitments import get_commitment, list_commitments, written_budget_lines
from cooperation.queries.reviews import list_examined
from cooperation.schemas.commitments import (
    CommitmentIn,
    commitment_contradictions,
    commitment_details,
)
from cooperation.schemas.cover_calendar import ProposalIn
from cooperation.sentences import render
from cooperation.services.commitments import (
    attach_commitment_paper,
    register_commitment,
    revise_commitment,
)
from cooperation.services.doubtful_figures import refuse_doubtful_figures
from cooperation.views.commitments import address_of, blueprint
from cooperation.views.presentation import in_form_order, local_today, told_amounts
from tenants.access import Permission, requires
from tenants.forms import refused_form, tell_saved
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput, StaleVersion
from tenants.kernel.schemas import load
from tenants.papers import WantedPaper, paper_pages
from tenants.queries.departments import get_department, list_departments
from tenants.queries.regulation_register import list_regulations_to_choose
from tenants.removals import tells_removal
from tenants.request import visit
from tenants.services.departments import ensure_department

NEW = {
    "status": CommitmentStatus.COMMITTED.value,
    "payer": Payer.REGENCY.value,
    "funding_source": FundingSource.APBD.value,
    "segment": Segment.BPU.value,
    "programmes": [Programme.JKK.value, Programme.JKM.value],
}
_PROPOSED = ("continues_id", "first_month", "month_count")
_CARRIED_ON = (
    *("department_name", "payer", "funding_source", "programmes", "segment"),
    *("occupation_group", "income_idr", "wage_idr", "risk_class", "criteria", "regulation_id"),
)


@blueprint.get("/commitments/new")
@requires(Permission.AGREEMENT_EDIT)
def new_commitment() -> str:
    """The empty form, or one that proposes what another programme is continued by."""
    asked = load(ProposalIn, {name: request.args.get(name, "") for name in _PROPOSED})
    values: dict[str, Any] = {**NEW, "budget_year": local_today().year}
    month = asked["first_month"]
    if asked["continues_id"] is not None:
        with transaction(visit().principal) as session:
            before = get_commitment(
                session, tenant_id=visit().regency.id, commitment_id=asked["continues_id"]
            )
            year = month.year if month is not None else before.budget_year + 1
            values |= _continuing(_stated(session, before), before, year)
    if month is not None:
        values |= {"first_month": str(month), "budget_year": month.year}
    if asked["month_count"] is not None:
        values["month_count"] = asked["month_count"]
    return _form_page(values)


@blueprint.post("/commitments/new")
@requires(Permission.AGREEMENT_EDIT)
def create_commitment() -> BaseResponse:
    """Register a commitment."""
    try:
        data = _read_form()
        with transaction(visit().principal) as session:
            commitment = register_commitment(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=_meant_details(session, data),
                status=data["status"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, lists=["programmes"], arrange=in_form_order)
    flash(_saved(commitment))
    return redirect(address_of(commitment.id), 303)


def _saved(commitment: Commitment) -> str:
    """What was kept; its amounts in words too, because a nought too many is not seen in figures."""
    amounts = {
        _("Anggaran (DPA)"): commitment.budget_idr,
        _("Nilai yang disebut"): commitment.stated_total_idr,
        _("Nilai kontrak sebelum PPN"): commitment.contract_value_idr,
    }
    return " ".join([_("%(title)s disimpan.", title=commitment.title), *told_amounts(amounts)])


@blueprint.get("/commitments/<uuid:commitment_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
@tells_removal("commitment:remove", "commitment_id")
def edit_commitment(commitment_id: UUID) -> str:
    """The form with what is kept now."""
    with transaction(visit().principal) as session:
        kept = get_commitment(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
        values = _stated(session, kept)
    return _form_page(values, kept)


@blueprint.post("/commitments/<uuid:commitment_id>/edit")
@requires(Permission.AGREEMENT_EDIT)
@tells_removal("commitment:remove", "commitment_id")
def save_commitment(commitment_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    try:
        data = _read_form()
        with transaction(visit().principal) as session:
            commitment = revise_commitment(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                commitment_id=commitment_id,
                expected_version=data["expected_version"] or 0,
                details=_meant_details(session, data, kept),
            )
    except (InvalidInput, Conflict) as error:
        return refused_form(_form_page, error, kept, lists=["programmes"], arrange=in_form_order)
    tell_saved(_saved(commitment), is_changed=commitment.version != data["expected_version"])
    return redirect(address_of(commitment_id), 303)


@paper_pages(
    blueprint,
    "/commitments/<uuid:commitment_id>",
    Permission.AGREEMENT_EDIT,
    attach_commitment_paper,
)
def wanted_paper(commitment_id: UUID) -> WantedPaper:
    """The budget paper or decision a programme rests on."""
    with transaction(visit().principal) as session:
        kept = get_commitment(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
    return WantedPaper(
        record=kept,
        title=kept.title,
        which=_(
            "Lampirkan DPA, keputusan, atau dokumen anggaran yang memuat orang, bulan, dan nilai"
            " program ini."
        ),
        page_url=address_of(commitment_id),
    )


def _read_form() -> dict[str, Any]:
    return load(CommitmentIn, request.form, lists=["programmes"], rules=commitment_contradictions)


def _meant_details(
    session: Session, data: Mapping[str, Any], kept: Commitment | None = None
) -> CommitmentDetails:
    """The details of a form, once figures that look mistyped were said to be meant."""
    details = _details(session, data)
    refuse_doubtful_figures(
        session,
        tenant_id=visit().regency.id,
        details=details,
        confirmed=(data["confirmed_figures"] or "").split(),
        kept=kept,
    )
    return details


def _details(session: Session, data: Mapping[str, Any]) -> CommitmentDetails:
    """The details of a form; an OPD is found by name or alias, and made only with them."""
    details = commitment_details(data, None)
    name = data["department_name"]
    if name is None:
        return details
    department = ensure_department(
        session,
        tenant_id=visit().regency.id,
        actor=visit().actor,
        now=visit().now,
        name=name,
    )
    return replace(details, department_id=department.id)


def _stated(session: Session, kept: Commitment) -> dict[str, Any]:
    """What is kept, as the form holds it."""
    department = (
        get_department(session, tenant_id=kept.tenant_id, department_id=kept.department_id)
        if kept.department_id
        else None
    )
    return {
        **{
            name: getattr(kept, name)
            for name in CommitmentIn._declared_fields  # noqa: SLF001  marshmallow's list of fields
            if hasattr(kept, name)
        },
        "expected_version": kept.version,
        "department_name": department.name if department else None,
        "first_month": str(Month.of(kept.first_month)) if kept.first_month else None,
    }


def _continuing(stated: Mapping[str, Any], before: Commitment, year: int) -> dict[str, Any]:
    """What the next programme for the same people takes over; its money is not stated yet."""
    return {
        **{name: stated[name] for name in _CARRIED_ON},
        "title": continued_title(before.title, before.budget_year, year),
        "people_count": before.people_now,
        "continues_id": before.id,
        "status": CommitmentStatus.PLANNED.value,
    }


def _form_page(
    values: Mapping[str, Any],
    commitment: Commitment | None = None,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        departments = list_departments(session, tenant_id=tenant_id)
        budget_lines = written_budget_lines(session, tenant_id=tenant_id)
        regulations = list_regulations_to_choose(session, tenant_id=tenant_id, day=visit().today)
        others = [
            one
            for one in list_commitments(session, tenant_id=tenant_id)
            if commitment is None or one.id != commitment.id
        ]
        examined = (
            list_examined(session, tenant_id=tenant_id, commitment_id=commitment.id)
            if commitment
            else ()
        )
    return render_template(
        "cooperation/commitment_form.html",
        values=values,
        errors=errors,
        refusal=None if isinstance(refusal, DoubtfulEntry) else refusal,
        doubtful=refusal if isinstance(refusal, DoubtfulEntry) else None,
        doubt_text=lambda doubt: render(doubt.asked, _),
        is_stale=isinstance(refusal, StaleVersion),
        commitment=commitment,
        examined=examined,
        departments=departments,
        budget_lines=budget_lines,
        regulations=regulations,
        others=[one for one in others if one.status != CommitmentStatus.CANCELLED],
        programmes_of_segment=PROGRAMMES_OF_SEGMENT,
    )
