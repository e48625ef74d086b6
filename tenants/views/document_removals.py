"""Take away a file that was uploaded by mistake and that nothing uses."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.queries.documents import get_document
from tenants.removals import Removal, carry_out, removal_page
from tenants.request import visit
from tenants.services.document_removals import remove_document
from tenants.views.documents import blueprint


@blueprint.get("/documents/<uuid:document_id>/removal")
@requires(Permission.DOCUMENT_EDIT)
def ask_removal(document_id: UUID) -> str:
    """What follows when the file is taken away, or what uses it."""
    return removal_page(_removal(document_id))


@blueprint.post("/documents/<uuid:document_id>/removal")
@requires(Permission.DOCUMENT_EDIT)
def remove(document_id: UUID) -> BaseResponse:
    """Take the file away."""
    return carry_out(_removal(document_id), remove_document, document_id=document_id)


def _removal(document_id: UUID) -> Removal:
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
