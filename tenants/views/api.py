"""The API of regulations."""

from typing import Any

from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.api.schemas import described_source
from tenants.kernel.db import transaction
from tenants.queries.regulation_register import (
    RegulationFilter,
    RegulationListing,
    list_regulations,
)
from tenants.request import visit
from tenants.schemas.api import RegulationPageOut, RegulationsIn

blueprint = api_blueprint("api_regulations", __name__, "r", description="Regulasi kabupaten/kota.")


@blueprint.operation("GET", "/regulations", query=RegulationsIn, answers=RegulationPageOut)
@requires(Permission.REGULATION_READ)
def list_regulation_records(asked: dict[str, Any]) -> dict[str, Any]:
    """Daftar regulasi, terbaru lebih dahulu."""
    narrowed = RegulationFilter(
        search=asked["search"], kind=asked["kind"], status=asked["status"], year=asked["year"]
    )
    with transaction(visit().principal) as session:
        page = list_regulations(
            session,
            tenant_id=visit().regency.id,
            narrowed=narrowed,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
    return {"items": [_described(one) for one in page.items], "next_cursor": page.next_cursor}


def _described(listing: RegulationListing) -> dict[str, Any]:
    regulation = listing.regulation
    return {
        "id": regulation.id,
        "kind": regulation.kind,
        "number": regulation.number,
        "year": regulation.year,
        "title": regulation.title,
        "status": regulation.status,
        "enacted_on": regulation.enacted_on,
        "effective_on": regulation.effective_on,
        "article_count": listing.article_count,
        "has_document": listing.has_document,
        **described_source(regulation),
    }
