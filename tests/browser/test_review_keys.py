"""The arrow keys of a reviewer: on to the next submission, and never away from what is typed."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Product
from tests.browser.test_review_document import OFFICER, REVIEWER, Windows
from tests.browser.test_review_document import windows as opened_windows

pytestmark = pytest.mark.browser

windows = opened_windows
TITLES = ("Nota kesepakatan satu", "Nota kesepakatan dua")


def put_forward(officer: Page, url: str, title: str) -> str:
    """Submit an agreement without a text; the address of its page."""
    officer.goto(f"{url}/r/kota-blitar/agreements/new")
    officer.get_by_label("Judul").fill(title)
    officer.get_by_label("Bentuk").select_option("nota_kesepakatan")
    officer.get_by_label("Mulai berlaku").fill("2026-01-01")
    officer.get_by_label("Hari terakhir").fill("2026-12-31")
    officer.get_by_label("Nama sumber", exact=True).fill("Naskah")
    officer.locator("#field-source_status-official").check()
    officer.get_by_role("button", name="Simpan data").click()
    officer.get_by_role("button", name="Ajukan", exact=True).click()
    expect(officer.locator("#review")).to_contain_text("Diajukan")
    return officer.url


def test_arrow_keys_walk_the_queue_and_leave_what_is_typed_alone(
    product: Product, windows: Windows
) -> None:
    officer = windows.open(OFFICER)
    addresses = [put_forward(officer, product.url, title) for title in TITLES]
    reviewer = windows.open(REVIEWER)
    reviewer.get_by_role("link", name=TITLES[0]).click()
    heading = reviewer.locator("h1")
    expect(reviewer.get_by_text("Tombol ← dan → berpindah berkas")).to_be_visible()

    heading.click()
    reviewer.keyboard.press("ArrowRight")
    expect(heading).to_have_text(TITLES[1])
    reason = reviewer.get_by_label(re.compile("^Alasan"))
    reason.fill("Nomor belum")
    reason.press("ArrowLeft")
    heading.click()
    reviewer.keyboard.press("ArrowLeft")
    reviewer.wait_for_timeout(500)
    expect(heading).to_have_text(TITLES[1])
    expect(reason).to_have_value("Nomor belum")

    reason.fill("")
    heading.click()
    reviewer.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(TITLES[0])
    assert windows.said == []

    for address in addresses:
        officer.goto(address)
        officer.get_by_role("button", name="Tarik kembali").click()
        expect(officer.locator("main")).to_contain_text("Pengajuan ditarik kembali")
