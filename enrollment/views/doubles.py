"""Doubles across regencies, as a regency is told of them: a number, and who is to be taken out."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from enrollment.double_figures import SMALLEST_GROUP, TOLD_AGAIN_AFTER
from enrollment.queries.doubles import count_ended_covers, list_ended_covers, told_figures
from enrollment.services.workers import masked_niks
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.queries.assignments import list_serving_branches
from tenants.request import Visit, visit

blueprint = tenant_blueprint("doubles", __name__)
blueprint.context_processor(vocabulary)


@blueprint.get("/doubles")
@requires(Permission.WORKER_READ)
def show_doubles() -> str:
    """How many, as far as it may be told, what it means, and whom the office wants taken out."""
    regency = visit().regency
    with transaction(visit().principal) as session:
        figures = told_figures(session, tenant_id=regency.id)
        ended = list_ended_covers(session, tenant_id=regency.id)
        offices = list_serving_branches(
            session, tenant_id=regency.id, now=visit().now, timezone=regency.timezone
        )
    return render_template(
        "enrollment/doubles.html",
        figures=figures,
        ended=ended,
        niks=masked_niks(one.worker for one in ended),
        offices=[office.name for office in offices],
        smallest=SMALLEST_GROUP,
        days=TOLD_AGAIN_AFTER.days,
    )


def render_ended_covers(session: Session, visit: Visit) -> Markup | None:
    """People to be taken out: something to do, whatever the ledger says."""
    count = count_ended_covers(session, tenant_id=visit.regency.id)
    if not count:
        return None
    page = render_template("enrollment/doubles_panel.html", count=count)
    return Markup(page)  # noqa: S704  a rendered template escapes its values
