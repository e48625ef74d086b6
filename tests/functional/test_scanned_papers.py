"""Whoever scans a paper comes to the page of their own place, with its code; strangers to none."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tenants.typesetting.codes import read_code
from tests.conftest import Browser, Regency
from tests.functional.people import enter, fresh_browser, register, submit_sign_in, text_of
from tests.functional.scans import scanned_path, watch_codes
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency | Organisation, Role], Browser]
MakeOrganisation = Callable[..., Organisation]


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def scanned(
    app: Flask,
    regency: Regency,
    branch: Organisation,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """What the QR of the minutes of a list leads to, host and scheme left out."""
    assert branch.slug
    drawn = watch_codes(monkeypatch)
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1)
        billing = closed(regency, commitment_id, MARCH, 1)
    page = f"/r/{regency.slug}/billing-lists/{billing.id}/papers"
    answer = browser_of(regency, Role.OFFICER).post(page, data={"kind": "handover"})
    assert answer.data.startswith(b"%PDF-")
    return scanned_path(drawn[0])


def test_each_side_comes_to_its_own_page_with_the_code(
    regency: Regency, branch: Organisation, scanned: str, browser_of: SignIn
) -> None:
    code = read_code(scanned)
    places = {
        f"/r/{regency.slug}": browser_of(regency, Role.VIEWER),
        f"/b/{branch.slug}/r/{regency.slug}": browser_of(branch, Role.REVIEWER),
    }

    for place, browser in places.items():
        led = browser.get(scanned)
        page = browser.get(led.location)

        assert (led.status_code, led.location) == (303, f"{place}/papers/check?code={code}")
        assert page.status_code == 200
        assert "Berita acara serah terima data" in text_of(page)


def test_office_that_serves_another_regency_finds_no_page_and_learns_nothing(
    regency: Regency,
    other_regency: Regency,
    scanned: str,
    make_organisation: MakeOrganisation,
    browser_of: SignIn,
) -> None:
    stranger = make_organisation(OrganisationKind.BRANCH, serves=[other_regency])
    province = make_organisation(OrganisationKind.PROVINCE)
    nowhere = scanned.replace(regency.slug, "kab-yang-tidak-ada")
    office = browser_of(stranger, Role.REVIEWER)

    assert office.get(scanned).status_code == 404
    assert answer_of(office, scanned) == answer_of(office, nowhere)
    assert browser_of(other_regency, Role.ADMIN).get(scanned).status_code == 404
    assert browser_of(province, Role.SECRETARY).get(scanned).status_code == 404


def answer_of(browser: Browser, address: str) -> str:
    """The words of a page without the number of the request."""
    return re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text_of(browser.get(address)))


def test_who_is_not_signed_in_comes_back_after_it(
    app: Flask, regency: Regency, scanned: str, branch: Organisation
) -> None:
    who = register(app, (branch, Role.REVIEWER))
    browser = fresh_browser(app)

    asked = browser.get(scanned)
    entered = submit_sign_in(browser, who.username, who.password, destination=scanned)
    led = browser.get(entered.location)

    assert asked.status_code == 401
    assert scanned.replace("&", "&amp;") in asked.text
    assert entered.location == scanned
    assert led.location.startswith(f"/b/{branch.slug}/r/{regency.slug}/papers/check?code=")
    assert browser.get(led.location).status_code == 200


def test_person_of_both_sides_comes_to_the_page_of_the_place_in_use(
    app: Flask, regency: Regency, branch: Organisation, other_regency: Regency, scanned: str
) -> None:
    both = register(app, (regency, Role.VIEWER), (branch, Role.REVIEWER))
    elsewhere = register(app, (other_regency, Role.VIEWER), (branch, Role.REVIEWER))

    at_office = enter(app, both, branch).get(scanned)
    at_home = enter(app, both, regency).get(scanned)
    browser = enter(app, elsewhere, other_regency)
    led = browser.get(scanned)
    asked = browser.get(led.location)

    assert at_office.location.startswith(f"/b/{branch.slug}/")
    assert at_home.location.startswith(f"/r/{regency.slug}/")
    assert led.location.startswith(f"/b/{branch.slug}/r/{regency.slug}/papers/check?code=")
    assert led.location in asked.text
