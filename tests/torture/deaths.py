"""Row 74: lists are imported while those who import them die, at chosen places and at random."""

import signal
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from redis import Redis

from tests.conftest import ROOT
from tests.engines import Engines
from tests.torture import positions
from tests.torture.crew import BATCH_ROWS, RELAY, WORKER, Crew, children, kill, running_crew
from tests.torture.findings import Finding
from tests.torture.lists import KINDS, Office, Verdict, open_office
from tests.torture.positions import JOB, POSITIONS
from tests.torture.world import World
from tests.walls.test_removals import edited_copy

RUNS_EACH = 5
KILLS = 200
LONGEST_RESUME_SECONDS = 120
_PEOPLE = 3 * BATCH_ROWS
_LONG_PEOPLE = 8 * BATCH_ROWS
_PATIENCE_SECONDS = 240.0
_SHORT_LEASE = 1.0
_WORKERS = 3
_PAUSES = (0.15, 0.7)
_VICTIMS = {"job": 45, "worker": 30, "relay": 10, "wipe": 8, "redis": 4, "postgres": 3}

# The people of a list committed on their own, before the list says that it is stored.
HALF = [
    {
        "file": "enrollment/services/imports.py",
        "old": "    clear_staging(session, roster)\n    _keep_until(session, roster, now)\n"
        "    roster.stored_count",
        "new": "    session.commit()\n    clear_staging(session, roster)\n"
        "    _keep_until(session, roster, now)\n    roster.stored_count",
    }
]
HALF_AT = ("waiting-rows-gone",)


