"""Whoever signs a decree sees who is in it by exception, why, and who said so."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from enrollment.intake import Decision, OnDoubted
from enrollment.kinds import CoverStatus
from tenants.access import Role
from tests.conftest import ACTOR, Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import rows_of
from tests.functional.test_decree_papers import frozen_decree
from tests.functional.test_selection import RULES, at
from tests.integration.enrollment.candidates import covers_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency, Role], Browser]
WHY = "Pensiunan sejak 2019, ada surat keputusan."
EVERYBODY = RULES | {"min_age": "0", "under_age": "150", "needs_verification": "false"}


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """A programme of three candidates, one of whom a list calls a policeman."""
    with app.app_context():
        programme = add_commitment(regency)
        rows = [person(1, "Ani"), person(2, "Budi", pekerjaan="Anggota POLRI"), person(3, "Cici")]
        upload(
            regency,
            programme,
            roster_file(rows),
            status=CoverStatus.PROPOSED,
            decision=Decision(on_doubted=OnDoubted.INCLUDE, reason=WHY),
        )
        run_due(regency)
    return programme


def test_officer_sees_the_exception_on_the_list_its_excel_file_and_the_persons_page(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id, "/people")
    with app.app_context():
        ids = [cover.worker_id for cover in covers_of(regency, commitment_id)]

    everybody, waived = text_of(officer.get(page)), text_of(officer.get(f"{page}?waived=true"))
    told = [text_of(officer.get(f"/r/{regency.slug}/workers/{one}")) for one in ids]
    sheet = rows_of(officer.post(f"{page}/export", data={"waived": "true"}))

    assert everybody.count("pengecualian") == 1
    assert f"pekerjaan ASN, TNI, atau Polri. Alasan: {WHY} ({ACTOR.name})" in everybody
    assert "1 orang sesuai saringan" in waived
    assert "Budi" in waived
    assert "Ani" not in waived
    assert sum(WHY in one for one in told) == 1
    assert f"pekerjaan ASN, TNI, atau Polri, alasan: {WHY} ({ACTOR.name})" in str(sheet)
    assert "Ani" not in str(sheet)


def test_decree_says_before_and_after_how_many_are_in_it_by_exception(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, leader = browser_of(regency, Role.OFFICER), browser_of(regency, Role.VIEWER)
    page = at(regency, commitment_id)
    officer.post(f"{page}/rules", data=EVERYBODY | {"quota_people": "3"})

    preview = officer.get(f"{page}/determination")
    decree = frozen_decree(app, regency, officer, commitment_id)
    after, seen_by_leader = officer.get(decree), leader.get(decree)
    led_to = text_of(officer.get(f"{page}/people?stage=determined&waived=true"))

    assert "1 orang yang memenuhi syarat atau sudah ditetapkan diikutkan dengan alasan." in (
        text_of(preview)
    )
    assert f"{page}/people?stage=eligible&amp;waived=true" in preview.text
    assert "1 penerima dalam penetapan ini diikutkan dengan alasan" in text_of(after)
    assert f"{page}/people?stage=determined&amp;waived=true" in after.text
    assert "1 penerima dalam penetapan ini diikutkan dengan alasan" in text_of(seen_by_leader)
    assert "waived=true" not in seen_by_leader.text
    assert "Budi" in led_to
    assert "1 orang sesuai saringan" in led_to


def test_decree_without_exceptions_says_nothing_of_them(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        commitment_id = add_commitment(regency)
        upload(regency, commitment_id, roster_file([person(1)]), status=CoverStatus.PROPOSED)
        run_due(regency)
    page = at(regency, commitment_id)
    officer.post(f"{page}/rules", data=EVERYBODY)

    assert "Pengecualian" not in text_of(officer.get(f"{page}/determination"))
