"""Fixtures of the architecture tests."""

import pytest

from tests.architecture.catalog import Catalog
from tests.engines import Engines


@pytest.fixture(scope="session")
def catalog(engines: Engines, database: str) -> Catalog:
    """The catalog of the migrated database."""
    return Catalog(engines, database)
