"""Determining recipients: asked for from a preview, frozen in one transaction or not at all."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cooperation.services.commitments import lock_commitment
from enrollment.determination import DeterminationState, Frame, Refusal, decree_errors
from enrollment.kinds import CoverStatus
from enrollment.models.determinations import Determination
from enrollment.models.selection import SelectionRule
from enrollment.queries.determinations import (
    fingerprint_lines,
    fingerprint_outcomes,
    frame_of,
    get_determination,
)
from enrollment.queries.outlooks import frame_by, outlook_as_kept, outlook_subject
from enrollment.queries.programmes import Programme, get_programme
from enrollment.queries.selection import find_rule, rules_of
from enrollment.queries.selection_choice import outcome_values, outcomes_sql
from enrollment.queries.selection_judging import Judging
from enrollment.queries.summaries import find_summary, has_moved, is_large
from enrollment.selection import Outcome
from enrollment.services.applying import CountsDoNotAddUp
from enrollment.services.holding import hold_months
from enrollment.services.imports import take_turn
from enrollment.services.tallies import tally_cover
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    Conflict,
    FieldError,
    InvalidInput,
    RuleViolation,
    refuse_errors,
)
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.jobs import RunState, enqueue, find_run
from tenants.kernel.writes import write

DETERMINE_JOB = "determine_recipients"
_PENDING = N_(
    "Penetapan program ini sedang berjalan. Tunggu sampai selesai, lalu muat ulang halaman."
)
_NOT_READY = N_("Isi kuota, kriteria, dan jumlah bulan program lebih dahulu.")
_CHANGED = N_(
    "Data calon, kriteria, atau bulan program berubah setelah pratinjau dibuka. Belum ada yang"
    " ditetapkan; periksa hasil terbaru di bawah ini."
)

_MOVE = text(
    """
    UPDATE cover c SET
        status = CASE l.outcome WHEN :chosen THEN :determined ELSE :reserve_status END,
        first_month_on = :first_month_on, last_month_on = :last_month_on,
        segment = :segment, programmes = :programmes, updated_at = :now
    FROM determination_line l
    WHERE l.tenant_id = :tenant_id AND l.determination_id = :determination_id
        AND l.outcome IN (:chosen, :reserve)
        AND c.tenant_id = l.tenant_id AND c.worker_id = l.worker_id
        AND c.commitment_id = :commitment_id AND c.status = ANY(:waiting)
    """
)
_CHOSEN_PEOPLE = """
    SELECT l.worker_id FROM determination_line l
    WHERE l.tenant_id = :tenant_id AND l.determination_id = :determination_id
        AND l.outcome = :chosen
"""
_TALLY = text(
    """
    SELECT count(*) FILTER (WHERE outcome = :chosen) AS chosen,
        count(*) FILTER (WHERE outcome = :reserve) AS reserve,
        count(*) FILTER (WHERE outcome = :unfit) AS unfit
    FROM determination_line
    WHERE tenant_id = :tenant_id AND determination_id = :determination_id
    """
)


class DeterminationRefused(Exception):
    """Nothing of the transaction may stay; the decree is noted as refused in the next one."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class SelectionChanged(Conflict):
    """The outcomes are not those of the preview any more."""

    code = "selection-changed"
    title = N_("Hasil seleksi sudah berubah")
    meaning = _CHANGED
    advice = N_("Periksa hasil terbaru pada pratinjau, lalu tetapkan kembali.")


@dataclass(frozen=True)
class Decree:
    """What is asked for: who signs, number and day where known, and what was seen."""

    signer: str
    number: str | None
    signed_on: date | None
    seen: bytes


@dataclass(frozen=True)
class Basis:
    """A programme that can be determined: its rules in force, its people, its months."""

    rule: SelectionRule
    judging: Judging
    frame: Frame


def basis_of(session: Session, programme: Programme, *, tenant_id: int) -> Basis | None:
    """What a decree of a programme would rest on; None while rules or months are not stated."""
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=programme.id)
    frame = frame_by(programme, rule)
    if rule is None or frame is None:
        return None
    judging = Judging(programme, rules_of(rule, first_day=frame.first_month_on))
    return Basis(rule, judging, frame)


