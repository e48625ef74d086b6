"""Let somebody else approve in one's place for some days, and take that back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.days import day_errors
from tenants.kernel.errors import (
    N_,
    Conflict,
    FieldError,
    NotFound,
    NotPermitted,
    refuse_errors,
)
from tenants.kernel.formats import date_id
from tenants.models.delegations import Delegation
from tenants.queries.members import Colleague
from tenants.remark_rules import number_errors

_LOCK_DELEGATIONS = text("SELECT pg_advisory_xact_lock(3520, :tenant_id)")
LONGEST = timedelta(days=365)


@dataclass(frozen=True)
class Deputising:
    """Who stands in, from which day to which, by which letter."""

    deputy: Colleague
    first_on: date
    last_on: date
    mandate: str


def delegate(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    stated: Deputising,
) -> Delegation:
    """Let a colleague approve in the actor's place. Role regency.

    Raises:
        InvalidInput: the days are reversed, over, more than a year or cannot be meant, others
            stand in on some of them, the deputy is the actor themself, or the mandate holds what
            may be a NIK.
        NotPermitted: the system itself has nobody's approvals to hand over.

    Effects:
        Locks the regency's delegations, flushes, audits.
    """
    if actor.id is None:
        raise NotPermitted
    errors = [*_day_errors(stated, today), *number_errors("/mandate", stated.mandate)]
    if stated.deputy.id == actor.id:
        errors.append(
            FieldError("/membership_id", N_("Pilih orang lain sebagai pelaksana harian."))
        )
    session.execute(_LOCK_DELEGATIONS, {"tenant_id": tenant_id})
    errors += [] if errors else _overlap_errors(session, tenant_id, actor.id, stated)
    refuse_errors(errors)
    made = Delegation(
        tenant_id=tenant_id,
        absent_id=actor.id,
        absent_name=actor.name,
        deputy_id=stated.deputy.id,
        deputy_name=stated.deputy.name,
        first_on=stated.first_on,
        last_on=stated.last_on,
        mandate=stated.mandate,
        created_at=now,
    )
    session.add(made)
    session.flush()
    _record(session, made, "delegation:give", actor, now)
    return made


def end_delegation(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, delegation_id: UUID
) -> Delegation:
    """Take back one's own delegation; what was decided under it stays. Role regency.

    Raises:
        NotFound: no such delegation in this regency.
        NotPermitted: it was given by somebody else.
        Conflict: it was taken back already.

    Effects:
        Locks the row, flushes, audits.
    """
    found = session.scalars(
        select(Delegation)
        .where(Delegation.tenant_id == tenant_id, Delegation.id == delegation_id)
        .with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Pelimpahan tidak ditemukan."))
    if found.absent_id != actor.id:
        raise NotPermitted(N_("Hanya yang melimpahkan dapat mengakhirinya."))
    if found.ended_at is not None:
        raise Conflict(N_("Pelimpahan ini sudah diakhiri."))
    found.ended_at = now
    session.flush()
    _record(session, found, "delegation:end", actor, now)
    return found


def _day_errors(stated: Deputising, today: date) -> list[FieldError]:
    errors = list(day_errors({"first_on": stated.first_on, "last_on": stated.last_on}))
    if not errors and stated.last_on < stated.first_on:
        errors = [FieldError("/last_on", N_("Hari terakhir tidak boleh sebelum hari pertama."))]
    if not errors and stated.last_on < today:
        errors = [FieldError("/last_on", N_("Hari terakhir sudah lewat."))]
    if not errors and stated.last_on - stated.first_on > LONGEST:
        errors = [FieldError("/last_on", N_("Pelimpahan paling lama satu tahun."))]
    return errors


def _overlap_errors(
    session: Session, tenant_id: int, absent_id: UUID, stated: Deputising
) -> list[FieldError]:
    """On one day one person stands in, so that it is clear who decides."""
    other = session.scalars(
        select(Delegation)
        .where(
            Delegation.tenant_id == tenant_id,
            Delegation.absent_id == absent_id,
            Delegation.ended_at.is_(None),
            Delegation.first_on <= stated.last_on,
            Delegation.last_on >= stated.first_on,
        )
        .order_by(Delegation.first_on)
        .limit(1)
    ).one_or_none()
    if other is None:
        return []
    told = N_(
        "%(name)s sudah ditunjuk dari %(first)s sampai %(last)s. Akhiri dahulu, atau pilih hari"
        " lain."
    )
    days = {"first": date_id(other.first_on), "last": date_id(other.last_on)}
    return [FieldError("/first_on", told, {"name": other.deputy_name, **days})]


def _record(session: Session, one: Delegation, action: str, actor: Actor, now: datetime) -> None:
    audit.record(
        session,
        tenant_id=one.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="delegation",
        subject_id=one.id,
        detail={
            "deputy": one.deputy_name,
            "starts_on": one.first_on.isoformat(),
            "ends_on": one.last_on.isoformat(),
            "mandate": one.mandate,
        },
    )
