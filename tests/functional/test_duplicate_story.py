"""The queue of people recorded twice, as an officer and as others see it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from enrollment.models.duplicates import DuplicatePair
from enrollment.models.workers import Worker
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of, rows_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    give_up,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency, Role], Browser]


@pytest.fixture
def pair(app: Flask, regency: Regency) -> DuplicatePair:
    """Two people of one programme who may be one."""
    with app.app_context():
        rows = [person(1, "Sumini"), person(2, "Sumini"), person(3, "Paijo")]
        upload(regency, add_commitment(regency), roster_file(rows))
        run_due(regency)
        run_due(regency)
        with transaction(regency.principal()) as session:
            return session.scalars(select(DuplicatePair)).one()


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/workers/duplicates{path}"


def step(regency: Regency, pair: DuplicatePair, verb: str) -> str:
    return at(regency, f"/{pair.id}/{verb}")


def test_officer_merges_a_pair_and_the_person_tells_of_it(
    app: Flask, regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    people = text_of(officer.get(f"/r/{regency.slug}/workers"))
    queue = text_of(officer.get(at(regency)))

    asked = officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.first_id)})
    waiting = text_of(officer.get(at(regency)))
    with app.app_context():
        run_due(regency)
    after = text_of(officer.get(at(regency)))
    told = text_of(officer.get(f"/r/{regency.slug}/workers/{pair.first_id}"))

    assert "1 pasangan mungkin orang yang sama dengan NIK berbeda." in people
    assert "Nama: sama NIK: 1 angka" in queue
    assert "350501**********" in queue
    assert asked.status_code == 303
    assert "Sedang digabung." in waiting
    assert "Tidak ada yang menunggu keputusan." in after
    assert "Data dengan NIK lain digabung ke sini oleh" in told
    assert officer.get(f"/r/{regency.slug}/workers/{pair.second_id}").status_code == 404


def test_officer_keeps_a_pair_apart_and_asks_again(
    regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    officer.post(step(regency, pair, "apart"))
    none_left = text_of(officer.get(at(regency)))
    apart = text_of(officer.get(at(regency, "?state=apart")))
    officer.post(step(regency, pair, "reopening"))

    assert "Tidak ada yang menunggu keputusan." in none_left
    assert "Dua orang, menurut" in apart
    assert "Bukan orang yang sama" in text_of(officer.get(at(regency)))


def test_pair_when_decided_already_is_answered_in_words(
    regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.first_id)})

    again = officer.post(step(regency, pair, "apart"))

    assert again.status_code == 409
    assert "Kedua data ini sedang digabung." in text_of(again)


def test_merge_asked_twice_for_the_same_record_is_accepted_once(
    app: Flask, regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    first, second = (
        officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.first_id)})
        for _click in range(2)
    )
    other = officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.second_id)})

    assert (first.status_code, second.status_code, other.status_code) == (303, 303, 409)
    with app.app_context(), transaction(regency.principal()) as session:
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "worker:join"))
        assert len(told.all()) == 1


def test_day_of_a_decision_is_the_one_on_the_clock_of_the_regency(
    app: Flask, regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(step(regency, pair, "apart"))
    with app.app_context(), transaction(regency.principal()) as session:
        decided = session.get_one(DuplicatePair, (regency.id, pair.id))
        decided.decided_at = datetime(2026, 11, 29, 23, 34, tzinfo=UTC)

    apart = text_of(officer.get(at(regency, "?state=apart")))

    assert "30 November 2026" in apart
    assert "29 November 2026" not in apart


def test_certifier_reads_the_queue_and_decides_nothing(
    app: Flask, regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    reader = browser_of(regency, Role.CERTIFIER)

    page = reader.get(at(regency))
    refused = reader.post(step(regency, pair, "apart"))

    assert "Bukan orang yang sama" not in text_of(page)
    assert refused.status_code == 403
    with app.app_context(), transaction(regency.principal()) as session:
        assert session.query(Worker).count() == 3


def test_queue_of_another_regency_is_empty_and_its_pairs_are_nobodys(
    other_regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    stranger = browser_of(other_regency, Role.OFFICER)

    page = text_of(stranger.get(at(other_regency)))
    refused = stranger.post(step(other_regency, pair, "apart"))

    assert "Tidak ada yang menunggu keputusan." in page
    assert refused.status_code == 404


@pytest.mark.usefixtures("pair")
def test_queue_leaves_as_an_excel_file_with_masked_numbers(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    reader = browser_of(regency, Role.CERTIFIER)
    page = reader.get(at(regency)).text

    (line,) = lines_of(reader.post(at(regency, "/export")))
    apart = rows_of(reader.post(at(regency, "/export"), data={"state": "apart"}))

    assert at(regency, "/export") in page
    assert line["NIK, data pertama"] == line["NIK, data kedua"] == "350501**********"
    assert (line["Nama, data pertama"], line["Nama, data kedua"]) == ("Sumini", "Sumini")
    assert (line["Huruf nama yang berbeda"], line["Angka NIK yang berbeda"]) == (0, 1)
    assert line["Status"] == "belum diputuskan"
    assert "Pekerja rentan 2025" in line["Program dan status, data pertama"]
    assert len(apart) == 1
    with app.app_context(), transaction(regency.principal()) as session:
        told = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "worker:export").order_by(AuditEntry.seq)
        )
        assert [one.detail for one in told] == [{"rows": 2}, {"rows": 0}]


@pytest.mark.usefixtures("pair")
def test_queue_in_english_has_english_heads(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.set_cookie(COOKIE_NAME, "en")

    (line,) = lines_of(officer.post(at(regency, "/export")))

    assert line["NIK, first record"] == "350501**********"
    assert line["Status"] == "undecided"


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(("limit", "status"), [(0, 422), (1, 200)])
def test_queue_that_is_too_long_for_a_file_is_refused(
    regency: Regency,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    status: int,
) -> None:
    monkeypatch.setattr("enrollment.views.duplicate_export.PAIR_LIMIT", limit)

    answer = browser_of(regency, Role.OFFICER).post(at(regency, "/export"))

    assert answer.status_code == status


@pytest.mark.usefixtures("pair")
def test_queue_leaves_for_those_who_may_see_people(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    stranger = browser_of(other_regency, Role.OFFICER)

    assert browser_of(regency, Role.VIEWER).post(at(regency, "/export")).status_code == 403
    assert stranger.post(at(regency, "/export")).status_code == 404
    assert len(rows_of(stranger.post(at(other_regency, "/export")))) == 1


def test_merge_that_was_given_up_is_told_and_decided_about_anew(
    app: Flask, regency: Regency, pair: DuplicatePair, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.first_id)})
    with app.app_context():
        give_up(regency, "merge_workers")

    stopped = text_of(officer.get(at(regency)))
    again = officer.post(step(regency, pair, "merge"), data={"kept_id": str(pair.second_id)})
    with app.app_context():
        run_due(regency)

    assert "Penggabungan terhenti karena gangguan pada sistem." in stopped
    assert "Gabungkan, pakai data pertama" in stopped
    assert again.status_code == 303
    assert "Tidak ada yang menunggu keputusan." in text_of(officer.get(at(regency)))
