"""The people of a frozen billing list, NIK masked."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from enrollment.queries.billing import get_billing, list_people
from enrollment.queries.programmes import get_programme
from enrollment.schemas.billing import BilledNameIn, BilledPeopleIn
from enrollment.services.searches import seal_name
from enrollment.services.workers import masked_niks
from enrollment.views.billing import blueprint as billing_blueprint
from enrollment.views.billing_words import months_text
from enrollment.views.workers import person_id, sought_name
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = billing_blueprint


@blueprint.get("/billing-lists/<uuid:billing_list_id>/people")
@requires(Permission.WORKER_READ)
def show_people(billing_list_id: UUID) -> str:
    """One page of the people, with their months and what each of them costs."""
    asked = load(BilledPeopleIn, request.args)
    tenant_id, name = visit().regency.id, sought_name(asked["search"])
    with transaction(visit().principal) as session:
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
        page = list_people(
            session,
            tenant_id=tenant_id,
            billing_list_id=billing_list_id,
            name=name,
            cursor=asked["cursor"],
        )
    year = billing.first_month_on.year
    return render_template(
        "enrollment/billing/people.html",
        billing=billing,
        programme=programme,
        page=page,
        name=name,
        asked=asked,
        kept={"search": asked["search"]} if asked["search"] else {},
        niks=masked_niks(row.worker for row in page.items),
        months_of=lambda line: months_text(year, line.months),
    )


@blueprint.post("/billing-lists/<uuid:billing_list_id>/people/filter")
@requires(Permission.WORKER_READ, is_search=True)
def filter_people(billing_list_id: UUID) -> BaseResponse:
    """Take the name from the form; the address gets it sealed."""
    name = load(BilledNameIn, request.form)["name"]
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    kept: dict[str, Any] = (
        {"search": seal_name(name, tenant_id=tenant_id, person_id=person_id())} if name else {}
    )
    return redirect(url_for("billing.show_people", billing_list_id=billing_list_id, **kept), 303)
