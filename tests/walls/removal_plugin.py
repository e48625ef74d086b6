"""Runs tests with one wall removed, and tells what became of each.

A removal edits the sources (in a copy of the tree, from which pytest is run) or the migrated
database (by the statements given here). Loaded with ``-p tests.walls.removal_plugin``.
"""

import json
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

import tests.engines
from tenants.local.postgres import SUPERUSER
from tests.engines import Engines

ENGINES_VARIABLE = "SIAP_WALLS_ENGINES"
SQL_VARIABLE = "SIAP_WALLS_SQL"
TEMPLATE = "siap_template"
OUTCOMES_VARIABLE = "SIAP_WALLS_OUTCOMES"

_outcomes: dict[str, str] = {}


@dataclass
class RunningPostgres:
    """The server of another process."""

    sockets: str
    password: str

    def url(self, user: str, password: str, database: str) -> str:
        """The SQLAlchemy address of a database for one role."""
        return f"postgresql+psycopg://{user}:{password}@/{database}?host={self.sockets}"

    def connect(self, database: str = SUPERUSER) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of the superuser, each statement its own transaction."""
        return psycopg.connect(
            host=self.sockets,
            user=SUPERUSER,
            password=self.password,
            dbname=database,
            autocommit=True,
        )


@dataclass
class RunningValkey:
    """The queue's server of another process, which stays as it is."""

    url: str
    process: str = "of another process"


class SharedEngines(Engines):
    """Engines that run already; every database made here carries the removal's own prefix."""

    def __init__(self, shared: dict[str, Any]) -> None:
        postgres = RunningPostgres(shared["sockets"], shared["password"])
        valkey = RunningValkey(shared["redis_url"])
        super().__init__(postgres, valkey, shared["passwords"])  # type: ignore[arg-type]  # as much of them as tests use
        self.prefix: str = shared["prefix"]
        self.template: str | None = shared["template"]

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database under the prefix; the migrated one is copied where there is one."""
        if name == TEMPLATE:
            template = self.template
        return super().create_database(f"{self.prefix}_{name}", template)


@contextmanager
def _shared_engines(
    directory: Path, settings: Mapping[str, str] | None = None
) -> Iterator[Engines]:
    assert directory
    assert not settings
    yield SharedEngines(json.loads(os.environ[ENGINES_VARIABLE]))


def pytest_configure() -> None:
    """Use the engines that run already, where any are named."""
    if os.environ.get(ENGINES_VARIABLE):
        tests.engines.running_engines = _shared_engines


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> Generator[None, Any, Any]:
    """Take the wall out of the migrated database before anything is copied from it."""
    result = yield
    if fixturedef.argname == "template_database":
        engines: Engines = request.getfixturevalue("engines")
        for statement in json.loads(os.environ.get(SQL_VARIABLE, "[]")):
            engines.execute(result, statement)
    return result


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test of which one variant is red is red: its other variants need not run."""
    name = item.nodeid.split("[")[0]
    if any(
        outcome == "failed" for done, outcome in _outcomes.items() if done.split("[")[0] == name
    ):
        pytest.skip("another variant is red already")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note how each test ended: ``failed`` only when its own assertion or call went wrong."""
    if report.when == "call":
        _outcomes[report.nodeid] = report.outcome
    elif report.failed:
        _outcomes[report.nodeid] = f"error in {report.when}"


def pytest_sessionfinish() -> None:
    """Leave the outcomes for whoever started us."""
    Path(os.environ[OUTCOMES_VARIABLE]).write_text(json.dumps(_outcomes), encoding="utf-8")
