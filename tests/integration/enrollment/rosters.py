"""Commitments and roster files for tests, and a worker that performs what is due."""

import io
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from enrollment.cover_months import FULL_YEAR, PLACES
from enrollment.intake import Decision, OnErrors
from enrollment.kinds import CoverStatus
from enrollment.models.rosters import Roster, RosterChunk, RosterStaging
from enrollment.models.workers import Cover, CoverTally, CoverYear, Worker, WorkerTally
from enrollment.parsing.columns import TEMPLATE_COLUMNS, Column
from enrollment.services.rosters import ReceivedRoster, RosterUpload, receive_roster
from tenants.kernel import jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.config import DATABASE_VARIABLES, Settings
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, Regency

CHILD_BATCH_ROWS = 40
IF_FAULTLESS = Decision(on_errors=OnErrors.ALL_OR_NOTHING)
"""A list whose rows are all right is stored at once, any other waits."""
WORKER = (
    "import sys; from wsgi import create_app; from tenants.kernel import jobs\n"
    "from enrollment.parsing.batches import read_batch\n"
    "from enrollment.parsing.sheets import read_sheet_batch\n"
    f"read_batch.__kwdefaults__['limit'] = {CHILD_BATCH_ROWS}\n"
    f"read_sheet_batch.__kwdefaults__['limit'] = {CHILD_BATCH_ROWS}\n"
    "with create_app().app_context():\n"
    "    [jobs.perform(run_id) for run_id in sys.argv[1:]]"
)


def add_commitment(regency: Regency, **changed: Any) -> UUID:
    """A programme of ten months from March 2025."""
    values: dict[str, Any] = {
        "title": "Pekerja rentan 2025",
        "payer": "regency",
        "funding_source": "apbd",
        "budget_year": 2025,
        "people_count": 10,
        "first_month": date(2025, 3, 1),
        "month_count": 10,
        "months_assumed": False,
        "programmes": ["jkk", "jkm"],
        "programmes_assumed": False,
        "segment": "bpu",
        "status": "committed",
        "source_name": "Berkas uji",
        "source_status": "official",
        "version": 1,
        "created_at": NOW,
        "updated_at": NOW,
    }
    with transaction(regency.principal()) as session:
        commitment = Commitment(tenant_id=regency.id, **(values | changed))
        session.add(commitment)
        session.flush()
        return commitment.id


def person(serial: int, name: str = "Sumini", born: str = "1970-01-01", **changed: str) -> str:
    """One row; equal serials are the same person."""
    cells = {
        Column.NIK: f"350501010170{serial:04}",
        Column.NAME: name,
        Column.BIRTH: born,
        Column.SEX: "L",
        Column.VILLAGE: "35.05.01.2001",
        Column.ADDRESS: "RT 1",
        Column.OCCUPATION: "Buruh tani",
        Column.PHONE: "081234567890",
    }
    return ",".join((cells | {Column(key): value for key, value in changed.items()}).values())


def roster_file(rows: Iterable[str]) -> bytes:
    """A file of the stated format."""
    return "\n".join([",".join(TEMPLATE_COLUMNS), *rows, ""]).encode()


def people_file(count: int, start: int = 1) -> bytes:
    """Many people with numbers of their own, more than one batch if wanted."""
    rows = []
    for index in range(start, start + count):
        day, serial = divmod(index, 9000)
        nik = f"350501{1 + day:02}0170{serial + 1:04}"
        rows.append(person(1, f"Orang {chr(65 + index % 26)}", f"1970-01-{1 + day:02}", nik=nik))
    return roster_file(rows)


def upload(
    regency: Regency,
    commitment_id: UUID,
    content: bytes,
    *,
    status: CoverStatus = CoverStatus.DETERMINED,
    is_synthetic: bool = False,
    decision: Decision | None = IF_FAULTLESS,
) -> ReceivedRoster:
    """Send a file as an officer of the regency; unless told otherwise it is stored if faultless."""
    with transaction(regency.principal()) as session:
        return receive_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            upload=RosterUpload(commitment_id, "daftar.csv", status, is_synthetic, decision),
            content=io.BytesIO(content),
        )


def run_due(regency: Regency) -> None:
    """Perform every run of the regency that is due, here."""
    for run_id in due_run_ids(regency):
        jobs.perform(str(run_id))


