"""The queue of record: asked-for work is done once, whatever is killed, wiped or late."""

import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from tenants.kernel import bell, jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.config import DATABASE_VARIABLES
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Unavailable
from tenants.kernel.jobs import JobRun, JobRunContext, LeaseLost, RunState, enqueue
from tests.conftest import ROOT, Regency, close_pools, settings_for
from tests.engines import Engines
from tests.integration.tenants.queue_work import FAILING_JOB, FAILPOINTS, MARK, SECRET, STEPS_JOB
from wsgi import create_app

PATIENCE_SECONDS = 60

Process = subprocess.Popen[bytes]
Start = Callable[..., Process]


@pytest.fixture(scope="module")
def database(engines: Engines, template_database: str) -> Iterator[str]:
    """A database of this module's own: the workers here do whatever they find in it."""
    name = engines.create_database("siap_queue", template_database)
    yield name
    engines.drop_database(name)


@pytest.fixture(scope="module")
def app(engines: Engines, database: str, key_file: Path) -> Iterator[Flask]:
    app = create_app(settings_for(engines, database, key_file))
    yield app
    close_pools(app)


@pytest.fixture(autouse=True)
def _empty_queue(app: Flask, engines: Engines, database: str) -> Iterator[None]:
    engines.execute(database, "DELETE FROM job_run")
    with app.app_context():
        yield


@pytest.fixture
def start(engines: Engines, database: str, key_file: Path) -> Iterator[Start]:
    """Start the product's own processes; they are stopped with the test."""
    environment = {
        **os.environ,
        **{name: engines.url_for(role, database) for role, name in DATABASE_VARIABLES.items()},
        "REDIS_URL": engines.redis_url,
        "SIAP_KEY_FILE": str(key_file),
    }
    with ExitStack() as stack:

        def begin(*arguments: str, failpoint: str = "") -> Process:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.tenants.queue_work", *arguments],
                env={**environment, "SIAP_FAILPOINT": failpoint},
                cwd=ROOT,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(stop, process)
            return process

        yield begin


def stop(process: Process) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def ask(regency: Regency, key: str = "satu", kind: str = STEPS_JOB, steps: int = 3) -> None:
    """Ask for a run as a request does."""
    with transaction(regency.principal()) as session:
        ask_in(session, regency, key, kind, steps)


def ask_in(
    session: Session, regency: Regency, key: str = "satu", kind: str = STEPS_JOB, steps: int = 3
) -> None:
    payload = {"steps": str(steps)}
    enqueue(session, kind, tenant_id=regency.id, key=key, payload=payload, now=utcnow())


def runs(regency: Regency) -> list[JobRun]:
    """Every run of a regency, oldest first."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        mine = select(JobRun).where(JobRun.tenant_id == regency.id).order_by(JobRun.id)
        return list(session.scalars(mine))


def the_run(regency: Regency) -> JobRun:
    (only,) = runs(regency)
    return only


def marks(regency: Regency) -> list[str]:
    """The step numbers left by all runs of a regency, in order."""
    with transaction(regency.principal()) as session:
        found = session.scalars(
            text("SELECT subject_id FROM audit_entry WHERE action = :mark ORDER BY seq"),
            {"mark": MARK},
        )
        return [subject.split("/")[1] for subject in found]


def expire_lease(regency: Regency) -> None:
    """Let the lease of a dead worker be over."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(text("UPDATE job_run SET lease_until = now() - interval '1 second'"))


def claim(run_id: UUID) -> JobRunContext:
    """Claim a run without doing it."""
    claimed = jobs._claim(run_id, utcnow())
    assert claimed is not None
    return claimed[0]


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def all_done(regency: Regency) -> bool:
    return {run.state for run in runs(regency)} == {RunState.DONE}


# Asking


def test_enqueue_when_one_is_queued_already_asks_once(regency: Regency) -> None:
    ask(regency)
    ask(regency)

    assert the_run(regency).state == RunState.QUEUED


