"""Places where processes are made to die are named in texts; each names a function that exists."""

from importlib import import_module
from operator import attrgetter

import pytest

from tests.torture.positions import PLACES


@pytest.mark.parametrize("where", [where for where, _, _ in PLACES.values()], ids=PLACES.keys())
def test_place_where_a_process_dies_is_a_function(where: str) -> None:
    module, _, path = where.partition(":")

    assert callable(attrgetter(path)(import_module(module)))
