"""Words looked for in the text of the regency's regulations."""

from flask import render_template, request

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.queries.regulation_texts import search_texts
from tenants.regulation_passages import pieces
from tenants.request import visit
from tenants.schemas.regulations import PassagesIn
from tenants.views.regulations import blueprint


@blueprint.get("/regulations/passages")
@requires(Permission.REGULATION_READ)
def search_passages() -> str:
    """The passages in which the words stand, with regulation and page."""
    asked = load(PassagesIn, request.args)
    found = None
    if asked["search"]:
        with transaction(visit().principal) as session:
            found = search_texts(session, tenant_id=visit().regency.id, words=asked["search"])
    return render_template(
        "tenants/regulations/passages.html", asked=asked, found=found, pieces=pieces
    )
