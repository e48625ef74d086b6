"""The API of comparison, for provinces and ministries: what regencies have published."""

from collections.abc import Mapping
from typing import Any

from scoring.queries.comparison import ComparedRegion, lines_of, page_of_compared_regions
from scoring.rubric import rubric_for
from scoring.schemas.api import ComparisonIn, ComparisonPageOut
from scoring.views.scope import province_in_view
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, FieldError, InvalidInput
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
    _refuse_unknown(asked["year"], asked["profile"])
    with transaction(visit().principal) as session:
        page = page_of_compared_regions(
            session,
            province_code=province_in_view(),
            year=asked["year"],
            profile=asked["profile"],
            cursor=asked["cursor"] or None,
            size=asked["limit"],
        )
    return {"items": [_described(one) for one in page.items], "next_cursor": page.next_cursor}


def _refuse_unknown(year: int, profile: str) -> None:
    """Regions without results look the same as results nobody can have; the latter is an error.

    Raises:
        InvalidInput: no instrument applies to the year, or it has no such profile.
    """
    try:
        rubric = rubric_for(year)
    except KeyError:
        detail = N_("Belum ada instrumen untuk tahun ini.")
        raise InvalidInput(errors=[FieldError("/year", detail)]) from None
    codes = [one.code for one in rubric.profiles]
    if profile not in codes:
        detail = N_("Bobot ini tidak ada pada instrumen. Pilihannya: %(codes)s.")
        params = {"codes": ", ".join(codes)}
        raise InvalidInput(errors=[FieldError("/profile", detail, params)])


def _described(region: ComparedRegion) -> dict[str, Any]:
    entry = region.entry
    return {
        "code": region.code,
        "name": region.name,
        "province_code": region.province_code,
        "takes_part": region.slug is not None,
        "is_withheld": entry is not None and entry.is_withheld,
        "claimed": entry.claimed if entry else None,
        "verified": entry.verified if entry else None,
        "coverage": {
            "covered_count": entry.covered_count,
            "eligible_count": entry.eligible_count,
            "ratio": entry.coverage_ratio,
            "is_withheld": entry.coverage_withheld,
            "basis": entry.coverage_basis,
            "kind": entry.coverage_kind,
            "source": entry.coverage_source,
            "status": entry.coverage_status,
            "data_on": entry.coverage_on,
            "is_verified": entry.coverage_is_verified,
        }
        if entry and entry.coverage_source
        else None,
        "quoted": {
            "ratio": entry.quoted_ratio,
            "title": entry.quoted_title,
            "source": entry.quoted_source,
            "status": entry.quoted_status,
            "published_on": entry.quoted_published_on,
            "data_on": entry.quoted_on,
        }
        if entry and entry.quoted_source
        else None,
        "lines": list(lines_of(entry).values()) if entry else [],
    }
