"""Keep the text of regulations: ask for the reading, store what was read, forget it again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.models.documents import DocumentBlob
from tenants.models.regulation_texts import RegulationPage, RegulationReading
from tenants.models.regulations import RegulationDocument
from tenants.reading import READERS, Reading, reader_of

READ_TEXTS_JOB = "read_regulation_texts"
_EVERY_TEXT = "all"


@dataclass(frozen=True)
class Unread:
    """A version of a regulation's file whose text has not been read."""

    regulation_document_id: UUID
    media_type: str
    content: bytes


def request_reading(session: Session, *, tenant_id: int, now: datetime) -> None:
    """Ask, in the transaction of the caller, for every unread text of a regency to be read.

    Effects:
        Enqueues one run per tenant, however many files wait for it.
    """
    enqueue(session, READ_TEXTS_JOB, tenant_id=tenant_id, key=_EVERY_TEXT, payload={}, now=now)


def next_unread(session: Session, *, tenant_id: int) -> Unread | None:
    """A file that waits to be read, the oldest first; those marked as personal are never read."""
    row = session.execute(
        select(RegulationDocument.id, DocumentBlob.media_type, DocumentBlob.content)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .outerjoin(
            RegulationReading,
            (RegulationReading.tenant_id == RegulationDocument.tenant_id)
            & (RegulationReading.regulation_document_id == RegulationDocument.id),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            DocumentBlob.contains_personal_data.is_(False),
            RegulationReading.id.is_(None),
        )
        .order_by(RegulationDocument.id)
        .limit(1)
    ).one_or_none()
    return None if row is None else Unread(row[0], row[1], row[2])


def keep_reading(
    session: Session,
    *,
    tenant_id: int,
    regulation_document_id: UUID,
    media_type: str,
    reading: Reading,
    now: datetime,
) -> None:
    """Store what was read of a file, and which reader of ``media_type`` read it.

    Effects:
        Adds the reading and its pages with text, flushes.
    """
    pages = [(number, text) for number, text in enumerate(reading.pages, start=1) if text]
    session.add(
        RegulationReading(
            tenant_id=tenant_id,
            regulation_document_id=regulation_document_id,
            state=reading.state,
            page_count=len(reading.pages),
            text_page_count=len(pages),
            kept_letters=reading.cut.kept if reading.cut else None,
            total_letters=reading.cut.total if reading.cut else None,
            reader=reader_of(media_type),
            read_at=now,
        )
    )
    session.add_all(
        RegulationPage(
            tenant_id=tenant_id,
            id=uuid7(),
            regulation_document_id=regulation_document_id,
            page=number,
            content=text,
        )
        for number, text in pages
    )
    session.flush()


def forget_outdated(session: Session, *, tenant_id: int) -> int:
    """Take away what an older reader read, so that the file waits to be read again.

    A file that was marked as personal since then is never read, and keeps what is known of it.

    Returns:
        how many files wait again; 0 the second time.

    Effects:
        Deletes their pages and readings.
    """
    outdated = [
        (DocumentBlob.media_type == form) & (RegulationReading.reader < reader)
        for form, reader in READERS.items()
    ]
    found = session.scalars(
        select(RegulationDocument.id)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .join(
            RegulationReading,
            (RegulationReading.tenant_id == RegulationDocument.tenant_id)
            & (RegulationReading.regulation_document_id == RegulationDocument.id),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            DocumentBlob.contains_personal_data.is_(False),
            or_(*outdated),
        )
        .order_by(RegulationDocument.id)
    ).all()
    for regulation_document_id in found:
        forget_text(session, tenant_id=tenant_id, regulation_document_id=regulation_document_id)
    return len(found)


def forget_text(session: Session, *, tenant_id: int, regulation_document_id: UUID) -> None:
    """Take away what was read of a version that goes.

    Effects:
        Deletes its pages and its reading.
    """
    for model in (RegulationPage, RegulationReading):
        session.execute(
            delete(model).where(
                model.tenant_id == tenant_id,
                model.regulation_document_id == regulation_document_id,
            )
        )
