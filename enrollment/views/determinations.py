"""Determining recipients: the preview, the decree with its people, the annex that leaves."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.determination import REFUSAL_TEXTS, DeterminationState, Refusal
from enrollment.queries.decree_changes import list_changes
from enrollment.queries.determinations import (
    frame_of,
    get_determination,
)
from enrollment.queries.outlooks import count_waived
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import get_rule
from enrollment.queries.selection_costs import get_prices
from enrollment.queries.waivers import count_decreed_waivers
from enrollment.schemas.determinations import DecreeIn, NumberIn, decree_of
from enrollment.services.determinations import (
    DETERMINE_JOB,
    SelectionChanged,
    basis_of,
    number_decree,
    request_determination,
)
from enrollment.views.decree_changes import change_label
from enrollment.views.selection_standing import judging_of, outlook_shown, selection_vocabulary
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput
from tenants.kernel.jobs import RunState, find_run
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = tenant_blueprint("determinations", __name__)
blueprint.context_processor(vocabulary)
blueprint.context_processor(selection_vocabulary)


@blueprint.get("/selections/<uuid:commitment_id>/determination")
@requires(Permission.ROSTER_UPLOAD)
def preview(commitment_id: UUID) -> BaseResponse:
    """Who would be determined now, what it costs, and what stands in the way."""
    return make_response(_preview_page(commitment_id, {}))


@blueprint.post("/selections/<uuid:commitment_id>/determination")
@requires(Permission.ROSTER_UPLOAD)
def determine(commitment_id: UUID) -> BaseResponse:
    """Ask for what was seen to be frozen."""
    tenant_id = visit().regency.id
    try:
        data = load(DecreeIn, request.form)
        with transaction(visit().principal) as session:
            asked = request_determination(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
                commitment_id=commitment_id,
                decree=decree_of(data),
            )
    except (InvalidInput, SelectionChanged, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        refusal = None if errors else error
        page = _preview_page(commitment_id, request.form, errors=errors, refusal=refusal)
        return make_response(page, error.status)
    return redirect(url_for("determinations.show_determination", determination_id=asked.id), 303)


@blueprint.get("/determinations/<uuid:determination_id>")
@requires(Permission.AGREEMENT_READ)
def show_determination(determination_id: UUID) -> str:
    """One decree: counts, rules, its code, and the annex for those who may read people."""
    return _page(determination_id)


@blueprint.post("/determinations/<uuid:determination_id>/number")
@requires(Permission.ROSTER_UPLOAD)
def record_number(determination_id: UUID) -> BaseResponse:
    """Record number and day of the decree once it is signed."""
    try:
        data = load(NumberIn, request.form)
        with transaction(visit().principal) as session:
            number_decree(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                today=visit().today,
                determination_id=determination_id,
                **data,
            )
    except InvalidInput as error:
        page = _page(determination_id, values=request.form, errors=error.errors)
        return make_response(page, error.status)
    flash(_("Nomor dan tanggal SK disimpan."))
    return redirect(
        url_for("determinations.show_determination", determination_id=determination_id), 303
    )


def _preview_page(
    commitment_id: UUID,
    values: Mapping[str, Any],
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id, today = visit().regency.id, visit().today
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        basis = basis_of(session, programme, tenant_id=tenant_id)
        if basis is None:
            return render_template("enrollment/selection/not_ready.html", programme=programme)
        counts = outlook_shown(session, programme, basis.rule, for_decree=True)
        outlook = counts.value
        if outlook is None or outlook.seen is None:
            return render_template(
                "enrollment/selection/uncounted.html", programme=programme, counts=counts
            )
        return render_template(
            "enrollment/selection/determine.html",
            programme=programme,
            rule=basis.rule,
            counts=counts,
            choice=outlook.choice,
            elsewhere=outlook.elsewhere,
            waived=count_waived(session, judging_of(programme, basis.rule), tenant_id=tenant_id),
            prices=get_prices(
                session, tenant_id=tenant_id, commitment_id=commitment_id, today=today
            ),
            seen=outlook.seen.hex(),
            values=values,
            errors=errors,
            refusal=refusal,
        )


def _page(
    determination_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=kept.commitment_id)
        rule = get_rule(session, tenant_id=tenant_id, rule_id=kept.rule_id)
        run = find_run(session, tenant_id=tenant_id, kind=DETERMINE_JOB, key=str(kept.id))
        changes = list_changes(session, tenant_id=tenant_id, determination_id=kept.id)
        waived = count_decreed_waivers(session, tenant_id=tenant_id, determination_id=kept.id)
    is_requested = kept.state == DeterminationState.REQUESTED
    is_stuck = is_requested and run is not None and run.state == RunState.FAILED
    return render_template(
        "enrollment/selection/determination.html",
        it=kept,
        frame=frame_of(kept),
        rule=rule,
        programme=programme,
        changes=changes,
        waived=waived,
        change_label=change_label,
        is_stuck=is_stuck,
        is_working=is_requested and not is_stuck,
        refusal=_(REFUSAL_TEXTS[Refusal(kept.refusal)]) if kept.refusal else "",
        values=values or {},
        errors=errors,
    )
