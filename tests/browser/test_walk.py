"""A newcomer's walk: sign in, look around, upload a roster, see it counted, read the scorecard."""

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from cooperation.budget_calendar import plan_budget
from cooperation.kinds import FundingSource
from cooperation.months import months_of_year
from cooperation.tariff_files import current_tariffs
from enrollment.synthetic import synthetic_roster
from tenants.kernel.formats import rupiah
from tests.browser.conftest import Product, Visitor

pytestmark = pytest.mark.browser

OFFICER, ADMIN = "petugas.kab-blitar", "admin1.kab-blitar"
PEOPLE = 60
IMPORT_MILLISECONDS = 30_000
LISTED, RATE = 8_125, 16_800
PAGES = (
    "/",
    "/regulations",
    "/regulations/new",
    "/commitments",
    "/commitments/new",
    "/agreements/new",
    "/contribution-parameters",
    "/rosters",
    "/rosters/new",
    "/workers",
    "/coverage",
    "/coverage/statement/new",
    "/benefit-payments",
    "/scorecard",
    "/scorecard/claims",
    "/scorecard/rubric",
    "/monev-meetings",
    "/users",
    "/users/new",
    "/audit",
)


def test_pages_when_looked_at_fit_and_stay_silent(visitor: Visitor, product: Product) -> None:
    visitor.sign_in(ADMIN, product.passwords[ADMIN])

    for path in PAGES:
        answer = visitor.page.goto(f"{product.url}/r/kab-blitar{path}")

        assert answer is not None
        assert answer.status == 200, path
        overflow = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0, path
    assert visitor.complaints == []


def test_officer_when_uploading_sees_people_counted_and_the_ledger_sum(
    visitor: Visitor, product: Product, tmp_path: Path
) -> None:
    page = visitor.page
    roster = tmp_path / "daftar.csv"
    seed = page.viewport_size["width"] if page.viewport_size else 0
    roster.write_bytes(synthetic_roster("35.05", PEOPLE, seed=seed, starts_on=date(2025, 1, 1)))
    visitor.sign_in(OFFICER, product.passwords[OFFICER])

    page.goto(f"{product.url}/r/kab-blitar/rosters/new")
    page.locator("#field-commitment_id").select_option(
        label="Perlindungan masyarakat pekerja rentan 2025"
    )
    page.get_by_label("Berkas", exact=True).set_input_files(roster)
    page.get_by_label(re.compile("data contoh")).check()
    page.get_by_role("button", name="Periksa berkas").click()

    page.get_by_role("button", name="Simpan data").click(timeout=IMPORT_MILLISECONDS)
    stored = page.get_by_text("orang tersimpan pada program ini.")
    expect(stored).to_be_visible(timeout=IMPORT_MILLISECONDS)
    expect(page.locator("main")).to_contain_text(str(PEOPLE))

    page.goto(f"{product.url}/r/kab-blitar/scorecard")
    totals = page.locator("tr.total").last.inner_text()
    lines = [figure.replace(",", ".") for figure in re.findall(r"\d+,\d\d", totals)]
    assert Decimal(lines[0]) == 100
    assert visitor.complaints == []


def coming_need() -> int:
    """Rupiah for those months of next year that a budget can still pay, of Blitar's programme."""
    today = datetime.now(ZoneInfo("Asia/Jakarta")).date()
    months = months_of_year(today.year + 1)
    plan = plan_budget(current_tariffs(), months, FundingSource.NOT_STATED, 0, today)
    return LISTED * RATE * len(plan.payable)


def test_newcomer_when_looking_at_blitar_meets_the_founding_findings(
    visitor: Visitor, product: Product
) -> None:
    page = visitor.page
    visitor.sign_in(OFFICER, product.passwords[OFFICER])

    main = page.locator("main")
    expect(main).to_contain_text("17,60")
    expect(main).to_contain_text("31,94")
    expect(main).to_contain_text("14,34")
    expect(main).to_contain_text("100.155")
    expect(main).to_contain_text(rupiah(coming_need()))

    page.goto(f"{product.url}/r/kab-blitar/commitments")
    page.get_by_role("link", name="Perlindungan masyarakat pekerja rentan 2025").first.click()
    expect(main).to_contain_text("Rp1.365.000.000")
    expect(main).to_contain_text("diasumsikan JKK+JKM")
    expect(main).to_contain_text("setelah awal perlindungan")


def test_newcomer_when_looking_at_blora_meets_the_rate_that_cannot_match(
    visitor: Visitor, product: Product
) -> None:
    page, account = visitor.page, "pimpinan.kab-blora"
    visitor.sign_in(account, product.passwords[account])

    page.goto(f"{product.url}/r/kab-blora/commitments")
    page.get_by_role("link", name="Bantuan iuran pekerja rentan 2025").first.click()

    main = page.locator("main")
    expect(main).to_contain_text("Rp16.500 tidak sesuai dengan anggaran")
    expect(main).to_contain_text("Rp302.400.000")
    expect(main).to_contain_text("PKS belum diunggah")
