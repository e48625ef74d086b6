"""The official paper a record rests on: kept with it, version by version."""

from datetime import datetime

from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.sources import Papered
from tenants.models.documents import DocumentBlob
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
