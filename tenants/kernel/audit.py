"""The audit trail: one append-only hash chain per tenant, written in the transaction it describes.

``tenant_id`` 0 is the platform's own chain. No role may update or delete an entry; the head row
serialises writers of one tenant, so the chain cannot fork.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import ForeignKey, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from tenants.kernel.actor import Actor
from tenants.kernel.db import Base

PLATFORM_TENANT = 0
GENESIS = b"\0" * 32

Detail: TypeAlias = Mapping[str, str | int | bool | None]


class AuditEntry(Base):
    """One thing somebody did."""

    __tablename__ = "audit_entry"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    occurred_at: Mapped[datetime]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]


class AuditHead(Base):
    """The end of one tenant's chain."""

    __tablename__ = "audit_head"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[bytes]


def record(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    action: str,
    subject: str,
    subject_id: UUID | str,
    detail: Detail | None = None,
) -> None:
    """Append one entry to the tenant's chain.

    Args:
        session: the transaction that makes the change; entry and change stand or fall together.
        tenant_id: the chain; 0 for the platform.
        actor: who.
        now: when.
        action: permission-like verb, ``regulation:edit``.
        subject: kind of the object, ``regulation``.
        subject_id: its id.
        detail: flat scalars. Never a name, NIK or any other personal datum of a worker.

    Effects:
        Locks the tenant's head row until the transaction ends.
    """
    session.flush()
    head = _locked_head(session, tenant_id)
    entry = AuditEntry(
        tenant_id=tenant_id,
        seq=head.seq + 1,
        occurred_at=now.astimezone(UTC),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        subject_id=str(subject_id),
        detail=dict(detail or {}),
        previous_hash=head.hash,
    )
    entry.hash = entry_hash(entry)
    head.seq, head.hash = entry.seq, entry.hash
    session.add(entry)
    session.flush()


def _locked_head(session: Session, tenant_id: int) -> AuditHead:
    locked = select(AuditHead).where(AuditHead.tenant_id == tenant_id).with_for_update()
    latest = locked.execution_options(populate_existing=True)
    head = session.execute(latest).scalar_one_or_none()
    if head is not None:
        return head
    session.execute(
        insert(AuditHead).values(tenant_id=tenant_id, seq=0, hash=GENESIS).on_conflict_do_nothing()
    )
    return session.execute(latest).scalar_one()


def entry_hash(entry: AuditEntry) -> bytes:
    """SHA-256 over the previous hash and the canonical JSON of everything the entry says."""
    canonical = json.dumps(
        {
            "tenant_id": entry.tenant_id,
            "seq": entry.seq,
            "occurred_at": entry.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor_id": None if entry.actor_id is None else str(entry.actor_id),
            "actor_name": entry.actor_name,
            "action": entry.action,
            "subject": entry.subject,
            "subject_id": entry.subject_id,
            "detail": entry.detail,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return sha256(entry.previous_hash + canonical.encode()).digest()


@dataclass(frozen=True)
class ChainVerdict:
    """Result of checking one chain. ``broken_at`` is the first entry that does not fit, if any."""

    tenant_id: int
    entry_count: int
    broken_at: int | None


def verify_chain(session: Session, *, tenant_id: int) -> ChainVerdict:
    """Recompute the whole chain of one tenant and compare it with its head.

    Others may append meanwhile: the chain must hold the head as it was before, and must not have
    grown past the head as it is afterwards.
    """
    before = _head(session, tenant_id)
    held, previous, seq = before == (0, GENESIS), GENESIS, 0
    statement = (
        select(AuditEntry)
        .where(AuditEntry.tenant_id == tenant_id)
        .order_by(AuditEntry.seq)
        .execution_options(yield_per=1000)
    )
    with session.scalars(statement) as entries:
        for entry in entries:
            fits = (
                entry.seq == seq + 1
                and entry.previous_hash == previous
                and entry.hash == entry_hash(entry)
            )
            if not fits:
                return ChainVerdict(tenant_id, seq, broken_at=seq + 1)
            previous, seq = entry.hash, entry.seq
            held = held or before == (seq, previous)
    complete = held and seq <= _head(session, tenant_id)[0]
    return ChainVerdict(tenant_id, seq, broken_at=None if complete else seq + 1)


def _head(session: Session, tenant_id: int) -> tuple[int, bytes]:
    statement = select(AuditHead.seq, AuditHead.hash).where(AuditHead.tenant_id == tenant_id)
    found = session.execute(statement).one_or_none()
    return (0, GENESIS) if found is None else (found.seq, found.hash)
