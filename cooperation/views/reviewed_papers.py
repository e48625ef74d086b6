"""Papers of agreements for the branch: to be saved, or a PDF shown beside what it claims."""

from uuid import UUID

from flask import Response, make_response

from cooperation.queries.reviews import is_reviewed_paper
from cooperation.views.agreement_reviews import blueprint
from tenants.access import Permission, requires
from tenants.document_types import MediaType
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.security import HEADERS
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document_content
from tenants.request import visit
from tenants.services.documents import record_download
from tenants.shell.downloads import attachment

POLICY = "Content-Security-Policy"
FRAMED_BY_US = HEADERS[POLICY].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
"""For a PDF shown inside our own page: it may be framed by us, and may still do nothing."""


@blueprint.get("/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ, pool=DatabaseRole.BRANCH)
def download_paper(document_id: UUID) -> Response:
    """One paper of an agreement, to be saved.

    Raises:
        NotFound: no such file among the papers of agreements that came before the branch.
    """
    document = _handed_out(document_id)
    return attachment(document.content, filename=document.filename, media_type=document.media_type)


@blueprint.get("/documents/<uuid:document_id>/view")
@requires(Permission.DOCUMENT_READ, pool=DatabaseRole.BRANCH)
def view_paper(document_id: UUID) -> Response:
    """One PDF, for the frame of the review page.

    Raises:
        NotFound: no such file among the papers of agreements, or it is no PDF.
    """
    document = _handed_out(document_id)
    if document.media_type != MediaType.PDF:
        raise NotFound(N_("Berkas tidak ditemukan."))
    response = make_response(document.content)
    response.mimetype = document.media_type
    response.headers["Content-Disposition"] = "inline"
    response.headers[POLICY] = FRAMED_BY_US
    return response


def _handed_out(document_id: UUID) -> DocumentBlob:
    """A file with its bytes; one with personal data leaves a trace in the regency's trail."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        if not is_reviewed_paper(session, tenant_id=tenant_id, document_id=document_id):
            raise NotFound(N_("Berkas tidak ditemukan."))
        document = get_document_content(session, tenant_id=tenant_id, document_id=document_id)
        if document.contains_personal_data:
            record_download(
                session,
                tenant_id=tenant_id,
                actor=visit().actor,
                now=visit().now,
                document_id=document_id,
            )
    return document
