"""The one transaction that makes two records of a person one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import held_years, masks_of
from enrollment.kinds import OCCUPYING_STATUSES, PROGRESS_OF_STATUS, CoverStatus
from enrollment.models.duplicates import DuplicatePair, FormerNik
from enrollment.models.registers import RegisterLine, RegisterRow
from enrollment.models.selection import Candidate
from enrollment.models.verification import VerificationLine, VerificationRow
from enrollment.models.workers import Cover, CoverYear, Worker, WorkerChange
from enrollment.pair_states import MergeRefusal, PairState
from enrollment.queries.worker_uses import frozen_ids
from enrollment.registers import RegisterProblem
from enrollment.services.duplicates import lock_pair
from enrollment.services.holding import hold_months
from enrollment.services.imports import take_turn
from enrollment.services.tallies import tally_cover, tally_workers
from enrollment.services.waivers import hand_on_waivers
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.errors import NotFound
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.ids import UUID7_SQL

_ONE = "SELECT CAST(:worker_id AS uuid) AS worker_id"
# What was asked of Dukcapil and BPJS was asked about the number that goes, so it is not handed on.
_HAND_FACTS_ON = text(
    f"""
    INSERT INTO candidate (
        tenant_id, id, commitment_id, worker_id, desil, desil_on, is_verified, village_finding,
        verified_on, verification_note, excluded_because, updated_at)
    SELECT k.tenant_id, {UUID7_SQL}, k.commitment_id, :kept_id, k.desil, k.desil_on, k.is_verified,
        k.village_finding, k.verified_on, k.verification_note, k.excluded_because, :now
    FROM candidate k WHERE k.tenant_id = :tenant_id AND k.worker_id = :gone_id
    ON CONFLICT (tenant_id, commitment_id, worker_id) DO NOTHING
    """  # noqa: S608 - a constant of ours, no value
)


class MergeRefused(Exception):
    """Nothing of the transaction may stay; why is noted in the next one."""

    def __init__(self, refusal: MergeRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def merge_workers(session: Session, *, tenant_id: int, pair_id: UUID, now: datetime) -> None:
    """Give the programmes and months of one record to the other, and remove it.

    In a programme that holds both, the months are held once and the further status counts. A list
    that names the removed number again is told so: that row is an error from now on.

    Args:
        session: role job.
        tenant_id: whose.
        pair_id: which two; unless somebody asked for the merge, nothing changes.
        now: the present moment.

    Raises:
        MergeRefused: the record is frozen by now, or both hold a month in different programmes.

    Effects:
        Locks the regency's imports and the pair; changes ``cover``, ``cover_year``, ``candidate``
        and ``worker``, deletes one worker and its pairs, inserts ``former_nik``, audits, publishes
        ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    try:
        pair = lock_pair(session, tenant_id=tenant_id, pair_id=pair_id)
    except NotFound:  # a list was taken out meanwhile, and one of the two with it
        return
    if pair.state != PairState.MERGING or pair.kept_id is None:
        return
    kept = session.get_one(Worker, (tenant_id, pair.kept_id))
    gone = session.get_one(Worker, (tenant_id, pair.other_than(pair.kept_id)))
    if frozen_ids(session, tenant_id=tenant_id, worker_ids=[gone.id]):
        raise MergeRefused(MergeRefusal.FROZEN)
    _move_covers(session, kept, gone, now)
    _hand_on(session, kept, gone, pair, now)
    session.flush()
    session.delete(gone)
    session.flush()
    tally_workers(session, tenant_id=tenant_id, change=-1)
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=Actor(id=pair.decided_by_id, name=pair.decided_by_name or ""),
        now=now,
        action="worker:merge",
        subject="worker",
        subject_id=kept.id,
        detail={"other": str(gone.id)},
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="worker:merge"))


def _move_covers(session: Session, kept: Worker, gone: Worker, now: datetime) -> None:
    theirs = session.scalars(_covers(gone)).all()
    mine = {cover.commitment_id: cover for cover in session.scalars(_covers(kept))}
    session.execute(
        delete(CoverYear).where(
            CoverYear.tenant_id == gone.tenant_id, CoverYear.worker_id == gone.id
        )
    )
    for cover in theirs:
        existing = mine.get(cover.commitment_id)
        if existing is None:
            session.add(_copy(cover, kept, now))
            _hold(session, kept, cover)
        else:
            _join(session, existing, cover, kept, now)
        session.delete(cover)
    session.flush()
    for cover in theirs:
        tally_cover(session, tenant_id=kept.tenant_id, commitment_id=cover.commitment_id)


