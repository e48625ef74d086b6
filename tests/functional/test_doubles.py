"""Doubles across regencies on the pages of both sides and of their BPJS offices."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from enrollment.models.doubles import DoubleCase
from enrollment.models.workers import Worker
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.config import Settings
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency, settings_for
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.integration.enrollment.doubles import (
    SHARED_NAME,
    compare,
    fresh_people,
    matching_app,
    nik_of,
    record,
)

WHOLE_NIK = re.compile(r"(?<![0-9a-f])\d{16}(?![0-9a-f])")
"""No part of a hexadecimal code, which may hold sixteen digits in a row."""

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]
REASON = "Sudah dibayar lebih dahulu di tempat lain."


@pytest.fixture
def start() -> int:
    """The first of the people of this test."""
    return fresh_people()


@pytest.fixture
def matcher(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    with matching_app(settings, tmp_path) as app:
        yield app


@pytest.fixture
def alone(
    engines: Engines, template_database: str, key_file: Path, tmp_path: Path
) -> Iterator[Flask]:
    """The same process over a database of its own: it looks at every regency there is."""
    database = engines.create_database("siap_doubles_alone", template_database)
    with matching_app(settings_for(engines, database, key_file), tmp_path) as app:
        yield app
    engines.drop_database(database)


@pytest.fixture
def doubles(
    app: Flask, matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    """Six people held by both, compared; one regency has more."""
    with app.app_context():
        record(regency, range(start, start + 20))
        record(other_regency, range(start + 14, start + 40))
    compare(matcher)


@pytest.fixture
def branch(make_organisation: MakeOrganisation, regency: Regency) -> Organisation:
    """An office that serves the one regency."""
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def reviewer(browser_of: SignIn, branch: Organisation) -> Browser:
    return browser_of(branch, Role.REVIEWER)


@pytest.fixture
def officer(browser_of: SignIn, regency: Regency) -> Browser:
    return browser_of(regency, Role.OFFICER)


def told_page(browser: Browser, regency: Regency) -> TestResponse:
    return browser.get(f"/r/{regency.slug}/doubles")


def at(branch: Organisation, regency: Regency, path: str = "") -> str:
    return f"/b/{branch.slug}/r/{regency.slug}/doubles{path}"


def first_case(app: Flask, regency: Regency) -> DoubleCase:
    with app.app_context(), transaction(regency.principal(DatabaseRole.BRANCH)) as session:
        query = select(DoubleCase).where(DoubleCase.tenant_id == regency.id)
        return session.scalars(query.order_by(DoubleCase.id)).all()[0]


def name_of(app: Flask, regency: Regency, worker_id: UUID) -> str:
    with app.app_context(), transaction(regency.principal()) as session:
        return session.get_one(Worker, (regency.id, worker_id)).name


def decide(
    reviewer: Browser, branch: Organisation, regency: Regency, case: DoubleCase, **form: str
) -> TestResponse:
    sent = {"decision": "stopped", "expected": "pending", "reason": REASON, **form}
    return reviewer.post(at(branch, regency, f"/{case.id}/decision"), data=sent)


def trail(app: Flask, chain: int) -> list[AuditEntry]:
    """What a chain holds about doubles."""
    with (
        app.app_context(),
        transaction(Principal(DatabaseRole.IDENTITY, chain)) as session,
    ):
        entries = select(AuditEntry).where(
            AuditEntry.tenant_id == chain, AuditEntry.action.like("double:%")
        )
        return list(session.scalars(entries.order_by(AuditEntry.seq)))


@pytest.mark.usefixtures("doubles")
def test_each_side_reads_a_number_and_nothing_of_the_other(
    browser_of: SignIn,
    regency: Regency,
    other_regency: Regency,
    engines: Engines,
    database: str,
    start: int,
) -> None:
    tokens = engines.execute(
        database,
        "SELECT encode(cross_index, 'hex'), encode(cross_index, 'base64') FROM cross_index"
        f" WHERE tenant_id IN ({regency.id}, {other_regency.id})",
    )
    codes = engines.execute(
        database, f"SELECT code FROM double_case WHERE tenant_id = {regency.id}"
    )

    for mine, other in ((regency, other_regency), (other_regency, regency)):
        answer = told_page(browser_of(mine, Role.OFFICER), mine)

        assert answer.status_code == 200
        assert "6 orang" in text_of(answer)
        page = f"{answer.headers}{answer.get_data(as_text=True)}"
        hidden = [SHARED_NAME, other.slug, other.name, str(other.id), "350501"]
        hidden += [nik_of(serial) for serial in range(start, start + 40)]
        hidden += [text for row in (*tokens, *codes) for text in row]
        assert [text for text in hidden if text in page] == []


def test_fewer_than_five_read_like_none(
    app: Flask,
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    make_regency: Callable[[], Regency],
    browser_of: SignIn,
) -> None:
    alone = make_regency()
    with app.app_context():
        record(regency, range(start, start + 10))
        record(other_regency, range(start + 6, start + 30))
        record(alone, range(start + 40, start + 50))
    compare(matcher)

    pages = [told_page(browser_of(one, Role.ADMIN), one) for one in (regency, alone)]

    few, none = (
        text_of(page).replace(one.name, "").replace(one.slug, "")
        for page, one in zip(pages, (regency, alone), strict=True)
    )
    assert "tidak ditampilkan" in few
    assert few == none


def test_regency_that_was_never_compared_is_told_so(officer: Browser, regency: Regency) -> None:
    assert "Belum ada jumlah yang disampaikan" in text_of(told_page(officer, regency))


@pytest.mark.usefixtures("doubles")
def test_office_sees_its_side_masked_and_the_platform_notes_it(
    app: Flask, reviewer: Browser, branch: Organisation, regency: Regency, other_regency: Regency
) -> None:
    case = first_case(app, regency)
    before = len(trail(app, 0))

    listed = reviewer.get(at(branch, regency))
    shown = reviewer.get(at(branch, regency, f"/{case.id}"))

    for answer in (listed, shown):
        assert answer.status_code == 200
        assert SHARED_NAME in text_of(answer)
        assert "350501**********" in text_of(answer)
        assert "di luar penugasan kantor ini" in text_of(answer)
        assert other_regency.slug not in answer.get_data(as_text=True)
        assert other_regency.name not in answer.get_data(as_text=True)
        assert not WHOLE_NIK.search(answer.get_data(as_text=True))
    assert [(one.action, one.subject_id) for one in trail(app, 0)[before:]] == [
        ("double:read", str(regency.id)),
        ("double:read", str(case.id)),
    ]
    assert [one.action for one in trail(app, regency.id)] == ["double:compare", "double:tell"]


@pytest.mark.usefixtures("doubles")
def test_office_of_both_sides_sees_where_else(
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
    regency: Regency,
    other_regency: Regency,
) -> None:
    branch = make_organisation(OrganisationKind.BRANCH, serves=[regency, other_regency])

    answer = browser_of(branch, Role.HEAD).get(at(branch, regency))

    assert text_of(answer).count(other_regency.name) == 6
    assert at(branch, other_regency) in answer.get_data(as_text=True)


@pytest.mark.usefixtures("doubles")
def test_office_that_serves_neither_finds_no_case(
    make_organisation: MakeOrganisation, browser_of: SignIn, regency: Regency
) -> None:
    stranger = make_organisation(OrganisationKind.BRANCH)

    assert browser_of(stranger, Role.HEAD).get(at(stranger, regency)).status_code == 404


@pytest.mark.usefixtures("doubles")
def test_person_is_named_to_the_regency_once_the_office_ends_the_cover_here(
    app: Flask, reviewer: Browser, officer: Browser, branch: Organisation, regency: Regency
) -> None:
    case = first_case(app, regency)
    home = officer.get(f"/r/{regency.slug}/")
    assert SHARED_NAME not in text_of(told_page(officer, regency))
    assert "dihentikan di sini" not in text_of(home)

    answer = decide(reviewer, branch, regency, case)

    assert answer.status_code == 303
    page = text_of(told_page(officer, regency))
    assert page.count(name_of(app, regency, case.worker_id)) == 1
    assert REASON in page
    assert "1 orang dihentikan di sini" in text_of(officer.get(f"/r/{regency.slug}/"))
    mine, platform = trail(app, regency.id)[-1], trail(app, 0)[-1]
    assert (mine.action, platform.action) == ("double:decide", "double:decide")
    assert SHARED_NAME not in f"{mine.detail}{platform.detail}"


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize("decision", ["kept", "cleared"])
def test_regency_learns_of_no_other_decision(
    app: Flask,
    reviewer: Browser,
    officer: Browser,
    branch: Organisation,
    regency: Regency,
    decision: str,
) -> None:
    before = text_of(told_page(officer, regency))

    answer = decide(reviewer, branch, regency, first_case(app, regency), decision=decision)

    assert answer.status_code == 303
    assert text_of(told_page(officer, regency)) == before
    assert [one.action for one in trail(app, regency.id)] == ["double:compare", "double:tell"]
    assert trail(app, 0)[-1].detail["double_decision"] == decision


@pytest.mark.usefixtures("doubles")
def test_decision_can_be_changed_and_the_regency_no_longer_reads_the_name(
    app: Flask, reviewer: Browser, officer: Browser, branch: Organisation, regency: Regency
) -> None:
    case = first_case(app, regency)
    decide(reviewer, branch, regency, case)

    answer = decide(reviewer, branch, regency, case, decision="kept", expected="stopped")

    assert answer.status_code == 303
    assert SHARED_NAME not in text_of(told_page(officer, regency))
    assert trail(app, regency.id)[-1].detail["double_decision"] == "kept"


@pytest.mark.usefixtures("doubles")
def test_decision_that_somebody_else_made_meanwhile_is_not_written_over(
    app: Flask, reviewer: Browser, branch: Organisation, regency: Regency
) -> None:
    case = first_case(app, regency)
    decide(reviewer, branch, regency, case, decision="kept")

    answer = decide(reviewer, branch, regency, case, decision="stopped", expected="pending")

    assert answer.status_code == 409
    assert first_case(app, regency).decision == "kept"


@pytest.mark.usefixtures("doubles")
@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"reason": ""}, "Tuliskan alasannya"),
        ({"reason": "Lihat 3505010101700001 di daftar"}, "Jangan menuliskan NIK"),
        ({"decision": "pending"}, "Pilih keputusan"),
    ],
    ids=["no-reason", "number-in-reason", "no-decision"],
)
def test_decision_that_cannot_stand_comes_back_with_what_was_typed(
    app: Flask,
    reviewer: Browser,
    branch: Organisation,
    regency: Regency,
    form: dict[str, str],
    words: str,
) -> None:
    case = first_case(app, regency)

    answer = decide(reviewer, branch, regency, case, **form)

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert form.get("reason", REASON) in answer.get_data(as_text=True)
    assert first_case(app, regency).decision == "pending"


@pytest.mark.usefixtures("doubles")
def test_closed_case_shows_nobody_and_takes_no_decision(
    app: Flask,
    matcher: Flask,
    reviewer: Browser,
    branch: Organisation,
    regency: Regency,
    other_regency: Regency,
    engines: Engines,
    database: str,
) -> None:
    case = first_case(app, regency)
    engines.execute(database, f"DELETE FROM cover_year WHERE tenant_id = {other_regency.id}")
    compare(matcher, NOW + timedelta(days=7))

    page = reviewer.get(at(branch, regency, f"/{case.id}"))
    closed = reviewer.get(at(branch, regency, "?state=closed"))

    assert SHARED_NAME not in text_of(page) + text_of(closed)
    assert text_of(closed).count("tidak disimpan lagi") == 6
    assert decide(reviewer, branch, regency, case).status_code == 409


@pytest.mark.usefixtures("doubles")
def test_cases_leave_as_a_file_with_masked_numbers_and_leave_a_trace(
    app: Flask, reviewer: Browser, branch: Organisation, regency: Regency
) -> None:
    answer = reviewer.post(at(branch, regency, "/export"), data={"state": "waiting"})

    lines = lines_of(answer)
    assert [line["Nama"] for line in lines] == [SHARED_NAME] * 6
    assert not WHOLE_NIK.search(str(lines))
    entry = trail(app, 0)[-1]
    assert (entry.action, entry.detail["rows"]) == ("double:export", 6)


@pytest.mark.usefixtures("doubles")
def test_regency_page_of_the_office_counts_what_waits(
    reviewer: Browser, branch: Organisation, regency: Regency
) -> None:
    answer = reviewer.get(f"/b/{branch.slug}/r/{regency.slug}/")

    assert "6 orang menunggu keputusan kantor ini" in text_of(answer)


@pytest.mark.usefixtures("doubles")
def test_viewer_who_sees_no_people_sees_no_number_of_them(
    browser_of: SignIn, regency: Regency
) -> None:
    assert told_page(browser_of(regency, Role.VIEWER), regency).status_code == 403


@pytest.mark.usefixtures("regency")
def test_matcher_command_compares_at_once(app: Flask, alone: Flask) -> None:
    done = alone.test_cli_runner().invoke(args=["matcher", "--once"])
    refused = app.test_cli_runner().invoke(args=["matcher", "--once"])

    assert (done.exit_code, refused.exit_code) == (0, 1)
    assert "kabupaten/kota dibandingkan" in done.output
    assert "SIAP_MATCHING_KEY_FILE" in refused.output
