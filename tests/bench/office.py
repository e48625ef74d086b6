"""A regency whose lists are imported here and now, over a database of its own."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster
from enrollment.services.corrections import has_corrections, request_corrections
from enrollment.services.rosters import IMPORT_JOB, RosterUpload, receive_roster
from tenants.kernel import jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, transaction
from tests.bench.lists import REGION
from tests.conftest import ACTOR, Regency
from tests.integration.enrollment.rosters import IF_FAULTLESS, add_commitment
from tests.torture.world import World, make_regency

TENANT = 930_001
_WALLED = "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity AND relkind = 'r'"


@dataclass
class Office:
    """A regency over a database; ``programmes`` are those it has sent lists to, in turn."""

    world: World
    app: Flask
    database: str
    regency: Regency
    programmes: list[UUID] = field(default_factory=list)

    def send(
        self,
        content: bytes,
        filename: str = "daftar.csv",
        status: CoverStatus = CoverStatus.DETERMINED,
        **programme: Any,
    ) -> UUID:
        """Send a list of people to a programme of its own; nothing is read yet."""
        title = f"Program {len(self.programmes) + 1}"
        commitment_id = add_commitment(self.regency, **{"title": title, **programme})
        self.programmes.append(commitment_id)
        upload = RosterUpload(commitment_id, filename, status, decision=IF_FAULTLESS)
        with transaction(self.regency.principal()) as session:
            received = receive_roster(
                session,
                tenant_id=self.regency.id,
                actor=ACTOR,
                now=utcnow(),
                upload=upload,
                content=BytesIO(content),
            )
            return received.roster.id

    def due(self, kind: str) -> list[str]:
        """The runs of a kind that wait."""
        with transaction(self.regency.principal(DatabaseRole.JOB)) as session:
            found = session.scalars(
                select(jobs.JobRun.id).where(
                    jobs.JobRun.tenant_id == self.regency.id,
                    jobs.JobRun.kind == kind,
                    jobs.JobRun.state == jobs.RunState.QUEUED,
                )
            )
            return [str(run_id) for run_id in found]

    def refuse_unstored(self, roster_id: UUID) -> None:
        """Stop where a list did not become people.

        Raises:
            RuntimeError: it was not stored.
        """
        with transaction(self.regency.principal()) as session:
            roster = session.get_one(Roster, (self.regency.id, roster_id))
        if roster.state != RosterState.APPLIED:
            raise RuntimeError(f"not stored: {roster.state} {roster.failure_code}")

    def import_list(
        self,
        content: bytes,
        filename: str = "daftar.csv",
        status: CoverStatus = CoverStatus.DETERMINED,
        **programme: Any,
    ) -> float:
        """Send a list, check it and store it.

        Args:
            content: the file.
            filename: its name.
            status: how far its people have come.
            programme: what its programme states other than usual.

        Returns:
            seconds until its people were visible to everybody; sending is not counted.

        Raises:
            RuntimeError: it was not stored.
        """
        roster_id = self.send(content, filename, status, **programme)
        seconds = self.perform(IMPORT_JOB)
        self.refuse_unstored(roster_id)
        return seconds

    def perform(self, kind: str) -> float:
        """Do what is due of a kind; gives back the seconds it took."""
        due = self.due(kind)
        begun = time.perf_counter()
        for run_id in due:
            jobs.perform(run_id)
        return time.perf_counter() - begun

    def ask_for_corrections(self, roster_id: UUID) -> None:
        """Ask for the error workbook of a list that waits."""
        with transaction(self.regency.principal()) as session:
            request_corrections(
                session,
                tenant_id=self.regency.id,
                actor=ACTOR,
                now=utcnow(),
                roster_id=roster_id,
            )

    def refuse_uncorrected(self, roster_id: UUID) -> None:
        """Stop where no error workbook was written.

        Raises:
            RuntimeError: there is none.
        """
        with transaction(self.regency.principal()) as session:
            roster = session.get_one(Roster, (self.regency.id, roster_id))
            if not roster.error_count or not has_corrections(session, roster, now=utcnow()):
                raise RuntimeError(f"no error workbook: {roster.state} {roster.error_count}")

    def take_walls_down(self) -> None:
        """Let everybody see every row, as without row security."""
        self._row_security("DISABLE")

    def put_walls_up(self) -> None:
        """Row security as the migrations made it."""
        self._row_security("ENABLE")

    def _row_security(self, verb: str) -> None:
        tables = self.world.engines.execute(self.database, _WALLED)
        for (table,) in tables:
            self.world.engines.execute(
                self.database, f"ALTER TABLE {table} {verb} ROW LEVEL SECURITY"
            )


@contextmanager
def open_office(world: World, name: str) -> Iterator[Office]:
    """An office over a database of its own."""
    with world.database(name) as database, world.app(database) as app:
        regency = make_regency(app, world.engines, database, TENANT, region_code=REGION)
        yield Office(world, app, database, regency)
