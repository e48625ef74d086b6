"""Money paid too much: carried on while a bill can follow, and never promised where none can."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, bill, closed, opened, pay, stored
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
RATE = 16_800
PROMISED = "diperhitungkan pada tagihan berikutnya program ini"
TO_BE_ASKED = (
    "Lebih bayar Rp500 tidak dapat diperhitungkan di sini: tidak ada lagi tagihan program ini yang"
    " menyusul. Minta BPJS Ketenagakerjaan secara tertulis memperhitungkan atau mengembalikannya."
)


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """A programme of two months with one person."""
    with app.app_context():
        commitment_id = add_commitment(regency, title="Dua bulan", month_count=2)
        stored(regency, commitment_id, 1)
    return commitment_id


@pytest.fixture
def shown(regency: Regency, browser_of: SignIn) -> Callable[..., str]:
    viewer = browser_of(regency, Role.OFFICER)

    def words(path: str, *ids: UUID) -> str:
        return text_of(viewer.get(f"/r/{regency.slug}/{path.format(*ids)}"))

    return words


def overpaid(regency: Regency, commitment_id: UUID, months: int) -> UUID:
    billing = closed(regency, commitment_id, MARCH, months)
    bill(regency, billing.id)
    pay(regency, billing.id, months * RATE + 500)
    return billing.id


def test_over_payment_before_the_last_month_waits_for_the_next_bill(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        billing_id = overpaid(regency, commitment_id, 1)

    for page in (
        shown("billing-lists/{}", billing_id),
        shown("reconciliations/{}", commitment_id),
    ):
        assert f"Lebih bayar Rp500 {PROMISED}" in page
        assert "secara tertulis" not in page


def test_over_payment_of_the_last_month_is_to_be_asked_back(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        billing_id = overpaid(regency, commitment_id, 2)

    for page in (
        shown("billing-lists/{}", billing_id),
        shown("reconciliations/{}", commitment_id),
    ):
        assert TO_BE_ASKED in page
        assert PROMISED not in page
        assert "dilanjutkan oleh" not in page


@pytest.mark.parametrize(("status", "is_named"), [("committed", True), ("planned", False)])
def test_committed_continuation_is_named_and_its_bills_stay_as_they_are(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    shown: Callable[..., str],
    status: str,
    is_named: bool,
) -> None:
    with app.app_context():
        billing_id = overpaid(regency, commitment_id, 2)
        add_commitment(
            regency,
            title="Lanjutan tahun ini",
            continues_id=commitment_id,
            first_month=date(2025, 5, 1),
            status=status,
        )

    page = shown("billing-lists/{}", billing_id)

    assert TO_BE_ASKED in page
    assert ("dilanjutkan oleh Lanjutan tahun ini" in page) is is_named
    assert ("Nilainya tidak dipindahkan dengan sendirinya." in page) is is_named


def test_list_that_has_no_code_yet_can_take_what_was_too_much(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        billing_id = overpaid(regency, commitment_id, 2)
        opened(regency, commitment_id, MARCH, 2)

    assert f"Lebih bayar Rp500 {PROMISED}" in shown("billing-lists/{}", billing_id)


def test_form_of_the_last_bill_promises_no_next_one(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        first = closed(regency, commitment_id, MARCH, 1)
        bill(regency, first.id)
        last = closed(regency, commitment_id, MARCH.plus(1), 1)
        bill(regency, last.id, "250300002")

    assert "lebihnya diperhitungkan pada tagihan berikutnya." in shown("billing-lists/{}", first.id)
    assert "Tidak ada tagihan berikutnya program ini" in shown("billing-lists/{}", last.id)
