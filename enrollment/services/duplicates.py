"""People who may be recorded twice: found after each list, decided about by a person."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.likeness import name_slips
from enrollment.models.duplicates import DuplicatePair
from enrollment.models.rosters import Roster
from enrollment.pair_states import MERGE_REFUSAL_TEXTS, MergeRefusal, PairState
from enrollment.queries.worker_uses import frozen_ids
from enrollment.services.imports import join_large_sets, take_turn
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, InvalidTransition, NotFound
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import RunState, enqueue, find_run

MERGE_JOB = "merge_workers"
CROWD = 40
"""Where more people of a village share a birth date, it is the one written for unknown dates."""
_BATCH = 1_000

# Whoever shares village and day with a named person is looked up once; only then are they paired.
_NEIGHBOURS = text(
    """
    WITH named AS MATERIALIZED (
        SELECT n.id, n.village_code, n.birth_on
        FROM cover c
        JOIN worker n ON n.tenant_id = c.tenant_id AND n.id = c.worker_id
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND CAST(:roster_id AS uuid) = ANY(c.roster_ids)),
    days AS MATERIALIZED (SELECT DISTINCT village_code, birth_on FROM named),
    counted AS MATERIALIZED (
        SELECT w.id, w.name_key, w.village_code, w.birth_on, w.is_synthetic,
            count(*) OVER (PARTITION BY w.village_code, w.birth_on) AS people
        FROM worker w
        JOIN days d ON d.village_code = w.village_code AND d.birth_on = w.birth_on
        WHERE w.tenant_id = :tenant_id),
    around AS MATERIALIZED (
        SELECT c.*, n.id IS NOT NULL AS is_named
        FROM counted c LEFT JOIN named n ON n.id = c.id
        WHERE c.people BETWEEN 2 AND :crowd)
    SELECT a.id AS first_id, o.id AS second_id,
        least(a.name_key, o.name_key) AS one, greatest(a.name_key, o.name_key) AS other
    FROM around a
    JOIN around o ON o.village_code = a.village_code AND o.birth_on = a.birth_on
        AND o.is_synthetic = a.is_synthetic AND o.id > a.id
    WHERE a.is_named OR o.is_named
    """
)


def find_duplicates(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> None:
    """Look for people of a list whom another record of the same village and birth date resembles.

    Pairs that are known already stay as somebody decided.

    Args:
        session: role job.
        tenant_id: whose.
        roster_id: a stored list; of one taken out meanwhile nobody is found.
        now: the present moment.

    Effects:
        Waits for the regency's imports; inserts ``duplicate_pair``.
    """
    take_turn(session, tenant_id=tenant_id)
    join_large_sets(session)
    roster = session.get(Roster, (tenant_id, roster_id))
    if roster is None:
        return
    likely = _likely(session, roster, now)
    while pairs := list(islice(likely, _BATCH)):
        session.execute(insert(DuplicatePair).on_conflict_do_nothing(), pairs)


def request_merge(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    pair_id: UUID,
    kept_id: UUID,
) -> DuplicatePair:
    """Ask for two records to become one. Role regency. Asked once more, the same stands.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who decides.
        now: the present moment.
        pair_id: which two.
        kept_id: whose record and NIK stay.

    Raises:
        NotFound: no such pair in this regency, or the one to stay is none of the two.
        InvalidTransition: it is being merged and that goes on, or the other record is frozen.

    Effects:
        Locks the pair, enqueues ``merge_workers``, audits.
    """
    pair = lock_pair(session, tenant_id=tenant_id, pair_id=pair_id)
    if kept_id not in {pair.first_id, pair.second_id}:
        raise _no_pair()
    if _is_merging(session, pair) and pair.kept_id == kept_id:
        return pair
    _refuse_while_merging(session, pair)
    gone_id = pair.other_than(kept_id)
    if frozen_ids(session, tenant_id=tenant_id, worker_ids=[gone_id]):
        raise InvalidTransition(MERGE_REFUSAL_TEXTS[MergeRefusal.FROZEN])
    pair.kept_id, pair.refusal = kept_id, None
    _decide(session, pair, PairState.MERGING, actor=actor, now=now, action="worker:join")
    enqueue(
        session,
        MERGE_JOB,
        tenant_id=tenant_id,
        key=str(pair.id),
        payload={"pair_id": str(pair.id)},
        now=now,
    )
    return pair


def keep_apart(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    pair_id: UUID,
) -> DuplicatePair:
    """Say that two records are two people. Role regency.

    Raises:
        NotFound: no such pair in this regency.
        InvalidTransition: it is being merged.

    Effects:
        Locks the pair, audits.
    """
    return _answer(
        session,
        PairState.APART,
        "worker:part",
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        pair_id=pair_id,
    )


def reopen_pair(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    pair_id: UUID,
) -> DuplicatePair:
    """Take back that two records are two people. Role regency.

    Raises:
        NotFound: no such pair in this regency.
        InvalidTransition: it is being merged.

    Effects:
        Locks the pair, audits.
    """
    return _answer(
        session,
        PairState.OPEN,
        "worker:reopen",
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        pair_id=pair_id,
    )


def refuse_merge(session: Session, *, tenant_id: int, pair_id: UUID, refusal: MergeRefusal) -> None:
    """Note why two records were not merged; the pair is open again. Role job.

    Raises:
        NotFound: no such pair in this regency.

    Effects:
        Locks the pair.
    """
    pair = lock_pair(session, tenant_id=tenant_id, pair_id=pair_id)
    pair.state, pair.refusal = PairState.OPEN, refusal


def lock_pair(session: Session, *, tenant_id: int, pair_id: UUID) -> DuplicatePair:
    """A pair, locked until the transaction ends.

    Raises:
        NotFound: no such pair in this regency.
    """
    pair = session.scalars(
        select(DuplicatePair)
        .where(DuplicatePair.tenant_id == tenant_id, DuplicatePair.id == pair_id)
        .with_for_update()
    ).one_or_none()
    if pair is None:
        raise _no_pair()
    return pair


def _likely(session: Session, roster: Roster, now: datetime) -> Iterator[dict[str, Any]]:
    """Pairs of neighbours born on one day whose names may be one."""
    rows = session.execute(
        _NEIGHBOURS,
        {
            "tenant_id": roster.tenant_id,
            "commitment_id": roster.commitment_id,
            "roster_id": roster.id,
            "crowd": CROWD,
        },
    ).all()
    for row in rows:
        slips = name_slips(row.one, row.other)
        if slips is not None:
            yield {
                "tenant_id": roster.tenant_id,
                "id": uuid7(),
                "first_id": row.first_id,
                "second_id": row.second_id,
                "slips": slips,
                "found_at": now,
                "state": PairState.OPEN,
            }


def _answer(
    session: Session,
    state: PairState,
    action: str,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    pair_id: UUID,
) -> DuplicatePair:
    """Note what somebody says of a pair that nobody merges."""
    pair = lock_pair(session, tenant_id=tenant_id, pair_id=pair_id)
    _refuse_while_merging(session, pair)
    pair.refusal = None
    _decide(session, pair, state, actor=actor, now=now, action=action)
    return pair


def _decide(
    session: Session,
    pair: DuplicatePair,
    state: PairState,
    *,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    pair.state, pair.decided_at = state, now
    pair.decided_by_id, pair.decided_by_name = actor.id, actor.name
    session.flush()
    audit.record(
        session,
        tenant_id=pair.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="worker",
        subject_id=pair.first_id,
        detail={"other": str(pair.second_id)},
    )


def _refuse_while_merging(session: Session, pair: DuplicatePair) -> None:
    if _is_merging(session, pair):
        raise InvalidTransition(N_("Kedua data ini sedang digabung. Muat ulang halaman."))


def _is_merging(session: Session, pair: DuplicatePair) -> bool:
    """A merge whose work was given up changed nothing: the pair is decided about anew."""
    if pair.state != PairState.MERGING:
        return False
    run = find_run(session, tenant_id=pair.tenant_id, kind=MERGE_JOB, key=str(pair.id))
    return run is None or run.state != RunState.FAILED


def _no_pair() -> NotFound:
    return NotFound(N_("Pasangan data ini tidak ada lagi; mungkin sudah digabung atau dihapus."))
