"""An app over rows that fit together, and regencies that hold one in every table."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tenants.access import Role
from tests.architecture.access.places import Places
from tests.architecture.rows import Rows
from tests.conftest import Browser, Regency, close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app


@pytest.fixture(scope="module")
def database(rows: Rows) -> str:
    """The module's own database in place of the one all tests share."""
    return rows.catalog.database


@pytest.fixture(scope="module")
def app(engines: Engines, database: str, key_file: Path) -> Iterator[Flask]:
    """The app over that database."""
    app = create_app(settings_for(engines, database, key_file))
    app.test_client_class = Browser
    yield app
    close_pools(app)


@pytest.fixture
def own(make_regency: Callable[[], Regency], rows: Rows) -> Places:
    """The regency whose people ask."""
    return Places.fill(rows, make_regency())


@pytest.fixture
def others(
    make_regency: Callable[[], Regency], rows: Rows, browser_of: Callable[[Regency, Role], Browser]
) -> Places:
    """Another regency, whose rows they must not reach."""
    made = make_regency()
    browser_of(made, Role.ADMIN)
    return Places.fill(rows, made)
