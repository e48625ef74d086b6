"""What benefits come to by the rules, beside what sources state: the page, the panel, the file."""

from collections.abc import Callable

import pytest

from tenants.access import Role
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import lines_of
from tests.functional.test_benefit_story import add, at

SignIn = Callable[[Regency, Role], Browser]
FULL = {
    "event_on": "2025-06-01",
    "case_count": "1",
    "is_past_waiting": "true",
    "paid_on": "2025-09-01",
}


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    """Whose register holds one payment too small, one right, one that cannot be computed."""
    browser = browser_of(regency, Role.OFFICER)
    add(browser, regency, amount_idr="41.000.000", **FULL)
    add(browser, regency, amount_idr="42.000.000", **FULL)
    add(browser, regency, amount_idr="42.000.000", paid_on="2024-09-01")
    return browser


def test_officer_sees_stated_and_computed_totals_with_their_difference(
    regency: Regency, officer: Browser
) -> None:
    page = text_of(officer.get(at(regency, "/comparison")))

    assert "Rp83.000.000" in page
    assert "Rp84.000.000" in page
    assert "1 dari 2" in page
    assert "Rp1.000.000 lebih kecil" in page
    assert "belum diketahui" in page
    assert at(regency, "/comparison") in officer.get(at(regency)).text


def test_comparison_leaves_as_an_excel_file(regency: Regency, officer: Browser) -> None:
    latest, earlier = lines_of(officer.get(at(regency, "/comparison/export")))

    assert (latest["Tahun"], latest["Dinyatakan (rupiah)"], latest["Menurut aturan (rupiah)"]) == (
        2025,
        83_000_000,
        84_000_000,
    )
    assert (latest["Catatan yang berbeda"], latest["Selisih (rupiah)"]) == (1, -1_000_000)
    assert (earlier["Tahun"], earlier["Catatan yang dapat dihitung"]) == (2024, 0)
    assert earlier["Selisih (rupiah)"] == ""


def test_home_of_the_period_tells_of_its_benefits_alone(regency: Regency, officer: Browser) -> None:
    of_2025 = officer.get(f"/r/{regency.slug}/?year=2025").text
    of_2026 = officer.get(f"/r/{regency.slug}/?year=2026").text

    assert "Manfaat dibayarkan 2025" in of_2025
    assert "Manfaat dibayarkan" not in of_2026


def test_comparison_in_english(regency: Regency, officer: Browser) -> None:
    officer.set_cookie(COOKIE_NAME, "en")

    page = text_of(officer.get(at(regency, "/comparison")))

    assert "Benefits by the rules" in page
    assert "1 of 2" in page
    assert "less" in page


def test_register_without_benefits_has_nothing_to_compare(
    regency: Regency, browser_of: SignIn
) -> None:
    page = browser_of(regency, Role.VIEWER).get(at(regency, "/comparison"))

    assert "Belum ada catatan santunan atau beasiswa." in page.text
