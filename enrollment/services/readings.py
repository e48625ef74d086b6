"""Reading a roster batch by batch, from the start or from where a lost worker left it."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.kinds import Segment
from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.parsing.batches import Batch, Progress, refuse_worthless
from enrollment.parsing.columns import Column
from enrollment.parsing.encodings import Encoding
from enrollment.parsing.headings import ColumnPlaces
from enrollment.parsing.mapping import ColumnsUnclear
from enrollment.parsing.notices import Notice, notices_of_end, notices_of_heading
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.rows import RosterRules
from enrollment.queries.programmes import Programme, get_programme
from enrollment.reference import known_villages, region_codes
from enrollment.services.headings import ask_for_columns
from enrollment.services.roster_files import RosterFile, Window, WorkbookFile, open_roster_file
from enrollment.services.staging import (
    Kept,
    clear_problems,
    clear_staging,
    sealed_rows,
    stage_batch,
)
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import Tenant
from tenants.reference.regions import regions


class ReadingGivenUp(Exception):
    """Somebody discarded the roster between two batches; nothing more is read."""


@dataclass(frozen=True)
class SealedBatch:
    """A batch, and its good rows as they will wait."""

    batch: Batch
    rows: bytes


@dataclass(frozen=True)
class Reading:
    """A roster being read: its file, its rules, and how far it has come.

    ``coming`` is the next batch where it is being read already, in memory only.
    """

    roster_id: UUID
    file: RosterFile
    rules: RosterRules
    progress: Progress
    kept: Kept
    coming: Future[SealedBatch] | None = None

    @property
    def checkpoint(self) -> dict[str, dict[str, int]]:
        """Where to go on; numbers only."""
        return {"progress": asdict(self.progress), "kept": asdict(self.kept)}

    @property
    def is_at_end(self) -> bool:
        """Nothing is left to read."""
        return self.progress.offset >= self.file.end

    @property
    def expected_rows(self) -> int:
        """A guess at the rows of the file, for people waiting."""
        return max(self.file.expected_rows, self.progress.row_count, 1)

    def read_ahead(self, session: Session, roster: Roster, reader: Executor) -> Future[SealedBatch]:
        """Let the next batch be read and sealed beside this thread."""
        window = self.file.fetch(session, roster, self.progress)
        return reader.submit(copy_context().run, self._read, window, roster.tenant_id)

    def _read(self, window: Window, tenant_id: int) -> SealedBatch:
        batch = self.file.read(window, self.progress, self.rules)
        rows = sealed_rows(batch, tenant_id=tenant_id, roster_id=self.roster_id)
        return SealedBatch(batch, rows)


def begin_reading(
    session: Session,
    *,
    tenant_id: int,
    roster_id: UUID,
    checkpoint: Mapping[str, Any],
    now: datetime,
    opened: ExitStack,
) -> Reading | None:
    """Open a roster for reading, from the start or from where a lost worker left it.

    Args:
        session: role job.
        tenant_id: whose.
        roster_id: which.
        checkpoint: of the reading that was lost; empty at the start.
        now: the present moment.
        opened: ends what reading has started.

    Returns:
        None where nothing is to be read: it was read, refused or discarded already, or a person
        has to say first which column is which.

    Raises:
        RosterFileRefused: its layout or its programme makes it unreadable.
        SheetReaderFailed: try again.

    Effects:
        Moves the roster to ``checking`` or ``mapping``; at the start clears what an earlier check
        left.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state not in {RosterState.RECEIVED, RosterState.CHECKING}:
        return None
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    rules = _rules(session, programme, tenant_id=tenant_id, now=now)
    try:
        file = open_roster_file(session, roster, opened)
    except ColumnsUnclear as unclear:
        ask_for_columns(session, roster, unclear.tables, now=now)
        return None
    _refuse_names_without_list(file.layout, rules)
    roster.sheet_name = file.layout.name if isinstance(file, WorkbookFile) else None
    roster.other_sheets = list(file.layout.others) if isinstance(file, WorkbookFile) else []
    roster.notices = _kept(notices_of_heading(file.layout, Encoding(roster.encoding)))
    if roster.state == RosterState.RECEIVED or not checkpoint:
        clear_staging(session, roster)
        clear_problems(session, roster)
    roster.state = RosterState.CHECKING
    return Reading(
        roster_id=roster.id,
        file=file,
        rules=rules,
        progress=Progress(**checkpoint["progress"]) if checkpoint else file.start,
        kept=Kept(**checkpoint["kept"]) if checkpoint else Kept(),
    )


