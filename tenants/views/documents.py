"""Hand out a file, to be saved and never shown."""

from uuid import UUID

from flask import Response

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_, NotPermitted
from tenants.queries.documents import get_document_content
from tenants.request import tenant_blueprint, visit
from tenants.services.documents import record_download
from tenants.shell.downloads import attachment

blueprint = tenant_blueprint("documents", __name__)


@blueprint.get("/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ)
def download_document(document_id: UUID) -> Response:
    """One file; one with personal data only for who may read of workers, and not without trace.

    Raises:
        NotFound: none with this id in this regency.
        NotPermitted: the file holds personal data, and the role reads of no worker.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        document = get_document_content(session, tenant_id=tenant_id, document_id=document_id)
        if document.contains_personal_data:
            if not visit().can(Permission.WORKER_READ):
                raise NotPermitted(
                    N_("Berkas ini memuat data perorangan, sehingga tidak terbuka bagi peran Anda.")
                )
            record_download(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
            )
    return attachment(document.content, filename=document.filename, media_type=document.media_type)
