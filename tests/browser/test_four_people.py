"""Four people and one agreement: submitted, returned, corrected, accepted; the ministry sees it."""

import re
import time
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Product, SignIn
from tests.browser.test_blitar_story import sign

pytestmark = pytest.mark.browser

OFFICER, REVIEWER, HEAD = "petugas.kab-blora", "penelaah.bpjs-kudus", "kepala.bpjs-kudus"
ANALYST = "analis.kemenko"
TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()
YEAR = TODAY.year
PROGRAMME = f"Perlindungan nelayan {YEAR}"
TITLE = f"PKS perlindungan nelayan {YEAR}"
REASON = "Hari terakhir belum sesuai dengan 12 bulan perlindungan."
RECOMPUTED_SECONDS = 20
RANKING = f"/m/kemenko/ranking?year={YEAR}&profile=seimbang&kind=kabupaten"


def claimed_points(page: Page, url: str) -> Decimal:
    """What the ministry's ranking says that Blora claims."""
    page.goto(f"{url}{RANKING}")
    row = page.get_by_role("row", name=re.compile("Kabupaten Blora"))
    cell = row.locator("td[data-label='Diajukan']")
    return Decimal(cell.inner_text().strip().replace(",", "."))


def write_programme(page: Page, url: str) -> None:
    """A programme of the regency's own, so that those of the reports stay as they are."""
    page.goto(f"{url}/r/kab-blora/commitments/new")
    page.get_by_label("Nama program").fill(PROGRAMME)
    page.locator("#field-people_count").fill("100")
    page.get_by_label("Tahun anggaran").fill(str(YEAR))
    page.locator("#field-month_count").fill("12")
    for programme in ("jkk", "jkm"):
        page.locator(f"#field-programmes-{programme}").check()
    page.get_by_label("Nama sumber", exact=True).fill(f"DPA {YEAR}")
    page.locator("#field-source_status-official").check()
    page.get_by_role("button", name="Simpan data").click()


def write_agreement(page: Page, *, last_day: str) -> None:
    """Fill in what the form asks for and save."""
    page.get_by_label("Judul").fill(TITLE)
    page.get_by_label("Bentuk").select_option("pks")
    page.get_by_label(re.compile("^Program")).select_option(
        label=page.locator("#field-commitment_id option", has_text=PROGRAMME).inner_text()
    )
    page.get_by_label("Nomor pemerintah daerah").fill(f"560/1/{YEAR}")
    page.get_by_label("Nomor BPJS Ketenagakerjaan").fill(f"PER/1/01{YEAR}")
    page.get_by_label("Mulai berlaku").fill(f"{YEAR}-01-01")
    page.get_by_label("Hari terakhir").fill(last_day)
    page.get_by_label("Penanda tangan").fill("Bupati Blora (definitif)")
    page.get_by_label("Nama sumber", exact=True).fill("Naskah PKS")
    page.locator("#field-source_status-official").check()
    page.get_by_role("button", name="Simpan data").click()


def open_for_review(page: Page, url: str) -> None:
    """From the branch's desk to the one agreement that waits."""
    page.goto(f"{url}/b/bpjs-kudus/")
    page.get_by_role("link", name="Kabupaten Blora").click()
    page.get_by_role("link", name=TITLE).click()


def test_agreement_returned_with_a_reason_is_corrected_accepted_and_moves_the_regency(
    product: Product, chromium: Browser, enter: SignIn
) -> None:
    officer, reviewer, head, analyst = (enter(name) for name in (OFFICER, REVIEWER, HEAD, ANALYST))
    before = claimed_points(analyst.page, product.url)

    write_programme(officer.page, product.url)
    officer.page.goto(f"{product.url}/r/kab-blora/agreements/new")
    write_agreement(officer.page, last_day=f"{YEAR}-11-30")
    agreement = officer.page.url
    expect(officer.page.locator("#review")).to_contain_text("Bulan pertama program belum diisi")
    officer.page.get_by_role("link", name="Ubah program").click()
    officer.page.get_by_label("Bulan pertama").fill(f"{YEAR}-01")
    officer.page.get_by_role("button", name="Simpan data").click()
    officer.page.goto(agreement)
    officer.page.get_by_role("button", name="Ajukan", exact=True).click()
    expect(officer.page.locator("#review")).to_contain_text("Diajukan")

    open_for_review(reviewer.page, product.url)
    reviewer.page.get_by_label("Alasan").fill(REASON)
    reviewer.page.get_by_role("button", name="Kembalikan", exact=True).click()

    officer.page.goto(f"{product.url}/r/kab-blora/")
    expect(officer.page.locator("main")).to_contain_text(REASON)
    officer.page.goto(agreement)
    expect(officer.page.locator("#review")).to_contain_text(REASON)
    officer.page.goto(f"{agreement}/edit")
    write_agreement(officer.page, last_day=f"{YEAR}-12-31")
    officer.page.get_by_role("button", name="Ajukan kembali").click()

    open_for_review(head.page, product.url)
    head.page.get_by_role("button", name="Setujui untuk ditandatangani").click()

    officer.page.goto(agreement)
    expect(officer.page.locator("#review")).to_contain_text("Disetujui untuk ditandatangani")
    sign(officer.page, chromium, TODAY)

    deadline = time.monotonic() + RECOMPUTED_SECONDS
    after = claimed_points(analyst.page, product.url)
    while after == before and time.monotonic() < deadline:
        time.sleep(0.5)
        after = claimed_points(analyst.page, product.url)
    assert after > before
    assert [one.complaints for one in (officer, reviewer, head, analyst)] == [[], [], [], []]
