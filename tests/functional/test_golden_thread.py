"""Benang merah: from the article to the person, what lets go opens the form that mends it."""

from collections.abc import Callable

import pytest

from tenants.access import Role
from tests.conftest import TODAY, Browser, Regency
from tests.functional.spreadsheets import lines_of
from tests.functional.test_agreements import draft, sign
from tests.functional.test_commitments import BLITAR, add, text_of
from tests.functional.test_legal_basis import id_of, revoke
from tests.functional.test_regulation_story import add_perbup

SignIn = Callable[[Regency, Role], Browser]


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


def thread_page(browser: Browser, regency: Regency, query: str = "") -> str:
    answer = browser.get(f"/r/{regency.slug}/golden-thread{query}")
    assert answer.status_code == 200
    return answer.text


def running(regulation: str) -> dict[str, object]:
    """Blitar's programme in the running year, on a regulation that covers its people."""
    return {
        **BLITAR,
        "budget_year": str(TODAY.year),
        "first_month": f"{TODAY.year}-03",
        "regulation_id": id_of(regulation),
    }


def test_programme_when_followed_names_what_lets_go_and_where_to_mend_it(
    regency: Regency, officer: Browser
) -> None:
    perbup = add_perbup(officer, regency, article_bpu_rentan="Pasal 7", article_pu="")
    programme = add(officer, regency, running(perbup))
    agreement = draft(officer, regency, commitment_id=id_of(programme))

    page = thread_page(officer, regency)

    words = text_of(page)
    assert "Perbup 25/2021, Pasal 7" in words
    assert "0 dari 1 program terhubung" in words
    assert "Maret–Oktober 2026: 65.000 orang-bulan, Rp1.092.000.000" in words
    assert f'<a href="{perbup}/edit">Ubah regulasi</a>' in page
    assert f'<a href="{programme}/edit">Ubah program</a>' in page
    assert f'<a href="{agreement}">Buka perjanjiannya</a>' in page
    lists = f"/r/{regency.slug}/billing-lists/new?commitment_id={id_of(programme)}"
    assert f'<a href="{lists}">Buat daftar tagihan</a>' in page
    assert "Perjanjian belum ditandatangani" in words
    assert sign(officer, agreement).status_code == 303
    assert "Perjanjian belum ditandatangani" not in thread_page(officer, regency)


@pytest.mark.parametrize(("payer", "is_covered"), [("village", True), ("regency", False)])
def test_programme_a_village_pays_is_covered_by_an_article_on_its_neighbourhoods(
    regency: Regency, officer: Browser, payer: str, is_covered: bool
) -> None:
    perbup = add_perbup(officer, regency, article_pu="", article_rt_rw="Pasal 7")
    add(officer, regency, {**running(perbup), "payer": payer})

    words = text_of(thread_page(officer, regency))

    assert ("Perbup 25/2021, Pasal 7" in words) is is_covered
    assert ("Kelompok pekerja belum diatur" in words) is not is_covered


def test_thread_when_the_law_is_revoked_breaks_the_same_day(
    regency: Regency, officer: Browser
) -> None:
    perbup = add_perbup(officer, regency, article_bpu_rentan="Pasal 7")
    add(officer, regency, running(perbup))
    assert "Dasar hukum tidak berlaku lagi" not in thread_page(officer, regency)

    revoke(officer, regency, perbup)

    assert "dicabut dengan Perbup 9/2026" in text_of(thread_page(officer, regency))


def test_threads_when_narrowed_to_a_strand_leave_the_others_out(
    regency: Regency, officer: Browser
) -> None:
    perbup = add_perbup(officer, regency, article_bpu_rentan="Pasal 7")
    add(officer, regency, running(perbup), title="Nelayan")
    add(officer, regency, {**running(perbup), "regulation_id": ""}, title="Petani")

    page = text_of(thread_page(officer, regency, "?strand=article"))

    assert "Petani" in page
    assert "Dasar hukum belum disebut" in page
    everything = officer.get(f"/r/{regency.slug}/golden-thread/export")
    told = [line["Temuan"] for line in lines_of(everything) if line["Program"] == "Petani"]
    assert "Dasar hukum belum disebut" in told
    assert "Belum ada program" in text_of(thread_page(officer, regency, "?year=2019"))


def test_reader_when_they_mend_nothing_sees_no_forms(
    regency: Regency, officer: Browser, browser_of: SignIn
) -> None:
    add(officer, regency, running(add_perbup(officer, regency)))
    viewer = browser_of(regency, Role.VIEWER)

    page = thread_page(viewer, regency)

    assert "Bulan tanpa daftar tagihan" in page
    assert "Ubah program" not in page
    assert "Buat daftar tagihan" not in page


def test_list_of_programmes_leads_to_the_thread(regency: Regency, officer: Browser) -> None:
    assert "/golden-thread" in officer.get(f"/r/{regency.slug}/commitments").text


def test_thread_when_nothing_is_asked_for_properly_says_so(
    regency: Regency, officer: Browser
) -> None:
    for query in ("?year=besok", "?strand=benang"):
        assert officer.get(f"/r/{regency.slug}/golden-thread{query}").status_code == 422
