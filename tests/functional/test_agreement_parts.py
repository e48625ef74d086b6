"""The programmes of one agreement: added and taken off on its page, and read by the office."""

import re
from collections.abc import Callable

import pytest

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.test_agreement_drafts import docx_words, pdf_words, taken
from tests.functional.test_agreement_review import at_branch, submit
from tests.functional.test_agreements import draft, hidden
from tests.functional.test_commitments import BLITAR, add, text_of
from tests.functional.test_regulation_story import add_perbup

SignIn = Callable[[Regency | Organisation, Role], Browser]
TOBACCO = {
    **BLITAR,
    "title": "Petani tembakau",
    "funding_source": "dbhcht",
    "people_count": "100",
    "first_month": "2025-11",
    "month_count": "2",
    "stated_total_idr": "3.360.000",
}


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def tobacco(regency: Regency, officer: Browser) -> str:
    """The id of a programme of DBHCHT."""
    return add(officer, regency, TOBACCO).rsplit("/", 1)[1]


@pytest.fixture
def agreement(regency: Regency, branch: Organisation, officer: Browser) -> str:
    """The path of a draft for Blitar's programme."""
    assert branch.slug
    programme = add(officer, regency, BLITAR, funding_source="apbd")
    return draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])


def join(browser: Browser, agreement: str, commitment_id: str) -> tuple[int, str]:
    version = hidden(browser.get(agreement).text, "expected_version")
    form = {"expected_version": version, "part_commitment_id": commitment_id}
    answer = browser.post(f"{agreement}/parts", data=form)
    return answer.status_code, text_of(answer.text)


def test_programme_of_another_source_is_added_shown_and_taken_off(
    officer: Browser, agreement: str, tobacco: str
) -> None:
    before = text_of(officer.get(agreement).text)
    offered = f'value="{tobacco}"' in officer.get(agreement).text
    added = join(officer, agreement, tobacco)
    page = officer.get(agreement).text
    shown = text_of(page)
    (removal,) = re.findall(r'action="([^"]+/parts/[^"]+/removal)#parts"', page)
    version = hidden(page, "expected_version")
    gone = officer.post(removal, data={"expected_version": version})
    after = text_of(officer.get(agreement).text)

    assert offered
    assert added[0] == 303
    assert "DBH Cukai Hasil Tembakau Petani tembakau" not in before
    split = shown.split("Menurut sumber dana, program jaminan, dan bulan")[1]
    assert split.count("DBH Cukai Hasil Tembakau Petani tembakau 200 orang-bulan") == 2
    assert "November 2025 100 Rp1.000.000 Rp680.000 Rp1.680.000" in split
    assert "81.450" not in split
    assert "Rp1.368.360.000" in shown
    assert "Lihat perhitungan Petani tembakau" in shown
    assert shown.count("Kemungkinan kepesertaan ganda antarprogram") == 1
    assert f'value="{tobacco}"' not in page
    assert gone.status_code == 303
    assert "Program dikeluarkan dari perjanjian ini" in after


def test_budget_line_that_one_programme_states_stays_in_the_draft_with_its_name(
    regency: Regency, officer: Browser, agreement: str
) -> None:
    stated = {**TOBACCO, "budget_line": "5.1.02.02.02.0006"}
    tobacco = add(officer, regency, stated).rsplit("/", 1)[1]
    assert join(officer, agreement, tobacco)[0] == 303

    pdf, docx = (taken(officer, agreement, form) for form in ("pdf", "docx"))
    section = officer.get(agreement).text.partition('id="draft"')[2]

    dots = "...................."
    told = f"mata anggaran {dots} ({BLITAR['title']}), 5.1.02.02.02.0006 (Petani tembakau)."
    assert told in pdf_words(pdf)
    assert told in docx_words(docx)
    assert re.search(r'href="[^"]+/commitments/[^"]+/edit">Mata anggaran', section)


def test_refused_programme_says_why_beside_its_field(
    officer: Browser, agreement: str, tobacco: str
) -> None:
    join(officer, agreement, tobacco)

    again = join(officer, agreement, tobacco)
    unchosen = join(officer, agreement, "")

    assert again[0] == 422
    assert "Program ini sudah dimuat dalam perjanjian ini." in again[1]
    assert unchosen[0] == 422


