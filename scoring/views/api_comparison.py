"""The API of comparison, for provinces and ministries: what regencies have published."""

from collections.abc import Mapping
from typing import Any

from scoring.queries.comparison import ComparedRegion, lines_of, list_compared_regions
from scoring.schemas.api import ComparisonIn, ComparisonPageOut
from scoring.views.scope import province_in_view
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.paging import decode_cursor, page_of, text
from tenants.request import visit

blueprint = api_blueprint(
    "api_comparison",
    __name__,
    "pm",
    description="Perbandingan kabupaten/kota, tanpa data pribadi.",
)


@blueprint.operation("GET", "/comparison", query=ComparisonIn, answers=ComparisonPageOut)
@requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)
def list_comparison(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Setiap kabupaten/kota dalam lingkup organisasi dengan indeks, cakupan, dan rincian nilai."""
    seen = decode_cursor(asked["cursor"], text)[0] if asked["cursor"] else ""
    with transaction(visit().principal) as session:
        regions = list_compared_regions(
            session,
            province_code=province_in_view(),
            year=asked["year"],
            profile=asked["profile"],
        )
    rows = sorted((one for one in regions if one.code > seen), key=lambda one: one.code)
    page = page_of(rows[: asked["limit"] + 1], lambda one: (one.code,), asked["limit"])
    return {"items": [_described(one) for one in page.items], "next_cursor": page.next_cursor}


def _described(region: ComparedRegion) -> dict[str, Any]:
    entry = region.entry
    return {
        "code": region.code,
        "name": region.name,
        "province_code": region.province_code,
        "takes_part": region.slug is not None,
        "claimed": entry.claimed if entry else None,
        "verified": entry.verified if entry else None,
        "coverage": {
            "covered_count": entry.covered_count,
            "eligible_count": entry.eligible_count,
            "kind": entry.coverage_kind,
            "source": entry.coverage_source,
            "data_on": entry.coverage_on,
        }
        if entry and entry.coverage_source
        else None,
        "lines": list(lines_of(entry).values()) if entry else [],
    }
