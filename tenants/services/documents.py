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
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import is_rested_on
from tenants.kernel.errors import (
    N_,
    Conflict,
    FieldError,
    InvalidInput,
    NotFound,
    TooLarge,
    UnsupportedFormat,
)
from tenants.models.documents import DocumentBlob
from tenants.queries.audit import was_done
from tenants.queries.documents import find_newer_version, find_redacted_copy, get_document
from tenants.services.document_removals import remove_document

_CHOSEN_ANEW = N_("Berkas lain dipilih sebelum isiannya disimpan.")
"""The reason that the trail keeps; like every reason it stands there as it was written."""


@dataclass(frozen=True)
class IncomingFile:
    """A file as it was sent."""

    filename: str
    content: bytes
    contains_personal_data: bool = False
    instead_of_id: UUID | None = None
    """The file that was kept when the form was refused, and that this one was chosen instead of."""


def store_document(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    file: IncomingFile,
    replaces_id: UUID | None = None,
) -> DocumentBlob:
    """Keep a file of the regency.

    Args:
        session: a transaction of the regency.
        tenant_id: whose file.
        actor: who sent it.
        now: when.
        file: as it was sent.
        replaces_id: the file it is a newer version of; that one stays.

    Raises:
        InvalidInput: the file is empty.
        TooLarge: it has more than ``DOCUMENT_LIMIT_BYTES``.
        UnsupportedFormat: its bytes show none of the kept types, whatever its name says.
        NotFound: the regency has no file ``replaces_id``.
        Conflict: that file is a redacted copy, or has a newer version already.

    Effects:
        Inserts and flushes the row; audits the upload.
    """
    document = _new_document(tenant_id, actor, now, file)
    if replaces_id is not None:
        _lock_replaceable(session, tenant_id, replaces_id)
        document.replaces_id = replaces_id
    session.add(document)
    session.flush()
    detail: audit.Detail = {"replaces": str(replaces_id)} if replaces_id else {}
    detail = {**_told(document), **detail}
    _record(session, document, actor=actor, now=now, verb="upload", detail=detail)
    return document


@dataclass(frozen=True)
class HeldFile:
    """A file that was kept when its form was refused, and what the form says of it now."""

    document_id: UUID
    contains_personal_data: bool = True


def keep_file(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    file: IncomingFile | HeldFile,
    replaces_id: UUID | None = None,
) -> DocumentBlob:
    """A file as it was sent, or one that was kept when its form was refused.

    The form of a file that was kept may close it to oversight. It may open it only while nothing
    uses it and nobody has closed it since it came; otherwise the file stays closed.

    Raises:
        InvalidInput: it is gone meanwhile; or as ``store_document``.
        TooLarge, UnsupportedFormat, NotFound, Conflict: as ``store_document``.

    Effects:
        As ``store_document``; a file that was kept is locked, and becomes the newer version where
        it has no place in a chain of versions yet. One that another was chosen instead of is
        removed, audited, unless something rests on it.
    """
    if isinstance(file, IncomingFile):
        stored = store_document(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            file=file,
            replaces_id=replaces_id,
        )
        if file.instead_of_id is not None:
            _drop_unused(session, tenant_id, actor, now, file.instead_of_id)
        return stored
    try:
        document = _lock(session, tenant_id, file.document_id)
    except NotFound:
        gone = N_("Berkas yang tadi dikirim sudah dihapus. Pilih kembali.")
        raise InvalidInput(errors=[FieldError("/file", gone)]) from None
    is_own = (document.replaces_id, document.redacts_id) == (None, None)
    newer = find_newer_version(session, tenant_id=tenant_id, document_id=document.id)
    if not is_own or newer is not None or document.id == replaces_id:
        return document
    is_other = document.contains_personal_data != file.contains_personal_data
    if is_other and (file.contains_personal_data or _may_open(session, document)):
        document.contains_personal_data = file.contains_personal_data
        verb = "close" if file.contains_personal_data else "open"
        _record(session, document, actor=actor, now=now, verb=verb, detail=_told(document))
    if replaces_id is not None:
        _lock_replaceable(session, tenant_id, replaces_id)
        document.replaces_id = replaces_id
    session.flush()
    return document


def _drop_unused(
    session: Session, tenant_id: int, actor: Actor, now: datetime, document_id: UUID
) -> None:
    try:
        document = _lock(session, tenant_id, document_id)
    except NotFound:
        return
    is_own = (document.replaces_id, document.redacts_id) == (None, None)
    if is_own and not is_rested_on(session, document):
        remove_document(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            document_id=document_id,
            reason=_CHOSEN_ANEW,
        )


def _may_open(session: Session, document: DocumentBlob) -> bool:
    """Whether the form that a file was kept for may still say that it holds no personal data."""
    was_closed = was_done(
        session,
        tenant_id=document.tenant_id,
        action="document:close",
        subject_id=document.id,
        since=document.uploaded_at,
    )
    return not was_closed and not is_rested_on(session, document)


