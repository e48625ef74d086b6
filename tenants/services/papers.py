"""The official paper a record rests on: kept with it version by version, and gone with it."""

from datetime import datetime

from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete
from tenants.kernel.db import Base
from tenants.kernel.errors import StillInUse
from tenants.kernel.sources import Papered
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document
from tenants.services.document_removals import remove_document
from tenants.services.documents import IncomingFile, store_document


def keep_paper(
    session: Session,
    record: Papered,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    file: IncomingFile,
) -> DocumentBlob:
    """Keep the paper a record rests on; a newer file is its next version.

    Args:
        session: a transaction of the regency that has locked the record.
        record: what rests on the paper.
        tenant_id: whose record.
        actor: who sent the file.
        now: when.
        file: as it was sent.

    Raises:
        Conflict: the kept file has a newer version already.
        InvalidInput, TooLarge, UnsupportedFormat: the file cannot be kept.

    Effects:
        Stores the file, changes the record, flushes, audits the upload; the change of the record
        is its own service's to audit and to publish.
    """
    document = store_document(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        file=file,
        replaces_id=record.document_id,
    )
    record.document_id = document.id
    session.flush()
    return document


def delete_with_paper(
    session: Session,
    record: Base,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    reason: str | None,
) -> None:
    """Take a record away, with its paper and the paper's earlier versions if nothing uses them.

    The first version that something else uses stays, and all before it.

    Args:
        session: a transaction of the regency that has locked the record.
        record: what goes.
        tenant_id: whose record.
        actor: who.
        now: when.
        reason: why the record goes.

    Raises:
        StillInUse: something rests on the record.

    Effects:
        Deletes the record and the files, flushes, audits each file; that the record went is its
        own service's to audit and to publish.
    """
    document_id = record.document_id if isinstance(record, Papered) else None
    delete(session, record)
    while document_id is not None:
        document = get_document(session, tenant_id=tenant_id, document_id=document_id)
        earlier_id = document.replaces_id
        try:
            with session.begin_nested():
                remove_document(
                    session,
                    tenant_id=tenant_id,
                    actor=actor,
                    now=now,
                    document_id=document_id,
                    reason=reason,
                )
        except StillInUse:
            return
        document_id = earlier_id
