"""Row 58: what people type, upload or cause to fail shows in no log line and in no key of Redis."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from sqlalchemy import text

from tenants.access import Role
from tenants.kernel import bell, jobs
from tenants.kernel.db import transaction
from tenants.kernel.logs import JsonLines
from tests.architecture.access.asker import Asker, SignIn
from tests.architecture.access.places import Places
from tests.architecture.routes import routes_of
from tests.conftest import Browser, Regency
from tests.engines import Engines
from tests.integration.enrollment.rosters import add_commitment, person, roster_file, run_due
from tests.integration.tenants.queue.test_bell import everything_in

NIK = "3505016203840017"
NAME = "Kenari Wicaksana"
CANARIES = (NIK, NAME, NAME.upper(), NAME.casefold())


class Lines(logging.Handler):
    """Keeps log lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.kept.append(self.format(record))

    def with_canaries(self) -> list[str]:
        """Lines that tell what they must not."""
        return [line for line in self.kept if any(canary in line for canary in CANARIES)]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Everything logged during the test, from every logger."""
    handler = Lines()
    root = logging.getLogger()
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)


@pytest.fixture
def redis(engines: Engines) -> Iterator[Redis]:
    with Redis.from_url(engines.redis_url) as connection:
        connection.flushall()
        yield connection
        connection.flushall()


def test_forms_full_of_canaries_leave_none_in_the_log(
    app: Flask, asker: Asker, lines: Lines, redis: Redis
) -> None:
    """Every form and every query, a name or a number in each field, and as the address's word."""
    statuses = []
    for route in routes_of(app):
        fields = {name for schema in asker.schemas[route] for name in schema().load_fields}
        if route.is_safe and not fields:
            continue
        for canary in (NIK, NAME):
            form: dict[str, Any] = dict.fromkeys(fields | {"name", "nik"}, canary)
            statuses.append(asker.ask(route, form=form).status_code)
            if not route.is_safe and statuses[-1] < 400:
                asker.own.rows.reset(asker.own.regency.id)

    assert max(statuses) < 500
    assert lines.kept
    assert lines.with_canaries() == []
    assert not any(canary in everything_in(redis) for canary in CANARIES)


def test_list_that_fails_leaves_no_canary_in_log_or_redis(
    app: Flask, regency: Regency, browser_of: SignIn, lines: Lines, redis: Redis
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
    wrong = person(1, NAME, nik=NIK, jenis_kelamin="?", tanggal_lahir=NAME)
    upload_list(browser_of(regency, Role.OFFICER), regency, str(commitment_id), wrong)

    with app.app_context():
        bell.ring_due_runs()
        kept_in_redis = everything_in(redis)
        run_due(regency)

    with app.app_context(), transaction(regency.principal()) as session:
        state = session.scalar(text("SELECT state FROM roster"))
    assert state in {"failed", "ready"}
    assert lines.with_canaries() == []
    assert "import_roster" in kept_in_redis
    assert not any(canary in kept_in_redis for canary in CANARIES)


def test_job_that_stumbles_over_a_number_logs_it_blacked_out(
    app: Flask,
    regency: Regency,
    browser_of: SignIn,
    lines: Lines,
    redis: Redis,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stumble(_run: object) -> None:
        raise ValueError(f"cannot read {NIK}")

    work = jobs.JOBS["import_roster"]
    stumbling = jobs.Job(work.kind, stumble, work.timeout_seconds, work.max_attempts)
    monkeypatch.setitem(jobs.JOBS, "import_roster", stumbling)
    with app.app_context():
        commitment_id = add_commitment(regency)
    row = person(1, NAME)
    upload_list(browser_of(regency, Role.OFFICER), regency, str(commitment_id), row)

    with app.app_context():
        run_due(regency)

    assert any("cannot read ################" in line for line in lines.kept)
    assert lines.with_canaries() == []
    with app.app_context(), transaction(regency.principal()) as session:
        row_kept = str(session.execute(text("SELECT j::text FROM job_run j")).all())
    assert not any(canary in row_kept for canary in CANARIES)
    assert not any(canary in everything_in(redis) for canary in CANARIES)


def test_row_that_a_constraint_refuses_is_not_told_to_the_log(
    own: Places, browser_of: SignIn, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database says about a refused row may hold the row."""

    def collide(session: Any, **_: object) -> None:
        for _repeat in range(2):
            session.execute(
                text(
                    "INSERT INTO department (tenant_id, id, name)"
                    " VALUES (:tenant_id, '00000000-0000-7000-8000-000000000001', :name)"
                ),
                {"tenant_id": own.regency.id, "name": f"{NAME} {NIK}"},
            )

    monkeypatch.setattr("tenants.views.regulations.list_regulations", collide)
    browser: Browser = browser_of(own.regency, Role.ADMIN)

    answer = browser.get(f"/r/{own.regency.slug}/regulations")

    assert answer.status_code in {409, 500}
    assert not any(canary in answer.text for canary in CANARIES)
    assert lines.with_canaries() == []


def upload_list(browser: Browser, regency: Regency, commitment_id: str, row: str) -> None:
    """Send a list of one row as a browser does."""
    answer = browser.post(
        f"/r/{regency.slug}/rosters",
        data={
            "commitment_id": commitment_id,
            "cover_status": "determined",
            "file": (io.BytesIO(roster_file([row])), "daftar.csv"),
        },
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
