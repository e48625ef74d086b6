"""Every page on a phone, in both languages: nothing too wide, faint, unnamed or out of order."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException

from tenants.shell.languages import COOKIE_NAME
from tests.browser.conftest import Product, Visitor

pytestmark = pytest.mark.browser

FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
PHONES = ((390, 844), (360, 780))
READERS = (
    *("admin1.kab-blitar", "kepala.bpjs-blitar"),
    *("penanggungjawab.kemenko", "operator.pengelola"),
)
HOME = "/"
STARTS = (HOME, "/sign-in", "/organisations", "/help", "/problems")
FILE = re.compile(r"\.(download|export|view)_|^health\.|openapi")
KINDS_AT_LEAST = 60


def walk(page: Page, app: Flask, url: str, kinds: set[str]) -> Iterator[tuple[str, str]]:
    """The endpoint and the address of one page of each kind that links lead to and is not known."""
    addresses = app.url_map.bind("localhost")
    waiting = list(STARTS)
    kinds.discard(addresses.match(HOME)[0])  # everybody's own
    while waiting:
        path = waiting.pop(0)
        try:
            kind = addresses.match(path.partition("?")[0])[0]
        except HTTPException:
            continue
        if FILE.search(kind) or kind in kinds:
            continue
        kinds.add(kind)
        page.goto(url + path)
        yield addresses.match(page.url.removeprefix(url).partition("?")[0])[0], path
        links = page.eval_on_selector_all("a[href]", "links => links.map(one => one.href)")
        waiting += [urldefrag(urljoin(url, one)).url.removeprefix(url) for one in links]


def read_in(context: BrowserContext, url: str, language: str) -> None:
    """Choose a language as the switch on every page does."""
    secure = url.replace("http:", "https:")
    context.add_cookies([{"name": COOKIE_NAME, "value": language, "url": secure, "secure": True}])


def faults_of(page: Page) -> list[str]:
    """What is wrong with the page, on two widths of a phone."""
    found: set[str] = set()
    for width, height in PHONES:
        page.set_viewport_size({"width": width, "height": height})
        found.update(page.evaluate(FAULTS))
    return sorted(found)


def test_pages_when_looked_at_on_a_phone_have_no_fault(
    app: Flask, product: Product, chromium: Browser
) -> None:
    faults: dict[tuple[str, str], list[str]] = {}
    kinds, visited = set[str](), set[str]()
    for reader in ("", *READERS):
        context = chromium.new_context()
        page = context.new_page()
        if reader:
            Visitor(page, product.url).sign_in(reader, product.passwords[reader])
        paths = []
        read_in(context, product.url, "en")
        for kind, path in walk(page, app, product.url, kinds):
            visited.add(kind)
            paths.append(path)
            faults["en", path] = faults_of(page)
        read_in(context, product.url, "id")
        for path in paths:
            page.goto(product.url + path)
            faults["id", path] = faults_of(page)
        context.close()

    assert {place: found for place, found in faults.items() if found} == {}
    assert len(visited) >= KINDS_AT_LEAST


def test_page_when_it_has_every_fault_names_each(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        "<h1>Satu</h1><h3>Tiga</h3><p id=a>x</p><p id=a>y</p><input name=kosong>"
        "<p style='color:#999'>pucat</p><p style='position:absolute;left:0;width:2000px'>lebar</p>"
    )

    assert [fault.partition(":")[0] for fault in faults_of(page)] == [
        "1610 px wider than the window",
        "1640 px wider than the window",
        "contrast",
        "h3 after h1",
        "id twice",
        "no label",
    ]
    page.close()
