"""The queue of record: asked-for work is done once, whatever is killed or late."""

import signal
from datetime import timedelta

import pytest
from sqlalchemy import text

from tenants.kernel import jobs
from tenants.kernel.clock import utcnow
from tenants.kernel.db import transaction
from tenants.kernel.errors import Unavailable
from tenants.kernel.jobs import LeaseLost, RunState
from tests.conftest import Regency
from tests.integration.tenants.queue.scene import (
    PATIENCE_SECONDS,
    Start,
    all_done,
    ask,
    ask_in,
    claim,
    expire_lease,
    marks,
    runs,
    the_run,
)
from tests.integration.tenants.queue.work import FAILING_JOB, FAILPOINTS, SECRET, STEPS_JOB

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
    with dead.step():
        dead.save(checkpoint={"next": 2}, done=2, total=3)
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
    with successor.step():
        successor.save(checkpoint={"next": 1}, done=1)

    run = the_run(regency)
    assert (run.state, run.lease_token, run.progress_done) == (RunState.RUNNING, 2, 1)


def test_checkpoint_that_no_step_could_store_is_refused(regency: Regency) -> None:
    ask(regency)
    run = claim(the_run(regency).id)
    with run.step():
        run.save(checkpoint={"next": 1})

    with pytest.raises(RuntimeError):
        run.save(checkpoint={"next": 2})

    assert (run.checkpoint, the_run(regency).checkpoint) == ({"next": 1}, {"next": 1})


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
        with dying.step():
            dying.save(checkpoint={"next": step + 1})
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
