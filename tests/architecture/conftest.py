"""Fixtures of the architecture tests."""

from collections.abc import Iterator

import pytest

from tests.architecture.catalog import Catalog
from tests.architecture.rows import FILLED_TENANTS, Rows, drop_checks
from tests.engines import Engines


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
    drop_checks(made.catalog)
    made.fill(FILLED_TENANTS)
    yield made
    made.catalog.close()
    engines.drop_database(made.catalog.database)
