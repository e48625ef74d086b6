"""Keep a file: recognised by its bytes, hashed, and never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.document_types import (
    DOCUMENT_LIMIT_BYTES,
    MEDIA_TYPE_LABELS,
    recognise_media_type,
    safe_filename,
)
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, TooLarge, UnsupportedFormat
from tenants.models.documents import DocumentBlob


@dataclass(frozen=True)
class IncomingFile:
    """A file as it was sent."""

    filename: str
    content: bytes
    contains_personal_data: bool = False


def store_document(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, file: IncomingFile
) -> DocumentBlob:
    """Keep a file of the regency.

    Raises:
        InvalidInput: the file is empty.
        TooLarge: it has more than ``DOCUMENT_LIMIT_BYTES``.
        UnsupportedFormat: its bytes show none of the kept types, whatever its name says.

    Effects:
        Inserts and flushes the row; audits the upload.
    """
    if not file.content:
        raise InvalidInput(
            errors=[FieldError("/file", N_("Berkas kosong (0 bita). Pilih berkas yang berisi."))]
        )
    if len(file.content) > DOCUMENT_LIMIT_BYTES:
        raise TooLarge(
            N_("Ukuran berkas melebihi %(limit)s MB. Perkecil hasil pindai, lalu unggah kembali."),
            limit=DOCUMENT_LIMIT_BYTES // 1024**2,
        )
    media_type = recognise_media_type(file.content)
    if media_type is None:
        raise UnsupportedFormat(
            N_("Isi berkas bukan %(kinds)s. Simpan dokumen sebagai PDF, lalu unggah kembali."),
            kinds=", ".join(MEDIA_TYPE_LABELS.values()),
        )
    document = DocumentBlob(
        tenant_id=tenant_id,
        filename=safe_filename(file.filename, media_type),
        media_type=media_type,
        byte_count=len(file.content),
        sha256=sha256(file.content).digest(),
        content=file.content,
        contains_personal_data=file.contains_personal_data,
        uploaded_at=now,
        uploaded_by_name=actor.name,
    )
    session.add(document)
    session.flush()
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="document:upload",
        subject="document",
        subject_id=document.id,
        detail={
            "sha256": document.sha256.hex(),
            "byte_count": document.byte_count,
            "contains_personal_data": document.contains_personal_data,
        },
    )
    return document


def record_download(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, document_id: UUID
) -> None:
    """Leave a trace that a file with personal data was handed out.

    Effects:
        Audits.
    """
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="document:download",
        subject="document",
        subject_id=document_id,
    )
