"""Reads of files: what is known about one, and its bytes only when they are asked for."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob


def get_document(session: Session, *, tenant_id: int, document_id: UUID) -> DocumentBlob:
    """What is known about a file, without its bytes.

    Raises:
        NotFound: no such file in this regency.
    """
    return _one(session, tenant_id, document_id, with_content=False)


def get_document_content(session: Session, *, tenant_id: int, document_id: UUID) -> DocumentBlob:
    """A file with its bytes loaded.

    Raises:
        NotFound: no such file in this regency.
    """
    return _one(session, tenant_id, document_id, with_content=True)


def _one(
    session: Session, tenant_id: int, document_id: UUID, *, with_content: bool
) -> DocumentBlob:
    query = select(DocumentBlob).where(
        DocumentBlob.tenant_id == tenant_id, DocumentBlob.id == document_id
    )
    if with_content:
        query = query.options(undefer(DocumentBlob.content))
    document = session.scalars(query).one_or_none()
    if document is None:
        raise NotFound(N_("Berkas tidak ditemukan."))
    return document
