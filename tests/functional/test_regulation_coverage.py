"""The heat strip on its page: what the law covers on a day, and what no text covers."""

import io
import zipfile
from collections.abc import Callable

import pytest

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.test_regulation_story import PERBUP, add_perbup, at

SignIn = Callable[[Regency, Role], Browser]
COVERAGE = "/coverage"


def test_strip_shows_article_and_page_of_texts_in_force_and_what_no_text_covers(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add_perbup(
        officer,
        regency,
        article_pu="Pasal 4",
        page_pu="6",
        article_perangkat_desa="Pasal 5",
        has_team="true",
        team_article="Pasal 14",
        team_page="11",
        has_reporting="false",
    )
    add_perbup(officer, regency, number="", year="2026", enacted_on="", status="draft")
    stranger = browser_of(other_regency, Role.OFFICER)
    add_perbup(stranger, other_regency, number="77", article_bumd="Pasal 1")

    page = browser_of(regency, Role.VIEWER).get(at(regency, COVERAGE)).text
    before = officer.get(at(regency, f"{COVERAGE}?on=2021-06-22")).text
    export = officer.get(at(regency, f"{COVERAGE}/export"))

    assert "Pasal 4, hal. 6" in page
    assert "Pasal 14, hal. 11" in page
    assert "tidak diatur" in page
    assert "Rancangan" not in page
    assert "Perbup 77" not in page
    gaps = page.split("Belum ada naskah berlaku yang dicatat mengatur:")[1].split("</p>")[0]
    assert "Badan usaha milik daerah (BUMD)" in gaps
    assert "Badan Permusyawaratan Desa (BPD); Ketua RT dan RW" in gaps
    assert "Perangkat desa" not in gaps
    assert "Pelaporan dan evaluasi" in gaps
    assert "Tim atau forum pelaksana" not in gaps
    assert "Tidak ada regulasi yang pasti berlaku" in before
    with zipfile.ZipFile(io.BytesIO(export.data)) as book:
        assert "Pasal 14, hal. 11" in book.read("xl/sharedStrings.xml").decode()


def test_text_with_a_missing_date_is_named_and_covers_nothing(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add_perbup(officer, regency, enacted_on="", article_bumd="Pasal 9")

    page = officer.get(at(regency, f"{COVERAGE}?on=2021-03-01")).text

    assert "karena tanggalnya tidak lengkap" in page
    assert "Perbup 25/2021" in page
    assert "Pasal 9" not in page


def test_page_of_a_regulation_shows_where_it_lays_things_down(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(
        officer, regency, page_pu="6", has_reporting="true", reporting_article="Pasal 15"
    )

    page = officer.get(path).text
    form = officer.get(f"{path}/edit").text

    assert "hal. 6" in page
    assert "Pasal 15" in page
    assert 'name="page_pu"' in form
    assert 'value="6"' in form


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"team_article": "Pasal 14"}, "Pasal tim pelaksana diisi: pilih Ya"),
        ({"reporting_page": "3"}, "Pasal pelaporan diisi: pilih Ya"),
        ({"page_pu": "0"}, "Isi dengan angka dari 1"),
        ({"page_bumd": "5"}, "Isi pasal atau ringkasannya."),
    ],
)
def test_place_that_hangs_in_the_air_is_refused(
    regency: Regency, browser_of: SignIn, changes: dict[str, str], sentence: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency, "/new"), data={**PERBUP, **changes})

    assert response.status_code == 422
    assert sentence in response.text
