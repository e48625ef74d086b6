"""The big trials at a thousandth of their size: they run, they count, and their controls fail."""

from pathlib import Path

import pytest

from tests.engines import Engines
from tests.torture import forks, leaks
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
