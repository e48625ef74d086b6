"""Money paid too much: promised to the next bill while one is to be expected, and never else."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from cooperation.months import Month
from tenants.access import Role
from tests.conftest import TODAY, Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import bill, closed, opened, pay, stored
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
RATE = 16_800
PROMISED = "diperhitungkan pada tagihan berikutnya program ini"
TO_BE_ASKED = (
    "Belum ada tagihan berikutnya yang menampung lebih bayar Rp500. Daftar tagihan yang masih"
    " dibuat untuk program ini, misalnya daftar susulan, memperhitungkannya sendiri. Bila tidak ada"
    " daftar lagi, minta BPJS Ketenagakerjaan secara tertulis memperhitungkan atau"
    " mengembalikannya."
)
FIRST = Month.of(TODAY).plus(-1)

pytestmark = pytest.mark.usefixtures("clock")


def two_months(regency: Regency, first: Month) -> UUID:
    """A programme of two months with one person."""
    commitment_id = add_commitment(
        regency,
        title="Dua bulan",
        budget_year=first.year,
        first_month=first.first_day,
        month_count=2,
    )
    stored(regency, commitment_id, 1)
    return commitment_id


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """A programme in its last month."""
    with app.app_context():
        return two_months(regency, FIRST)


@pytest.fixture
def shown(regency: Regency, browser_of: SignIn) -> Callable[..., str]:
    officer = browser_of(regency, Role.OFFICER)

    def words(path: str, *ids: UUID) -> str:
        return text_of(officer.get(f"/r/{regency.slug}/{path.format(*ids)}"))

    return words


def overpaid(regency: Regency, commitment_id: UUID, months: int, first: Month = FIRST) -> UUID:
    billing = closed(regency, commitment_id, first, months)
    bill(regency, billing.id)
    pay(regency, billing.id, months * RATE + 500, on=TODAY)
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


def test_programme_that_is_over_promises_no_bill_that_nobody_drew_up(
    app: Flask, regency: Regency, shown: Callable[..., str]
) -> None:
    with app.app_context():
        commitment_id = two_months(regency, FIRST.plus(-1))
        billing_id = overpaid(regency, commitment_id, 1, FIRST.plus(-1))

    for page in (
        shown("billing-lists/{}", billing_id),
        shown("reconciliations/{}", commitment_id),
    ):
        assert TO_BE_ASKED in page
        assert PROMISED not in page


def test_supplementary_list_takes_what_was_too_much_by_itself(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        billing_id = overpaid(regency, commitment_id, 2)
        stored(regency, commitment_id, 2)
    before = shown("billing-lists/{}", billing_id)
    with app.app_context():
        supplement = closed(regency, commitment_id, FIRST, 2)
        bill(regency, supplement.id, "250300002")

    assert TO_BE_ASKED in before
    assert f"Lebih bayar Rp500 {PROMISED}" in shown("billing-lists/{}", billing_id)
    taken = shown("billing-lists/{}", supplement.id)
    assert "Termasuk Rp500 lebih bayar dari tagihan sebelumnya." in taken


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
            budget_year=2027,
            first_month=date(2027, 1, 1),
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
        opened(regency, commitment_id, FIRST, 2)

    assert f"Lebih bayar Rp500 {PROMISED}" in shown("billing-lists/{}", billing_id)


def test_form_of_the_last_bill_promises_no_next_one(
    app: Flask, regency: Regency, commitment_id: UUID, shown: Callable[..., str]
) -> None:
    with app.app_context():
        first = closed(regency, commitment_id, FIRST, 1)
        bill(regency, first.id)
        last = closed(regency, commitment_id, FIRST.plus(1), 1)
        bill(regency, last.id, "250300002")

    assert "lebihnya diperhitungkan pada tagihan berikutnya." in shown("billing-lists/{}", first.id)
    assert "Lebihnya hanya diperhitungkan bila program ini" in shown("billing-lists/{}", last.id)
