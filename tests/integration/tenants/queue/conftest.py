"""A database whose queue is empty before each test, and the processes that work on it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from tenants.kernel.config import DATABASE_VARIABLES
from tests.conftest import ROOT, close_pools, settings_for
from tests.engines import Engines
from tests.integration.tenants.queue.scene import Process, Start
from wsgi import create_app


@pytest.fixture(scope="module")
def database(engines: Engines, template_database: str) -> Iterator[str]:
    """A database of this module's own: the workers here do whatever they find in it."""
    name = engines.create_database("siap_queue", template_database)
    yield name
    engines.drop_database(name)


@pytest.fixture(scope="module")
def app(engines: Engines, database: str, key_file: Path) -> Iterator[Flask]:
    app = create_app(settings_for(engines, database, key_file))
    yield app
    close_pools(app)


@pytest.fixture(autouse=True)
def _empty_queue(app: Flask, engines: Engines, database: str) -> Iterator[None]:
    engines.execute(database, "DELETE FROM job_run")
    with app.app_context():
        yield


@pytest.fixture
def start(engines: Engines, database: str, key_file: Path) -> Iterator[Start]:
    """Start the product's own processes; they are stopped with the test."""
    environment = {
        **os.environ,
        **{name: engines.url_for(role, database) for role, name in DATABASE_VARIABLES.items()},
        "REDIS_URL": engines.redis_url,
        "SIAP_KEY_FILE": str(key_file),
    }
    with ExitStack() as stack:

        def begin(*arguments: str, failpoint: str = "") -> Process:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.integration.tenants.queue.work", *arguments],
                env={**environment, "SIAP_FAILPOINT": failpoint},
                cwd=ROOT,
                stderr=subprocess.DEVNULL,
            )
            stack.callback(stop, process)
            return process

        yield begin


def stop(process: Process) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def redis(engines: Engines) -> Iterator[Redis]:
    with Redis.from_url(engines.redis_url) as connection:
        connection.flushall()
        yield connection
        connection.flushall()


@pytest.fixture
def without_redis(engines: Engines) -> Iterator[Engines]:
    """Redis is stopped, and runs again after the test."""
    engines.valkey.stop()
    yield engines
    if engines.valkey.process is None:
        engines.valkey.start()
