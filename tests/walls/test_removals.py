"""Each wall taken out in turn: the tests that guard it must go red.

Here one wall for each row of the bar; ``make torture ARGUMENTS="--rows 23"`` takes out all of them.

A suite that stays green without a wall proves nothing about it. What is removed, how, and which
tests must notice is written in ``removals.toml``.
"""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.conftest import ROOT
from tests.engines import Engines
from tests.walls.removal_plugin import ENGINES_VARIABLE, OUTCOMES_VARIABLE, SQL_VARIABLE

TABLE = tomllib.loads(Path(__file__).with_name("removals.toml").read_text(encoding="utf-8"))
REMOVALS: dict[str, dict[str, Any]] = TABLE["removal"]
ROWS = {*range(1, 8), *range(9, 15), *range(17, 21), *range(24, 30), *range(34, 38)}
ROWS |= {45, 46, 47, 57, 58}
LONGEST_SECONDS = 300
EVERY_WALL_VARIABLE = "SIAP_EVERY_WALL"
ASKS_EVERY_ROUTE = "tests/architecture/access/"
OPTIONS = ("--quiet", "-p", "no:cacheprovider", "-p", "tests.walls.removal_plugin")
NOT_SOURCES = shutil.ignore_patterns(".*", "var")


def run_without(
    removal: dict[str, Any], tests: list[str], engines: Engines, template: str, folder: Path
) -> dict[str, str]:
    """Run tests in a process of their own, with a wall removed.

    Returns:
        outcome by test, variants of a test as one: ``failed`` as soon as one of them did.
    """
    edits = removal.get("edits", [])
    prefix = f"wall{uuid4().hex[:12]}"
    shared = {
        "sockets": str(engines.postgres.sockets),
        "password": engines.postgres.password,
        "redis_url": engines.redis_url,
        "passwords": engines.passwords,
        "prefix": prefix,
        # A migration that was edited has to be run anew.
        "template": None if any(e["file"].startswith("migrations") for e in edits) else template,
    }
    outcomes = folder / "outcomes.json"
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_CORE_", "SIAP_", "DATABASE_URL"))
    }
    environment |= {
        # What changes the whole cluster gets a cluster of its own.
        ENGINES_VARIABLE: "" if removal.get("cluster") else json.dumps(shared),
        SQL_VARIABLE: json.dumps(removal.get("sql", [])),
        OUTCOMES_VARIABLE: str(outcomes),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, f"--basetemp={folder / 'tmp'}", *tests],
        env=environment,
        cwd=edited_copy(edits, folder) if edits else ROOT,
        timeout=LONGEST_SECONDS,
        check=False,
        capture_output=True,
        text=True,
    )
    for (name,) in engines.execute("postgres", "SELECT datname FROM pg_database"):
        if str(name).startswith(prefix):
            engines.drop_database(str(name))
    sys.stdout.write(result.stdout + result.stderr)
    assert outcomes.exists()
    return by_test(json.loads(outcomes.read_text(encoding="utf-8")))


def edited_copy(edits: list[dict[str, str]], folder: Path) -> Path:
    """The tree with its sources edited; each text to be replaced must be there exactly once."""
    copy = folder / "tree"
    shutil.copytree(ROOT, copy, ignore=NOT_SOURCES)
    shutil.copy(ROOT / "migrations" / ".current-head", copy / "migrations" / ".current-head")
    for edit in edits:
        path = copy / edit["file"]
        before = path.read_text(encoding="utf-8")
        assert before.count(edit["old"]) == 1, f"{edit['file']} has changed: {edit['old']}"
        path.write_text(before.replace(edit["old"], edit["new"]), encoding="utf-8")
    return copy


def by_test(outcomes: dict[str, str]) -> dict[str, str]:
    """One outcome per test function: the worst of its variants."""
    found: dict[str, set[str]] = {}
    for variant, outcome in outcomes.items():
        found.setdefault(variant.split("[")[0], set()).add(outcome)
    order = ("failed", "passed")
    return {
        test: next((word for word in order if word in words), ", ".join(words))
        for test, words in found.items()
    }


def chosen() -> list[str]:
    """All removals, or enough of them that each row of the bar has one."""
    if os.environ.get(EVERY_WALL_VARIABLE):
        return list(REMOVALS)
    seen: set[int] = set()
    names = []
    for name, removal in REMOVALS.items():
        if not seen >= set(removal["rows"]):
            names.append(name)
            seen |= set(removal["rows"])
    return names


def test_every_row_of_the_bar_has_a_removal() -> None:
    assert {row for removal in REMOVALS.values() for row in removal["rows"]} >= ROWS


def test_every_removal_finds_what_it_takes_out() -> None:
    """Also those that are tried only at night; a source that moved on is told at once."""
    sources = {
        (name, edit["file"], edit["old"])
        for name, removal in REMOVALS.items()
        for edit in removal.get("edits", [])
    }

    lost = [
        (name, file)
        for name, file, old in sorted(sources)
        if (ROOT / file).read_text(encoding="utf-8").count(old) != 1
    ]

    assert lost == []


@pytest.mark.parametrize("name", chosen())
def test_wall_that_is_removed_is_missed(
    engines: Engines, template_database: str, tmp_path: Path, name: str
) -> None:
    removal = REMOVALS[name]

    outcomes = run_without(removal, removal["red"], engines, template_database, tmp_path)

    expected = {test.split("[")[0]: "failed" for test in removal["red"]}
    assert outcomes == expected


def test_nothing_removed_is_all_green(
    engines: Engines, template_database: str, tmp_path: Path
) -> None:
    """The control: the same tests in the same kind of process, with every wall in its place.

    Those that ask every route take minutes and are green elsewhere in this very run; they stand
    here only where all the walls are taken out.
    """
    tests = {test for name in chosen() for test in REMOVALS[name]["red"]}
    if not os.environ.get(EVERY_WALL_VARIABLE):
        tests = {test for test in tests if not test.startswith(ASKS_EVERY_ROUTE)}

    outcomes = run_without({}, sorted(tests), engines, template_database, tmp_path)

    assert {test: outcome for test, outcome in outcomes.items() if outcome != "passed"} == {}
