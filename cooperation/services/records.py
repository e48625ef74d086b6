"""What every change of this package's records has in common: version, trail, news."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.agreement_notices import agreement_tidings
from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import CommitmentDetails
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.branch_agreements import know
from cooperation.states import AgreementState, is_told_in_place
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, StaleVersion
from tenants.kernel.events import FactsChanged, publish
from tenants.notice_rules import Params
from tenants.services.notices import tell

Record: TypeAlias = Commitment | Agreement


def refuse_stale(record: Record, expected_version: int) -> None:
    """Refuse to overwrite what somebody saved meanwhile.

    Raises:
        StaleVersion: the record has another version by now.
    """
    if record.version != expected_version:
        raise StaleVersion(
            N_(
                "%(title)s sudah disimpan orang lain setelah Anda membukanya"
                " (versi %(current)s, Anda membuka versi %(seen)s). Perubahan Anda belum disimpan."
            ),
            title=record.title,
            current=record.version,
            seen=expected_version,
        )


def advance(record: Record, now: datetime) -> None:
    """Count an edit, so that whoever opened the page before notices."""
    record.version += 1
    record.updated_at = now


def record_change(
    session: Session,
    record: Record,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    detail: audit.Detail | None = None,
    aside: Params | None = None,
    approvers: Collection[UUID] = (),
) -> None:
    """Audit a change of one record, and tell whoever rests on it or waits for it.

    Args:
        session: the transaction of the change.
        record: a commitment or an agreement.
        actor: who.
        now: when.
        action: ``commitment:edit`` and the like; the noun is the audited subject.
        detail: beside title and version.
        aside: what the news tells beside the trail.
        approvers: accounts of who was named to approve, where the change concerns them.

    Effects:
        Flushes, audits, publishes ``FactsChanged``; states news where an agreement changed its
        state.
    """
    session.flush()
    audit.record(
        session,
        tenant_id=record.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject=action.partition(":")[0],
        subject_id=record.id,
        detail={"title": record.title, "version": record.version, **(detail or {})},
    )
    publish(session, FactsChanged(tenant_id=record.tenant_id, now=now, cause=action))
    if isinstance(record, Agreement) and (left := _left_by(record, action)) is not None:
        known = know(session, record)  # the office reads what was put before it last
        tidings = agreement_tidings(
            key=f"agreement:{record.id}:{record.version}",
            action=action,
            left=left,
            reached=record.status,
            title=record.title,
            detail=detail or {},
            aside=aside,
            approvers=approvers,
            known_title=known.title if known.submitted is not None else None,
        )
        tell(
            session,
            tenant_id=record.tenant_id,
            actor=actor,
            now=now,
            subject_id=record.id,
            tidings=tidings,
        )


def _left_by(agreement: Agreement, action: str) -> AgreementState | None:
    """The state in which a change that is news began; None where it is none."""
    before, agreement.state_left = agreement.state_left, None
    state = AgreementState(agreement.status)
    if before is not None and before != state:
        return AgreementState(before)
    return state if is_told_in_place(state, action.partition(":")[2]) else None


def assign(record: Record, stated: dict[str, Any]) -> None:
    """Put stated values onto a record."""
    for name, value in stated.items():
        setattr(record, name, value)


def stated_values(details: CommitmentDetails | AgreementDetails) -> dict[str, Any]:
    """The values behind a details dataclass, by column."""
    return {field.name: getattr(details, field.name) for field in fields(details)}