def run_in_child(regency: Regency, settings: Settings, failpoint: str = "") -> int:
    """Perform what is due in a process of its own, which dies where the failpoint says.

    Returns:
        its exit code; -9 after a failpoint.
    """
    urls = {DATABASE_VARIABLES[role]: url for role, url in settings.database_urls.items()}
    environment = {
        **os.environ,
        **urls,
        "REDIS_URL": settings.redis_url or "",
        "SIAP_KEY_FILE": str(settings.key_file),
        "SIAP_FAILPOINT": failpoint,
    }
    ids = [str(run_id) for run_id in due_run_ids(regency)]
    return subprocess.run(
        [sys.executable, "-c", WORKER, *ids], env=environment, check=False, capture_output=True
    ).returncode


def due_run_ids(regency: Regency) -> Sequence[UUID]:
    """Runs of the regency waiting or left behind, oldest first."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return session.scalars(
            select(jobs.JobRun.id)
            .where(
                jobs.JobRun.tenant_id == regency.id,
                jobs.JobRun.kind.in_(
                    [
                        "import_roster",
                        "clean_roster",
                        "release_cover",
                        "restore_cover",
                        "withdraw_roster",
                        "write_corrections",
                        "close_billing",
                        "reopen_billing",
                        "reckon_cover",
                        "summarise_people",
                        "read_posting",
                        "apply_posting",
                        "undo_posting",
                        "determine_recipients",
                        "change_decree",
                        "read_register_file",
                        "apply_register_file",
                        "undo_register_file",
                        "find_duplicates",
                        "merge_workers",
                        "read_village_sheet",
                        "prepare_file",
                        "record_widely",
                    ]
                ),
                jobs.JobRun.state.in_(["queued", "running"]),
                or_(jobs.JobRun.created_at <= utcnow(), jobs.JobRun.ring_at <= utcnow()),
            )
            .order_by(jobs.JobRun.created_at, jobs.JobRun.id)
        ).all()


def abandon_leases(regency: Regency) -> None:
    """Let the lease of a killed worker be over, instead of waiting for it."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        for run in session.scalars(
            select(jobs.JobRun).where(
                jobs.JobRun.tenant_id == regency.id, jobs.JobRun.state == "running"
            )
        ):
            run.lease_until = run.created_at


@contextmanager
def reading(regency: Regency) -> Iterator[Session]:
    """A transaction as the regency's own role."""
    with transaction(regency.principal()) as session:
        yield session


def roster_of(regency: Regency, roster_id: UUID) -> Roster:
    """The roster as it stands."""
    with reading(regency) as session:
        return session.get_one(Roster, (regency.id, roster_id))


def counts(regency: Regency) -> dict[str, int]:
    """Rows of every table an import writes; kept counts of people always agree."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        found = {
            model.__tablename__: session.execute(
                select(func.count()).select_from(model).where(model.tenant_id == regency.id)
            ).scalar_one()
            for model in (Worker, Cover, CoverYear, RosterStaging)
        }
        kept = session.scalar(
            select(WorkerTally.people_count).where(WorkerTally.tenant_id == regency.id)
        )
        tallied = session.scalar(
            select(func.sum(CoverTally.people_count)).where(CoverTally.tenant_id == regency.id)
        )
    assert (kept or 0) == found["worker"]
    assert (tallied or 0) == found["cover"]
    return found


def kept_pieces(regency: Regency) -> int:
    """Pieces of uploaded files that are kept."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return session.execute(select(func.count()).select_from(RosterChunk)).scalar_one()


def held_by_programme(rows: Iterable[CoverYear]) -> dict[tuple[str, int], int]:
    """Months as bits by insurance programme and year; of one person each, or alike."""
    return {
        (programme, row.year): months
        for row in rows
        for programme, place in PLACES.items()
        if (months := row.held >> place & FULL_YEAR)
    }


def give_up(regency: Regency, kind: str) -> None:
    """Let whatever is due of a kind be given up, as after its last attempt."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(jobs.JobRun)
            .where(jobs.JobRun.tenant_id == regency.id, jobs.JobRun.kind == kind)
            .where(jobs.JobRun.state == "queued")
            .values(state="failed", finished_at=NOW)
        )
