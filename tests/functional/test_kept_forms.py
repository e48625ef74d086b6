"""What somebody typed while their session ended comes back to them, to nobody else, unsaved."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from cooperation.models.commitments import Commitment
from tenants.access import Role
from tenants.kernel.audit import PLATFORM_TENANT
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import KeptForm, UserAccount
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import (
    Credentials,
    enter,
    fresh_browser,
    register,
    session_cookie,
    submit_sign_in,
    text_of,
)
from tests.functional.test_billing_story import draw_up
from tests.functional.test_selection import RULES, at
from tests.integration.enrollment.rosters import add_commitment

SetClock: TypeAlias = Callable[[datetime], None]
IDENTITY = Principal(DatabaseRole.IDENTITY, 0)
TYPED = {"title": "Nelayan pesisir selatan", "people_count": "125", "source_name": "Surat Dinsos"}
LATER = NOW + timedelta(minutes=21)

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def officer(app: Flask, regency: Regency) -> Credentials:
    return register(app, (regency, Role.OFFICER))


def new_programme(regency: Regency) -> str:
    return f"/r/{regency.slug}/commitments/new"


def sent_too_late(
    app: Flask,
    who: Credentials,
    clock: SetClock,
    address: str,
    data: dict[str, Any],
) -> tuple[Browser, TestResponse]:
    """A form sent when the session of its author is over."""
    browser = enter(app, who)
    clock(LATER)
    return browser, browser.post(address, data=data)


def sign_in_again(browser: Browser, who: Credentials) -> TestResponse:
    entered = submit_sign_in(browser, who.username, who.password)
    browser.token = session_cookie(browser)
    return entered


def kept_by(app: Flask, who: Credentials) -> list[KeptForm]:
    with app.app_context(), transaction(IDENTITY) as session:
        of_person = select(KeptForm).join(UserAccount, UserAccount.id == KeptForm.user_id)
        return list(session.scalars(of_person.where(UserAccount.username == who.username)))


def opened(app: Flask, kept: KeptForm) -> str:
    cell: dict[str, Any] = {"table": "kept_form", "column": "content_encrypted"}
    with app.app_context():
        return decrypt(
            kept.content_encrypted, **cell, tenant_id=PLATFORM_TENANT, row_id=kept.user_id
        ).decode()


def programmes(app: Flask, regency: Regency) -> list[str]:
    with app.app_context(), transaction(regency.principal()) as session:
        return list(session.scalars(select(Commitment.title)))


def test_form_comes_back_as_typed_after_signing_in_and_nothing_is_stored(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    page = new_programme(regency)

    browser, refused = sent_too_late(app, officer, clock, page, TYPED)
    entered = sign_in_again(browser, officer)
    offered = browser.get(entered.location)
    shown = browser.post(page, data={"kept_form": "true"})

    assert refused.status_code == 401
    assert "ditahan satu jam" in text_of(refused)
    assert entered.location == "/kept-form"
    assert f'action="{page}"' in offered.text
    assert "Nelayan" not in offered.text
    assert shown.status_code == 422
    assert "Belum ada yang disimpan. Periksa isian ini" in text_of(shown)
    assert 'value="Nelayan pesisir selatan"' in shown.text
    assert 'value="125"' in shown.text
    assert programmes(app, regency) == []
    assert kept_by(app, officer) == []


def test_form_is_kept_sealed_without_its_token_or_passwords_and_the_latest_alone(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    page = new_programme(regency)
    secret = dict.fromkeys(("new_password", "new_again", "nik", "phone"), "rahasia 123")
    browser, _ = sent_too_late(app, officer, clock, page, TYPED | secret)
    browser.post(f"/r/{regency.slug}/regulations/new", data={"title": "Kedua"})
    browser.post(page, data=TYPED | secret | {"title": "Ketiga"})

    (kept,) = kept_by(app, officer)
    sign_in_again(browser, officer)
    shown = browser.post(page, data={"kept_form": "true"})

    assert kept.address == page
    assert b"Ketiga" not in kept.content_encrypted
    assert b"rahasia" not in kept.content_encrypted
    assert "rahasia" not in opened(app, kept)
    assert 'value="Ketiga"' in shown.text
    assert "rahasia" not in shown.text


def test_form_by_which_people_say_who_they_are_is_not_kept(
    app: Flask, officer: Credentials, clock: SetClock
) -> None:
    _browser, refused = sent_too_late(app, officer, clock, "/profile/mail", {"email": "a@b.id"})

    assert refused.status_code == 401
    assert kept_by(app, officer) == []


def test_form_of_somebody_else_is_not_given_to_who_signs_in_on_the_same_machine(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    colleague = register(app, (regency, Role.OFFICER))
    page = new_programme(regency)

    browser, _ = sent_too_late(app, officer, clock, page, TYPED)
    entered = sign_in_again(browser, colleague)
    offered = text_of(browser.get("/kept-form"))
    asked = browser.post(page, data={"kept_form": "true"})

    assert entered.location != "/kept-form"
    assert "Tidak ada isian yang menunggu." in offered
    assert (asked.status_code, asked.location) == (303, "/kept-form")
    assert len(kept_by(app, officer)) == 1


def test_form_opens_at_its_own_address_alone_once_and_within_an_hour(
    app: Flask, regency: Regency, other_regency: Regency, clock: SetClock
) -> None:
    who = register(app, (regency, Role.OFFICER), (other_regency, Role.OFFICER))
    browser = enter(app, who, at=regency)
    page = new_programme(regency)
    clock(LATER)
    browser.post(page, data=TYPED)

    sign_in_again(browser, who)
    elsewhere = browser.post(f"/r/{regency.slug}/regulations/new", data={"kept_form": "true"})
    stranger = browser.post(new_programme(other_regency), data={"kept_form": "true"})
    first = browser.post(page, data={"kept_form": "true"})
    second = browser.post(page, data={"kept_form": "true"})

    assert (elsewhere.status_code, elsewhere.location) == (303, "/kept-form")
    assert stranger.status_code == 409
    assert 'value="125"' in first.text
    assert (second.status_code, second.location) == (303, "/kept-form")


def test_form_is_gone_after_an_hour(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    browser, _ = sent_too_late(app, officer, clock, new_programme(regency), TYPED)
    clock(LATER + timedelta(minutes=61))

    entered = sign_in_again(browser, officer)

    assert entered.location != "/kept-form"
    assert kept_by(app, officer) == []


def test_form_may_be_dropped(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    browser, _ = sent_too_late(app, officer, clock, new_programme(regency), TYPED)
    sign_in_again(browser, officer)

    browser.post("/kept-form/removal")

    assert kept_by(app, officer) == []


@pytest.mark.parametrize(
    "forged",
    [{"X-CSRF-Token": "fremd"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["token", "site"],
)
def test_form_of_another_site_is_not_kept(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock, forged: dict[str, str]
) -> None:
    browser = enter(app, officer)
    clock(LATER)

    refused = browser.post(new_programme(regency), data=TYPED, headers=forged)

    assert refused.status_code == 401
    assert "lalu isi sekali lagi" in text_of(refused)
    assert kept_by(app, officer) == []


def test_form_without_a_session_of_anybody_is_not_kept(app: Flask, regency: Regency) -> None:
    stranger = fresh_browser(app)
    stranger.token = "x" * 43
    stranger.set_cookie("__Host-siap", stranger.token, domain="localhost")

    refused = stranger.post(new_programme(regency), data=TYPED)

    assert refused.status_code == 401
    assert "lalu isi sekali lagi" in text_of(refused)


def test_form_whose_author_lost_the_right_meanwhile_is_not_shown(
    app: Flask, regency: Regency, clock: SetClock
) -> None:
    reader = register(app, (regency, Role.VIEWER))
    page = new_programme(regency)

    browser, _ = sent_too_late(app, reader, clock, page, TYPED)
    sign_in_again(browser, reader)
    refused = browser.post(page, data={"kept_form": "true"})

    assert refused.status_code == 403
    assert "Nelayan" not in refused.text


def test_form_read_in_parts_comes_back_too(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    with app.app_context():
        commitment_id: UUID = add_commitment(regency)
    page = at(regency, commitment_id, "/rules")

    browser, _ = sent_too_late(app, officer, clock, page, RULES | {"quota_people": "77"})
    sign_in_again(browser, officer)
    shown = browser.post(page, data={"kept_form": "true"})

    assert shown.status_code == 422
    assert 'value="77"' in shown.text
    assert "versi 1" not in text_of(browser.get(at(regency, commitment_id)))


def test_button_that_would_store_without_reading_a_form_stores_nothing(
    app: Flask, regency: Regency, officer: Credentials, clock: SetClock
) -> None:
    """The database refuses, whatever a view does."""
    with app.app_context():
        commitment_id: UUID = add_commitment(regency)
    page = draw_up(enter(app, officer), regency, commitment_id)

    browser, _ = sent_too_late(
        app, officer, clock, f"{page}/removal", {"note": "Catatan panjang", "nik": "3505 0157"}
    )
    sign_in_again(browser, officer)
    shown = browser.post(f"{page}/removal", data={"kept_form": "true"})

    assert shown.status_code == 422
    assert "Catatan panjang" in text_of(shown)
    assert "3505 0157" not in text_of(shown)
    assert browser.get(page).status_code == 200
