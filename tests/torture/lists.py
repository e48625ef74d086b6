"""Lists of people that were sent, and what must have become of them: everybody once."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from datetime import date
from io import BytesIO

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.cover_months import YearMonths, held_years
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterChunk, RosterRowError, RosterStaging
from enrollment.models.workers import Cover, CoverYear, Worker
from enrollment.services.rosters import RosterUpload, receive_roster
from tenants.kernel.audit import AuditEntry, verify_chain
from tenants.kernel.clock import utcnow
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.jobs import JobRun, RunState
from tests.conftest import ACTOR, Regency
from tests.integration.enrollment.rosters import IF_FAULTLESS, add_commitment, people_file
from tests.torture.world import FIRST_TENANT, World, make_regency
from tests.unit.enrollment.workbooks import roster_workbook

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
RECOMPUTE = "recompute_scorecard"
# March to December 2025, by both insurances.
(_YEAR_HELD,) = held_years([YearMonths(2025, 0b1111_1111_1100)], ("jkk", "jkm"))
_WARNING = "village-elsewhere"
_HALF = (
    "SELECT count(*) FROM roster r CROSS JOIN LATERAL ("
    " SELECT count(*) AS people FROM cover c"
    " WHERE c.tenant_id = r.tenant_id AND c.roster_id = r.id) found"
    " WHERE found.people <> CASE r.state WHEN 'applied' THEN r.row_count ELSE 0 END"
)
_Person = tuple[str, str, date]


@dataclass(frozen=True)
class Sent:
    """One list as it was sent: its people have numbers nobody else has."""

    regency: Regency
    roster_id: str
    first: int
    people: int


@dataclass
class Verdict:
    """What became of lists.

    Attributes:
        lost: people, months or consequences of a list that are missing.
        double: those that are there more than once.
        half: lists of which a part was seen stored.
        stuck: runs that never ended, or ended without success.
        broken_chains: audit trails that do not verify.
        examples: what was wrong, a few.
    """

    lost: int = 0
    double: int = 0
    half: int = 0
    stuck: int = 0
    broken_chains: int = 0
    examples: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Nothing is wrong."""
        return not any((self.lost, self.double, self.half, self.stuck, self.broken_chains))

    def compare(self, what: str, found: Counter[object], expected: Counter[object]) -> None:
        """Count what differs."""
        missing, surplus = (expected - found).total(), (found - expected).total()
        self.lost += missing
        self.double += surplus
        if missing or surplus:
            some = list((found - expected) + (expected - found))[:2]
            self.note(f"{what}: {missing} missing, {surplus} too many, as {some}")

    def note(self, text: str) -> None:
        """Keep an example."""
        if len(self.examples) < 10:
            self.examples.append(text)


@dataclass
class Office:
    """Regencies that send lists, over one database."""

    world: World
    app: Flask
    database: str
    regencies: list[Regency]
    sent: list[Sent] = field(default_factory=list)
    half_seen: int = 0

    def send(self, kind: str, people: int, *, task: Callable[[str], None] | None = None) -> Sent:
        """Send a list of people nobody has sent before.

        Args:
            kind: of file.
            people: how many.
            task: called with the list's id before anybody else can see it.
        """
        number = len(self.sent)
        regency, first = self.regencies[number % len(self.regencies)], 1 + number * people
        commitment_id = add_commitment(regency, title=f"Program {number}")
        upload = RosterUpload(
            commitment_id, f"daftar.{kind}", CoverStatus.DETERMINED, decision=IF_FAULTLESS
        )
        with transaction(regency.principal()) as session:
            received = receive_roster(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=utcnow(),
                upload=upload,
                content=BytesIO(file_of(kind, people, first)),
            )
            if task is not None:
                task(str(received.roster.id))
        self.sent.append(Sent(regency, str(received.roster.id), first, people))
        return self.sent[-1]

    def unfinished(self) -> int:
        """Runs that somebody still has to do. Looks for lists stored in part as well."""
        counted = "SELECT count(*) FROM job_run WHERE state IN ('queued', 'running')"
        counted += " AND created_at <= now()"  # what is put off to a later day is not waited for
        ((open_runs,),) = self.world.engines.execute(self.database, counted)
        ((half,),) = self.world.engines.execute(self.database, _HALF)
        self.half_seen = max(self.half_seen, half)
        return int(open_runs)

    def wait(self, seconds: float) -> float:
        """Wait until every run has ended or a list was seen stored in part, at most so long.

        Returns:
            seconds waited.
        """
        begun = time.monotonic()
        while self.unfinished() and not self.half_seen and time.monotonic() - begun < seconds:
            time.sleep(0.3)
        return time.monotonic() - begun

    def judge(self) -> Verdict:
        """Compare everything stored with everything sent."""
        verdict = Verdict(half=self.half_seen)
        for regency in self.regencies:
            with transaction(regency.principal(DatabaseRole.JOB)) as session:
                lists = [one for one in self.sent if one.regency is regency]
                for one in lists:
                    _judge_list(session, one, verdict)
                _judge_regency(session, regency, lists, verdict)
        return verdict


