"""A file that is too large is refused before the form is sent, so that nothing typed is lost."""

import pytest
from playwright.sync_api import FilePayload, expect

from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tests.browser.conftest import Product, SignIn

pytestmark = pytest.mark.browser


def test_form_with_a_file_over_the_limit_stays_with_what_was_typed(
    product: Product, enter: SignIn
) -> None:
    page = enter("petugas.kab-blora").page
    page.goto(f"{product.url}/r/kab-blora/scorecard/evidence/2025/new")
    page.get_by_label("Halaman atau pasal").fill("halaman 12")
    chosen = page.locator("input[type=file]")
    large = b"%PDF-1.7\n" + bytes(DOCUMENT_LIMIT_BYTES)

    chosen.set_input_files(FilePayload(name="besar.pdf", mimeType="application/pdf", buffer=large))
    page.get_by_role("button", name="Simpan data").click()

    assert "melebihi 20" in chosen.evaluate("field => field.validationMessage")
    expect(page.get_by_label("Halaman atau pasal")).to_have_value("halaman 12")
    small = FilePayload(name="kecil.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n")
    chosen.set_input_files(small)
    assert chosen.evaluate("field => field.validationMessage") == ""
