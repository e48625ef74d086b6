"""Link regulations: one amends, revokes or implements another, with what follows for the other."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    NotFound,
    RuleViolation,
)
from tenants.models.regulations import Regulation, RegulationRelation
from tenants.queries.regulation_standing import dates_of
from tenants.regulation_status import is_certainly_older, takes_effect_by
from tenants.regulation_types import RegulationStatus, RelationKind
from tenants.services.regulations import advance_version, lock_regulation, record_change


def relate_regulations(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    target_id: UUID,
    kind: RelationKind,
) -> RegulationRelation:
    """State that ``regulation_id`` amends, revokes or implements ``target_id``.

    Where the acting regulation certainly binds already, the stated status of the other follows:
    *amended* or *revoked*. From which day is never copied: it is derived from the chain.

    Raises:
        NotFound: one of the two is not in this regency.
        InvalidInput: both are the same regulation.
        DuplicateRecord: the two are linked already, in either direction.
        RuleViolation: a draft cannot amend or revoke; nothing acts on a younger regulation.

    Effects:
        Locks both, flushes, audits both, publishes ``FactsChanged``.
    """
    if regulation_id == target_id:
        raise InvalidInput(
            errors=[
                FieldError("/target_id", N_("Pilih regulasi lain, bukan regulasi ini sendiri."))
            ]
        )
    acting, target = _lock_both(session, tenant_id, regulation_id, target_id)
    _refuse_linked(session, acting, target)
    _refuse_impossible(acting, target, kind)
    relation = RegulationRelation(
        tenant_id=tenant_id, regulation_id=regulation_id, target_id=target_id, kind=kind
    )
    session.add(relation)
    _apply(acting, target, kind, latest_today(now))
    for one in (acting, target):
        advance_version(one, now)
        record_change(
            session,
            one,
            actor=actor,
            now=now,
            action="regulation:relate",
            detail={
                "relation": kind.value,
                "regulation": acting.citation,
                "target": target.citation,
            },
        )
    return relation


def unrelate_regulations(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    relation_id: UUID,
) -> None:
    """Withdraw a link stated by mistake. The statuses stay: only people know what they were.

    Raises:
        NotFound: no such link at this regulation.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    relation = session.scalars(
        select(RegulationRelation).where(
            RegulationRelation.tenant_id == tenant_id, RegulationRelation.id == relation_id
        )
    ).one_or_none()
    if relation is None or regulation_id not in {relation.regulation_id, relation.target_id}:
        raise NotFound(N_("Kaitan regulasi tidak ditemukan."))
    session.delete(relation)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:unrelate",
        detail={"relation": relation.kind},
    )


def _lock_both(
    session: Session, tenant_id: int, first: UUID, second: UUID
) -> tuple[Regulation, Regulation]:
    """Lock in order of id, so that two people linking the same pair cannot wait for each other."""
    locked = {
        each: lock_regulation(session, tenant_id=tenant_id, regulation_id=each)
        for each in sorted((first, second))
    }
    return locked[first], locked[second]


def _refuse_linked(session: Session, acting: Regulation, target: Regulation) -> None:
    pair = (acting.id, target.id)
    linked = session.scalars(
        select(RegulationRelation.id).where(
            RegulationRelation.tenant_id == acting.tenant_id,
            RegulationRelation.regulation_id.in_(pair),
            RegulationRelation.target_id.in_(pair),
        )
    ).first()
    if linked is not None:
        raise DuplicateRecord(
            N_("%(acting)s dan %(target)s sudah dikaitkan."),
            acting=acting.citation,
            target=target.citation,
        )


def _refuse_impossible(acting: Regulation, target: Regulation, kind: RelationKind) -> None:
    if acting.status == RegulationStatus.DRAFT and kind is not RelationKind.IMPLEMENTS:
        raise RuleViolation(
            N_("%(acting)s masih rancangan, sehingga belum dapat mengubah atau mencabut."),
            acting=acting.citation,
        )
    if is_certainly_older(dates_of(acting), dates_of(target)):
        raise RuleViolation(
            N_("%(acting)s lebih tua daripada %(target)s, sehingga kaitan ini tidak mungkin."),
            acting=acting.citation,
            target=target.citation,
        )


def _apply(acting: Regulation, target: Regulation, kind: RelationKind, today: date) -> None:
    """What the officer would have to state next anyway; the day itself stays with the chain."""
    if not takes_effect_by(dates_of(acting), today):
        return
    if kind is RelationKind.AMENDS and target.status == RegulationStatus.IN_FORCE:
        target.status = RegulationStatus.AMENDED
    if kind is RelationKind.REVOKES and target.status != RegulationStatus.DRAFT:
        target.status = RegulationStatus.REVOKED
