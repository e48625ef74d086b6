"""Taking a roster through its states: begin, read batch by batch, then decide once."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.parsing.batches import Progress, read_batch, refuse_worthless, start_of
from enrollment.parsing.layout import FileProblem, Layout, RosterFileRefused, read_layout
from enrollment.parsing.rows import RosterRules
from enrollment.queries.programmes import Programme, get_programme
from enrollment.reference import region_codes, villages
from enrollment.services.applying import count_waiting, store_waiting
from enrollment.services.clashes import note_differing, reject_double_cover, reject_duplicates
from enrollment.services.staging import (
    Kept,
    clear_chunks,
    clear_problems,
    clear_staging,
    read_window,
    stage_batch,
)
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.events import FactsChanged, publish
from tenants.models.identity import Tenant

# Another list of the regency may take minutes to store. This one waits for its turn.
_WAIT_FOR_TURN = text("SET LOCAL lock_timeout = '10min'")
_LOCK_IMPORTS = text("SELECT pg_advisory_xact_lock(3505, :tenant_id)")
# Rows just copied have no statistics: the planner takes thousands for one and would compare each
# with each. Without nested loops it hashes, which is right for one row and for a million.
_JOIN_BY_HASHING = text("SET LOCAL enable_nestloop = off")


@dataclass(frozen=True)
class Reading:
    """A roster being read: its layout, its rules, and how far it has come."""

    roster_id: UUID
    byte_count: int
    line_count: int
    layout: Layout
    rules: RosterRules
    progress: Progress
    kept: Kept

    @property
    def checkpoint(self) -> dict[str, dict[str, int]]:
        """Where to go on; numbers only."""
        return {"progress": asdict(self.progress), "kept": asdict(self.kept)}

    @property
    def is_at_end(self) -> bool:
        """Nothing is left to read."""
        return self.progress.offset >= self.byte_count

    @property
    def expected_rows(self) -> int:
        """A guess at the rows of the file, for people waiting."""
        return max(self.line_count - self.layout.header_row, self.progress.row_count, 1)


def begin_reading(
    session: Session,
    *,
    tenant_id: int,
    roster_id: UUID,
    checkpoint: Mapping[str, Any],
    now: datetime,
) -> Reading | None:
    """Open a roster for reading, from the start or from where a lost worker left it.

    Returns:
        None where nothing is to be read: it was read, refused or discarded already.

    Raises:
        RosterFileRefused: its layout or its programme makes it unreadable.

    Effects:
        Moves the roster to ``checking``; at the start clears what an earlier check left.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state not in {RosterState.RECEIVED, RosterState.CHECKING}:
        return None
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    head, is_whole_file = read_window(session, roster, 0)
    layout = read_layout(head, is_whole_file=is_whole_file)
    rules = _rules(session, programme, tenant_id=tenant_id, now=now)
    if roster.state == RosterState.RECEIVED or not checkpoint:
        clear_staging(session, roster)
        clear_problems(session, roster)
    roster.state = RosterState.CHECKING
    return Reading(
        roster_id=roster.id,
        byte_count=roster.byte_count,
        line_count=roster.line_count,
        layout=layout,
        rules=rules,
        progress=Progress(**checkpoint["progress"]) if checkpoint else start_of(layout),
        kept=Kept(**checkpoint["kept"]) if checkpoint else Kept(),
    )


def read_next(
    session: Session, reading: Reading, *, tenant_id: int, after_parsing: Callable[[], None]
) -> Reading:
    """Read, encrypt and stage the next batch.

    Args:
        session: role job.
        reading: where the last batch ended.
        tenant_id: whose roster.
        after_parsing: called between parsing and writing; crash tests die there.

    Raises:
        RosterFileRefused: the file turns out unusable.

    Effects:
        COPY into ``roster_staging``, inserts ``roster_row_error``.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=reading.roster_id)
    window, is_last = read_window(session, roster, reading.progress.offset)
    batch = read_batch(window, reading.progress, reading.layout, reading.rules, is_last=is_last)
    after_parsing()
    kept = stage_batch(session, roster, batch, kept=reading.kept)
    return replace(reading, progress=batch.progress, kept=kept)


def close_reading(session: Session, reading: Reading, *, tenant_id: int) -> None:
    """Note what the whole file holds; its rows now wait for the one transaction that stores them.

    Raises:
        RosterFileRefused: no rows, or numbers that a spreadsheet has cut.

    Effects:
        Moves the roster to ``applying``.
    """
    progress = reading.progress
    refuse_worthless(progress)
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=reading.roster_id)
    roster.row_count = progress.row_count
    roster.valid_count = progress.valid_count
    roster.error_count = progress.error_count
    roster.warning_count = progress.warning_count
    roster.normalised_count = progress.normalised_count
    roster.state = RosterState.APPLYING


def finish_roster(session: Session, *, tenant_id: int, roster_id: UUID, now: datetime) -> None:
    """Store a roster's valid rows, or ask a person first when some rows are wrong. All or nothing.

    Raises:
        RosterFileRefused: no row changes anything, or the programme was cancelled or lost its
            months meanwhile.
        CountsDoNotAddUp: rows and records differ; nothing stays.

    Effects:
        Locks the regency's imports; writes workers and cover, forgets the file, audits, publishes
        ``FactsChanged``.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state != RosterState.APPLYING or roster.row_count is None:
        return
    take_turn(session, tenant_id=tenant_id)
    session.execute(_JOIN_BY_HASHING)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    if programme.is_cancelled:
        raise RosterFileRefused(FileProblem.PROGRAMME_CANCELLED)
    if programme.starts_on is None:
        raise RosterFileRefused(FileProblem.MONTHS_UNKNOWN)
    reject_duplicates(session, roster)
    reject_double_cover(session, roster, programme)
    tally = count_waiting(session, roster)
    roster.valid_count = tally.valid_count
    roster.error_count = roster.row_count - tally.valid_count
    roster.warning_count = tally.warning_count
    if tally.valid_count == 0:
        _refuse(session, roster, FileProblem.NO_VALID_ROW, {"rows": roster.row_count}, now=now)
    elif roster.error_count and roster.confirmed_at is None:
        roster.state = RosterState.READY
    else:
        _apply(session, roster, programme, now=now)