def die_at_positions(
    world: World,
    *,
    places: Sequence[str] = POSITIONS,
    runs_each: int = RUNS_EACH,
    lease: float | None = None,
    name: str = "positions",
    tree: Path = ROOT,
) -> Finding:
    """Let each import die once, at a place of its own, sometimes with the worker that forked it."""
    with (
        open_office(world, name, regencies=6) as office,
        running_crew(world, office.database, workers=_WORKERS, lease=lease, tree=tree) as crew,
    ):
        for number in range(runs_each):
            deed = (JOB, WORKER)[number // 2 % 2]
            for turn, place in enumerate(places):
                task = partial(positions.set_task, crew.folder, position=place, deed=deed)
                office.send(KINDS[(number + turn) % 2], _PEOPLE, task=task)
        office.wait(_PATIENCE_SECONDS)
        verdict = office.judge()
        deaths = positions.reached(crew.folder)
        resumed = resume_seconds(crew, deaths)
        died = Counter(one["position"] for one in deaths)
    return Finding(
        row=74,
        name="imports killed at chosen places",
        figure={
            "places": len(died),
            "deaths": died.total(),
            "fewest_deaths_at_a_place": min(died[place] for place in places),
            **told(verdict),
            **spread(resumed),
        },
        target=f"{len(places) * runs_each} deaths, 0 lost, double, half, stuck;"
        f" p95 resumed <= {LONGEST_RESUME_SECONDS} s",
        passed=verdict.is_clean
        and died == Counter(dict.fromkeys(places, runs_each))
        and quantile(resumed, 95) <= LONGEST_RESUME_SECONDS,
        notes=verdict.examples,
    )


def control(world: World) -> Finding:
    """The same where a list's people are committed apart from the list."""
    tree = edited_copy(HALF, world.folder / "half")
    found = die_at_positions(
        world, places=HALF_AT, runs_each=1, lease=_SHORT_LEASE, name="half", tree=tree
    )
    return Finding(
        row=74,
        name="control: people committed apart from their list",
        figure=found.figure,
        target="noticed as stored in part",
        passed=int(found.figure["half"]) > 0,
        notes=found.notes,
    )


@dataclass
class Killer:
    """Kills one thing or another, again and again, and knows what it met."""

    engines: Engines
    crew: Crew
    chance: Random
    victims: dict[str, int]
    done: Counter[str] = field(default_factory=Counter)
    ended: list[dict[str, Any]] = field(default_factory=list)

    def strike(self) -> None:
        """Kill something now, if it is there."""
        victim = self.chance.choices(list(self.victims), list(self.victims.values()))[0]
        deeds: dict[str, Callable[[], bool]] = {
            "job": lambda: self._end(self.crew.jobs()),
            "worker": lambda: self._end(list(filter(children, self.crew.members(WORKER)))),
            "relay": lambda: self._end(self.crew.members(RELAY)),
            "wipe": self._wipe,
            "redis": self._kill_redis,
            "postgres": self._kill_postgres,
        }
        self.done[victim] += deeds[victim]()

    def _end(self, candidates: list[int]) -> bool:
        if not candidates:
            return False
        pid = self.chance.choice(candidates)
        self._note([pid, *children(pid)])
        kill(pid)
        return True

    def _note(self, pids: list[int]) -> None:
        self.ended += [{"pid": pid, "at": time.time()} for pid in pids]

    def _wipe(self) -> bool:
        with Redis.from_url(self.engines.redis_url) as redis:
            redis.flushall()
        return True

    def _kill_redis(self) -> bool:
        kill_redis(self.engines)
        self.engines.valkey.start()
        return True

    def _kill_postgres(self) -> bool:
        process = self.engines.postgres.process
        if process is None:
            return False
        self._note(self.crew.jobs())
        process.send_signal(signal.SIGQUIT)  # an immediate shutdown: nothing is written any more
        process.wait()
        self.engines.postgres.start()
        return True


def kill_redis(engines: Engines) -> None:
    """End Redis as by ``kill -9``."""
    process = engines.valkey.process
    if process is not None:
        process.kill()
        process.wait()
        engines.valkey.process = None


def kill_at_random(
    world: World,
    *,
    kills: int = KILLS,
    seed: int = 0,
    lease: float | None = None,
    with_postgres: bool = True,
) -> Finding:
    """Kill jobs, workers, relays and engines at random while lists keep coming."""
    chance = Random(seed)
    victims = _VICTIMS if with_postgres else {**_VICTIMS, "postgres": 0}
    with (
        open_office(world, "random", regencies=6) as office,
        running_crew(world, office.database, workers=_WORKERS, relays=2, lease=lease) as crew,
    ):
        killer = Killer(world.engines, crew, chance, victims)
        while killer.done.total() < kills:
            if _waiting(office) < _WORKERS:
                office.send(chance.choice(KINDS), _LONG_PEOPLE)
            time.sleep(chance.uniform(*_PAUSES))
            killer.strike()
            office.unfinished()
        drained = office.wait(_PATIENCE_SECONDS)
        verdict = office.judge()
        noted = positions.claims(crew.folder)
        resumed = resume_seconds(crew, _runs_ended(noted, killer.ended))
    taken_up = len(noted) - len({one["run"] for one in noted})
    return Finding(
        row=74,
        name="imports killed at random",
        figure={
            "kills": killer.done.total(),
            **{f"kills_of_{victim}": count for victim, count in sorted(killer.done.items())},
            "lists": len(office.sent),
            "people": sum(one.people for one in office.sent),
            "runs_taken_up_again": taken_up,
            **told(verdict),
            **spread(resumed),
            "drained_seconds": round(drained, 1),
        },
        target=f">= {kills} kills, 0 lost, double, half, stuck;"
        f" p95 resumed <= {LONGEST_RESUME_SECONDS} s",
        passed=verdict.is_clean
        and killer.done.total() >= kills
        and taken_up * 4 >= kills  # else the kills met nobody at work
        and quantile(resumed, 95) <= LONGEST_RESUME_SECONDS,
        notes=verdict.examples,
    )


def _waiting(office: Office) -> int:
    counted = "SELECT count(*) FROM job_run WHERE state = 'queued' AND kind = 'import_roster'"
    ((waiting,),) = office.world.engines.execute(office.database, counted)
    return int(waiting)


def _runs_ended(
    noted: Sequence[dict[str, Any]], ended: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The runs that killed processes were doing. Each job is a process of its own."""
    run_of = {one["pid"]: one["run"] for one in noted}
    return [{**one, "run": run_of[one["pid"]]} for one in ended if one["pid"] in run_of]


def resume_seconds(crew: Crew, deaths: Sequence[dict[str, Any]]) -> list[float]:
    """From each death of a run's process to the next claim of the run, if one was needed."""
    claimed = defaultdict(list)
    for one in positions.claims(crew.folder):
        claimed[one["run"]].append(one["at"])
    found = []
    for death in deaths:
        moments = claimed[death["run"]]
        later = bisect_right(moments, death["at"])
        found += [moments[later] - death["at"]] if later < len(moments) else []
    return sorted(found)


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed; 0 of none."""
    return sorted(values)[-(-len(values) * percent // 100) - 1] if values else 0.0


def spread(resumed: Sequence[float]) -> dict[str, float | int]:
    """Figures of the seconds until runs were taken up again."""
    return {
        "resumed": len(resumed),
        "resume_p50_seconds": round(quantile(resumed, 50), 1),
        "resume_p95_seconds": round(quantile(resumed, 95), 1),
        "resume_max_seconds": round(quantile(resumed, 100), 1),
    }


def told(verdict: Verdict) -> dict[str, int]:
    """Figures of a verdict."""
    return {
        "lost": verdict.lost,
        "double": verdict.double,
        "half": verdict.half,
        "stuck": verdict.stuck,
        "broken_chains": verdict.broken_chains,
    }
