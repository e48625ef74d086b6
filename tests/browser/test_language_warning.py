"""Another language is not spoken over a form that somebody has begun, without asking first."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Product, SignIn

pytestmark = pytest.mark.browser


def change(page: Page, *, is_meant: bool) -> list[str]:
    """Press the button of the other language; what was asked before it was changed."""
    asked = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        (dialog.accept if is_meant else dialog.dismiss)()

    page.once("dialog", answer)
    page.locator(".bar-top > .account form.language button").click()
    if not asked:
        page.remove_listener("dialog", answer)
    return asked


@pytest.mark.parametrize("kind", ["typed", "chosen", "refused"])
def test_language_is_changed_over_a_begun_form_only_when_that_is_meant(
    product: Product, enter: SignIn, kind: str
) -> None:
    page = enter("petugas.kab-blora").page
    page.goto(f"{product.url}/r/kab-blora/commitments/new")
    title, payer = page.get_by_label("Nama program"), page.get_by_label("Pembayar")
    if kind == "chosen":
        payer.select_option("village")
    else:
        title.fill("Nelayan pesisir")
    if kind == "refused":
        page.get_by_role("button", name="Simpan data").click()
        expect(page.locator("#form-errors")).to_be_visible()

    asked = change(page, is_meant=False)

    assert len(asked) == 1
    assert "belum disimpan dan hilang bila bahasa diganti" in asked[0]
    expect(page.locator("html")).to_have_attribute("lang", "id")
    if kind == "chosen":
        expect(payer).to_have_value("village")
    else:
        expect(title).to_have_value("Nelayan pesisir")
    assert len(change(page, is_meant=True)) == 1
    expect(page.locator("html")).to_have_attribute("lang", "en")

    assert change(page, is_meant=True) == []
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_language_is_changed_at_once_where_only_a_search_was_refused(
    product: Product, enter: SignIn
) -> None:
    page = enter("petugas.kab-blora").page
    page.goto(f"{product.url}/r/kab-blora/workers")
    page.get_by_text("Cari dengan NIK lengkap").click()
    page.get_by_label("NIK").fill("123")
    page.locator('form[action$="/workers/search"] button').click()
    expect(page.locator("#form-errors")).to_be_visible()

    assert change(page, is_meant=False) == []
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert change(page, is_meant=True) == []
    expect(page.locator("html")).to_have_attribute("lang", "id")


def test_secret_that_is_shown_once_is_not_lost_to_another_language_unasked(
    product: Product, enter: SignIn
) -> None:
    page = enter("admin1.kab-blitar").page
    page.goto(f"{product.url}/r/kab-blitar/users/new")
    page.get_by_label("Nama pengguna").fill("sekali.tampil")
    page.get_by_label("Nama lengkap").fill("Sekali Tampil")
    page.get_by_label("Akun baru").check()
    page.locator("input[name=role]").first.check()
    page.get_by_role("button", name="Simpan data").click()
    expect(page.locator(".once")).to_be_visible()
    password = page.locator(".once").inner_text()

    asked = change(page, is_meant=False)

    assert len(asked) == 1
    assert "hanya ditampilkan sekali dan tidak akan ditampilkan lagi" in asked[0]
    assert "Isian" not in asked[0]
    expect(page.locator(".once")).to_have_text(password)
    expect(page.locator("html")).to_have_attribute("lang", "id")
