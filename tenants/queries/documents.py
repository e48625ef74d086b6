"""Reads of files: what is known about one, and its bytes only when they are asked for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, undefer

from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob


@dataclass(frozen=True)
class FileRecord:
    """A file in its newest version, with those before it and its redacted copy, if it has one."""

    document: DocumentBlob
    earlier: Sequence[DocumentBlob]
    """Newest first."""
    copies: Mapping[UUID, DocumentBlob]
    """Redacted copies that are open, by the id of the version they were made from."""

    @property
    def copy(self) -> DocumentBlob | None:
        """The open redacted copy of the newest version."""
        return self.copies.get(self.document.id)


def list_files(session: Session, *, tenant_id: int) -> list[FileRecord]:
    """Every file of the regency, the latest upload first; no bytes are read."""
    documents = session.scalars(
        select(DocumentBlob)
        .where(DocumentBlob.tenant_id == tenant_id, DocumentBlob.withdrawn_at.is_(None))
        .order_by(DocumentBlob.uploaded_at.desc(), DocumentBlob.id.desc())
    ).all()
    by_id = {one.id: one for one in documents}
    replaced = {one.replaces_id for one in documents}
    copies = {one.redacts_id: one for one in documents if one.redacts_id is not None}
    return [
        FileRecord(one, list(_earlier(one, by_id)), copies)
        for one in documents
        if one.redacts_id is None and one.id not in replaced
    ]


def _earlier(document: DocumentBlob, by_id: Mapping[UUID, DocumentBlob]) -> Iterator[DocumentBlob]:
    while document.replaces_id is not None:
        document = by_id[document.replaces_id]
        yield document


def find_redacted_copy(
    session: Session, *, tenant_id: int, document_id: UUID
) -> DocumentBlob | None:
    """The open redacted copy of a file, if there is one."""
    return session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id,
            DocumentBlob.redacts_id == document_id,
            DocumentBlob.withdrawn_at.is_(None),
        )
    ).one_or_none()


def find_newer_version(
    session: Session, *, tenant_id: int, document_id: UUID
) -> DocumentBlob | None:
    """The file that took this one's place, if one did."""
    return session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id, DocumentBlob.replaces_id == document_id
        )
    ).one_or_none()


def list_open_documents(
    session: Session, *, tenant_id: int, document_ids: Iterable[UUID]
) -> dict[UUID, DocumentBlob]:
    """What the database shows of these files: each itself, or its redacted copy, by its own id.

    Role oversight is shown neither for a file with personal data that has no copy.
    """
    wanted = list(document_ids)
    shown = session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id,
            or_(DocumentBlob.id.in_(wanted), DocumentBlob.redacts_id.in_(wanted)),
        )
    ).all()
    copies = {one.redacts_id: one for one in shown if one.redacts_id is not None}
    return {**copies, **{one.id: one for one in shown if one.redacts_id is None}}


def get_document(
    session: Session, *, tenant_id: int, document_id: UUID, for_update: bool = False
) -> DocumentBlob:
    """What is known about a file, without its bytes.

    Args:
        session: a transaction of the tenant.
        tenant_id: whose file.
        document_id: which.
        for_update: lock it until the transaction ends.

    Raises:
        NotFound: no such file in this regency.
    """
    query = _named(tenant_id, document_id)
    return _one(session, query.with_for_update() if for_update else query)


def get_document_content(session: Session, *, tenant_id: int, document_id: UUID) -> DocumentBlob:
    """A file with its bytes loaded.

    Raises:
        NotFound: no such file in this regency.
    """
    query = _named(tenant_id, document_id).options(undefer(DocumentBlob.content))
    return _one(session, query)


def _named(tenant_id: int, document_id: UUID) -> Select[DocumentBlob]:
    return select(DocumentBlob).where(
        DocumentBlob.tenant_id == tenant_id, DocumentBlob.id == document_id
    )


def _one(session: Session, query: Select[DocumentBlob]) -> DocumentBlob:
    document = session.scalars(query).one_or_none()
    if document is None:
        raise NotFound(N_("Berkas tidak ditemukan."))
    return document
