"""Keep the text of a regulation: each file a version, none ever replaced by another."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, Conflict, refuse_errors
from tenants.models.documents import DocumentBlob
from tenants.models.regulations import Regulation, RegulationDocument
from tenants.queries.regulations import get_attached
from tenants.remark_rules import reason_errors
from tenants.services.documents import IncomingFile, store_document
from tenants.services.regulation_texts import forget_text, request_reading
from tenants.services.regulations import advance_version, lock_regulation, record_change


def attach_document(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    file: IncomingFile,
) -> DocumentBlob:
    """Keep a file as the newest version of the regulation's text; earlier versions stay.

    Raises:
        NotFound: no such regulation in this regency.
        InvalidInput, TooLarge, UnsupportedFormat: as ``store_document``.
        Conflict: these very bytes are the newest version already.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``, asks for its text to be
        read.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    document = store_document(session, tenant_id=tenant_id, actor=actor, now=now, file=file)
    newest = _newest_version(session, regulation)
    if newest is not None and newest[1] == document.sha256:
        raise Conflict(
            N_("Berkas ini sama dengan versi yang sudah tersimpan. Tidak ada perubahan.")
        )
    version = 1 if newest is None else newest[0] + 1
    session.add(
        RegulationDocument(
            tenant_id=tenant_id,
            regulation_id=regulation_id,
            document_id=document.id,
            version=version,
        )
    )
    request_reading(session, tenant_id=tenant_id, now=now)
    advance_version(regulation, now)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:attach-document",
        detail={"document": str(document.id), "document_version": version},
    )
    return document


def detach_document(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    document_id: UUID,
    reason: str | None,
) -> None:
    """Take a file that is not its text off a regulation; the file itself stays.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such regulation in this regency, or the file is no version of its text.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    attached = get_attached(
        session, tenant_id=tenant_id, regulation_id=regulation_id, document_id=document_id
    )
    forget_text(session, tenant_id=tenant_id, regulation_document_id=attached.id)
    delete(session, attached)
    advance_version(regulation, now)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:detach-document",
        detail={
            "document": str(document_id),
            "document_version": attached.version,
            "reason": reason,
        },
    )


def _newest_version(session: Session, regulation: Regulation) -> tuple[int, bytes] | None:
    row = session.execute(
        select(RegulationDocument.version, DocumentBlob.sha256)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .where(
            RegulationDocument.tenant_id == regulation.tenant_id,
            RegulationDocument.regulation_id == regulation.id,
        )
        .order_by(RegulationDocument.version.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])