def test_enqueue_when_keys_or_kinds_differ_asks_for_each(regency: Regency) -> None:
    ask(regency, "satu")
    ask(regency, "dua")
    ask(regency, "satu", FAILING_JOB)

    assert len(runs(regency)) == 3


def test_enqueue_when_the_change_is_undone_asks_for_nothing(regency: Regency) -> None:
    def change_of_mind() -> None:
        with transaction(regency.principal()) as session:
            ask_in(session, regency)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()

    assert runs(regency) == []


def test_enqueue_while_a_run_is_under_way_asks_again(regency: Regency) -> None:
    ask(regency)
    claim(the_run(regency).id)

    ask(regency)

    assert [run.state for run in runs(regency)] == [RunState.RUNNING, RunState.QUEUED]


def test_run_whose_key_is_locked_by_an_uncommitted_change_waits_for_it(regency: Regency) -> None:
    """Claimed now, it would not see the change that asked for it."""
    ask(regency)
    run_id = the_run(regency).id

    with transaction(regency.principal()) as session:
        ask_in(session, regency)
        session.flush()
        with pytest.raises(Unavailable):
            jobs._claim(run_id, utcnow())

    assert the_run(regency).state == RunState.QUEUED
    jobs.perform(str(run_id))
    assert the_run(regency).state == RunState.DONE


def test_change_that_commits_after_its_run_was_claimed_gets_a_run_of_its_own(
    regency: Regency,
) -> None:
    """The race that would lose a change: claimed after it was made, before it was asked for."""
    ask(regency)

    with transaction(regency.principal()) as session:
        session.execute(text("SELECT 1"))  # the change, not yet visible to anybody
        first = claim(the_run(regency).id)
        ask_in(session, regency)

    assert [run.state for run in runs(regency)] == [RunState.RUNNING, RunState.QUEUED]
    assert first.id == runs(regency)[0].id


def test_run_asked_for_while_another_of_its_key_is_under_way_waits_for_it(
    regency: Regency,
) -> None:
    """Side by side, the earlier one could overwrite what the later one knows better."""
    ask(regency)
    claim(the_run(regency).id)
    ask(regency)
    later = runs(regency)[1]

    jobs.perform(str(later.id))
    rung = [run_id for run_id, _ in jobs.due_runs(utcnow() + timedelta(seconds=1))]

    assert runs(regency)[1].state == RunState.QUEUED
    assert later.id not in rung
    expire_lease(regency)
    for run in runs(regency):
        jobs.perform(str(run.id))
    assert all_done(regency)


def test_runs_of_other_keys_go_on_side_by_side(regency: Regency) -> None:
    ask(regency, "satu")
    ask(regency, "dua")

    first, second = (claim(run.id) for run in runs(regency))

    assert first.id != second.id


# Doing


def test_perform_when_rung_twice_does_it_once(regency: Regency) -> None:
    ask(regency)

    for _ in range(2):
        jobs.perform(str(the_run(regency).id))

    assert marks(regency) == ["0", "1", "2"]
    run = the_run(regency)
    assert (run.state, run.progress_done, run.progress_total) == (RunState.DONE, 3, 3)
    assert run.finished_at is not None


def test_claim_when_the_lease_holds_is_refused(regency: Regency) -> None:
    ask(regency)
    claim(the_run(regency).id)

    assert jobs._claim(the_run(regency).id, utcnow()) is None


def test_claim_when_the_lease_is_over_goes_on_from_the_checkpoint(regency: Regency) -> None:
    ask(regency)
    dead = claim(the_run(regency).id)
    with dead.step() as session:
        dead.save(session, checkpoint={"next": 2}, done=2, total=3)
    expire_lease(regency)

    jobs.perform(str(dead.id))

    assert marks(regency) == ["2"]
    assert the_run(regency).state == RunState.DONE


