"""Take away a file that was uploaded by mistake and that nothing uses."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.queries.documents import get_document
from tenants.removals import Removal, removal_pages
from tenants.request import visit
from tenants.services.document_removals import remove_document
from tenants.views.documents import blueprint


@removal_pages(
    blueprint, "/documents/<uuid:document_id>", Permission.DOCUMENT_EDIT, remove_document
)
def removal(document_id: UUID) -> Removal:
    """What follows when the file is taken away."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        document = get_document(session, tenant_id=tenant_id, document_id=document_id)
    return Removal(
        subject="document",
        record_id=document_id,
        title=document.filename,
        consequence=_(
            "Isi berkas dan salinan tersamarkannya dihapus dari layanan ini. Versi lain dari"
            " berkas ini tetap ada. Bila yang keliru sedang dipakai, unggah berkas yang benar"
            " lebih dahulu; versi yang keliru kemudian dapat dihapus."
        ),
        page_url=url_for("document_sharing.show_sharing", document_id=document_id),
        next_url=url_for("documents.list_documents"),
    )
