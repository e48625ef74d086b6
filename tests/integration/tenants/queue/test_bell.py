"""Redis as the doorbell: it carries ids only, and nothing is lost with it."""

import re
import time
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError

from tenants.kernel import bell, jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, engine_for
from tenants.kernel.jobs import RunState
from tests.conftest import Regency
from tests.engines import Engines
from tests.integration.tenants.queue.scene import (
    PATIENCE_SECONDS,
    Start,
    all_done,
    ask,
    marks,
    runs,
    the_run,
    wait_until,
)
from tests.integration.tenants.queue.work import FAILING_JOB, SECRET

# Ringing


def everything_in(redis: Redis) -> str:
    """All keys and values, job bodies unpacked."""
    readers: dict[object, Callable[[bytes], Any]] = {
        b"string": redis.get,
        b"hash": redis.hgetall,
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1),
        b"stream": redis.xrange,
        b"none": lambda _: "gone meanwhile",
    }
    found = []
    for key in redis.scan_iter():
        value = readers[redis.type(key)](key)
        found.append(f"{key!r}: {value}")
        if isinstance(value, dict) and b"data" in value:
            found.append(zlib.decompress(value[b"data"]).decode())
    return "\n".join(found)


def test_redis_carries_ids_and_kinds_only(regency: Regency, redis: Redis) -> None:
    ask(regency, key="kenari-di-tambang", steps=77777)

    bell.ring_due_runs()

    rung = everything_in(redis)
    assert str(the_run(regency).id) in rung
    assert "kenari-di-tambang" not in rung
    # Whole words: the microseconds of a time may hold any digits.
    assert not {"77777", str(regency.id)} & set(re.findall(r"\w+", rung))


def test_ringing_when_redis_is_away_leaves_the_run_due(
    regency: Regency, without_redis: Engines
) -> None:
    ask(regency)

    with pytest.raises(RedisError):
        bell.ring_due_runs()

    assert without_redis.valkey.process is None
    later = utcnow() + 2 * jobs.RING_AGAIN
    assert the_run(regency).id in [run_id for run_id, _ in jobs.due_runs(later)]


def test_ringing_when_many_bells_wait_leaves_the_other_runs_due(
    regency: Regency, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rung again and again, the bells of a long queue would outlive it."""
    monkeypatch.setattr(bell, "MOST_BELLS", 2)
    for number in range(3):
        ask(regency, key=str(number))

    first, while_unheard = bell.ring_due_runs(), bell.ring_due_runs()
    redis.flushall()

    assert (first, while_unheard, bell.ring_due_runs()) == (2, 0, 1)


def test_worker_that_warmed_up_holds_no_connection_for_its_jobs_to_inherit(
    regency: Regency,
) -> None:
    ask(regency)
    waiting = the_run(regency)

    bell.warm_up()

    assert "Connections in pool: 0" in engine_for(DatabaseRole.JOB).pool.status()
    assert the_run(regency).state == waiting.state == RunState.QUEUED


def test_run_of_an_unknown_kind_waits_and_stops_nobody(regency: Regency, redis: Redis) -> None:
    ask(regency, kind="uji-of-another-version")
    ask(regency)

    rung = bell.ring_due_runs()

    assert rung == 1
    assert "uji-of-another-version" not in everything_in(redis)
    assert {run.state for run in runs(regency)} == {RunState.QUEUED}


# The real processes


def test_work_asked_for_while_redis_is_away_is_done_when_it_returns(
    app: Flask, regency: Regency, without_redis: Engines, start: Start
) -> None:
    start("relay")
    start("worker")
    ask(regency)

    ready = app.test_client().get("/readyz")
    without_redis.valkey.start()
    wait_until(lambda: all_done(regency))

    assert (ready.status_code, ready.json and ready.json["redis"]) == (200, "degraded")
    assert marks(regency) == ["0", "1", "2"]


def test_wiping_redis_again_and_again_loses_nothing(
    regency: Regency, redis: Redis, start: Start
) -> None:
    for number in range(12):
        ask(regency, key=str(number), steps=2)
    start("relay")
    start("worker")

    wiped = 0
    while not all_done(regency):
        redis.flushall()
        wiped += 1
        assert wiped < PATIENCE_SECONDS * 4, "waited in vain"
        time.sleep(0.25)

    assert wiped > 1
    assert sorted(marks(regency)) == ["0"] * 12 + ["1"] * 12


def test_worker_whose_jobs_are_killed_or_fail_goes_on_and_tells_redis_nothing(
    regency: Regency, redis: Redis, start: Start
) -> None:
    start("relay")
    start("worker", failpoint="uji-after-commit")
    ask(regency, key="killed")
    ask(regency, key="fails", kind=FAILING_JOB)

    wait_until(lambda: {run.state for run in runs(regency)} == {RunState.DONE, RunState.FAILED})

    assert marks(regency) == ["0", "1", "2"]
    assert SECRET not in everything_in(redis)