def test_others_read_what_an_agreement_carries_and_change_nothing(
    regency: Regency, officer: Browser, agreement: str, tobacco: str, browser_of: SignIn
) -> None:
    join(officer, agreement, tobacco)
    viewer = browser_of(regency, Role.VIEWER)

    page = text_of(viewer.get(agreement).text)

    assert "Petani tembakau" in page
    assert "Tambah program dari sumber dana atau jaminan lain" not in page
    form = {"expected_version": "2", "part_commitment_id": tobacco}
    assert viewer.post(f"{agreement}/parts", data=form).status_code == 403


def test_office_sees_the_same_split_and_the_claims_hold_the_parts(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    agreement: str,
    tobacco: str,
    browser_of: SignIn,
) -> None:
    join(officer, agreement, tobacco)
    assert submit(officer, agreement).status_code == 303

    page = text_of(
        browser_of(branch, Role.REVIEWER).get(at_branch(branch, regency, agreement)).text
    )
    held = join(officer, agreement, tobacco)
    versions = text_of(officer.get(f"{agreement}/versions").text)

    assert "Program: Petani tembakau; Pekerja: 100" in versions
    assert "Sumber dana: DBH Cukai Hasil Tembakau" in versions
    assert "Nilai perjanjian Rp1.368.360.000" in page
    assert "DBH Cukai Hasil Tembakau Petani tembakau 200 orang-bulan" in page
    assert "Lihat perhitungan Petani tembakau" in page
    assert held[0] == 409


def test_draft_of_a_pks_costs_all_programmes_and_lists_them_in_its_annex(
    officer: Browser, agreement: str, tobacco: str
) -> None:
    alone = pdf_words(taken(officer, agreement, "pdf"))
    join(officer, agreement, tobacco)
    pdf, docx = (taken(officer, agreement, form) for form in ("pdf", "docx"))

    assert "RINCIAN IURAN MENURUT SUMBER DANA" not in alone
    for words in (pdf_words(pdf), docx_words(docx)):
        assert "RINCIAN IURAN MENURUT SUMBER DANA, PROGRAM JAMINAN, DAN BULAN" in words
        assert "Petani tembakau" in words
        assert "Rp1.368.360.000" in words
        assert "November 2025" in words
        assert "APBD dan DBH Cukai Hasil Tembakau" in words
        assert "8.125 (delapan ribu seratus dua puluh lima) orang untuk " in words
        assert "100 (seratus) orang untuk Petani tembakau sebagaimana daftar nama" in words
        assert "Petani tembakau: Rp16.800 (enam belas ribu delapan ratus rupiah) per" in words
        assert "8.225 (" not in words


def test_programme_and_removal_page_name_the_agreement_that_carries_it(
    regency: Regency, officer: Browser, agreement: str, tobacco: str
) -> None:
    join(officer, agreement, tobacco)

    programme = text_of(officer.get(f"/r/{regency.slug}/commitments/{tobacco}").text)
    removal = text_of(officer.get(f"/r/{regency.slug}/commitments/{tobacco}/removal").text)

    assert "PKS pekerja rentan" in programme
    assert "Dimuat dalam perjanjian: PKS pekerja rentan" in removal


def test_finding_of_a_part_reaches_both_sides_with_the_form_of_its_own_programme(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    agreement: str,
    browser_of: SignIn,
) -> None:
    perbup = add_perbup(officer, regency, ended_on="2025-10-01")
    part = add(officer, regency, TOBACCO, regulation_id=perbup.rsplit("/", 1)[1])
    assert join(officer, agreement, part.rsplit("/", 1)[1])[0] == 303
    assert submit(officer, agreement).status_code == 303

    page = officer.get(agreement).text
    seen = browser_of(branch, Role.REVIEWER).get(at_branch(branch, regency, agreement)).text

    found = page.split("Dasar hukum tidak berlaku lagi (Petani tembakau)")[1]
    assert found.split("Ubah program")[0].endswith(f'<a href="{part}/edit">')
    assert "Dasar hukum tidak berlaku lagi (Petani tembakau)" in seen
    assert '<section id="arithmetic" class="contradicts"' not in seen
