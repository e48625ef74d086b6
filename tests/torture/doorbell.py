"""Rows 72 and 73: processes die between database and Redis, and Redis is wiped, killed and full."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from redis import Redis

from tenants.kernel.clock import utcnow
from tenants.kernel.db import transaction
from tenants.kernel.jobs import enqueue
from tests.integration.tenants.queue.work import MARK, STEPS_JOB
from tests.torture import mortals
from tests.torture.crew import running_crew
from tests.torture.deaths import kill_redis
from tests.torture.findings import Finding
from tests.torture.lists import Office, open_office
from tests.torture.mortals import CHANGE, IN_OFFICE, IN_RELAY
from tests.torture.world import World

CHANGES = 1_000
RUNS, STEPS = 1_000, 4
WIPES, REDIS_KILLS, FILLINGS = 20, 6, 4
BACKLOG = 400
LONGEST_DRAIN_SECONDS = 60.0
_WORKERS = 3
_ASKED_AT_ONCE = 20
_PATIENCE_SECONDS = 240.0
_CONTROL_SECONDS = 15.0
_NEVER_AGAIN = 86_400.0
_AWAY_SECONDS = (0.1, 2.0)
_BETWEEN_SECONDS = (0.2, 1.5)
_FULL_BYTES = 1
_EFFECTS = (
    "SELECT r.key, split_part(a.subject_id, '/', 2), count(a.seq)"
    " FROM job_run r LEFT JOIN audit_entry a ON a.tenant_id = r.tenant_id"
    f" AND a.action = '{MARK}' AND split_part(a.subject_id, '/', 1) = r.id::text"
    " GROUP BY r.tenant_id, r.id, r.key, split_part(a.subject_id, '/', 2)"
)


@dataclass
class Effects:
    """What became of what was asked for.

    Attributes:
        asked: keys that must have had each of their effects exactly once.
        lost: effects that are missing.
        double: effects beyond the first of their kind.
        unasked: runs that no change asked for.
        total: effects counted.
    """

    asked: int
    lost: int
    double: int
    unasked: int
    total: int


def count_effects(office: Office, asked: set[str], *, steps: int = 1) -> Effects:
    """Count the effects of every run in the database. Each is one step of a run."""
    effects: Counter[tuple[str, str]] = Counter()
    rows = office.world.engines.execute(office.database, _EFFECTS)
    for key, step, count in rows:
        effects[key, step] += count
    return Effects(
        asked=len(asked),
        lost=sum(effects[key, str(step)] == 0 for key in asked for step in range(steps)),
        double=sum(max(count - 1, 0) for count in effects.values()),
        unasked=len({key for key, _, _ in rows} - asked),
        total=effects.total(),
    )


def die_between(
    world: World, *, changes: int = CHANGES, ring_again: float | None = None
) -> list[Finding]:
    """Let offices and relays die around commit and bell until enough changes were made."""
    with open_office(world, "between", regencies=1) as office:
        with running_crew(
            world, office.database, workers=_WORKERS, changes=changes, ring_again=ring_again
        ) as crew:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while len(mortals.acknowledged(crew.folder)) < changes:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.2)
            office.wait(_PATIENCE_SECONDS)
        told, died = set(mortals.acknowledged(crew.folder)), mortals.deaths(crew.folder)
        made = f"SELECT subject_id FROM audit_entry WHERE action = '{CHANGE}'"
        committed = {str(key) for (key,) in world.engines.execute(office.database, made)}
        found = count_effects(office, committed)
    return [
        Finding(
            row=72,
            name="deaths between database and Redis",
            figure={
                "changes": found.asked,
                "acknowledged_but_gone": len(told - committed),
                "lost": found.lost,
                "double": found.double,
                "unasked": found.unasked,
                **{f"deaths_at_{place}": died[place] for place in (*IN_OFFICE, *IN_RELAY)},
            },
            target=f"0 lost of >= {changes}, deaths at every place",
            passed=told <= committed
            and found.asked >= changes
            and not (found.lost or found.double or found.unasked)
            and (changes < CHANGES or all(died[place] for place in (*IN_OFFICE, *IN_RELAY))),
        )
    ]


@dataclass
class Disturbances:
    """What happens to one Redis; each is over when it returns.

    Attributes:
        done: how often each happened.
    """

    world: World
    chance: Random
    done: Counter[str] = field(default_factory=Counter)

    def wipe(self) -> None:
        """Lose every bell."""
        with self._redis() as redis:
            redis.flushall()
        self.done["wipe"] += 1

    def kill(self) -> None:
        """End Redis and begin it anew a little later."""
        kill_redis(self.world.engines)
        time.sleep(self.chance.uniform(*_AWAY_SECONDS))
        self.world.engines.valkey.start()
        self.done["kill"] += 1

    def fill(self) -> None:
        """Leave no room for another bell for a while."""
        with self._redis() as redis:
            before = str(redis.config_get("maxmemory")["maxmemory"])
            redis.config_set("maxmemory", _FULL_BYTES)
            time.sleep(self.chance.uniform(1.0, 3.0))
            redis.config_set("maxmemory", before)
        self.done["full"] += 1

    @contextmanager
    def _redis(self) -> Iterator[Redis]:
        with Redis.from_url(self.world.engines.redis_url) as redis:
            yield redis


def disturb(
    world: World,
    *,
    runs: int = RUNS,
    wipes: int = WIPES,
    kills: int = REDIS_KILLS,
    fillings: int = FILLINGS,
    backlog: int = BACKLOG,
    seed: int = 0,
    ring_again: float | None = None,
) -> Finding:
    """Wipe, kill and fill Redis while work is asked for, and at last let a backlog drain."""
    chance = Random(seed)
    happening = Disturbances(world, chance)
    deeds = [happening.wipe] * wipes + [happening.kill] * kills + [happening.fill] * fillings
    chance.shuffle(deeds)
    asked: set[str] = set()
    with (
        open_office(world, "doorbell", regencies=4) as office,
        running_crew(world, office.database, workers=_WORKERS, relays=2, ring_again=ring_again),
    ):
        begun = time.monotonic()
        for number, deed in enumerate(deeds):
            ask(office, asked, (runs - backlog) * (number + 1) // len(deeds))
            time.sleep(chance.uniform(*_BETWEEN_SECONDS))
            deed()
            while office.unfinished() > backlog:
                time.sleep(0.2)
        working = time.monotonic() - begun
        kill_redis(world.engines)
        ask(office, asked, runs)
        waiting = office.unfinished()
        world.engines.valkey.start()
        drained = office.wait(_PATIENCE_SECONDS)
        found = count_effects(office, asked, steps=STEPS)
    return Finding(
        row=73,
        name="Redis wiped, killed and full",
        figure={
            "asked": found.asked,
            "effects": found.total,
            "lost": found.lost,
            "double": found.double,
            "wiped": happening.done["wipe"],
            "killed": happening.done["kill"] + 1,
            "full": happening.done["full"],
            "working_seconds": round(working, 1),
            "waiting_when_redis_returned": waiting,
            "drained_seconds": round(drained, 1),
        },
        target=f"0 lost, 0 double of >= {runs * STEPS} effects;"
        f" drained <= {LONGEST_DRAIN_SECONDS:.0f} s",
        passed=not (found.lost or found.double)
        and found.total >= runs * STEPS
        and happening.done["wipe"] >= wipes
        and waiting >= min(backlog, runs)
        and drained <= LONGEST_DRAIN_SECONDS,
    )


def ask(office: Office, asked: set[str], total: int) -> None:
    """Ask for runs until there are so many in all, some in each transaction."""
    while len(asked) < total:
        regency = office.regencies[len(asked) // _ASKED_AT_ONCE % len(office.regencies)]
        keys = {
            str(number) for number in range(len(asked), min(len(asked) + _ASKED_AT_ONCE, total))
        }
        with transaction(regency.principal()) as session:
            for key in sorted(keys):
                enqueue(
                    session,
                    STEPS_JOB,
                    tenant_id=regency.id,
                    key=key,
                    payload={"steps": str(STEPS)},
                    now=utcnow(),
                )
        asked |= keys
