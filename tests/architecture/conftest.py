"""Fixtures of the architecture tests."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.catalog import Catalog
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.conftest import close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app


@pytest.fixture(scope="session")
def catalog(engines: Engines, database: str) -> Iterator[Catalog]:
    """The catalog of the migrated database."""
    found = Catalog(engines, database)
    yield found
    found.close()


@pytest.fixture(scope="module")
def rows(engines: Engines, template_database: str) -> Iterator[Rows]:
    """A database of the module's own, with one row of each filled tenant in every table."""
    made = Rows(Catalog(engines, engines.create_database("siap_rows", template_database)))
    made.fill(FILLED_TENANTS)
    yield made
    made.catalog.close()
    engines.drop_database(made.catalog.database)


@pytest.fixture(scope="module")
def small_app(engines: Engines, rows: Rows, key_file: Path) -> Iterator[Flask]:
    """An app over that database, in its context; its pools keep one connection each."""
    app = create_app(replace(settings_for(engines, rows.catalog.database, key_file), pool_size=1))
    with app.app_context():
        yield app
    close_pools(app)
