"""Names on lists stand beside the people of their programme, where both are looked at."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask

from enrollment.kinds import CoverStatus
from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import TODAY, Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_agreement_review import at_branch, seen, submit
from tests.functional.test_agreements import draft, hidden, sign_accepted
from tests.integration.enrollment.rosters import (
    add_commitment,
    people_file,
    person,
    roster_file,
    run_due,
    upload,
)

SignIn = Callable[[Regency | Organisation, Role], Browser]
SHORT = "Daftar memuat 7 nama, sedangkan program menyebut 10 orang: kurang 3 nama."


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def sent(app: Flask, regency: Regency, commitment_id: UUID, content: bytes, status: str) -> str:
    """Upload and check a list; gives the address of its page."""
    with app.app_context():
        found = upload(regency, commitment_id, content, status=CoverStatus(status))
        run_due(regency)
        return f"/r/{regency.slug}/rosters/{found.roster.id}"


def commitment_page(browser: Browser, regency: Regency, commitment_id: UUID) -> str:
    return text_of(browser.get(f"/r/{regency.slug}/commitments/{commitment_id}"))


def test_officer_sees_how_many_names_a_programme_lacks_and_when_none(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    before = commitment_page(officer, regency, commitment_id)
    path = sent(app, regency, commitment_id, people_file(7), "determined")
    short = (text_of(officer.get(path)), commitment_page(officer, regency, commitment_id))
    sent(app, regency, commitment_id, people_file(3, start=8), "determined")
    whole = (text_of(officer.get(path)), commitment_page(officer, regency, commitment_id))

    assert "nama dalam daftar" not in before
    for page in short:
        assert SHORT in page
        assert "−3 selisih" in page
    for page in whole:
        assert "jumlah nama sesuai dengan program" in page
        assert "kurang" not in page.partition("nama dalam daftar")[2][:200]


def test_officer_sees_that_more_candidates_than_people_wait_in_reserve(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    path = sent(app, regency, commitment_id, people_file(12), "proposed")
    sent(app, regency, commitment_id, people_file(2, start=20), "reserve")

    page = text_of(browser_of(regency, Role.OFFICER).get(path))

    assert "Tetapkan 10 penerima dan masukkan 2 orang ke daftar cadangan." in page
    assert "Di luar itu 2 orang berada di daftar cadangan." in page


def test_officer_sees_what_a_file_would_bring_before_it_is_stored(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    content = roster_file([*(person(serial) for serial in range(1, 8)), person(9, nama="")])
    path = sent(app, regency, commitment_id, content, "determined")

    page = text_of(browser_of(regency, Role.OFFICER).get(path))

    assert SHORT in page
    assert "Nama: baris sah dalam berkas ini" in page


def test_programme_without_a_count_of_people_is_compared_with_nothing(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment = add_commitment(regency, people_count=None)
    path = sent(app, regency, commitment, people_file(3), "determined")

    page = text_of(browser_of(regency, Role.OFFICER).get(path))

    assert "3 nama dalam daftar" in page
    assert "belum diisi orang menurut program" in page
    assert "selisih" not in page


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


def since(page: str) -> str:
    """What a page says that lists have become."""
    return page.partition("Berubah sejak")[2].partition("Yang disepakati ialah")[0]


def test_both_sides_read_what_lists_became_since_an_agreement_was_asked_about_and_accepted(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    commitment_id: UUID,
    browser_of: SignIn,
) -> None:
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)
    sent(app, regency, commitment_id, people_file(7), "determined")
    path = draft(officer, regency, commitment_id=str(commitment_id))
    own = at_branch(branch, regency, path)

    def both() -> list[str]:
        return [text_of(officer.get(path)), text_of(reviewer.get(own))]

    assert submit(officer, path).status_code == 303
    for page in both():
        assert SHORT in page
        assert since(page) == ""

    sent(app, regency, commitment_id, people_file(1, start=8), "determined")
    for page in both():
        told = since(page)
        assert told.startswith(" diajukan")
        assert "Saat diajukan Sekarang" in told
        assert "Pekerja rentan 2025 7 nama 8 nama 10" in told

    assert reviewer.post(f"{own}/accept", data=seen(reviewer, own)).status_code == 303
    for page in both():
        assert since(page) == ""

    sent(app, regency, commitment_id, people_file(3, start=9), "determined")
    assert sign_accepted(officer, path, TODAY.isoformat()).status_code == 303
    for page in both():
        told = since(page)
        assert told.startswith(" disetujui")
        assert "Pekerja rentan 2025 8 nama 11 nama 10" in told
        assert "sedangkan program menyebut 10 orang: lebih 1 nama" in page
        assert "menyetujui isian yang lain" not in page
    assert f"/commitments/{commitment_id}" in officer.get(path).text.partition('id="findings"')[2]


def test_office_that_takes_its_acceptance_back_reads_what_was_submitted_again(
    app: Flask, regency: Regency, branch: Organisation, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)
    path = draft(officer, regency, commitment_id=str(commitment_id))
    own = at_branch(branch, regency, path)
    submit(officer, path)
    sent(app, regency, commitment_id, people_file(10), "proposed")
    reviewer.post(f"{own}/accept", data=seen(reviewer, own))
    assert since(text_of(reviewer.get(own))) == ""

    version = hidden(reviewer.get(own).text, "expected_version")
    undone = reviewer.post(f"{own}/undo", data={"expected_version": version})

    assert undone.status_code == 303
    assert "belum ada nama 10 calon 10" in since(text_of(reviewer.get(own)))


def test_returned_agreement_and_one_without_programmes_say_nothing_of_lists(
    app: Flask, regency: Regency, branch: Organisation, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, reviewer = browser_of(regency, Role.OFFICER), browser_of(branch, Role.REVIEWER)
    path = draft(officer, regency, commitment_id=str(commitment_id))
    own = at_branch(branch, regency, path)
    submit(officer, path)
    reason = "Pasal 7 belum mencantumkan sumber dana."
    data = {**seen(reviewer, own), "clause": "", "reason": reason}
    assert reviewer.post(f"{own}/return", data=data).status_code == 303
    sent(app, regency, commitment_id, people_file(3), "determined")
    umbrella = draft(officer, regency, title="Nota", kind="nota_kesepakatan")

    for page in (officer.get(path), reviewer.get(own), officer.get(umbrella)):
        assert page.status_code == 200
        assert since(text_of(page)) == ""
