"""The demo: everything the founding reports say, through the services, once."""

import stat
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from scoring.demo import load as load_module
from scoring.demo import room
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


def test_demo_when_loaded_gives_an_account_a_post_to_the_owner_only(accounts: Path) -> None:
    names = [line.split()[0] for line in accounts.read_text().splitlines()]
    counts = Counter(name.partition(".")[2] for name in names)

    assert list(counts.items()) == [
        ("kab-blora", 5),
        ("kab-blitar", 5),
        ("kota-blitar", 3),
        ("kab-tulungagung", 3),
        ("kab-trenggalek", 3),
        ("bpjs-kudus", 2),
        ("bpjs-blitar", 2),
        ("bpjs-jateng-diy", 2),
        ("jawa-tengah", 2),
        ("jawa-timur", 3),
        ("kemenko", 2),
        ("kemendagri", 1),
        ("pengelola", 1),
    ]
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


@pytest.mark.usefixtures("accounts")
def test_demo_when_loaded_lets_each_branch_serve_its_regencies(engines: Engines) -> None:
    served = engines.execute(
        DATABASE,
        "SELECT o.slug, array_agg(a.tenant_id ORDER BY a.tenant_id) FROM branch_assignment a"
        " JOIN organisation o ON o.id = a.organisation_id GROUP BY 1 ORDER BY 1",
    )

    assert served == [("bpjs-blitar", [3503, 3504, 3505, 3572]), ("bpjs-kudus", [3316])]


@pytest.mark.usefixtures("accounts")
def test_neighbours_when_onboarded_hold_no_figure(engines: Engines) -> None:
    """Untouched is not zero: nothing is kept, so nothing is computed."""
    tables = ("regulation", "commitment", "agreement", "roster", "quoted_figure", "scorecard")
    found = engines.execute(
        DATABASE,
        " UNION ALL ".join(
            f"SELECT '{table}' FROM {table} WHERE tenant_id IN (3503, 3504, 3572)"
            for table in tables
        ),
    )

    assert found == []


@pytest.mark.usefixtures("accounts")
def test_person_of_two_organisations_when_loaded_has_a_role_in_each(engines: Engines) -> None:
    roles = engines.execute(
        DATABASE,
        "SELECT o.slug, m.role FROM membership m JOIN organisation o ON o.id = m.organisation_id"
        " JOIN user_account u ON u.id = m.user_id WHERE u.username = 'tim9.jawa-timur' ORDER BY 1",
    )

    assert roles == [("bpjs-blitar", "reviewer"), ("jawa-timur", "panelist")]


@pytest.mark.usefixtures("accounts")
def test_blitar_when_two_offices_have_agreements_counts_each_day_once(engines: Engines) -> None:
    """275 days of 2025 by the one signed on 25 March: 4 x 275/365. Press, so none is verified."""
    document = engines.execute(
        DATABASE,
        "SELECT DISTINCT f.canonical::jsonb #> '{facts,agreement.days_in_force}' FROM scorecard s"
        " JOIN facts_document f ON f.tenant_id = s.tenant_id AND f.id = s.facts_document_id"
        " WHERE s.is_current AND s.tenant_id = 3505 AND s.year = 2025",
    )
    points = engines.execute(
        DATABASE,
        "SELECT l.claimed, l.verified FROM scorecard s JOIN scorecard_line l"
        " ON l.tenant_id = s.tenant_id AND l.scorecard_id = s.id WHERE s.is_current"
        " AND s.tenant_id = 3505 AND s.year = 2025 AND l.indicator = 'A4' AND l.available = 4",
    )

    [[fact]] = document
    assert (fact["value"], fact["verified"], fact["status"]) == ("275", None, "press")
    assert points == [(Decimal("3.01"), Decimal("0.00"))]


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


def test_demo_when_a_previous_release_loaded_it_gains_what_is_new(
    engines: Engines,
    template_database: str,
    key_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first release knew two regencies with ten people and three founding programmes."""
    name = engines.create_database("siap_demo_before", template_database)
    app = create_app(settings_for(engines, name, key_file))
    path = tmp_path / "accounts"
    with monkeypatch.context() as before:
        before.setattr(load_module, "RECORDS", load_module.RECORDS[:2])
        for constant in ("NEIGHBOURS", "PLACES"):
            before.setattr(room, constant, ())
        load(app, path)
    known = path.read_text().splitlines()

    output = load(app, path)

    accounts = path.read_text().splitlines()
    people = engines.execute(name, "SELECT count(*) FROM user_account")
    titles = engines.execute(name, "SELECT tenant_id, count(*) FROM commitment GROUP BY 1")
    rosters = engines.execute(name, "SELECT count(*) FROM roster")
    close_pools(app)
    engines.drop_database(name)
    passwords = dict(line.split()[:2] for line in accounts)
    assert len(known) == 10
    assert {line.split()[0]: line.split()[1] for line in known}.items() <= passwords.items()
    assert people == [(len(accounts),)]
    assert sorted(titles) == [(3316, 2), (3505, 2)]
    assert rosters == [(2,)]
    assert output.splitlines() == ["Kabupaten Blora: sudah ada", "Kabupaten Blitar: dimuat"]


@pytest.mark.usefixtures("accounts")
def test_audit_when_the_demo_is_loaded_verifies(demo_app: Flask) -> None:
    result = demo_app.test_cli_runner().invoke(args=["audit", "verify"])

    assert result.exit_code == 0, result.output
    assert "RUSAK" not in result.output
