"""The text of a PKS drawn up here, and the list of clauses any text is checked against."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.clause_checks import PRESENCE_LABELS
from cooperation.queries.agreements import get_agreement
from cooperation.queries.clauses import ClauseList, get_clause_list, template_for
from cooperation.schemas.agreement_drafts import (
    ClausesIn,
    DraftIn,
    KeptDraftIn,
    clause_findings,
)
from cooperation.services.agreement_drafts import issue_draft, keep_draft
from cooperation.services.clauses import check_clauses
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.presentation import local_today
from tenants.access import Permission, requires
from tenants.addresses import scanned_address
from tenants.document_types import MediaType, recognise_media_type
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    RuleViolation,
)
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import attachment


@blueprint.context_processor
def clause_vocabulary() -> dict[str, object]:
    """The words of clauses, for the pages of this blueprint."""
    return {"presence_labels": PRESENCE_LABELS}


@blueprint.post("/agreements/<uuid:agreement_id>/draft")
@requires(Permission.AGREEMENT_READ)
def download_draft(agreement_id: UUID) -> BaseResponse:
    """The text of a PKS from what is recorded, to be taken away."""
    form = load(DraftIn, request.form)["format"]
    with transaction(visit().principal) as session:
        file = issue_draft(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            agreement_id=agreement_id,
            made_on=local_today(),
            form=form,
            check_page=scanned_address(visit().regency.slug),
        )
    media_type = recognise_media_type(file.content) or MediaType.PDF
    return attachment(file.content, filename=file.filename, media_type=media_type)


@blueprint.post("/agreements/<uuid:agreement_id>/draft/keep")
@requires(Permission.AGREEMENT_EDIT)
def keep_drawn_up(agreement_id: UUID) -> BaseResponse:
    """Make the text that is drawn up here the one under review."""
    try:
        data = load(KeptDraftIn, request.form)
        with transaction(visit().principal) as session:
            document = keep_draft(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                made_on=local_today(),
                form=data["format"],
                check_page=scanned_address(visit().regency.slug),
            )
    except (InvalidInput, Conflict, RuleViolation) as error:
        return refused_page(agreement_id, error, "file")
    flash(_("%(name)s menjadi naskah yang diajukan.", name=document.filename))
    return redirect(f"{address_of(agreement_id)}#draft", 303)


@blueprint.get("/agreements/<uuid:agreement_id>/clauses")
@requires(Permission.AGREEMENT_READ)
def show_clauses(agreement_id: UUID) -> str:
    """The list of clauses, to be ticked for a text of the branch's or the regency's own."""
    return _clauses_page(agreement_id)


@blueprint.post("/agreements/<uuid:agreement_id>/clauses")
@requires(Permission.AGREEMENT_EDIT)
def save_clauses(agreement_id: UUID) -> BaseResponse:
    """Keep what was found in the present text."""
    try:
        data = load(ClausesIn, request.form)
        with transaction(visit().principal) as session:
            check_clauses(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                seen=data["seen"] or "",
                findings=clause_findings(data),
            )
    except (InvalidInput, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        refusal = None if errors else error
        page = _clauses_page(agreement_id, errors=errors, refusal=refusal, typed=request.form)
        return make_response(page, error.status)
    flash(_("Daftar klausul disimpan."))
    return redirect(f"{address_of(agreement_id)}#draft", 303)


def _clauses_page(
    agreement_id: UUID,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    typed: Mapping[str, Any] | None = None,
) -> str:
    with transaction(visit().principal) as session:
        agreement = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
        clauses = get_clause_list(session, agreement)
    return render_template(
        "cooperation/clauses.html",
        agreement=agreement,
        clauses=clauses,
        template=template_for(agreement),
        presences=[
            ("", _("belum diperiksa")),
            *((p.value, _(t)) for p, t in PRESENCE_LABELS.items()),
        ],
        values=typed or _values_of(clauses),
        errors=errors,
        refusal=refusal,
    )


def _values_of(clauses: ClauseList) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for line in clauses.lines:
        if line.finding is not None and not line.is_of_earlier_text:
            values[f"presence_{line.clause.id}"] = line.finding.presence
        if line.finding is not None:
            values[f"place_{line.clause.id}"] = line.finding.place
            values[f"note_{line.clause.id}"] = line.finding.note
    return values
