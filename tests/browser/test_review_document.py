"""The text of an agreement in a real browser: shown beside its claims, and framed nowhere else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import Product, Visitor

pytestmark = pytest.mark.browser

OFFICER, REVIEWER = "petugas.kota-blitar", "penelaah.bpjs-blitar"
TITLE = "Nota kesepakatan Kota Blitar"
VIEWER = "chrome-extension://"


@dataclass
class Windows:
    """One window a person; ``said`` is what their consoles said."""

    product: Product
    chromium: Browser
    said: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, username: str) -> Page:
        """Sign a person in."""
        context = self.chromium.new_context(viewport={"width": 1366, "height": 900}, locale="id-ID")
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        Visitor(page, self.product.url).sign_in(username, self.product.passwords[username])
        return page


@pytest.fixture
def windows(product: Product, chromium: Browser) -> Iterator[Windows]:
    """Windows that are closed afterwards."""
    windows = Windows(product, chromium)
    yield windows
    for context in windows.contexts:
        context.close()


def printed_page(chromium: Browser) -> bytes:
    """A small PDF, printed by the browser itself."""
    page = chromium.new_page()
    page.set_content("<h1>Nota kesepakatan</h1><p>Pasal 7 Sumber dana</p>")
    content = page.pdf(format="A5")
    page.close()
    return content


def test_text_when_it_is_a_pdf_is_shown_beside_its_claims_and_framed_nowhere_else(
    product: Product, chromium: Browser, windows: Windows
) -> None:
    officer = windows.open(OFFICER)
    officer.goto(f"{product.url}/r/kota-blitar/agreements/new")
    officer.get_by_label("Judul").fill(TITLE)
    officer.get_by_label("Bentuk").select_option("nota_kesepakatan")
    officer.get_by_label("Mulai berlaku").fill("2026-01-01")
    officer.get_by_label("Hari terakhir").fill("2026-12-31")
    officer.get_by_label("Nama sumber", exact=True).fill("Naskah")
    officer.locator("#field-source_status-official").check()
    officer.get_by_role("button", name="Simpan data").click()
    file = FilePayload(name="Naskah.pdf", mimeType="application/pdf", buffer=printed_page(chromium))
    officer.locator("#papers input[type=file]").set_input_files(file)
    officer.get_by_label("Tidak memuat data pribadi").check()
    officer.get_by_role("button", name="Unggah berkas").click()
    officer.get_by_role("button", name="Ajukan", exact=True).click()
    expect(officer.locator("#review")).to_contain_text("Diajukan")

    reviewer = windows.open(REVIEWER)
    agreements = f"{product.url}/b/bpjs-blitar/r/kota-blitar/agreements"
    reviewer.goto(agreements)
    reviewer.get_by_role("link", name=TITLE).click()
    expect(reviewer.locator("iframe.paper")).to_be_visible()
    address = reviewer.locator("iframe.paper").get_attribute("src")
    assert address is not None
    shown = re.compile(re.escape(address.partition("#")[0]))
    expect(reviewer.get_by_role("heading", name="Yang dinyatakan")).to_be_visible()
    assert wait_for_viewer(reviewer)
    assert any(shown.search(frame.url) for frame in reviewer.frames)
    assert windows.said == []

    reviewer.goto(agreements)
    reviewer.evaluate(
        "address => { const frame = document.createElement('iframe'); frame.src = address;"
        " document.body.append(frame); }",
        address,
    )
    assert not wait_for_viewer(reviewer, seconds=2)
    assert any("Content Security Policy" in line for line in windows.said)

    officer.get_by_role("button", name="Tarik kembali").click()
    expect(officer.locator("main")).to_contain_text("Pengajuan ditarik kembali")


def wait_for_viewer(page: Page, seconds: int = 15) -> bool:
    """Whether the browser's own viewer opens inside the page."""
    for _ in range(seconds * 4):
        if any(frame.url.startswith(VIEWER) for frame in page.frames):
            return True
        page.wait_for_timeout(250)
    return False
