"""Take away a file that nothing uses, bytes and all."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete
from tenants.kernel.errors import N_, StillInUse, refuse_errors
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import find_newer_version, get_document
from tenants.remark_rules import reason_errors


def remove_document(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    document_id: UUID,
    reason: str | None,
) -> None:
    """Take away one version of a file with its redacted copies, where no record uses it.

    The version after it then takes the place of the version before it. The trail keeps the hash,
    never the name, which may be a person's.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such file in this regency.
        StillInUse: a record rests on it, or it is a redacted copy that is open to oversight.

    Effects:
        Locks the file, deletes the rows, flushes, audits.
    """
    refuse_errors(reason_errors(reason))
    document = get_document(session, tenant_id=tenant_id, document_id=document_id, for_update=True)
    if document.redacts_id is not None and document.withdrawn_at is None:
        raise StillInUse(N_("Salinan ini masih terbuka bagi provinsi dan kementerian. Tariklah."))
    newer = find_newer_version(session, tenant_id=tenant_id, document_id=document_id)
    if newer is not None:
        newer.replaces_id = None
    session.flush()
    copies = session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id, DocumentBlob.redacts_id == document_id
        )
    ).all()
    delete(session, *copies, document)
    if newer is not None:
        newer.replaces_id = document.replaces_id
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="document:remove",
        subject="document",
        subject_id=document_id,
        detail={
            "sha256": document.sha256.hex(),
            "byte_count": document.byte_count,
            "contains_personal_data": document.contains_personal_data,
            "reason": reason,
        },
    )