def request_determination(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    commitment_id: UUID,
    decree: Decree,
) -> Determination:
    """Ask for the outcomes that were seen to be frozen. Role regency.

    Raises:
        NotFound: no such programme in this regency.
        InvalidInput: number and day do not go together.
        RuleViolation: rules or months are not stated yet, or the programme is cancelled.
        SelectionChanged: the outcomes are others by now.
        Conflict: a determination of the programme is under way. One that was given up is tried
            again instead.

    Effects:
        Locks the programme, flushes, enqueues ``determine_recipients``, audits.
    """
    refuse_errors(decree_errors(decree.number, decree.signed_on, today))
    lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    basis = basis_of(session, programme, tenant_id=tenant_id)
    if basis is None or programme.is_cancelled:
        raise RuleViolation(_NOT_READY)
    if _present(session, basis, tenant_id) != decree.seen:
        raise SelectionChanged
    stopped = _find_stopped(session, tenant_id, commitment_id)
    if stopped is not None:
        _enqueue(session, stopped, now)
        return stopped
    determination = Determination(
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        rule_id=basis.rule.id,
        state=DeterminationState.REQUESTED,
        number=decree.number,
        signed_on=decree.signed_on,
        signer=decree.signer,
        first_month_on=basis.frame.first_month_on,
        last_month_on=basis.frame.last_month_on,
        seen_sha256=decree.seen,
        requested_at=now,
        requested_by_id=actor.id,
        requested_by_name=actor.name,
    )
    session.add(determination)
    pending = "uq_determination_tenant_id_commitment_id_requested"
    flush(session, {pending: partial(Conflict, _PENDING)})
    _enqueue(session, determination, now)
    _record(session, determination, actor=actor, now=now, action="selection:request")
    return determination


def freeze_determination(
    session: Session, *, tenant_id: int, determination_id: UUID, now: datetime
) -> None:
    """Freeze what was asked for: outcomes, statuses and months together, or nothing.

    Args:
        session: role job.
        tenant_id: whose.
        determination_id: which one; one that is settled already is left alone.
        now: the present moment.

    Raises:
        NotFound: no such decree in this regency.
        DeterminationRefused: the outcomes are others by now, or the programme is given up.
        CountsDoNotAddUp: people or months differ from the outcomes; nothing stays.

    Effects:
        Locks the decree and the regency's imports; writes its lines, moves ``cover``, holds months
        in ``cover_year``, audits, publishes ``FactsChanged``.
    """
    determination = _lock(session, tenant_id, determination_id)
    if determination.state != DeterminationState.REQUESTED:
        return
    take_turn(session, tenant_id=tenant_id)
    programme = get_programme(
        session, tenant_id=tenant_id, commitment_id=determination.commitment_id
    )
    if programme.is_cancelled:
        raise DeterminationRefused(Refusal.CANCELLED)
    basis = basis_of(session, programme, tenant_id=tenant_id)
    if basis is None or basis.frame != frame_of(determination):
        raise DeterminationRefused(Refusal.CHANGED)
    values = _values(basis, determination, now)
    session.execute(text(_keep_lines(basis)), values)
    stored = fingerprint_lines(session, determination, basis.frame)
    if stored != determination.seen_sha256:
        raise DeterminationRefused(Refusal.CHANGED)
    _settle(session, determination, basis, values)
    determination.state, determination.finished_at = DeterminationState.FROZEN, now
    session.flush()
    actor = Actor(id=determination.requested_by_id, name=determination.requested_by_name)
    _record(session, determination, actor=actor, now=now, action="selection:determine")
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="selection:determine"))


def refuse_determination(
    session: Session, *, tenant_id: int, determination_id: UUID, refusal: Refusal, now: datetime
) -> None:
    """Note why a decree was not frozen.

    Effects:
        Moves it to ``refused``, audits.
    """
    determination = _lock(session, tenant_id, determination_id)
    if determination.state != DeterminationState.REQUESTED:
        return
    determination.state, determination.refusal = DeterminationState.REFUSED, refusal.value
    determination.finished_at = now
    session.flush()
    actor = Actor(id=determination.requested_by_id, name=determination.requested_by_name)
    _record(session, determination, actor=actor, now=now, action="selection:refuse")


def number_decree(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    determination_id: UUID,
    number: str,
    signed_on: date,
) -> Determination:
    """Record number and day of a decree once it is signed.

    Raises:
        NotFound: no such decree in this regency.
        InvalidInput: the day has not come, or it is numbered already.

    Effects:
        Locks the decree, flushes, audits.
    """
    refuse_errors(decree_errors(number, signed_on, today))
    determination = _lock(session, tenant_id, determination_id)
    if determination.number is not None:
        detail = N_("Nomor SK sudah dicatat. Muat ulang halaman.")
        raise InvalidInput(errors=[FieldError("/number", detail)])
    determination.number, determination.signed_on = number, signed_on
    session.flush()
    _record(session, determination, actor=actor, now=now, action="selection:number")
    return determination


