"""Link regulations: one amends, revokes or implements another; what follows is derived."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    RuleViolation,
    refuse_errors,
)
from tenants.models.regulations import Regulation, RegulationRelation
from tenants.queries.regulation_standing import dates_of
from tenants.queries.regulations import get_relation
from tenants.regulation_status import is_certainly_older
from tenants.regulation_types import RegulationStatus, RelationKind
from tenants.remark_rules import reason_errors
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

    The stated status of neither changes: that one is amended or revoked, and from which day, is
    derived from the chain, and is gone when the link is.

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
    _record_both(session, acting, target, kind, actor=actor, now=now, action="regulation:relate")
    return relation


def unrelate_regulations(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    relation_id: UUID,
    reason: str | None,
) -> None:
    """Withdraw a link stated by mistake: both are then what they were without it, on every day.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such link at this regulation.

    Effects:
        Locks both, flushes, audits both, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    find = partial(
        get_relation,
        session,
        tenant_id=tenant_id,
        regulation_id=regulation_id,
        relation_id=relation_id,
    )
    seen = find()
    acting, target = _lock_both(session, tenant_id, seen.regulation_id, seen.target_id)
    relation = find()
    delete(session, relation)
    _record_both(
        session,
        acting,
        target,
        RelationKind(relation.kind),
        actor=actor,
        now=now,
        action="regulation:unrelate",
        reason=reason,
    )


def _record_both(
    session: Session,
    acting: Regulation,
    target: Regulation,
    kind: RelationKind,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    reason: str | None = None,
) -> None:
    told = {"relation": kind.value, "regulation": acting.citation, "target": target.citation}
    detail = told if reason is None else told | {"reason": reason}
    for one in (acting, target):
        advance_version(one, now)
        record_change(session, one, actor=actor, now=now, action=action, detail=detail)


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
