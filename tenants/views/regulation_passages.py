"""Words looked for in the text of the regency's regulations."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.queries.regulation_standing import list_standings
from tenants.queries.regulation_texts import FoundPassages, search_texts
from tenants.regulation_passages import pieces
from tenants.regulation_status import Standing
from tenants.request import visit
from tenants.schemas.regulations import PassagesIn
from tenants.views.regulations import blueprint


@blueprint.get("/regulations/passages")
@requires(Permission.REGULATION_READ)
def search_passages() -> Response:
    """The passages in which the words stand, with regulation, its state today, and page."""
    try:
        asked = load(PassagesIn, request.args)
    except InvalidInput as error:
        return make_response(_page(request.args, errors=error.errors), error.status)
    found: FoundPassages | None = None
    standings: Mapping[UUID, Standing] = {}
    if asked["search"]:
        tenant_id = visit().regency.id
        with transaction(visit().principal) as session:
            found = search_texts(session, tenant_id=tenant_id, words=asked["search"])
            if found.passages:
                standings = list_standings(session, tenant_id=tenant_id, day=visit().today)
    return make_response(_page(asked, found=found, standings=standings))


def _page(asked: Mapping[str, Any], *, errors: Sequence[FieldError] = (), **shown: Any) -> str:
    return render_template(
        "tenants/regulations/passages.html",
        **{"asked": asked, "errors": errors, "found": None, "pieces": pieces, **shown},
    )