def refuse_roster(
    session: Session, *, tenant_id: int, roster_id: UUID, refusal: RosterFileRefused, now: datetime
) -> None:
    """Note that the file cannot be used, and why.

    Effects:
        Moves the roster to ``failed``, clears its waiting rows, audits.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    _refuse(session, roster, refusal.problem, refusal.params, now=now)


def clean_discarded(session: Session, *, tenant_id: int, roster_id: UUID) -> None:
    """Forget the people of a roster somebody gave up: its waiting rows and its file.

    Effects:
        Deletes from ``roster_staging`` and ``roster_chunk``, unless it is not discarded.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state == RosterState.DISCARDED:
        clear_staging(session, roster)
        clear_chunks(session, roster)


def take_turn(session: Session, *, tenant_id: int) -> None:
    """Wait until nobody else changes who holds which months of a regency. Role job.

    Effects:
        Holds the regency's lock until the transaction ends.
    """
    session.execute(_WAIT_FOR_TURN)
    session.execute(_LOCK_IMPORTS, {"tenant_id": tenant_id})


def lock_roster(session: Session, *, tenant_id: int, roster_id: UUID) -> Roster:
    """A roster, locked until the transaction ends.

    Raises:
        NotFound: no such roster in this regency.
    """
    roster = session.scalars(
        select(Roster)
        .where(Roster.tenant_id == tenant_id, Roster.id == roster_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if roster is None:
        raise NotFound(N_("Daftar tidak ditemukan."))
    return roster


def _apply(session: Session, roster: Roster, programme: Programme, *, now: datetime) -> None:
    valid = roster.valid_count or 0
    differing = note_differing(session, roster)
    effect = store_waiting(session, roster, programme, now=now)
    if effect.new_cover_count + effect.changed_cover_count == 0:
        raise RosterFileRefused(FileProblem.NOTHING_NEW)
    clear_staging(session, roster)
    clear_chunks(session, roster)
    roster.warning_count = (roster.warning_count or 0) + differing
    roster.new_worker_count = effect.new_worker_count
    roster.known_worker_count = valid - effect.new_worker_count
    roster.new_cover_count = effect.new_cover_count
    roster.changed_cover_count = effect.changed_cover_count
    roster.cover_month_count = effect.cover_month_count
    roster.state = RosterState.APPLIED
    roster.finished_at = now
    _audit(
        session,
        roster,
        now=now,
        action="roster:apply",
        detail={
            "rows": roster.row_count,
            "valid": valid,
            "errors": roster.error_count,
            "new_workers": effect.new_worker_count,
            "new_cover": effect.new_cover_count,
            "changed_cover": effect.changed_cover_count,
        },
    )
    publish(session, FactsChanged(tenant_id=roster.tenant_id, now=now, cause="roster:apply"))


def _refuse(
    session: Session,
    roster: Roster,
    problem: FileProblem,
    params: Mapping[str, str | int | None],
    *,
    now: datetime,
) -> None:
    shown = {
        name: formats.count(value) if isinstance(value, int) else value
        for name, value in params.items()
    }
    clear_staging(session, roster)
    roster.state = RosterState.FAILED
    roster.failure_code = problem.value
    roster.failure_params = shown
    roster.finished_at = now
    _audit(session, roster, now=now, action="roster:refuse", detail={"problem": problem.value})


def _audit(
    session: Session, roster: Roster, *, now: datetime, action: str, detail: audit.Detail
) -> None:
    audit.record(
        session,
        tenant_id=roster.tenant_id,
        actor=Actor(id=roster.uploaded_by_id, name=roster.uploaded_by_name),
        now=now,
        action=action,
        subject="roster",
        subject_id=roster.id,
        detail=detail,
    )


def _rules(session: Session, programme: Programme, *, tenant_id: int, now: datetime) -> RosterRules:
    if programme.starts_on is None:
        raise RosterFileRefused(FileProblem.MONTHS_UNKNOWN)
    tenant = session.get_one(Tenant, tenant_id)
    region_code = tenant.region_code or ""
    return RosterRules(
        region_code=region_code,
        villages=villages(region_code).keys(),
        regions=region_codes(),
        starts_on=programme.starts_on,
        today=now.astimezone(ZoneInfo(tenant.timezone)).date(),
    )
