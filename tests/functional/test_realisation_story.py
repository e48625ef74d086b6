"""One year of money: by funding source and programme, with how each figure came about."""

import io
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from tenants.access import Role
from tests.conftest import TODAY, Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, bill, billing_of, closed, pay, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment

SignIn = Callable[[Regency, Role], Browser]
RATE = 16_800


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """Two people of 2025; March and April billed, March paid, one month of one person posted."""
    with app.app_context():
        commitment_id = add_commitment(
            regency,
            title="Petani tembakau",
            funding_source="dbhcht",
            people_count=2,
            budget_idr=20 * 2 * RATE,
            budget_line="5.1.02.02",
        )
        stored(regency, commitment_id, 3, 4)
        march = closed(regency, commitment_id, MARCH, 1)
        bill(regency, march.id)
        pay(regency, march.id)
        april = closed(regency, commitment_id, MARCH.plus(1), 1)
        bill(regency, april.id)
        posted(regency, billing_of(regency, march.id), f"{nik(3)};2025-03")
    return commitment_id


def test_year_is_shown_by_source_with_its_forecast_and_opens_to_how(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    viewer = browser_of(regency, Role.VIEWER)

    answer = viewer.get(f"/r/{regency.slug}/realisation?year=2025")
    page = text_of(answer)
    file = viewer.get(f"/r/{regency.slug}/realisation/export?year=2025")

    assert answer.status_code == 200, page
    assert "DBH Cukai Hasil Tembakau" in page
    for figure in ("Rp672.000", "Rp336.000", "Rp67.200", "Rp33.600", "Rp16.800", "Rp638.400"):
        assert figure in page, figure
    assert "5,00 %".replace(" ", "\u00a0") in answer.text
    assert "Sisa anggaran Realisasi terhadap anggaran" in page
    assert "2 orang × 10 bulan × Rp16.800 = Rp336.000" in page
    assert "1 orang-bulan menurut besaran iuran bulannya = Rp16.800" in page
    assert "Sisa atau kurang Orang-bulan sisa" in page
    assert "Mei–Desember 2025 (2 orang) tidak ditagihkan dan tidak dapat dibayar lagi" in page
    assert f'href="#how-{commitment_id}"' in answer.text
    for amount in ("Rp336.000", "Rp16.800"):
        assert f'<a href="#rule-{commitment_id}">{amount}</a>' in answer.text
    assert f'id="rule-{commitment_id}"' in answer.text
    assert "PP 44/2015" in page
    assert file.data.startswith(b"PK")


def test_months_after_the_budget_year_are_told_beside_the_forecast(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    year = TODAY.year
    with app.app_context():
        add_commitment(
            regency,
            title="Nelayan",
            people_count=1_000,
            budget_year=year,
            first_month=date(year, 7, 1),
            month_count=18,
            budget_idr=18 * 1_000 * RATE,
        )

    viewer = browser_of(regency, Role.VIEWER)
    page = text_of(viewer.get(f"/r/{regency.slug}/realisation?year={year}"))
    file = viewer.get(f"/r/{regency.slug}/realisation/export?year={year}").data

    told = (
        f"Nelayan: Januari–Desember {year + 1} (1.000 orang) melewati tahun anggaran {year} dan"
        " tidak termasuk perkiraan. Iurannya Rp201.600.000 memerlukan anggaran tahun berikutnya."
    )
    assert told in page
    coming = 13 - max(TODAY.month, 7)
    assert f"= Rp{coming * 16_800:,}.000".replace(",", ".") in page
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert any(201_600_000 in row for row in rows)


def test_people_on_no_list_of_a_listed_month_are_named(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency, people_count=5, budget_idr=10 * 5 * RATE)
        stored(regency, commitment_id, 3, 4)
        closed(regency, commitment_id, MARCH, 1)

    page = text_of(browser_of(regency, Role.VIEWER).get(f"/r/{regency.slug}/realisation?year=2025"))

    assert "Maret 2025 (3 orang)" in page
    assert "April–Desember 2025 (5 orang)" in page


@pytest.mark.usefixtures("commitment_id")
def test_year_is_split_by_source_insurance_and_month(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        add_commitment(
            regency,
            title="Perubahan anggaran",
            funding_source="apbd_p",
            people_count=3,
            first_month=date(2025, 11, 1),
            month_count=2,
        )
    viewer = browser_of(regency, Role.VIEWER)

    page = text_of(viewer.get(f"/r/{regency.slug}/realisation?year=2025"))
    file = viewer.get(f"/r/{regency.slug}/realisation/split/export?year=2025")

    split = page.split("Lihat bulan demi bulan")[1]
    assert "APBD Perubahan Perubahan anggaran 6 orang-bulan" in split
    assert "DBH Cukai Hasil Tembakau Petani tembakau 20 orang-bulan" in split
    assert "November 2025 3 Rp30.000 Rp20.400 Rp50.400" in split
    assert "Jumlah Rp260.000 Rp176.800 Rp436.800" in split
    assert file.data.startswith(b"PK")


@pytest.mark.usefixtures("commitment_id")
def test_people_of_two_programmes_of_one_source_are_told_of_each_and_not_added(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        add_commitment(
            regency, title="Hari tua", funding_source="dbhcht", people_count=2, month_count=10
        )
    viewer = browser_of(regency, Role.VIEWER)

    page = text_of(viewer.get(f"/r/{regency.slug}/realisation?year=2025"))
    file = viewer.get(f"/r/{regency.slug}/realisation/split/export?year=2025")

    split = page.split("Lihat bulan demi bulan")[1]
    assert "Hari tua: 20 orang-bulan Petani tembakau: 20 orang-bulan" in split
    assert "40 orang-bulan" not in split
    assert "Hari tua: 2 Petani tembakau: 2" in split
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0)
    assert "Hari tua: 2; Petani tembakau: 2" in sheet.to_python()[1]


@pytest.mark.usefixtures("commitment_id")
def test_one_budget_stated_by_two_programmes_is_added_once(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        add_commitment(
            regency,
            title="Buruh pabrik rokok",
            funding_source="dbhcht",
            people_count=1,
            budget_idr=20 * 2 * RATE,
            budget_line="5.1.02.02",
        )

    page = text_of(browser_of(regency, Role.VIEWER).get(f"/r/{regency.slug}/realisation?year=2025"))

    assert "anggaran yang sama dengan program lain, dijumlahkan sekali" in page
    assert "Rp1.344.000" not in page


def test_budget_line_used_twice_beyond_its_budget_is_told(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        add_commitment(
            regency,
            title="Buruh pabrik rokok",
            funding_source="dbhcht",
            people_count=10,
            budget_idr=20 * 2 * RATE,
            budget_line="5.1.02.02",
            first_month=date(2025, 7, 1),
            month_count=3,
        )

    officer = browser_of(regency, Role.OFFICER)
    page = text_of(officer.get(f"/r/{regency.slug}/realisation?year=2025"))
    programme = text_of(officer.get(f"/r/{regency.slug}/commitments/{commitment_id}"))

    assert "dipakai beberapa program melebihi anggarannya" in page
    assert "lebih Rp168.000" in page
    assert "Satu mata anggaran dipakai beberapa program" in programme
    assert "Mata anggaran 5.1.02.02 juga dipakai Buruh pabrik rokok." in programme
    assert "anggarannya Rp672.000: lebih Rp168.000" in programme


def test_year_without_programmes_says_so_and_an_absurd_one_is_refused(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    empty = officer.get(f"/r/{regency.slug}/realisation")
    absurd = officer.get(f"/r/{regency.slug}/realisation?year=20255")

    assert "Belum ada program bantuan iuran pada tahun anggaran ini." in text_of(empty)
    assert absurd.status_code == 422