def _join(session: Session, mine: Cover, theirs: Cover, kept: Worker, now: datetime) -> None:
    """Both are in one programme: whoever holds months gives them, whoever is further the status.

    Raises:
        MergeRefused: one has left it and keeps months that the other's would take the place of.
    """
    if mine.keeps_months and theirs.status in OCCUPYING_STATUSES:
        raise MergeRefused(MergeRefusal.MONTHS_HELD)
    steps = [PROGRESS_OF_STATUS[CoverStatus(one.status)] for one in (mine, theirs)]
    mine.roster_ids = list(dict.fromkeys([*mine.roster_ids, *theirs.roster_ids]))
    mine.updated_at = now
    if theirs.status in OCCUPYING_STATUSES and mine.status not in OCCUPYING_STATUSES:
        mine.roster_id = theirs.roster_id
        mine.segment, mine.programmes = theirs.segment, theirs.programmes
        mine.first_month_on, mine.last_month_on = theirs.first_month_on, theirs.last_month_on
        mine.status = theirs.status
        _hold(session, kept, theirs)
    elif theirs.status in OCCUPYING_STATUSES and steps[1] > steps[0]:
        mine.status = theirs.status


def _hold(session: Session, kept: Worker, cover: Cover) -> None:
    if cover.status not in OCCUPYING_STATUSES and not cover.keeps_months:
        return
    months = masks_of(Month.of(cover.first_month_on), Month.of(cover.last_month_on))
    years = held_years(months, cover.programmes)
    values = {"tenant_id": kept.tenant_id, "worker_id": kept.id, "segment": cover.segment}
    if hold_months(session, _ONE, values, years) != len(years):
        raise MergeRefused(MergeRefusal.MONTHS_HELD)


def _copy(cover: Cover, kept: Worker, now: datetime) -> Cover:
    values: dict[str, Any] = {
        column.key: getattr(cover, column.key) for column in Cover.__mapper__.columns
    }
    return Cover(**values | {"worker_id": kept.id, "updated_at": now})


def _covers(worker: Worker) -> Any:
    return select(Cover).where(Cover.tenant_id == worker.tenant_id, Cover.worker_id == worker.id)


def _hand_on(
    session: Session, kept: Worker, gone: Worker, pair: DuplicatePair, now: datetime
) -> None:
    """What is known of the one and not of the other; and the number that turned out wrong."""
    values = {"tenant_id": kept.tenant_id, "kept_id": kept.id, "gone_id": gone.id, "now": now}
    session.execute(_HAND_FACTS_ON, values)
    hand_on_waivers(session, tenant_id=kept.tenant_id, kept_id=kept.id, gone_id=gone.id)
    for model in (Candidate, WorkerChange):
        session.execute(
            delete(model).where(model.tenant_id == gone.tenant_id, model.worker_id == gone.id)
        )
    for named in (VerificationLine, VerificationRow):  # a code on paper means the record that stays
        session.execute(
            update(named)
            .where(named.tenant_id == gone.tenant_id, named.worker_id == gone.id)
            .values(worker_id=kept.id)
        )
    _take_back_questions(session, gone)
    kept.occupation = kept.occupation or gone.occupation
    for column in ("address_encrypted", "phone_encrypted"):
        sealed = getattr(gone, column)
        if sealed is not None and getattr(kept, column) is None:
            setattr(kept, column, _sealed_anew(sealed, column, gone.id, kept))
    session.execute(
        update(FormerNik)
        .where(FormerNik.tenant_id == gone.tenant_id, FormerNik.worker_id == gone.id)
        .values(worker_id=kept.id)
    )
    session.add(
        FormerNik(
            tenant_id=gone.tenant_id,
            nik_index=gone.nik_index,
            worker_id=kept.id,
            merged_at=now,
            merged_by_name=pair.decided_by_name or "",
        )
    )
    session.execute(
        delete(DuplicatePair).where(
            DuplicatePair.tenant_id == gone.tenant_id,
            or_(DuplicatePair.first_id == gone.id, DuplicatePair.second_id == gone.id),
        )
    )


def _take_back_questions(session: Session, gone: Worker) -> None:
    """What registers were asked and said about the number that goes is about nobody any more."""
    session.execute(
        delete(RegisterLine).where(
            RegisterLine.tenant_id == gone.tenant_id, RegisterLine.worker_id == gone.id
        )
    )
    session.execute(
        update(RegisterRow)
        .where(RegisterRow.tenant_id == gone.tenant_id, RegisterRow.worker_id == gone.id)
        .values(worker_id=None, problem=RegisterProblem.MERGED)
    )


def _sealed_anew(sealed: bytes, column: str, gone_id: UUID, kept: Worker) -> bytes:
    plain = decrypt(sealed, table="worker", column=column, tenant_id=kept.tenant_id, row_id=gone_id)
    return encrypt(plain, table="worker", column=column, tenant_id=kept.tenant_id, row_id=kept.id)
