"""The API of a branch: which regencies it serves today."""

from typing import Any

from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.queries.assignments import list_served_regencies
from tenants.request import visit
from tenants.schemas.api import ServedRegenciesOut

blueprint = api_blueprint(
    "api_served", __name__, "b", description="Kabupaten/kota yang dilayani kantor cabang."
)


@blueprint.operation("GET", "/regencies", answers=ServedRegenciesOut)
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def list_regencies() -> dict[str, Any]:
    """Kabupaten/kota yang ditugaskan hari ini."""
    with transaction(visit().principal) as session:
        served = list_served_regencies(
            session, organisation_id=visit().organisation.organisation_id, now=visit().now
        )
    return {
        "items": [
            {
                "slug": one.tenant.slug,
                "name": one.tenant.name,
                "code": one.tenant.region_code,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
            }
            for one in served
        ]
    }