@contextmanager
def open_office(world: World, name: str, regencies: int) -> Iterator[Office]:
    """An office over a database of its own, in which what was acknowledged is kept."""
    with world.database(name) as database:
        # The engines of tests forget the newest commits when they are killed; real ones do not.
        world.engines.execute(database, f"ALTER DATABASE {database} SET synchronous_commit = on")
        with world.app(database) as app:
            made = [
                make_regency(app, world.engines, database, FIRST_TENANT + number)
                for number in range(regencies)
            ]
            yield Office(world, app, database, made)


def file_of(kind: str, people: int, first: int) -> bytes:
    """A file of either kind with these people."""
    content = people_file(people, first)
    if kind == CSV:
        return content
    return roster_workbook([line.split(",") for line in content.decode().splitlines()[1:]])


def _expected_people(one: Sent) -> Counter[object]:
    lines = people_file(one.people, one.first).decode().splitlines()[1:]
    cells = [line.split(",") for line in lines]
    return Counter((row[0], row[1], date.fromisoformat(row[2])) for row in cells)


def _judge_list(session: Session, one: Sent, verdict: Verdict) -> None:
    tenant_id, roster_id = one.regency.id, one.roster_id
    roster = session.scalars(
        select(Roster).where(Roster.tenant_id == tenant_id, Roster.id == roster_id)
    ).one_or_none()
    if roster is None:
        verdict.lost += one.people
        verdict.note(f"list {roster_id} is gone")
        return
    workers = session.scalars(
        select(Worker)
        .join(Cover, (Cover.tenant_id == Worker.tenant_id) & (Cover.worker_id == Worker.id))
        .where(Cover.tenant_id == tenant_id, Cover.roster_id == roster.id)
    ).all()
    found = Counter[object](_identity(worker) for worker in workers)
    is_half = len(workers) != (one.people if roster.state == RosterState.APPLIED else 0)
    verdict.half += is_half
    if is_half or roster.state != RosterState.APPLIED:
        verdict.note(f"list {roster_id} is {roster.state} {roster.failure_code}: {len(workers)}")
    verdict.compare(f"people of {roster_id}", found, _expected_people(one))
    ids = [worker.id for worker in workers]
    held = session.execute(
        select(CoverYear.worker_id, CoverYear.year, CoverYear.held).where(
            CoverYear.tenant_id == tenant_id, CoverYear.worker_id.in_(ids)
        )
    )
    expected_months = Counter[object]((worker, *astuple(_YEAR_HELD)) for worker in ids)
    verdict.compare(f"months of {roster_id}", Counter(tuple(row) for row in held), expected_months)
    _judge_traces(session, one, roster, verdict)


def _judge_traces(session: Session, one: Sent, roster: Roster, verdict: Verdict) -> None:
    """Every row leaves its warning, for these villages lie elsewhere, and the rest is cleared."""
    of_list = (RosterRowError.tenant_id == roster.tenant_id, RosterRowError.roster_id == roster.id)
    warnings = session.scalars(
        select(RosterRowError.row_number).where(*of_list, RosterRowError.code == _WARNING)
    )
    verdict.compare(
        f"warnings of {roster.id}", Counter(warnings), Counter(range(2, one.people + 2))
    )
    for waiting, kept in ((RosterStaging, 0), (RosterChunk, 1)):
        left = session.scalar(
            select(func.count())
            .select_from(waiting)
            .where(waiting.tenant_id == roster.tenant_id, waiting.roster_id == roster.id)
        )
        verdict.compare(waiting.__tablename__, Counter(range(left or 0)), Counter(range(kept)))
    actions = session.scalars(
        select(AuditEntry.action).where(
            AuditEntry.tenant_id == roster.tenant_id, AuditEntry.subject_id == str(roster.id)
        )
    )
    verdict.compare(
        f"entries about {roster.id}",
        Counter(actions),
        Counter[object](["roster:upload", "roster:apply"]),
    )
    told = {
        "rows": roster.row_count,
        "valid": roster.valid_count,
        "workers": roster.new_worker_count,
        "cover": roster.new_cover_count,
    }
    if roster.state == RosterState.APPLIED and set(told.values()) != {one.people}:
        verdict.half += 1
        verdict.note(f"list {roster.id} of {one.people} says {told}")


def _judge_regency(
    session: Session, regency: Regency, lists: Sequence[Sent], verdict: Verdict
) -> None:
    runs = session.scalars(select(JobRun).where(JobRun.tenant_id == regency.id)).all()
    due = [run for run in runs if run.created_at <= utcnow()]
    unsuccessful = [run for run in due if run.state != RunState.DONE]
    verdict.stuck += len(unsuccessful)
    for run in unsuccessful:
        verdict.note(f"run {run.kind} {run.state} {run.error_code} after {run.attempt}")
    if lists and not any(run.kind == RECOMPUTE for run in runs):
        verdict.lost += 1
        verdict.note(f"{regency.name}: nobody recomputes")
    verdict.broken_chains += verify_chain(session, tenant_id=regency.id).broken_at is not None


def _identity(worker: Worker) -> _Person:
    nik = decrypt(
        worker.nik_encrypted,
        table="worker",
        column="nik_encrypted",
        tenant_id=worker.tenant_id,
        row_id=worker.id,
    )
    return nik.decode(), worker.name, worker.birth_on
