"""Deaths, sleep and a disturbed Redis in small numbers: they are counted, and controls fail."""

from pathlib import Path

import pytest

from tests.engines import Engines
from tests.torture import deaths, doorbell, sleepers
from tests.torture.findings import Finding
from tests.torture.world import World

LEASE = 1.0


@pytest.fixture
def world(engines: Engines, template_database: str, key_file: Path, tmp_path: Path) -> World:
    return World(engines, template_database, key_file, tmp_path)


def failed(*findings: Finding) -> list[Finding]:
    return [one for one in findings if not one.passed]


def test_imports_when_they_die_once_end_as_if_they_had_not(world: World) -> None:
    places = ("batch-written", "checkpoint-written", "months-written")

    assert failed(deaths.die_at_positions(world, places=places, runs_each=1, lease=LEASE)) == []


def test_people_when_they_are_committed_apart_from_their_list_are_noticed(world: World) -> None:
    assert failed(deaths.control(world)) == []


def test_imports_when_anything_is_killed_lose_nothing(world: World) -> None:
    found = deaths.kill_at_random(world, kills=4, lease=LEASE, with_postgres=False)

    assert failed(found) == []


def test_changes_when_offices_and_relays_die_have_their_effect_once(world: World) -> None:
    assert failed(*doorbell.die_between(world, changes=20, ring_again=LEASE)) == []


def test_runs_when_redis_is_disturbed_are_done_once(world: World) -> None:
    found = doorbell.disturb(
        world, runs=20, wipes=2, kills=1, fillings=1, backlog=10, ring_again=LEASE
    )

    assert failed(found) == []


def test_stale_copies_when_they_wake_write_nothing(world: World) -> None:
    found = sleepers.sleep_past_lease(
        world,
        between=("import-after-batch",),
        within=("months-written",),
        kinds=("xlsx",),
        lease=LEASE,
    )

    assert failed(found) == []


def test_stale_copies_when_nobody_fences_them_off_write(world: World) -> None:
    assert failed(sleepers.control(world)) == []
