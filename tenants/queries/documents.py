"""Reads of files: what is known about one, and its bytes only when they are asked for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased, undefer

from tenants.document_types import MediaType
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import (
    PAGE_SIZE,
    Page,
    decode_cursor,
    moment,
    page_of,
    row_id,
    text,
    whole,
)
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


class FileChoice(StrEnum):
    """Which files a list shows."""

    EVERY = ""
    PERSONAL = "personal"
    CLOSED = "closed"
    """With personal data and without an open redacted copy: oversight cannot read them."""


class FileOrder(StrEnum):
    """In which order files are listed."""

    NEWEST = "newest"
    NAME = "name"
    LARGEST = "largest"


@dataclass(frozen=True)
class FileFilter:
    """What the list of files is narrowed to. Every word of ``search`` must occur in the name."""

    choice: FileChoice = FileChoice.EVERY
    search: str | None = None
    media_type: MediaType | None = None
    order: FileOrder = FileOrder.NEWEST


_EVERY_FILE = FileFilter()
_PLACES: Mapping[FileOrder, Any] = {
    FileOrder.NEWEST: DocumentBlob.uploaded_at,
    FileOrder.NAME: DocumentBlob.filename,
    FileOrder.LARGEST: DocumentBlob.byte_count,
}
_READERS = {FileOrder.NEWEST: moment, FileOrder.NAME: text, FileOrder.LARGEST: whole()}


def list_files(
    session: Session,
    *,
    tenant_id: int,
    narrowed: FileFilter = _EVERY_FILE,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[FileRecord]:
    """One page of the regency's files in the order asked for, each once; no bytes are read.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    keys = [_PLACES[narrowed.order], DocumentBlob.id]
    ascending = narrowed.order is FileOrder.NAME
    query = _newest_versions(tenant_id, narrowed).order_by(
        *(key.asc() if ascending else key.desc() for key in keys)
    )
    if cursor:
        seen = tuple_(*decode_cursor(cursor, _READERS[narrowed.order], row_id))
        place = tuple_(*keys)
        query = query.where(place > seen if ascending else place < seen)
    rows = session.scalars(query.limit(size + 1)).all()
    page = page_of(rows, lambda one: (_place(one, narrowed.order), str(one.id)), size)
    return Page(_records(session, tenant_id, page.items), page.next_cursor)


def count_files(session: Session, *, tenant_id: int, narrowed: FileFilter = _EVERY_FILE) -> int:
    """How many files the filter leaves, each counted once, whatever the number of its versions."""
    query = _newest_versions(tenant_id, narrowed).with_only_columns(func.count())
    return session.scalar(query) or 0


def _place(document: DocumentBlob, order: FileOrder) -> str | int:
    if order is FileOrder.NEWEST:
        return document.uploaded_at.isoformat()
    return document.filename if order is FileOrder.NAME else document.byte_count


def _newest_versions(tenant_id: int, narrowed: FileFilter) -> Select[DocumentBlob]:
    """Files that no newer version took the place of; redacted copies are no files of their own."""
    other = aliased(DocumentBlob)
    same_tenant = other.tenant_id == DocumentBlob.tenant_id
    query = select(DocumentBlob).where(
        DocumentBlob.tenant_id == tenant_id,
        DocumentBlob.redacts_id.is_(None),
        ~exists().where(same_tenant, other.replaces_id == DocumentBlob.id),
    )
    words = (narrowed.search or "").split()
    named = DocumentBlob.filename
    query = query.where(*(named.icontains(word, autoescape=True) for word in words))
    if narrowed.media_type is not None:
        query = query.where(DocumentBlob.media_type == narrowed.media_type)
    if narrowed.choice is not FileChoice.EVERY:
        query = query.where(DocumentBlob.contains_personal_data)
    if narrowed.choice is FileChoice.CLOSED:
        is_open = other.withdrawn_at.is_(None)
        query = query.where(
            ~exists().where(same_tenant, other.redacts_id == DocumentBlob.id, is_open)
        )
    return query


def _records(
    session: Session, tenant_id: int, documents: Sequence[DocumentBlob]
) -> list[FileRecord]:
    earlier = _earlier(session, tenant_id, documents)
    versions = [*documents, *(one for before in earlier.values() for one in before)]
    copies = session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id,
            DocumentBlob.redacts_id.in_([one.id for one in versions]),
            DocumentBlob.withdrawn_at.is_(None),
        )
    ).all()
    open_copies = {one.redacts_id: one for one in copies if one.redacts_id is not None}
    return [FileRecord(one, earlier[one.id], open_copies) for one in documents]


def _earlier(
    session: Session, tenant_id: int, documents: Sequence[DocumentBlob]
) -> Mapping[UUID, Sequence[DocumentBlob]]:
    """The versions before each of some files, newest first."""
    chain = (
        select(DocumentBlob.id.label("newest_id"), DocumentBlob.replaces_id.label("id"))
        .where(
            DocumentBlob.tenant_id == tenant_id,
            DocumentBlob.id.in_([one.id for one in documents]),
            DocumentBlob.replaces_id.is_not(None),
        )
        .cte("chain", recursive=True)
    )
    before = aliased(DocumentBlob)
    chain = chain.union(
        select(chain.c.newest_id, before.replaces_id)
        .join(chain, before.id == chain.c.id)
        .where(before.tenant_id == tenant_id, before.replaces_id.is_not(None))
    )
    rows = session.execute(
        select(chain.c.newest_id, DocumentBlob)
        .join(chain, DocumentBlob.id == chain.c.id)
        .where(DocumentBlob.tenant_id == tenant_id)
        .order_by(DocumentBlob.uploaded_at.desc(), DocumentBlob.id.desc())
    )
    found: defaultdict[UUID, list[DocumentBlob]] = defaultdict(list)
    for newest_id, document in rows:
        found[newest_id].append(document)
    return found


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