def read_next(
    session: Session,
    reading: Reading,
    *,
    tenant_id: int,
    reader: Executor,
    after_parsing: Callable[[], None],
) -> Reading:
    """Read, encrypt and stage the next batch; the one after it is read while this one is stored.

    Args:
        session: role job.
        reading: where the last batch ended.
        tenant_id: whose roster.
        reader: a single thread that reads and encrypts.
        after_parsing: called between parsing and writing; crash tests die there.

    Raises:
        RosterFileRefused: the file turns out unusable.
        SheetReaderFailed: try again.
        ReadingGivenUp: somebody discarded the roster.

    Effects:
        COPY into ``roster_staging``, inserts ``roster_row_error``.
    """
    roster = lock_reading(session, tenant_id=tenant_id, roster_id=reading.roster_id)
    coming = reading.coming or reading.read_ahead(session, roster, reader)
    sealed = coming.result()
    after_parsing()
    reached = replace(reading, progress=sealed.batch.progress, coming=None)
    following = None if reached.is_at_end else reached.read_ahead(session, roster, reader)
    kept = stage_batch(session, roster, sealed.batch, sealed.rows, kept=reading.kept)
    return replace(reached, kept=kept, coming=following)


def close_reading(session: Session, reading: Reading, *, tenant_id: int) -> None:
    """Note what the whole file holds; its rows now wait for a person's word.

    Raises:
        RosterFileRefused: no rows, or numbers that a spreadsheet has cut.
        ReadingGivenUp: somebody discarded the roster.

    Effects:
        Changes ``roster``.
    """
    progress = reading.progress
    refuse_worthless(progress)
    roster = lock_reading(session, tenant_id=tenant_id, roster_id=reading.roster_id)
    roster.row_count = progress.row_count
    roster.valid_count = progress.valid_count
    roster.error_count = progress.error_count
    roster.warning_count = progress.warning_count
    roster.normalised_count = progress.normalised_count
    roster.notices = [*roster.notices, *_kept(notices_of_end(progress))]


def lock_reading(session: Session, *, tenant_id: int, roster_id: UUID) -> Roster:
    """A roster that is being read, locked until the transaction ends.

    Raises:
        NotFound: no such roster in this regency.
        ReadingGivenUp: somebody discarded it meanwhile.
    """
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    if roster.state == RosterState.DISCARDED:
        raise ReadingGivenUp
    return roster


def _kept(notices: Iterable[Notice]) -> list[dict[str, Any]]:
    return [asdict(notice) for notice in notices]


def _refuse_names_without_list(places: ColumnPlaces, rules: RosterRules) -> None:
    if Column.VILLAGE not in places.columns and not rules.own_villages.villages:
        raise RosterFileRefused(FileProblem.VILLAGE_CODES_NEEDED)


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


def _rules(session: Session, programme: Programme, *, tenant_id: int, now: datetime) -> RosterRules:
    if programme.starts_on is None:
        raise RosterFileRefused(FileProblem.MONTHS_UNKNOWN)
    tenant = session.get_one(Tenant, tenant_id)
    region_code = tenant.region_code or ""
    return RosterRules(
        region_code=region_code,
        villages=known_villages(),
        regions=region_codes(),
        region_names={code: region.name for code, region in regions().items()},
        starts_on=programme.starts_on,
        has_wages=programme.segment != Segment.BPU,
        today=local_day(now, tenant.timezone),
    )
