"""What a person of a BPJS office was told of the regencies it serves, and what was read of it."""

from uuid import UUID

from werkzeug.wrappers import Response

from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.queries.assignments import list_served_regencies
from tenants.request import visit
from tenants.views.notice_pages import list_page, read_all, read_one

blueprint = organisation_blueprint("office_notices", __name__, "b")

_reads = requires(Permission.AGREEMENT_READ, pool=DatabaseRole.BRANCH)


@blueprint.get("/notices")
@_reads
def show_notices() -> str:
    """One page of the person's notices."""
    office = visit()
    with transaction(office.principal) as session:
        served = list_served_regencies(
            session, organisation_id=office.organisation.organisation_id, now=office.now
        )
    return list_page({one.tenant.slug: (one.tenant.id, one.tenant.name) for one in served})


@blueprint.post("/notices/<uuid:notice_id>/reading")
@_reads
def read_notice(notice_id: UUID) -> Response:
    """Note that one was read."""
    return read_one(notice_id)


@blueprint.post("/notices/reading")
@_reads
def read_notices() -> Response:
    """Note that all were read."""
    return read_all()
