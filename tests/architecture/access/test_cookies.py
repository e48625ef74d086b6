"""Every cookie of every answer: out of reach of scripts, of other sites, and of plain http."""

from http.cookies import SimpleCookie

from flask import Flask
from werkzeug.test import TestResponse

from tenants.access import Role
from tests.architecture.access.asker import Asker
from tests.architecture.access.places import HTML, Places
from tests.architecture.routes import routes_of
from tests.conftest import Browser
from tests.functional.people import PASSWORD, fresh_browser, register, submit_sign_in

SESSION_COOKIE, VIEW_COOKIE = "__Host-siap", "__Host-siap-view"


def weak_cookies(answer: TestResponse) -> list[str]:
    """Cookies of an answer that lack a protection, or that nobody has announced."""
    weak = []
    for header in answer.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(header).items():
            is_safe = (
                name in {SESSION_COOKIE, VIEW_COOKIE}
                and morsel["secure"]
                and morsel["httponly"]
                and morsel["samesite"] == "Lax"
                and morsel["path"] == "/"
                and not morsel["domain"]
            )
            # Only a cookie that is taken away names its end; the others end with the browser.
            if not is_safe or (morsel.value and (morsel["max-age"] or morsel["expires"])):
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


def test_cookies_of_signing_in_are_protected(app: Flask, own: Places) -> None:
    who = register(app, (own.regency, Role.VIEWER))

    answer = submit_sign_in(fresh_browser(app), who.username, PASSWORD)

    assert answer.status_code == 303
    assert SESSION_COOKIE in str(answer.headers.getlist("Set-Cookie"))
    assert weak_cookies(answer) == []
