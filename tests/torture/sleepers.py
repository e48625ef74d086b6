"""Row 75: whoever imports a list falls asleep, another one finishes it, and the first wakes up."""

import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.torture import positions
from tests.torture.crew import BATCH_ROWS, Crew, kill, running_crew
from tests.torture.deaths import told
from tests.torture.findings import Finding
from tests.torture.lists import KINDS, Office, open_office
from tests.torture.positions import CLAIMED, SLEEP
from tests.torture.world import World
from tests.walls.test_removals import edited_copy

BETWEEN_STEPS = (CLAIMED, "import-after-batch", "import-before-apply", "stored")
WITHIN_A_STEP = ("batch-written", "months-written")
_PEOPLE = 3 * BATCH_ROWS
_AWAKE = 2
_PATIENCE_SECONDS = 150.0
_TURNED_AWAY = "its new holder"
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"

# A step that goes on although the lease went to somebody else.
UNFENCED = [
    {
        "file": "tenants/kernel/jobs.py",
        "old": '    _RUNS.c.lease_token == bindparam("under_token"),\n'
        "    _RUNS.c.state == RunState.RUNNING,\n",
        "new": '    _RUNS.c.lease_token >= bindparam("under_token"),\n',
    }
]


def sleep_past_lease(
    world: World,
    *,
    between: Sequence[str] = BETWEEN_STEPS,
    within: Sequence[str] = WITHIN_A_STEP,
    kinds: Sequence[str] = KINDS,
    lease: float | None = None,
    name: str = "sleepers",
    tree: Path = ROOT,
) -> Finding:
    """Let workers and their jobs sleep longer than their lease; count what they write awake."""
    scenes = [(place, kind) for place in between for kind in kinds]
    scenes += [(place, kinds[number % len(kinds)]) for number, place in enumerate(within)]
    with (
        open_office(world, name, regencies=len(scenes)) as office,
        running_crew(
            world, office.database, workers=len(scenes) + _AWAKE, lease=lease, tree=tree
        ) as crew,
    ):
        for place, kind in scenes:
            office.send(kind, _PEOPLE, task=_task(crew, place))
        wait_until(lambda: len(positions.reached(crew.folder)) == len(scenes))
        wait_until(lambda: office.unfinished() <= len(within))
        asleep = positions.reached(crew.folder)
        stale = [one for one in asleep if one["position"] in between]
        before = contents(office)
        overtaken = _overtaken(crew, stale)
        _wake(stale)
        written = difference(before, contents(office))
        _wake([one for one in asleep if one["position"] in within])
        office.wait(_PATIENCE_SECONDS)
        verdict = office.judge()
        turned_away = (crew.folder / "log").read_text().count(_TURNED_AWAY)
    rows = sum(written.values())
    return Finding(
        row=75,
        name="jobs that slept longer than their lease",
        figure={
            "slept": len(asleep),
            "slept_between_steps": len(stale),
            "overtaken": overtaken,
            "turned_away": turned_away,
            "rows_written_by_stale_copies": rows,
            **told(verdict),
        },
        target="0 rows written by a stale copy, each turned away; 0 lost, double, half, stuck",
        passed=rows == 0
        and verdict.is_clean
        and overtaken == len(stale) == len(between) * len(kinds)
        and turned_away >= len(stale),
        notes=[f"{table}: {count}" for table, count in written.items()] + verdict.examples,
    )


def control(world: World) -> Finding:
    """The same where nobody heeds that the lease is lost."""
    found = sleep_past_lease(
        world,
        between=("import-before-apply",),
        within=(),
        kinds=KINDS[:1],
        lease=1.0,
        name="unfenced",
        tree=edited_copy(UNFENCED, world.folder / "unfenced"),
    )
    return Finding(
        row=75,
        name="control: steps without a fence",
        figure=found.figure,
        target="rows written by the stale copy",
        passed=int(found.figure["rows_written_by_stale_copies"]) > 0,
        notes=found.notes,
    )


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something.

    Raises:
        TimeoutError: it does not come.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.2)


def contents(office: Office) -> Counter[tuple[str, str]]:
    """Every row of every table, as text, with its table."""
    engines, found = office.world.engines, Counter[tuple[str, str]]()
    for (table,) in engines.execute(office.database, _TABLES):
        rows = engines.execute(office.database, f"SELECT t::text FROM {table} t")
        found.update((str(table), str(row)) for (row,) in rows)
    return found


def difference(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> Counter[str]:
    """How many rows of each table came, went or changed; a changed row counts twice."""
    changed = (before - after) + (after - before)
    found: Counter[str] = Counter()
    for (table, _), count in changed.items():
        found[table] += count
    return found


def _task(crew: Crew, place: str) -> Callable[[str], None]:
    return lambda roster_id: positions.set_task(crew.folder, roster_id, place, SLEEP)


def _overtaken(crew: Crew, stale: Sequence[dict[str, Any]]) -> int:
    """How many sleepers' runs somebody else has claimed since."""
    claimed = Counter(one["run"] for one in positions.claims(crew.folder))
    return sum(claimed[one["run"]] > 1 for one in stale)


def _wake(asleep: Sequence[dict[str, Any]]) -> None:
    """Wake jobs, wait until each has ended, and wake their workers, who would end them sooner."""
    workers = [int(_state(one["pid"])[1]) for one in asleep]
    for one in asleep:
        kill(one["pid"], signal.SIGCONT)
    wait_until(lambda: all(_state(one["pid"])[0] in "ZX" for one in asleep))
    for worker in workers:
        kill(worker, signal.SIGCONT)


def _state(pid: int) -> tuple[str, str]:
    """State and parent of a process, as the kernel names them; ``X`` when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return "X", "0"
    return fields[0], fields[1]
