"""Files that take a while: asked for, written by a job, fetched within a day, then removed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from enrollment.models.prepared import PreparedFile, PreparedPiece
from enrollment.prepared import PreparedKind, PreparedState
from enrollment.services.sealed_pieces import KeepPiece, PieceSink
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.errors import N_, Conflict, NotFound, RuleViolation
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue

PREPARE_JOB = "prepare_file"
REMOVE_JOB = "remove_prepared_file"
KEPT = timedelta(hours=24)
"""How long a written file may be fetched: it names people."""
_GONE = N_("Berkas ini belum selesai disusun, atau sudah dihapus. Minta sekali lagi.")


@dataclass(frozen=True)
class Written:
    """What a written file is called, what it is, and how many people stand in it."""

    filename: str
    media_type: str
    row_count: int


Write: TypeAlias = Callable[[Session, PreparedFile, PieceSink, datetime], Written]
Begin: TypeAlias = Callable[[Session, PreparedFile, datetime], None]


@dataclass(frozen=True)
class Recipe:
    """How a kind of file is made: what is settled first and seen by others, then the writing."""

    write: Write
    begin: Begin | None = None


@dataclass(frozen=True)
class Wanted:
    """Which file a job is about."""

    tenant_id: int
    prepared_file_id: UUID


def request_prepared(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    kind: PreparedKind,
    subject_id: UUID,
    parameters: Mapping[str, Any],
    is_whole: bool = False,
) -> PreparedFile:
    """Ask for a file. Role regency; the caller has seen that the subject is the regency's.

    Args:
        session: the caller's transaction.
        tenant_id: whose.
        actor: who asks.
        now: the present moment.
        kind: of file.
        subject_id: what it is about.
        parameters: which it is exactly; nothing personal.
        is_whole: whether it will hold what only those may see who may open a NIK.

    Effects:
        Inserts ``prepared_file``, enqueues ``prepare_file``, audits.
    """
    file = PreparedFile(
        tenant_id=tenant_id,
        id=uuid7(),
        kind=kind,
        subject_id=subject_id,
        parameters=dict(parameters),
        is_whole=is_whole,
        state=PreparedState.REQUESTED,
        requested_at=now,
        requested_by_id=actor.id,
        requested_by_name=actor.name,
    )
    session.add(file)
    session.flush()
    _enqueue(session, PREPARE_JOB, file, now)
    _record(session, file, actor=actor, now=now, action="prepared:request")
    return file


def begin_prepared(
    session: Session, recipes: Mapping[PreparedKind, Recipe], which: Wanted, *, now: datetime
) -> None:
    """Settle what a file rests on, in a transaction of its own: writing takes long. Role job.

    Raises:
        RuleViolation: it cannot be made; ``refuse_prepared`` keeps why.

    Effects:
        As the recipe says.
    """
    file = _lock(session, which)
    recipe = recipes[PreparedKind(file.kind)]
    if file.state == PreparedState.REQUESTED and recipe.begin is not None:
        recipe.begin(session, file, now)


def write_prepared(
    session: Session, recipes: Mapping[PreparedKind, Recipe], which: Wanted, *, now: datetime
) -> None:
    """Write a file, encrypted piece by piece. Role job.

    Raises:
        RuleViolation: it cannot be made; ``refuse_prepared`` keeps why.

    Effects:
        Inserts ``prepared_piece``, moves the file to ``ready``, has it removed a day later.
    """
    file = _lock(session, which)
    if file.state != PreparedState.REQUESTED:
        return
    sink = PieceSink(_keeper(session, file))
    written = recipes[PreparedKind(file.kind)].write(session, file, sink, now)
    sink.finish()
    file.filename, file.media_type = written.filename, written.media_type
    file.row_count, file.byte_count = written.row_count, sink.byte_count
    file.state, file.finished_at = PreparedState.READY, now
    session.flush()
    _enqueue(session, REMOVE_JOB, file, now + KEPT)


def refuse_prepared(
    session: Session, which: Wanted, *, refusal: RuleViolation, now: datetime
) -> None:
    """Keep why a file cannot be made.

    Effects:
        Moves the file to ``refused``.
    """
    file = _lock(session, which)
    if file.state == PreparedState.REQUESTED:
        file.state, file.finished_at = PreparedState.REFUSED, now
        file.refusal = refusal.detail % refusal.params if refusal.params else refusal.detail


def remove_prepared(session: Session, which: Wanted, *, now: datetime) -> None:
    """Remove what a file holds once its day is over. Role job.

    Effects:
        Deletes from ``prepared_piece``, moves the file to ``removed``.
    """
    file = _lock(session, which)
    if file.state != PreparedState.READY or not _is_over(file, now):
        return
    session.execute(
        delete(PreparedPiece).where(
            PreparedPiece.tenant_id == file.tenant_id,
            PreparedPiece.prepared_file_id == file.id,
        )
    )
    file.state = PreparedState.REMOVED


def get_prepared(session: Session, *, tenant_id: int, prepared_file_id: UUID) -> PreparedFile:
    """One file that was asked for.

    Raises:
        NotFound: no such file in this regency.
    """
    found = session.get(PreparedFile, (tenant_id, prepared_file_id))
    if found is None:
        raise NotFound(N_("Berkas tidak ditemukan."))
    return found


def take_prepared(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, prepared_file_id: UUID
) -> bytes:
    """Hand a written file to whoever asks. Role regency; the caller has asked for permission.

    Raises:
        NotFound: no such file in this regency.
        Conflict: it is not written yet, or not kept any more.

    Effects:
        Audits.
    """
    file = get_prepared(session, tenant_id=tenant_id, prepared_file_id=prepared_file_id)
    if file.state != PreparedState.READY or _is_over(file, now):
        raise Conflict(_GONE)
    _record(session, file, actor=actor, now=now, action="prepared:download")
    pieces = session.execute(
        select(PreparedPiece.id, PreparedPiece.content)
        .where(PreparedPiece.tenant_id == tenant_id, PreparedPiece.prepared_file_id == file.id)
        .order_by(PreparedPiece.position)
    )
    return b"".join(
        decrypt(
            piece.content,
            table="prepared_piece",
            column="content",
            tenant_id=tenant_id,
            row_id=piece.id,
        )
        for piece in pieces
    )


def _is_over(file: PreparedFile, now: datetime) -> bool:
    return file.finished_at is not None and file.finished_at + KEPT <= now


def _lock(session: Session, which: Wanted) -> PreparedFile:
    return session.scalars(
        select(PreparedFile)
        .where(PreparedFile.tenant_id == which.tenant_id, PreparedFile.id == which.prepared_file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _keeper(session: Session, file: PreparedFile) -> KeepPiece:
    def keep(position: int, plain: bytes) -> None:
        row_id = uuid7()
        sealed = encrypt(
            plain,
            table="prepared_piece",
            column="content",
            tenant_id=file.tenant_id,
            row_id=row_id,
        )
        values = {
            "tenant_id": file.tenant_id,
            "id": row_id,
            "prepared_file_id": file.id,
            "position": position,
            "content": sealed,
        }
        session.execute(insert(PreparedPiece).values(**values).inline())

    return keep


def _enqueue(session: Session, kind: str, file: PreparedFile, now: datetime) -> None:
    enqueue(
        session,
        kind,
        tenant_id=file.tenant_id,
        key=str(file.id),
        payload={"prepared_file_id": str(file.id)},
        now=now,
    )


def _record(
    session: Session, file: PreparedFile, *, actor: Actor, now: datetime, action: str
) -> None:
    audit.record(
        session,
        tenant_id=file.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="prepared_file",
        subject_id=file.id,
        detail={
            "prepared_kind": file.kind,
            "whole_numbers": file.is_whole,
            **file.parameters,
            **({"rows": file.row_count} if file.row_count is not None else {}),
        },
    )
