"""Every cookie of every answer: out of reach of scripts, of other sites, and of plain http."""

from http.cookies import SimpleCookie

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, TestResponse

from tenants.access import Role
from tenants.shell.languages import COOKIE_SECONDS
from tests.architecture.access.asker import Asker
from tests.architecture.access.places import HTML, Places
from tests.architecture.routes import routes_of
from tests.conftest import Browser
from tests.functional.people import PASSWORD, field_value, fresh_browser, register, submit_sign_in

SESSION_COOKIE, VIEW_COOKIE = "__Host-siap", "__Host-siap-view"
LANGUAGE_COOKIE = "__Host-siap-language"
# A language is no secret and says nothing of who reads. Whoever chose it before signing in must
# find it again at the next visit, so it is kept for a year; everything else ends with the browser.
KEPT_SECONDS = {LANGUAGE_COOKIE: str(COOKIE_SECONDS)}
A_YEAR = 365 * 24 * 60 * 60


def weak_cookies(answer: TestResponse) -> list[str]:
    """Cookies of an answer that lack a protection, or that nobody has announced."""
    weak = []
    for header in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(header).items():
            is_safe = (
                name in {SESSION_COOKIE, VIEW_COOKIE, LANGUAGE_COOKIE}
                and morsel["secure"]
                and morsel["httponly"]
                and morsel["samesite"] == "Lax"
                and morsel["path"] == "/"
                and not morsel["domain"]
            )
            # One that is taken away names its end as well.
            is_kept = morsel.value and (morsel["max-age"] or morsel["expires"])
            if not is_safe or (is_kept and morsel["max-age"] != KEPT_SECONDS.get(name)):
                weak.append(header)
    return weak


def test_cookies_of_every_route_are_protected(
    app: Flask, own: Places, asker: Asker, browser: Browser
) -> None:
    weak, given = [], set()
    for route in routes_of(app):
        for answer in (
            asker.ask(route, headers=HTML),
            browser.open(own.address(route, {}), method=route.method, headers=HTML),
        ):
            weak += weak_cookies(answer)
            given |= {header.split("=")[0] for header in answer.headers.getlist("Set-Cookie")}

    assert weak == []
    assert given == {SESSION_COOKIE, VIEW_COOKIE}


def test_cookie_of_the_language_is_protected_and_the_only_one_that_is_kept(
    own: Places, asker: Asker, browser: Browser
) -> None:
    """Given to strangers as to people who are signed in, and with no more than the code in it."""
    signed_in = asker.sign_in(own.regency, Role.VIEWER)

    answers = []
    for visitor in (browser, signed_in):
        token = field_value(visitor.get("/help"), "csrf_token")
        answers.append(visitor.post("/language", data={"language": "en", "csrf_token": token}))

    for answer in answers:
        given = [SimpleCookie(header) for header in answer.headers.getlist("Set-Cookie")]
        (cookie,) = [one[LANGUAGE_COOKIE] for one in given if LANGUAGE_COOKIE in one]
        assert cookie.value == "en"
        assert 0 < int(cookie["max-age"]) <= A_YEAR
        assert weak_cookies(answer) == []


def test_cookie_that_is_kept_without_being_announced_is_weak() -> None:
    flags = "Secure; HttpOnly; Path=/; SameSite=Lax"

    def answer(cookie: str) -> TestResponse:
        return TestResponse(
            (), "200 OK", Headers([("Set-Cookie", cookie)]), EnvironBuilder().get_request()
        )

    assert weak_cookies(answer(f"{SESSION_COOKIE}=x; {flags}")) == []
    assert weak_cookies(answer(f"{SESSION_COOKIE}=x; Max-Age={A_YEAR}; {flags}")) != []
    assert weak_cookies(answer(f"{LANGUAGE_COOKIE}=en; Max-Age={A_YEAR}; {flags}")) == []
    assert weak_cookies(answer(f"{LANGUAGE_COOKIE}=en; Max-Age={A_YEAR + 1}; {flags}")) != []
    assert weak_cookies(answer(f"{LANGUAGE_COOKIE}=en; Max-Age={A_YEAR}")) != []


def test_cookies_of_signing_in_are_protected(app: Flask, own: Places) -> None:
    who = register(app, (own.regency, Role.VIEWER))

    answer = submit_sign_in(fresh_browser(app), who.username, PASSWORD)

    assert answer.status_code == 303
    assert SESSION_COOKIE in str(answer.headers.getlist("Set-Cookie"))
    assert weak_cookies(answer) == []
