"""A whole product over the test engines, the demo loaded, and a real Chromium looking at it."""

import os
import shutil
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from signal import SIGKILL, SIGTERM
from subprocess import Popen
from threading import Thread
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tenants.kernel.config import DATABASE_VARIABLES, Settings
from tenants.local import processes
from tenants.local.services import web_arguments
from tests.conftest import close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
STARTING_SECONDS = 60


@dataclass(frozen=True)
class Product:
    """A running product: where it answers, and the passwords of its demo accounts."""

    url: str
    passwords: dict[str, str]
    log: Path
    settings: Settings


@dataclass
class Visitor:
    """A page under watch: what its console said, and which requests left the product."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, username: str, password: str) -> None:
        """Sign in as a person would."""
        self.page.goto(f"{self.url}/sign-in")
        self.page.get_by_label("Nama pengguna").fill(username)
        self.page.get_by_label("Kata sandi").fill(password)
        self.page.get_by_role("button", name="Masuk").click()


class SignIn(Protocol):
    """Sign a person in, at the running product or wherever else it is served."""

    def __call__(self, username: str, where: Product | None = None) -> Visitor:
        """Return their window."""


@pytest.fixture(scope="session")
def product(
    engines: Engines,
    template_database: str,
    key_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Product]:
    """Web, worker and relay over a database of their own, with reference data and demo."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: the browser tests were SKIPPED")
    directory = tmp_path_factory.mktemp("product")
    database = engines.create_database("siap_browser", template_database)
    environment = _environment(engines, database, key_file)
    log = directory / "product.log"
    accounts = directory / "accounts"
    for command in (
        ["flask", "reference", "load"],
        ["flask", "demo", "load", f"--accounts-file={accounts}"],
    ):
        assert _spawn(command, environment, log).wait() == 0, log.read_text()
    port = _free_port()
    running = [
        _spawn(command, environment, log)
        for command in (web_arguments(port), ["flask", "worker"], ["flask", "relay"])
    ]
    try:
        url = f"http://localhost:{port}"
        _wait_until_ready(url, log)
        settings = settings_for(engines, database, key_file)
        yield Product(url, _passwords(accounts), log, settings)
    finally:
        for process in running:
            processes.stop(process, ((SIGTERM, 2.0), (SIGTERM, 2.0)))


@pytest.fixture(scope="session")
def chromium(product: Product) -> Iterator[Browser]:
    """The system's Chromium, headless."""
    assert product
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served_at(product: Product, moment: datetime) -> Iterator[tuple[Product, Flask]]:
    """The product over the same data at a later moment, and the app that answers."""
    app = create_app(product.settings)
    app.extensions["siap-clock"] = lambda: moment
    server = make_server("127.0.0.1", _free_port(), app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield replace(product, url=f"http://localhost:{server.port}"), app
    finally:
        server.shutdown()
        thread.join()
        close_pools(app)


@pytest.fixture(params=[(1366, 768), (390, 844)], ids=["1366", "390"])
def visitor(
    request: pytest.FixtureRequest, product: Product, chromium: Browser
) -> Iterator[Visitor]:
    """A new browser window at office and at phone width."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    yield watched(context, product)
    context.close()


@pytest.fixture
def enter(product: Product, chromium: Browser) -> Iterator[SignIn]:
    """Sign a person in, in a window of their own."""
    contexts = []

    def sign_in(username: str, where: Product | None = None) -> Visitor:
        context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID")
        contexts.append(context)
        visitor = watched(context, where or product)
        visitor.sign_in(username, product.passwords[username])
        return visitor

    yield sign_in
    for context in contexts:
        context.close()


def watched(context: BrowserContext, product: Product) -> Visitor:
    """A page whose console errors and outside requests are noted."""
    visitor = Visitor(context.new_page(), product.url)
    page = visitor.page
    page.on(
        "console",
        lambda message: (
            visitor.complaints.append(message.text)
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
    page.on(
        "request",
        lambda request: (
            visitor.complaints.append(request.url)
            if not request.url.startswith((product.url, "data:"))
            else None
        ),
    )
    return visitor


def _environment(engines: Engines, database: str, key_file: Path) -> dict[str, str]:
    urls = {
        variable: engines.url_for(role, database) for role, variable in DATABASE_VARIABLES.items()
    }
    return {
        "PATH": os.environ["PATH"],
        **urls,
        "REDIS_URL": engines.redis_url,
        "SIAP_KEY_FILE": str(key_file),
        "FLASK_APP": "wsgi",
        "PYTHONUNBUFFERED": "1",
    }


def _spawn(arguments: list[str], environment: dict[str, str], log: Path) -> Popen[bytes]:
    return processes.spawn(
        [sys.executable, "-m", *arguments],
        directory=ROOT,
        environment=environment,
        log=log,
        death_signal=SIGKILL,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(url: str, log: Path) -> None:
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def _passwords(accounts: Path) -> dict[str, str]:
    return dict(line.split()[:2] for line in accounts.read_text().splitlines())
