"""The big trials at a thousandth of their size: they run, they count, and their controls fail."""

from pathlib import Path

import pytest

from tests.engines import Engines
from tests.torture import forks, leaks, plans, programs, refusals, timings
from tests.torture.findings import Finding
from tests.torture.world import World


@pytest.fixture
def world(engines: Engines, template_database: str, key_file: Path, tmp_path: Path) -> World:
    return World(engines, template_database, key_file, tmp_path)


def failed(findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if not one.passed]


def test_forked_children_when_they_take_turns_read_their_own(world: World) -> None:
    assert failed(forks.hunt(world, transactions=200)) == []


def test_visitors_when_they_ask_at_once_see_no_canary_of_another(world: World) -> None:
    assert failed([leaks.hunt(world, responses=640)]) == []


def test_visitors_when_the_context_outlives_its_transaction_notice(world: World) -> None:
    assert failed([leaks.control(world)]) == []


def test_programs_when_they_send_oddities_are_refused_in_words(world: World) -> None:
    assert failed([programs.hunt(world, cases=2)]) == []


def test_programs_when_their_keys_open_nothing_have_tried_nothing(world: World) -> None:
    assert failed([programs.control(world)]) == []


def test_another_s_id_when_asked_for_is_answered_like_none(world: World) -> None:
    found = timings.hunt(world, times=1)

    assert found.figure["requests"] == 2 * int(found.figure["routes"])
    assert [note for note in found.notes if ": [" in note] == []  # statuses; times are not judged


def test_what_is_too_long_when_sent_is_refused(world: World) -> None:
    found = refusals.hunt(world, times=1)

    assert int(found.figure["bodies"]) > 50
    assert found.figure["pages"]
    assert found.figure["lists"]
    assert found.figure["accepted"] == 0, found.notes  # times are not judged


def test_plans_when_tables_are_filled_are_looked_at(world: World) -> None:
    found = plans.hunt(world, scale=0.002)

    assert int(found.figure["questions"]) > 100
    assert int(found.figure["large_tables"]) > 2


@pytest.mark.parametrize(
    ("expected", "met", "stopped", "misjudged"),
    [
        (100, 5_001, False, True),
        (100, 5_000, False, False),
        (5_001, 100, False, True),
        (5_000, 100, False, False),
        (5_001, 100, True, False),
        (20, 1_000, False, False),
    ],
)
def test_estimates_when_fifty_times_off_either_way_are_told(
    expected: int, met: int, stopped: bool, misjudged: bool
) -> None:
    scan = {"Node Type": "Index Scan", "Plan Rows": expected, "Actual Rows": met, "Actual Loops": 1}
    above = {"Node Type": "Limit" if stopped else "Sort", "Actual Loops": 1, "Plans": [scan]}

    (_, (found, is_finished)) = plans.finished(above)

    assert plans.is_misjudged(found, also_too_many=is_finished) == misjudged


def test_samples_when_alike_or_apart_are_told_so() -> None:
    fast, slow = [0.001 * n for n in range(100)], [0.05 + 0.001 * n for n in range(100)]

    assert timings.mann_whitney(fast, fast) > 0.9
    assert timings.mann_whitney(fast, slow) < 1e-6
