"""The API of rosters and coverage of a regency, for the BPJS office that serves it. No person."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from enrollment.queries.roster_reviews import (
    SubmittedRoster,
    get_submitted_roster,
    page_of_submitted_rosters,
)
from enrollment.schemas.api import CoverageOut, SubmittedRosterOut, SubmittedRosterPageOut
from enrollment.views.api import read_coverage, roster_counts
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.api.schemas import PageIn
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import visit

blueprint = api_blueprint(
    "api_served_enrollment",
    __name__,
    "b",
    opens_regency=True,
    description="Daftar yang diajukan dan cakupan kabupaten/kota yang dilayani kantor cabang.",
)


@blueprint.operation("GET", "/rosters", query=PageIn, answers=SubmittedRosterPageOut)
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def list_submitted(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Daftar calon penerima yang pernah diajukan, pengajuan terbaru lebih dahulu."""
    with transaction(visit().principal) as session:
        page = page_of_submitted_rosters(
            session, tenant_id=visit().regency.id, cursor=asked["cursor"], size=asked["limit"]
        )
    return {"items": [_submitted(one) for one in page.items], "next_cursor": page.next_cursor}


@blueprint.operation("GET", "/rosters/<uuid:roster_id>", answers=SubmittedRosterOut)
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_submitted(roster_id: UUID) -> dict[str, Any]:
    """Satu daftar yang pernah diajukan, dengan pengajuannya yang terakhir."""
    with transaction(visit().principal) as session:
        found = get_submitted_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
    return _submitted(found)


@blueprint.operation("GET", "/coverage", answers=CoverageOut)
@requires(Permission.COVERAGE_READ, pool=DatabaseRole.BRANCH)
def show_coverage() -> dict[str, Any]:
    """Semua angka cakupan dengan sumbernya."""
    return read_coverage()


def _submitted(submitted: SubmittedRoster) -> dict[str, Any]:
    latest = submitted.latest
    told = ("round", "submitted_at", "withdrawn_at", "decided_at", "reason")
    return {
        **roster_counts(submitted.roster),
        **{name: getattr(latest.review, name) for name in told},
        "programme": submitted.programme,
        "review": latest.state,
        "office": latest.office,
    }
