"""Hooks of the web server."""

import gc
from collections.abc import Iterator

import pytest

from tenants.web_server import post_worker_init


@pytest.fixture
def unfrozen() -> Iterator[None]:
    gc.unfreeze()
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("unfrozen")
def test_started_worker_no_longer_looks_through_what_was_loaded() -> None:
    loaded = len(gc.get_objects())

    post_worker_init(None)

    assert gc.get_freeze_count() > loaded / 2
    assert len(gc.get_objects()) < loaded / 2
