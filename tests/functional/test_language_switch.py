"""The second language: chosen once, remembered by the browser and with the account."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import Role
from tenants.services import sessions
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import Browser, Regency
from tests.functional.people import enter, register, submit_sign_in
from tests.functional.test_commitments import BLITAR, add, step

LANGUAGE = re.compile(r'<html lang="(\w+)">')


def choose(browser: Browser, language: str, destination: str = "/help") -> TestResponse:
    page = browser.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    return browser.post(
        "/language",
        data={
            "language": language,
            "destination": destination,
            "csrf_token": token[1] if token else "",
        },
    )


def spoken(browser: Browser, path: str = "/help") -> str:
    found = LANGUAGE.search(browser.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


def test_pages_before_any_choice_speak_indonesian_whatever_the_browser_prefers(
    browser: Browser,
) -> None:
    page = browser.get("/help", headers={"Accept-Language": "en-US,en;q=0.9"})

    assert '<html lang="id">' in page.get_data(as_text=True)
    assert page.headers["Content-Language"] == "id"


def test_language_when_chosen_is_kept_by_the_browser_and_leads_back(browser: Browser) -> None:
    answer = choose(browser, "en", "/help?x=1")

    assert (answer.status_code, answer.location) == (303, "/help?x=1")
    assert spoken(browser) == "en"
    assert "<h1>How the index is computed</h1>" in browser.get("/help").text
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE_NAME}=en; ")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=31536000", "Path=/"):
        assert part in cookie


def test_page_offers_the_other_language_and_names_where_it_leads(browser: Browser) -> None:
    page = browser.get("/help?a=1&b=2").get_data(as_text=True)

    assert '<button class="plain" name="language" value="en" lang="en">English</button>' in page
    assert 'name="destination" value="/help?a=1&amp;b=2"' in page
    choose(browser, "en")
    assert 'value="id" lang="id">Bahasa Indonesia</button>' in browser.get("/help").text


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://localhost{page}?calendar=2026-01", "{page}?calendar=2026-01"),
        ("http://localhost{page}/status", "{page}"),
        ("https://elsewhere.example/help", "{page}"),
        ("", "{page}"),
    ],
)
def test_language_of_the_answer_to_a_form_leads_to_the_page_the_form_stood_on(
    regency: Regency,
    browser_of: Callable[[Regency, Role], Browser],
    referrer: str,
    back: str,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = add(officer, regency, BLITAR)

    refused = officer.post(
        f"{page}/status",
        data=step("cancel", 1, reason=""),
        headers={"Referer": referrer.format(page=page)},
    )

    assert refused.status_code == 422
    assert f'name="destination" value="{back.format(page=page)}"' in refused.text


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "/nope"])
def test_language_when_the_way_back_is_not_ours_leads_to_the_front(
    browser: Browser, target: str
) -> None:
    assert choose(browser, "en", target).location == "/"


def test_language_when_unknown_is_refused_and_nothing_changes(browser: Browser) -> None:
    assert choose(browser, "fr").status_code == 422
    assert spoken(browser) == "id"


def test_language_when_another_site_asks_for_it_is_refused(browser: Browser) -> None:
    answer = browser.post(
        "/language", data={"language": "en"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert spoken(browser) == "id"


def test_language_when_chosen_holds_after_signing_out(
    regency: Regency, browser_of: Callable[[Regency, Role], Browser]
) -> None:
    browser = browser_of(regency, Role.OFFICER)
    browser.post("/language", data={"language": "en", "destination": "/profile"})

    assert spoken(browser, "/profile") == "en"
    browser.post("/sign-out")
    assert spoken(browser, "/sign-in") == "en"


@pytest.mark.usefixtures("clock")
def test_language_when_kept_with_the_account_is_spoken_in_every_browser(
    app: Flask, regency: Regency
) -> None:
    who = register(app, (regency, Role.OFFICER))
    office, home, phone = (enter(app, who) for _ in range(3))
    choose(phone, "id")

    office.post("/language", data={"language": "en"})

    assert spoken(home, "/profile") == "en"
    assert spoken(phone, "/profile") == "en"
    assert spoken(enter(app, who), "/profile") == "en"


def test_language_of_the_account_wins_over_whoever_used_the_browser_before(
    app: Flask, browser: Browser, regency: Regency
) -> None:
    who = register(app, (regency, Role.OFFICER))
    enter(app, who).post("/language", data={"language": "id"})
    choose(browser, "en")

    submit_sign_in(browser, who.username, who.password)

    assert spoken(browser, "/profile") == "id"
    browser.delete_cookie(sessions.COOKIE_NAME)
    assert spoken(browser) == "id"


def test_program_when_it_asks_for_a_language_is_answered_in_it(browser: Browser) -> None:
    def refused(**headers: str) -> TestResponse:
        return browser.get("/nowhere", headers={"Accept": "application/json", **headers})

    english = refused(**{"Accept-Language": "en-GB, id;q=0.5"})
    assert english.headers["Content-Language"] == "en"
    assert (english.json or {})["title"] == "Not found"
    assert refused(**{"Accept-Language": "fr"}).headers["Content-Language"] == "id"
    assert refused().headers["Content-Language"] == "id"
