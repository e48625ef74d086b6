"""The form of the drafting stages of one regulation."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import redirect, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.forms import refused_form, tell_saved
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput, StaleVersion
from tenants.kernel.schemas import load
from tenants.models.regulations import Regulation
from tenants.queries.regulation_drafts import list_stages
from tenants.queries.regulations import get_regulation
from tenants.regulation_stages import STAGE_LABELS, STAGES_OF
from tenants.regulation_types import RegulationKind
from tenants.request import visit
from tenants.schemas.regulations import StagesIn, stage_details
from tenants.services.regulation_stages import set_stages
from tenants.views.regulations import address_of, blueprint


@blueprint.get("/regulations/<uuid:regulation_id>/stages")
@requires(Permission.REGULATION_EDIT)
def edit_stages(regulation_id: UUID) -> str:
    """The form with what is kept now."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        regulation = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
        stated = list_stages(session, tenant_id=tenant_id, regulation_ids=[regulation_id])
    values: dict[str, Any] = {"expected_version": regulation.version}
    for stage, row in stated[regulation_id].items():
        values |= {
            f"planned_{stage}": row.planned_on,
            f"done_{stage}": row.done_on,
            f"note_{stage}": row.note,
        }
    return _form_page(values, regulation)


@blueprint.post("/regulations/<uuid:regulation_id>/stages")
@requires(Permission.REGULATION_EDIT)
def save_stages(regulation_id: UUID) -> BaseResponse:
    """Save the form over what is kept, unless somebody else saved first."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    try:
        data = load(StagesIn, request.form)
        with transaction(visit().principal) as session:
            regulation = set_stages(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                regulation_id=regulation_id,
                expected_version=data["expected_version"] or 0,
                stages=stage_details(data),
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(_form_page, error, kept)
    tell_saved(
        _("Tahapan %(citation)s disimpan.", citation=regulation.citation),
        is_changed=regulation.version != data["expected_version"],
    )
    return redirect(f"{address_of(regulation_id)}#stages", 303)


def _form_page(
    values: Mapping[str, Any],
    regulation: Regulation,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    stages = STAGES_OF.get(RegulationKind(regulation.kind), ())
    return render_template(
        "tenants/regulations/stages_form.html",
        values=values,
        errors=errors,
        refusal=refusal,
        is_stale=isinstance(refusal, StaleVersion),
        regulation=regulation,
        stages=[(stage, _(STAGE_LABELS[stage])) for stage in stages],
    )
