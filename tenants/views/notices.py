"""What a person of a regency was told: the list, and what was read of it."""

from uuid import UUID

from werkzeug.wrappers import Response

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import DatabaseRole
from tenants.views.notice_pages import list_page, read_all, read_one

blueprint = tenant_blueprint("notices", __name__)

_reads = requires(Permission.AGREEMENT_READ, pool=DatabaseRole.REGENCY)


@blueprint.get("/notices")
@_reads
def show_notices() -> str:
    """One page of the person's notices."""
    return list_page({})


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
