"""Stating a result of many candidates at once, from the list of a programme's people."""

from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.candidate_facts import Statement
from enrollment.models.wide_results import WideResult
from enrollment.schemas.selection import StatementIn, people_filter
from enrollment.services.candidate_facts import About, record_facts
from enrollment.services.wide_results import WideAsked, request_wide_result
from enrollment.views.selection_people import Named, judging_here, named_here, people_page
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.formats import count
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = tenant_blueprint("candidate_facts", __name__)
blueprint.context_processor(vocabulary)
LISTS = ("worker_ids",)


@blueprint.post("/selections/<uuid:commitment_id>/facts")
@requires(Permission.ROSTER_UPLOAD)
def record(commitment_id: UUID) -> BaseResponse:
    """Keep what was stated of those ticked, or of everybody the filter lets through.

    Of more people than can be found while somebody waits, it is kept in the background.
    """
    try:
        data = load(StatementIn, request.form, lists=LISTS)
        with transaction(visit().principal) as session:
            recorded = _record(session, commitment_id, data)
    except (InvalidInput, Conflict) as error:
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = people_page(commitment_id, errors=errors, refusal=None if errors else error)
        return make_response(page, error.status)
    if isinstance(recorded, WideResult):
        flash(_("Hasil akan dicatat untuk semua orang sesuai saringan."))
        return redirect(url_for("wide_results.show_wide_result", wide_result_id=recorded.id), 303)
    flash(_("Hasil dicatat untuk %(count)s calon.", count=count(recorded)))
    kept: dict[str, Any] = {
        name: request.form[name]
        for name in ("stage", "reason", "village_code", "waived")
        if request.form.get(name)
    }
    return redirect(
        url_for("selection_people.list_people", commitment_id=commitment_id, **kept), 303
    )


def _record(session: Session, commitment_id: UUID, data: dict[str, Any]) -> WideResult | int:
    chosen = people_filter(data)
    statement = Statement(data["answer"], data["on"], data["note"], data["desil"])
    by: dict[str, Any] = {
        "tenant_id": visit().regency.id,
        "actor": visit().actor,
        "now": visit().now,
        "today": visit().today,
    }
    _programme, judging = judging_here(session, commitment_id)
    named = Named(data["worker_ids"], are_too_many=False)
    if data["scope"] == "filter":
        named = named_here(session, commitment_id, chosen)
    if named.are_too_many:
        asked = WideAsked(commitment_id, chosen, statement)
        return request_wide_result(session, asked=asked, **by)
    return record_facts(session, judging, about=About(chosen, named.ids), statement=statement, **by)
