"""Signing in and out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import TypeAlias

import pytest
from flask import Flask

from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import UserAccount
from tenants.services import organisations
from tenants.views.auth import safe_destination
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import (
    PASSWORD,
    enter,
    fresh_browser,
    register,
    session_cookie,
    submit_sign_in,
    text_of,
)

SetClock: TypeAlias = Callable[[datetime], None]

pytestmark = pytest.mark.usefixtures("clock")


def test_sign_in_when_password_fits_leads_to_the_regency(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = fresh_browser(app)

    entered = submit_sign_in(browser, who.username, who.password)
    home = browser.get(entered.location)

    assert entered.status_code == 303
    assert home.location == f"/r/{regency.slug}/"


def test_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    app: Flask, regency: Regency
) -> None:
    who = register(app, (regency, Role.OFFICER))

    entered = submit_sign_in(fresh_browser(app), who.username, who.password)

    cookies = [SimpleCookie(header) for header in entered.headers.getlist("Set-Cookie")]
    morsel = next(cookie["__Host-siap"] for cookie in cookies if "__Host-siap" in cookie)
    assert morsel["secure"]
    assert morsel["httponly"]
    assert (morsel["samesite"], morsel["path"], morsel["domain"]) == ("Lax", "/", "")
    assert (morsel["max-age"], morsel["expires"]) == ("", "")


def test_sign_in_when_refused_reads_alike_for_unknown_and_known_people(
    app: Flask, regency: Regency
) -> None:
    known = register(app, (regency, Role.OFFICER)).username
    unknown = known[::-1]
    refused = {name: submit_sign_in(fresh_browser(app), name, "salah") for name in (known, unknown)}

    pages = {name: text_of(page) for name, page in refused.items()}

    assert {page.status_code for page in refused.values()} == {422}
    assert pages[known] == pages[unknown]
    assert "Nama pengguna atau kata sandi tidak cocok." in pages[known]
    assert known in refused[known].text


def test_sign_in_when_account_is_switched_off_is_refused(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER))
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY)) as session:
        account = organisations.find_user(session, username=who.username)
        assert isinstance(account, UserAccount)
        account.is_active = False

    response = submit_sign_in(fresh_browser(app), who.username, who.password)

    assert response.status_code == 422


@pytest.mark.parametrize("username", ["", "a\x00b", "x" * 500])
def test_sign_in_when_name_is_impossible_is_refused(app: Flask, username: str) -> None:
    browser = fresh_browser(app)

    response = submit_sign_in(browser, username, PASSWORD)

    assert response.status_code == 422
    assert session_cookie(browser) == ""


def test_sign_in_when_guessed_too_often_waits_even_with_the_right_password(
    app: Flask, regency: Regency, clock: SetClock
) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = fresh_browser(app)
    for _ in range(10):
        assert submit_sign_in(browser, who.username, "salah").status_code == 422

    refused = submit_sign_in(browser, who.username, who.password)
    clock(NOW + timedelta(minutes=10))
    admitted = submit_sign_in(browser, who.username, who.password)

    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "600"
    assert "Coba lagi dalam 10 menit" in text_of(refused)
    assert admitted.status_code == 303


def test_sign_in_when_form_comes_from_elsewhere_is_refused(app: Flask, regency: Regency) -> None:
    who = register(app, (regency, Role.OFFICER))

    response = fresh_browser(app).post(
        "/sign-in", data={"username": who.username, "password": who.password}
    )

    assert response.status_code == 403


def test_page_when_nobody_is_signed_in_asks_and_then_leads_there(
    app: Flask, regency: Regency
) -> None:
    who = register(app, (regency, Role.ADMIN))
    browser = fresh_browser(app)
    wanted = f"/r/{regency.slug}/audit?noun=user"

    asked = browser.get(wanted)
    entered = submit_sign_in(browser, who.username, who.password, destination=wanted)

    assert asked.status_code == 401
    assert f'name="destination" value="{wanted}"' in asked.text
    assert entered.location == wanted


def test_program_when_not_signed_in_gets_a_problem(app: Flask, regency: Regency) -> None:
    response = fresh_browser(app).get(
        f"/r/{regency.slug}/users", headers={"Accept": "application/json"}
    )

    assert response.status_code == 401
    assert response.json is not None
    assert response.json["type"] == "/problems/not-signed-in"


@pytest.mark.parametrize("target", ["/profile", "/problems/not-found", "/help?x=1"])
def test_destination_when_ours_is_kept(app: Flask, target: str) -> None:
    with app.test_request_context():
        assert safe_destination(target) == target


@pytest.mark.parametrize(
    "target",
    [
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/profile\r\nSet-Cookie: a=b",
        "https://evil.example/profile",
        "http:profile",
        "javascript:alert(1)",
        "evil.example",
        "/nowhere",
        "/sign-out",
        "/profile/../..//evil.example",
        "/@evil.example",
    ],
)
def test_destination_when_not_a_page_of_ours_becomes_the_front_page(
    app: Flask, target: str
) -> None:
    with app.test_request_context():
        assert safe_destination(target) == "/"


def test_sign_out_when_cookie_is_played_again_is_refused(app: Flask, regency: Regency) -> None:
    browser = enter(app, register(app, (regency, Role.OFFICER)))
    token = browser.token

    left = browser.post("/sign-out")
    browser.set_cookie("__Host-siap", token, domain="localhost")
    again = browser.get("/profile")

    assert left.location == "/sign-in"
    assert again.status_code == 401
    assert "Sesi Anda sudah berakhir atau diakhiri." in text_of(again)


def test_sign_in_when_already_signed_in_ends_the_earlier_session(
    app: Flask, regency: Regency
) -> None:
    who = register(app, (regency, Role.OFFICER))
    browser = enter(app, who)
    earlier = browser.token
    browser.post("/sign-in", data={"username": who.username, "password": who.password})

    later = session_cookie(browser)
    with fresh_browser(app) as thief:
        thief.set_cookie("__Host-siap", earlier, domain="localhost")
        replay = thief.get("/profile")

    assert later not in {"", earlier}
    assert replay.status_code == 401


def test_form_when_session_ended_meanwhile_says_nothing_was_saved(
    app: Flask, regency: Regency, clock: SetClock
) -> None:
    browser = enter(app, register(app, (regency, Role.OFFICER)))
    clock(NOW + timedelta(minutes=21))

    response = browser.post("/profile/sessions/revocation")

    assert response.status_code == 401
    assert "isian terakhir belum disimpan" in text_of(response)


def test_home_when_person_has_two_regencies_offers_both(
    app: Flask, regency: Regency, other_regency: Regency
) -> None:
    browser = enter(app, register(app, (regency, Role.OFFICER), (other_regency, Role.VIEWER)))

    home = browser.get("/")
    choice = text_of(browser.get(home.location))

    assert home.location == "/organisations"
    assert f"{regency.name} petugas" in choice
    assert f"{other_regency.name} pimpinan" in choice


def test_home_when_person_belongs_nowhere_says_whom_to_ask(app: Flask) -> None:
    browser = enter(app, register(app))

    page = browser.get(browser.get("/").location)

    assert "belum menjadi anggota organisasi mana pun" in text_of(page)


def test_sign_in_when_opened_over_plain_http_elsewhere_says_why(browser: Browser) -> None:
    response = browser.get("/sign-in", base_url="http://192.168.1.20:8000")

    assert response.status_code == 400
    assert "http://localhost" in text_of(response)


def test_form_sent_without_a_session_says_that_it_was_not_saved_and_leads_back_to_itself(
    browser: Browser, regency: Regency
) -> None:
    page = f"/r/{regency.slug}/commitments/new"

    answer = browser.post(page, data={}, headers={"Referer": f"http://localhost{page}"})
    foreign = browser.post(page, data={}, headers={"Referer": f"http://other.example{page}"})

    assert "isian terakhir belum disimpan" in answer.text
    assert f'name="destination" value="{page}"' in answer.text
    assert 'name="destination" value=""' in foreign.text
