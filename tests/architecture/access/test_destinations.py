"""Row 45: whatever is named as the next page, people stay with us."""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from flask import Flask

from tenants.access import Role
from tenants.services import passwords
from tests.architecture.access.asker import SignIn
from tests.architecture.access.places import Places
from tests.conftest import ROOT, Browser
from tests.functional.people import Credentials, fresh_browser, register, submit_sign_in

FOREIGN = "evil.example"
HERE = "http://localhost/sign-in"
# Every module that reads where to go next; a new one joins the test below.
READS_DESTINATIONS = {"tenants/views/auth.py", "tenants/views/language.py"}

_STEMS = (
    "{0}",
    "//{0}",
    "///{0}",
    "////{0}",
    "https://{0}",
    "http://{0}",
    "https:{0}",
    "https:/{0}",
    "https:///{0}",
    "http:\\\\{0}",
    "HTTPS://{0}/profile",
    "ftp://{0}",
    "ws://{0}",
    "\\\\{0}",
    "\\/{0}",
    "/\\{0}",
    "/\\/{0}",
    "/\\\\{0}",
    "//\\{0}",
    "/./\\{0}",
    "/.//{0}",
    "/..//{0}",
    "/profile/..//{0}",
    "/profile//{0}",
    "/profile/../../\\{0}",
    "//{0}/profile",
    "//{0}:443/profile",
    "//localhost@{0}",
    "//localhost:80@{0}/",
    "//user:pass@{0}",
    "https://localhost@{0}",
    "https://localhost.{0}",
    "https://localhost%2e{0}",
    "//localhost.{0}",
    "//{0}#localhost",
    "//{0}?localhost",
    "//{0}\\@localhost",
    "/%09/{0}",
    "/%2f{0}",
    "/%2f%2f{0}",
    "/%5c{0}",
    "/%5c%5c{0}",
    "%2f%2f{0}",
    "/%0d%0aLocation:%20https://{0}",
    "\t//{0}",
    " //{0}",
    "\r\n//{0}",
    "/\t/{0}",
    "/\n/{0}",
    "/\r/{0}",
    "\x00//{0}",
    "/\x00/{0}",
    "/\u2028/{0}",
    "//{0}\u3002com",
    "/\uff0f{0}",
    "//\uff45vil.example",
    "https:\u2215\u2215{0}",
    "/profile\r\nLocation: https://{0}",
    "/profile\r\n\r\n<script src=//{0}>",
    "javascript://{0}/%0aalert(1)",
    "javascript:location='//{0}'",
    "data:text/html,<meta http-equiv=refresh content=0;url=//{0}>",
    "vbscript:x('{0}')",
    "//[::1]@{0}",
    "//0x7f000001@{0}",
    "/profile?next=//{0}",
    "/help#//{0}",
    "/sign-in/../\\{0}",
    "/r/../..//{0}",
    ";//{0}",
    "?//{0}",
    "#//{0}",
    ".//{0}",
    "..//{0}",
    "@{0}",
    ":{0}",
)
PAYLOADS = [stem.format(FOREIGN) for stem in _STEMS]

Send = Callable[[str], str]


def leaves_us(location: str) -> bool:
    """Whether a browser that follows this goes elsewhere; as lenient as browsers are."""
    for seen in (location, unquote(location)):
        # Browsers drop tabs and line breaks, strip the ends, and take a backslash for a slash.
        plain = re.sub(r"[\t\r\n\0]", "", seen).strip(" \t\r\n\0\f").replace("\\", "/")
        path = plain.split("?")[0].split("#")[0]
        found = urlsplit(urljoin(HERE, re.sub(r"^/{2,}", "//", path)))
        if (found.scheme, found.netloc) != ("http", "localhost"):
            return True
    return "\n" in location or "\r" in location


def left(send: Send) -> list[tuple[str, str]]:
    """Payloads that lead away, with where they lead."""
    answers = [(payload, send(payload)) for payload in PAYLOADS]
    return [(payload, location) for payload, location in answers if leaves_us(location)]


def test_corpus_when_followed_by_a_browser_leaves_us() -> None:
    """The control: most of these lead away where nobody looks at them."""
    assert len(set(PAYLOADS)) >= 60
    assert sum(map(leaves_us, PAYLOADS)) >= 40


def test_only_known_modules_read_where_to_go_next() -> None:
    reads = re.compile(
        r"""(form|args|values)(\.get\(|\[)["'](destination|next|url|target|back)\b"""
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("tenants", "cooperation", "enrollment", "scoring")
        for path in (ROOT / package).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }

    assert found == READS_DESTINATIONS


def test_destination_after_signing_in_is_ours(
    app: Flask, own: Places, monkeypatch: pytest.MonkeyPatch, clock: object
) -> None:
    assert clock
    who = register(app, (own.regency, Role.VIEWER))
    monkeypatch.setattr(passwords, "is_password", lambda *_: True)

    def send(payload: str) -> str:
        return enter(app, who, payload)

    assert left(send) == []
    assert send("/profile") == "/profile"


def enter(app: Flask, who: Credentials, destination: str) -> str:
    """Where somebody lands who signs in; an answer without a place to go stays here."""
    answer = submit_sign_in(fresh_browser(app), who.username, who.password, destination)
    return answer.location or "/sign-in"


def test_destination_handed_to_the_form_is_not_made_a_link(browser: Browser) -> None:
    made = [
        payload
        for payload in PAYLOADS
        if re.search(
            rf"""(href|action|src|content)=["'][^"']*{re.escape(FOREIGN)}""",
            browser.get(f"/sign-in?destination={quote(payload)}").text,
        )
    ]

    assert made == []


def test_destination_after_a_choice_of_language_or_organisation_is_ours(
    own: Places, browser_of: SignIn
) -> None:
    browser = browser_of(own.regency, Role.VIEWER)
    use = f"/organisations/{own.regency.organisation.id}/use"

    def choose(payload: str) -> str:
        data = {"language": "en", "destination": payload}
        return browser.post("/language", data=data).location or "/"

    def switch(payload: str) -> str:
        fresh = browser_of(own.regency, Role.VIEWER)
        return fresh.post(use, data={"destination": payload}).location or "/"

    assert left(choose) == []
    assert left(switch) == []
    assert choose("/profile") == switch("/profile") == "/profile"
