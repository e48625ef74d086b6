"""The API of regulations."""

from typing import Any
from uuid import UUID

from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.api.schemas import described_source
from tenants.kernel.db import transaction
from tenants.models.regulations import Regulation
from tenants.queries.regulation_register import (
    RegulationFilter,
    RegulationListing,
    list_regulations,
)
from tenants.queries.regulation_standing import dates_of, list_standings, standing_of
from tenants.queries.regulations import get_regulation_record
from tenants.regulation_periods import binding_from
from tenants.regulation_status import Standing
from tenants.regulation_types import ProvisionGroup
from tenants.request import visit
from tenants.schemas.api import (
    RegulationIn,
    RegulationPageOut,
    RegulationRecordOut,
    RegulationsIn,
)

blueprint = api_blueprint("api_regulations", __name__, "r", description="Regulasi kabupaten/kota.")


@blueprint.operation("GET", "/regulations", query=RegulationsIn, answers=RegulationPageOut)
@requires(Permission.REGULATION_READ)
def list_regulation_records(asked: dict[str, Any]) -> dict[str, Any]:
    """Daftar regulasi, terbaru lebih dahulu."""
    narrowed = RegulationFilter(
        search=asked["search"],
        kind=asked["kind"],
        status=asked["status"],
        state=asked["state"],
        on=visit().today,
        year=asked["year"],
    )
    with transaction(visit().principal) as session:
        page = list_regulations(
            session,
            tenant_id=visit().regency.id,
            narrowed=narrowed,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
    return {"items": [_listed(one) for one in page.items], "next_cursor": page.next_cursor}


@blueprint.operation(
    "GET", "/regulations/<uuid:regulation_id>", query=RegulationIn, answers=RegulationRecordOut
)
@requires(Permission.REGULATION_READ)
def show_regulation_record(asked: dict[str, Any], regulation_id: UUID) -> dict[str, Any]:
    """Satu regulasi dengan materi muatan, rantai perubahan, dan keberlakuannya pada satu hari."""
    day = asked["on"] or visit().today
    with transaction(visit().principal) as session:
        record = get_regulation_record(
            session, tenant_id=visit().regency.id, regulation_id=regulation_id
        )
        standings = list_standings(session, tenant_id=visit().regency.id, day=day)
    regulation = record.regulation
    found = record.provisions
    standing = standing_of(regulation, record.related, day)
    return {
        **_described(
            regulation,
            standing,
            article_count=sum(one.article is not None for one in found.values()),
            has_document=bool(record.documents),
        ),
        "promulgated_on": regulation.promulgated_on,
        "ended_on": regulation.ended_on,
        "asked_on": day,
        "is_in_force": standing.binds,
        "provisions": [
            {
                "group": group.value,
                "article": found[group].article,
                "summary": found[group].summary,
                "page": found[group].page,
            }
            for group in ProvisionGroup
            if group in found
        ],
        "related": [
            {
                "regulation_id": one.other.id,
                "citation": one.other.citation,
                "status": one.other.status,
                "state": standings[one.other.id].state.value,
                "relation": one.kind.value,
                "acts": one.acts,
            }
            for one in record.related
        ],
    }


def _listed(listing: RegulationListing) -> dict[str, Any]:
    return _described(
        listing.regulation,
        standing_of(listing.regulation, listing.related, visit().today),
        article_count=listing.article_count,
        has_document=listing.has_document,
    )


def _described(
    regulation: Regulation, standing: Standing, *, article_count: int, has_document: bool
) -> dict[str, Any]:
    return {
        "id": regulation.id,
        "kind": regulation.kind,
        "number": regulation.number,
        "year": regulation.year,
        "title": regulation.title,
        "status": regulation.status,
        "state": standing.state.value,
        "unknown_days": [one.value for one in standing.lacks],
        "enacted_on": regulation.enacted_on,
        "effective_on": regulation.effective_on,
        "binding_from": binding_from(dates_of(regulation)),
        "article_count": article_count,
        "has_document": has_document,
        **described_source(regulation),
    }
