"""The nota dinas of a coming gap: what it says, its code, where it is offered, who may take it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tests.conftest import NOW, Browser, Regency
from tests.functional.test_agreement_drafts import checked, code_of, pdf_words
from tests.functional.test_commitments import BLORA, add, step, text_of
from tests.functional.test_cover_calendar import calendar_at
from tests.integration.enrollment.rosters import reading

SignIn = Callable[[Regency, Role], Browser]
OFFERED = "Unduh nota dinas (PDF)"


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


def this_year(officer: Browser, regency: Regency, **changes: object) -> str:
    """The path of a programme for all months of this year."""
    year = NOW.year
    form = {"first_month": f"{year}-01", "budget_year": str(year)}
    return add(officer, regency, BLORA, **{**form, "stated_rate_idr": "", **changes})


def next_year(officer: Browser, regency: Regency, path: str, **changes: object) -> str:
    """The path of a programme that protects the same people all next year."""
    year = NOW.year + 1
    stated = {
        "title": "Kelanjutan",
        "first_month": f"{year}-01",
        "budget_year": str(year),
        "continues_id": path.rsplit("/", 1)[1],
    }
    return this_year(officer, regency, **(stated | changes))


def taken(browser: Browser, path: str) -> str:
    answer = browser.post(f"{path}/memo")
    assert answer.status_code == 200, text_of(answer.text)
    assert "nota-dinas-kelanjutan-" in answer.headers["Content-Disposition"]
    assert browser.post(f"{path}/memo").data == answer.data
    return pdf_words(answer.data).replace("\u00a0", " ")


def test_memo_states_programme_need_in_words_budget_and_what_is_asked(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)

    words = taken(officer, path)

    year = NOW.year + 1
    for expected in (
        "NOTA DINAS",
        f"Bupati {regency.name.removeprefix('Kabupaten ')}",
        "Sekretaris Daerah",
        "Kepala Dinperinnaker",
        f"Perlindungan berakhir pada akhir Desember {year - 1}.",
        f"Februari–Desember {year}",
        "1.500 orang × 11 bulan × Rp16.800",
        "dua ratus tujuh puluh tujuh juta dua ratus ribu rupiah",
        "tidak dapat dibayar lagi dari APBD dan tidak termasuk kebutuhan",
        f"Januari {year} 1.500 1.500 1.500 orang × 1 bulan × Rp16.800 Rp25.200.000",
        "Putusan yang dimohon",
        "Kalender anggaran belum diverifikasi.",
        "Kode pemeriksaan data, bukan tanda tangan elektronik.",
    ):
        assert expected in words, expected
    assert "..........." in words


def test_memo_of_a_programme_of_last_year_names_the_months_that_went_by_unpaid(
    regency: Regency, officer: Browser
) -> None:
    year = NOW.year
    path = this_year(officer, regency, first_month=f"{year - 1}-01", budget_year=str(year - 1))

    words = taken(officer, path)

    assert f"Perlindungan berakhir pada akhir Desember {year - 1}." in words
    assert "Bulan yang telah dimulai tanpa perlindungan" in words
    lost = f"Januari–November {year} 1.500 16.500 1.500 orang × 11 bulan × Rp16.800 Rp277.200.000"
    assert lost in words
    assert f"Desember {year} 1.500 1.500 1.500 orang × 1 bulan × Rp16.800 Rp25.200.000" in words


def test_memo_is_offered_only_while_a_month_to_come_is_empty_and_else_refused(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)
    before = officer.get(path).text
    on_calendar = officer.get(calendar_at(regency)).text

    next_year(officer, regency, path)
    refused = officer.post(f"{path}/memo")

    assert OFFERED in before
    assert f'action="{path}/memo"' in on_calendar
    assert refused.status_code == 422
    assert "Tidak ada bulan mendatang yang kosong untuk program ini" in text_of(refused.text)
    assert OFFERED not in officer.get(path).text
    assert OFFERED not in officer.get(calendar_at(regency)).text


def test_memo_of_a_programme_tells_of_the_plan_that_is_to_continue_it(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)

    plan = next_year(officer, regency, path, status="planned", people_count="2000")

    for words in (taken(officer, path), taken(officer, plan)):
        assert "2.000 orang × 12 bulan × Rp16.800" in words
        assert "1.500 orang" in words


def test_memo_of_a_plan_for_some_months_tells_of_the_others_as_that_of_the_programme_does(
    regency: Regency, officer: Browser
) -> None:
    path, year = this_year(officer, regency), NOW.year + 1
    plan = next_year(
        officer, regency, path, status="planned", first_month=f"{year}-10", month_count="3"
    )

    for words in (taken(officer, path), taken(officer, plan)):
        assert f"Oktober–Desember {year}" in words
        assert f"Februari–September {year}" in words


def test_memo_orders_no_drafting_where_no_month_can_be_paid(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)
    payable = taken(officer, path)

    year = NOW.year + 1
    this_year(
        officer,
        regency,
        title="Kelanjutan",
        first_month=f"{year}-02",
        month_count="11",
        months_assumed="false",
        budget_year=str(year),
        continues_id=path.rsplit("/", 1)[1],
    )
    words = taken(officer, path)

    assert "Memerintahkan penyusunan anggaran dan perjanjian" in payable
    assert f"Januari {year} 1.500 1.500" in words
    assert "Memerintahkan penyusunan" not in words
    assert f"Mengupayakan sumber lain untuk Januari {year}" in words


def test_memo_of_a_programme_that_was_given_up_is_refused(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)
    given_up = officer.post(f"{path}/status", data=step("cancel", 1))
    assert given_up.status_code == 303

    assert officer.post(f"{path}/memo").status_code == 422
    assert OFFERED not in officer.get(path).text


def test_code_leads_back_to_the_programme_and_says_whether_the_data_changed(
    app: Flask, regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)
    code = code_of(taken(officer, path))

    before = checked(officer, regency, code)
    next_year(officer, regency, path)
    after = checked(officer, regency, code)

    assert "Nota dinas kelanjutan perlindungan" in before
    assert "Bantuan iuran pekerja rentan" in before
    assert "Data masih sama dengan dokumen ini." in before
    assert "Data sudah berubah sejak dokumen ini disusun." in after
    with app.app_context(), reading(regency) as session:
        noted = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "paper:draw-up")
        ).all()
    assert [one["paper_kind"] for one in noted] == ["continuation_memo"]


def test_whoever_may_read_agreements_takes_the_memo_and_no_stranger(
    regency: Regency,
    make_regency: Callable[[], Regency],
    browser_of: SignIn,
    officer: Browser,
) -> None:
    path = this_year(officer, regency)
    other = make_regency()
    stranger = browser_of(other, Role.OFFICER)

    assert "NOTA DINAS" in taken(browser_of(regency, Role.VIEWER), path)
    assert stranger.post(f"{path}/memo").status_code in {403, 404}
    elsewhere = path.replace(f"/r/{regency.slug}/", f"/r/{other.slug}/")
    assert stranger.post(f"{elsewhere}/memo").status_code == 404


def test_memo_is_refused_while_a_budgeted_continuation_states_no_months(
    regency: Regency, officer: Browser
) -> None:
    path = this_year(officer, regency)
    next_year(officer, regency, path, month_count="", months_assumed="false")

    refused = officer.post(f"{path}/memo")

    assert refused.status_code == 422
    assert "Kelanjutan sudah dianggarkan sebagai kelanjutan" in text_of(refused.text)
    assert OFFERED not in text_of(officer.get(path).text)


def test_memo_of_months_before_a_programme_claims_no_protection_that_ended(
    regency: Regency, officer: Browser
) -> None:
    year = NOW.year + 1
    path = this_year(
        officer,
        regency,
        first_month=f"{year}-03",
        month_count="10",
        budget_year=str(year),
        months_assumed="false",
    )

    words = taken(officer, path)

    assert f"Februari {year} 1.500 1.500 1.500 orang × 1 bulan" in words
    assert f"Januari {year} 1.500 1.500 1.500 orang × 1 bulan" in words
    assert "Perlindungan berakhir" not in words
