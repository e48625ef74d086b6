"""The demo: everything the founding reports say, through the services, once."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tenants.kernel.clock import utcnow
from tenants.kernel.jobs import due_runs, perform
from tests.conftest import close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app

DATABASE = "siap_demo"


@pytest.fixture(scope="module")
def demo_app(engines: Engines, template_database: str, key_file: Path) -> Iterator[Flask]:
    app = create_app(
        settings_for(engines, engines.create_database(DATABASE, template_database), key_file)
    )
    yield app
    close_pools(app)
    engines.drop_database(DATABASE)


@pytest.fixture(scope="module")
def accounts(demo_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "accounts"
    load(demo_app, path)
    with demo_app.app_context():
        while runs := due_runs(utcnow()):
            for run_id, _kind in runs:
                perform(str(run_id))
    return path


def load(app: Flask, accounts: Path) -> str:
    for command in (["reference", "load"], ["demo", "load", "--accounts-file", str(accounts)]):
        result = app.test_cli_runner().invoke(args=command)
        assert result.exit_code == 0, result.output
    return result.output


def test_demo_when_loaded_gives_five_accounts_a_regency_to_the_owner_only(accounts: Path) -> None:
    names = [line.split()[0] for line in accounts.read_text().splitlines()]

    assert len(names) == 10
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


@pytest.mark.usefixtures("accounts")
def test_demo_when_imported_has_every_synthetic_worker(engines: Engines) -> None:
    workers = engines.execute(
        DATABASE,
        "SELECT tenant_id, count(*), bool_and(is_synthetic) FROM worker GROUP BY 1 ORDER BY 1",
    )

    assert workers == [(3316, 1_500, True), (3505, 8_125, True)]


@pytest.mark.usefixtures("accounts")
def test_demo_when_scored_has_lines_that_sum_to_the_index(engines: Engines) -> None:
    sums = engines.execute(
        DATABASE,
        "SELECT s.tenant_id, s.claimed = sum(l.claimed), s.verified = sum(l.verified), count(*)"
        " FROM scorecard s JOIN scorecard_line l ON l.tenant_id = s.tenant_id"
        " AND l.scorecard_id = s.id WHERE s.is_current GROUP BY s.tenant_id, s.id",
    )

    assert len(sums) == 12
    assert {row[1:] for row in sums} == {(True, True, 19)}


def test_demo_when_loaded_again_changes_nothing(
    demo_app: Flask, engines: Engines, accounts: Path
) -> None:
    before = accounts.read_text()
    entries = engines.execute(DATABASE, "SELECT count(*) FROM audit_entry")

    output = load(demo_app, accounts)

    assert output.count("sudah ada") == 2
    assert accounts.read_text() == before
    assert engines.execute(DATABASE, "SELECT count(*) FROM audit_entry") == entries


@pytest.mark.usefixtures("accounts")
def test_audit_when_the_demo_is_loaded_verifies(demo_app: Flask) -> None:
    result = demo_app.test_cli_runner().invoke(args=["audit", "verify"])

    assert result.exit_code == 0, result.output
    assert "RUSAK" not in result.output
