"""How fast a list becomes people, against what the same machine needs at least for its bytes."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

from enrollment.services import sealing
from enrollment.services.corrections import CORRECT_JOB
from enrollment.services.rosters import IMPORT_JOB
from tests.bench.figures import Figure
from tests.bench.lists import HEADINGS, csv_list
from tests.bench.office import Office, open_office
from tests.bench.workbooks import xlsx_list
from tests.conftest import ROOT
from tests.torture.world import World

ROWS = 1_000_000
XLSX_ROWS = 100_000
WRONG_EVERY = 10
MEBIBYTE = 1024
_WORKER = """
import json, resource, sys, time
from tenants.kernel import jobs
from wsgi import create_app

with create_app().app_context():
    begun = time.perf_counter()
    for run_id in sys.argv[1:]:
        jobs.perform(run_id)
    seconds = time.perf_counter() - begun
whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
print(json.dumps([seconds, max(resource.getrusage(who).ru_maxrss for who in whose)]))
"""


def speed(world: World, rows: int, runs: int) -> list[Figure]:
    """A list into an empty regency; the same bytes by COPY; the same without the walls."""
    content = csv_list(0, rows)
    seconds = [_import_once(world, content) for _ in range(runs)]
    bare = [_copy_once(world, content) for _ in range(runs)]
    with _unsealed():
        plain = [_import_once(world, content, walls=False) for _ in range(runs)]
    ratios = [one / other for one, other in zip(seconds, bare, strict=True)]
    overhead = [one / other for one, other in zip(seconds, plain, strict=True)]
    return [
        Figure("import.rows_per_second", [rows / one for one in seconds], 50_000, True),
        Figure("import.ratio_to_copy", ratios, 20, beside={"copy_seconds": min(bare)}),
        Figure("import.ratio_to_plain", overhead, 1.6, beside={"plain_seconds": min(plain)}),
    ]


def growth(world: World, rows: int, runs: int) -> list[Figure]:
    """A large list against a tenth of it, in a regency that holds as many people already."""
    ratios = []
    for _ in range(runs):
        with open_office(world, "growth") as office:
            office.import_list(csv_list(0, rows))
            small = office.import_list(csv_list(rows, rows // 10))
            large = office.import_list(csv_list(2 * rows, rows))
            ratios.append(large / small)
    return [Figure("import.growth", ratios, 11)]


def workbook(world: World, rows: int, runs: int) -> list[Figure]:
    """A workbook checked and stored by a process of its own, whose memory is looked at."""
    content = xlsx_list(0, rows)
    seconds, peaks = [], []
    for _ in range(runs):
        with open_office(world, "workbook") as office:
            taken, peak = _apart(office, content)
        seconds.append(taken)
        peaks.append(peak)
    return [
        Figure("import.xlsx_seconds", seconds, 12),
        Figure("import.xlsx_peak_mib", peaks, 400),
    ]


def corrections(world: World, rows: int, runs: int) -> list[Figure]:
    """The error workbook of a workbook in which every tenth row is wrong."""
    content = xlsx_list(0, rows, wrong_every=WRONG_EVERY)
    seconds = []
    for _ in range(runs):
        with open_office(world, "corrections") as office:
            roster_id = office.send(content, "daftar.xlsx")
            office.perform(IMPORT_JOB)
            office.ask_for_corrections(roster_id)
            seconds.append(office.perform(CORRECT_JOB))
            office.refuse_uncorrected(roster_id)
    return [Figure("import.error_workbook_seconds", seconds, 20)]


def _import_once(world: World, content: bytes, *, walls: bool = True) -> float:
    with open_office(world, "speed") as office:
        if not walls:
            office.take_walls_down()
        return office.import_list(content)


def _copy_once(world: World, content: bytes) -> float:
    """Seconds of COPY into a table that has neither index nor constraint."""
    with world.database("copy") as database, world.engines.postgres.connect(database) as connection:
        columns = ", ".join(f"{name} text" for name in HEADINGS)
        connection.execute(f"CREATE TABLE bare ({columns})")
        begun = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy:
            copy.write(content)
        return time.perf_counter() - begun


@contextmanager
def _unsealed() -> Iterator[None]:
    """Identifiers as they are, for as long as the block lasts."""

    def as_is(values: Sequence[str | None], **_: object) -> list[bytes | None]:
        return [None if value is None else value.encode() for value in values]

    def padded(values: Sequence[str], **_: object) -> list[bytes]:
        return [value.encode().ljust(32) for value in values]

    with (
        patch.object(sealing, "encrypt_many", as_is),
        patch.object(sealing, "blind_indexes", padded),
    ):
        yield


def _apart(office: Office, content: bytes) -> tuple[float, float]:
    """Seconds, and mebibytes at the peak of the process and of the largest of its children.

    The process is no fork of this one: threads of the table library do not survive a fork.
    """
    roster_id = office.send(content, "daftar.xlsx")
    done = subprocess.run(
        [sys.executable, "-c", _WORKER, *office.due(IMPORT_JOB)],
        env=office.world.environment(office.database),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    office.refuse_unstored(roster_id)
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak / MEBIBYTE