def test_stale_copy_writes_nothing(regency: Regency) -> None:
    """A worker that was asleep when its lease ran out wakes up beside its successor."""
    ask(regency)
    stale = claim(the_run(regency).id)
    expire_lease(regency)
    successor = claim(stale.id)

    with pytest.raises(LeaseLost), stale.step():
        pytest.fail("the stale copy entered its step")
    jobs._settle(stale, state=RunState.DONE, finished_at=utcnow())
    with successor.step() as session:
        successor.save(session, checkpoint={"next": 1}, done=1)

    run = the_run(regency)
    assert (run.state, run.lease_token, run.progress_done) == (RunState.RUNNING, 2, 1)


def test_step_longer_than_a_lease_ends_with_a_fresh_one(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(regency)
    run = claim(the_run(regency).id)
    begun = utcnow()

    with run.step():
        monkeypatch.setattr(jobs, "utcnow", lambda: begun + 2 * jobs.LEASE)

    lease_until = the_run(regency).lease_until
    assert lease_until is not None
    assert lease_until >= begun + 3 * jobs.LEASE


def test_failing_run_is_tried_again_later_and_then_given_up(regency: Regency) -> None:
    ask(regency, kind=FAILING_JOB)

    jobs.perform(str(the_run(regency).id))

    run = the_run(regency)
    assert (run.state, run.error_code) == (RunState.FAILED, "internal")
    assert SECRET not in str([run.error_detail, run.error_params])


def test_run_whose_workers_die_each_time_is_given_up(regency: Regency) -> None:
    ask(regency)
    for _ in range(jobs.JOBS[STEPS_JOB].max_attempts):
        claim(the_run(regency).id)
        expire_lease(regency)

    jobs.perform(str(the_run(regency).id))

    assert the_run(regency).state == RunState.FAILED
    assert marks(regency) == []


def test_run_that_moves_on_between_deaths_is_never_given_up(regency: Regency) -> None:
    ask(regency, steps=9)
    for step in range(8):
        dying = claim(the_run(regency).id)
        with dying.step() as session:
            dying.save(session, checkpoint={"next": step + 1})
        expire_lease(regency)

    jobs.perform(str(the_run(regency).id))

    assert the_run(regency).state == RunState.DONE
    assert marks(regency) == ["8"]


@pytest.mark.parametrize("point", FAILPOINTS)
def test_worker_killed_at_a_failpoint_leaves_nothing_undone_or_done_twice(
    regency: Regency, start: Start, point: str
) -> None:
    ask(regency)
    run_id = str(the_run(regency).id)

    killed = start("perform", run_id, failpoint=point)
    assert killed.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert the_run(regency).state == RunState.RUNNING
    expire_lease(regency)
    jobs.perform(run_id)

    assert the_run(regency).state == RunState.DONE
    assert marks(regency) == ["0", "1", "2"]


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


@pytest.fixture
def redis(engines: Engines) -> Iterator[Redis]:
    with Redis.from_url(engines.redis_url) as connection:
        connection.flushall()
        yield connection
        connection.flushall()


@pytest.fixture
def without_redis(engines: Engines) -> Iterator[Engines]:
    """Redis is stopped, and runs again after the test."""
    engines.valkey.stop()
    yield engines
    if engines.valkey.process is None:
        engines.valkey.start()


def test_redis_carries_ids_and_kinds_only(regency: Regency, redis: Redis) -> None:
    ask(regency, key="kenari-di-tambang", steps=77777)

    bell.ring_due_runs()

    rung = everything_in(redis)
    assert str(the_run(regency).id) in rung
    assert "kenari-di-tambang" not in rung
    assert "77777" not in rung
    assert str(regency.id) not in rung


def test_ringing_when_redis_is_away_leaves_the_run_due(
    regency: Regency, without_redis: Engines
) -> None:
    ask(regency)

    with pytest.raises(RedisError):
        bell.ring_due_runs()

    assert without_redis.valkey.process is None
    later = utcnow() + 2 * jobs.RING_AGAIN
    assert the_run(regency).id in [run_id for run_id, _ in jobs.due_runs(later)]


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