def store_redacted_copy(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    document_id: UUID,
    file: IncomingFile,
) -> DocumentBlob:
    """Keep the copy of a file in which personal data cannot be read; oversight reads the copy.

    Raises:
        NotFound: no such file in this regency.
        Conflict: the file is open to oversight as it is, is itself a copy, has a copy already, or
            the copy has the very bytes of the file.
        InvalidInput, TooLarge, UnsupportedFormat: as ``store_document``.

    Effects:
        Locks the file, inserts and flushes the copy, audits.
    """
    original = _lock(session, tenant_id, document_id)
    if original.redacts_id is not None or not original.contains_personal_data:
        raise Conflict(N_("Berkas ini sudah terbuka apa adanya, sehingga tidak perlu salinan."))
    if find_redacted_copy(session, tenant_id=tenant_id, document_id=document_id) is not None:
        raise Conflict(N_("Salinan tersamarkan sudah ada. Tarik dahulu salinan yang lama."))
    copy = _new_document(tenant_id, actor, now, file)
    if copy.sha256 == original.sha256:
        raise Conflict(N_("Berkas ini sama dengan aslinya: data pribadinya belum disamarkan."))
    copy.redacts_id, copy.contains_personal_data = document_id, False
    session.add(copy)
    session.flush()
    detail = {**_told(copy), "redacts": str(document_id)}
    _record(session, copy, actor=actor, now=now, verb="redact", detail=detail)
    return copy


def withdraw_redacted_copy(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    document_id: UUID,
    reason: str,
) -> None:
    """Close a redacted copy that still shows too much; from now on nobody of oversight reads it.

    Raises:
        NotFound: no such file in this regency.
        Conflict: it is no redacted copy, or is withdrawn already.

    Effects:
        Locks the copy, flushes, audits.
    """
    copy = _lock(session, tenant_id, document_id)
    if copy.redacts_id is None or copy.withdrawn_at is not None:
        raise Conflict(N_("Berkas ini bukan salinan tersamarkan yang terbuka."))
    copy.withdrawn_at = now
    _record(session, copy, actor=actor, now=now, verb="withdraw", detail={"reason": reason})


def set_personal_data(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    document_id: UUID,
    contains_personal_data: bool,
    reason: str,
) -> None:
    """Say whether a file holds personal data; one that does not is open to oversight at once.

    Raises:
        NotFound: no such file in this regency.
        Conflict: the file is a redacted copy, or the flag stands so already.

    Effects:
        Locks the file, flushes, audits.
    """
    document = _lock(session, tenant_id, document_id)
    if document.redacts_id is not None:
        raise Conflict(
            N_("Salinan tersamarkan tidak ditandai. Bila masih memuat data pribadi, tariklah.")
        )
    if document.contains_personal_data == contains_personal_data:
        raise Conflict(N_("Tanda berkas ini sudah demikian. Tidak ada perubahan."))
    document.contains_personal_data = contains_personal_data
    verb = "close" if contains_personal_data else "open"
    _record(session, document, actor=actor, now=now, verb=verb, detail={"reason": reason})


def _new_document(tenant_id: int, actor: Actor, now: datetime, file: IncomingFile) -> DocumentBlob:
    if not file.content:
        raise InvalidInput(
            errors=[FieldError("/file", N_("Berkas kosong (0 bita). Pilih berkas yang berisi."))]
        )
    if len(file.content) > DOCUMENT_LIMIT_BYTES:
        raise TooLarge(
            N_(
                "Berkas paling banyak %(limit)s; berkas ini %(size)s. Perkecil hasil pindai, lalu"
                " unggah kembali."
            ),
            limit=formats.file_size(DOCUMENT_LIMIT_BYTES),
            size=formats.size_beyond(len(file.content), DOCUMENT_LIMIT_BYTES),
            limit_bytes=DOCUMENT_LIMIT_BYTES,
        )
    media_type = recognise_media_type(file.content)
    if media_type is None:
        raise UnsupportedFormat(
            N_("Isi berkas bukan %(kinds)s. Simpan dokumen sebagai PDF, lalu unggah kembali."),
            kinds=", ".join(MEDIA_TYPE_LABELS.values()),
        )
    return DocumentBlob(
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


def _lock(session: Session, tenant_id: int, document_id: UUID) -> DocumentBlob:
    return get_document(session, tenant_id=tenant_id, document_id=document_id, for_update=True)


def _lock_replaceable(session: Session, tenant_id: int, document_id: UUID) -> None:
    replaced = _lock(session, tenant_id, document_id)
    if replaced.redacts_id is not None:
        raise Conflict(N_("Salinan tersamarkan tidak mempunyai versi: tarik, lalu unggah lagi."))
    if find_newer_version(session, tenant_id=tenant_id, document_id=document_id) is not None:
        raise Conflict(N_("Berkas ini sudah mempunyai versi yang lebih baru."))


def _told(document: DocumentBlob) -> audit.Detail:
    return {
        "sha256": document.sha256.hex(),
        "byte_count": document.byte_count,
        "contains_personal_data": document.contains_personal_data,
    }


def _record(
    session: Session,
    document: DocumentBlob,
    *,
    actor: Actor,
    now: datetime,
    verb: str,
    detail: audit.Detail,
) -> None:
    audit.record(
        session,
        tenant_id=document.tenant_id,
        actor=actor,
        now=now,
        action=f"document:{verb}",
        subject="document",
        subject_id=document.id,
        detail=detail,
    )


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
