"""Stating a result of many candidates at once, from the list of a programme's people."""

from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.candidate_facts import Statement
from enrollment.schemas.selection import StatementIn, people_filter
from enrollment.services.candidate_facts import About, record_facts
from enrollment.views.selection_people import judging_here, named_here, people_page
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import InvalidInput
from tenants.kernel.formats import count
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = tenant_blueprint("candidate_facts", __name__)
blueprint.context_processor(vocabulary)
LISTS = ("worker_ids",)


@blueprint.post("/selections/<uuid:commitment_id>/facts")
@requires(Permission.ROSTER_UPLOAD)
def record(commitment_id: UUID) -> BaseResponse:
    """Keep what was stated of those ticked, or of everybody the filter lets through."""
    try:
        data = load(StatementIn, request.form, lists=LISTS)
        people = _record(commitment_id, data)
    except InvalidInput as error:
        page = people_page(commitment_id, errors=error.errors)
        return make_response(page, error.status)
    flash(_("Hasil dicatat untuk %(count)s calon.", count=count(people)))
    kept: dict[str, Any] = {
        name: request.form[name]
        for name in ("stage", "reason", "village_code", "waived")
        if request.form.get(name)
    }
    return redirect(
        url_for("selection_people.list_people", commitment_id=commitment_id, **kept), 303
    )


def _record(commitment_id: UUID, data: dict[str, Any]) -> int:
    chosen = people_filter(data)
    with transaction(visit().principal) as session:
        _programme, judging = judging_here(session, commitment_id)
        named = (
            named_here(session, commitment_id, chosen)
            if data["scope"] == "filter"
            else data["worker_ids"]
        )
        return record_facts(
            session,
            judging,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            today=visit().today,
            about=About(chosen, named),
            statement=Statement(data["answer"], data["on"], data["note"], data["desil"]),
        )