def note_annex(
    session: Session,
    determination: Determination,
    *,
    actor: Actor,
    now: datetime,
    outcome: Outcome,
    row_count: int,
    is_whole: bool,
) -> None:
    """Note that a list of a decree left as a file, and whether with whole numbers.

    Effects:
        Audits.
    """
    audit.record(
        session,
        tenant_id=determination.tenant_id,
        actor=actor,
        now=now,
        action="selection:export",
        subject="determination",
        subject_id=determination.id,
        detail={"outcome": outcome.value, "rows": row_count, "whole_numbers": is_whole},
    )


def _present(session: Session, basis: Basis, tenant_id: int) -> bytes | None:
    """The fingerprint of the outcomes now; of many people as kept, unless they may have moved.

    Whoever freezes them makes it anew from every line and refuses others than were seen.
    """
    commitment_id = basis.judging.programme.id
    if not is_large(session, tenant_id=tenant_id, commitment_id=commitment_id):
        return fingerprint_outcomes(session, basis.judging, basis.frame, tenant_id=tenant_id)
    kept = find_summary(session, outlook_subject(commitment_id), tenant_id=tenant_id)
    if kept is None or has_moved(session, kept):
        return None
    outlook = outlook_as_kept(kept.content, basis.frame)
    return outlook.seen if outlook is not None else None


def _find_stopped(session: Session, tenant_id: int, commitment_id: UUID) -> Determination | None:
    """A determination whose work was given up: whoever asks again has it tried again."""
    pending = session.scalars(
        select(Determination).where(
            Determination.tenant_id == tenant_id,
            Determination.commitment_id == commitment_id,
            Determination.state == DeterminationState.REQUESTED,
        )
    ).one_or_none()
    if pending is None:
        return None
    run = find_run(session, tenant_id=tenant_id, kind=DETERMINE_JOB, key=str(pending.id))
    return pending if run is not None and run.state == RunState.FAILED else None


def _enqueue(session: Session, determination: Determination, now: datetime) -> None:
    enqueue(
        session,
        DETERMINE_JOB,
        tenant_id=determination.tenant_id,
        key=str(determination.id),
        payload={"determination_id": str(determination.id)},
        now=now,
    )


def _settle(
    session: Session, determination: Determination, basis: Basis, values: dict[str, Any]
) -> None:
    tally = session.execute(_TALLY, values).one()
    if tally.chosen == 0:
        raise DeterminationRefused(Refusal.NOBODY)
    programme = basis.judging.programme
    moved = write(session, _MOVE, values)
    held = hold_months(session, _CHOSEN_PEOPLE, values, programme.held)
    if moved != tally.chosen + tally.reserve or held != tally.chosen * len(programme.held):
        raise CountsDoNotAddUp
    tally_cover(session, tenant_id=determination.tenant_id, commitment_id=programme.id)
    determination.chosen_count = tally.chosen
    determination.reserve_count = tally.reserve
    determination.unfit_count = tally.unfit


def _keep_lines(basis: Basis) -> str:
    return f"""
        INSERT INTO determination_line (
            tenant_id, determination_id, worker_id, village_code, outcome, rank, reasons)
        WITH {outcomes_sql(basis.judging.rules)}
        SELECT :tenant_id, :determination_id, o.worker_id, j.village_code, o.outcome, o.rank,
            o.reasons
        FROM outcomes o JOIN judged j ON j.worker_id = o.worker_id
    """  # noqa: S608 - words of closed lists, no value


def _values(basis: Basis, determination: Determination, now: datetime) -> dict[str, Any]:
    return {
        **outcome_values(basis.judging, tenant_id=determination.tenant_id),
        "determination_id": determination.id,
        "first_month_on": basis.frame.first_month_on,
        "last_month_on": basis.frame.last_month_on,
        "now": now,
        "chosen": Outcome.CHOSEN.value,
        "reserve": Outcome.RESERVE.value,
        "unfit": Outcome.UNFIT.value,
        "determined": CoverStatus.DETERMINED.value,
        "reserve_status": CoverStatus.RESERVE.value,
    }


def _lock(session: Session, tenant_id: int, determination_id: UUID) -> Determination:
    get_determination(session, tenant_id=tenant_id, determination_id=determination_id)
    return session.scalars(
        select(Determination)
        .where(Determination.tenant_id == tenant_id, Determination.id == determination_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _record(
    session: Session, determination: Determination, *, actor: Actor, now: datetime, action: str
) -> None:
    audit.record(
        session,
        tenant_id=determination.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="determination",
        subject_id=determination.id,
        detail={
            "commitment_id": str(determination.commitment_id),
            "number": determination.number,
            "signed_on": determination.signed_on.isoformat() if determination.signed_on else None,
            "people_count": determination.chosen_count,
            "reserve_count": determination.reserve_count,
            "problem": determination.refusal,
            "sha256": determination.seen_sha256.hex(),
        },
    )
