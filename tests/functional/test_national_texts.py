"""National law on its page, and as what regulations of a regency implement."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.test_regulation_story import add_perbup, at

SignIn = Callable[[Regency, Role], Browser]

NATIONAL = "/national-texts"


@pytest.fixture(autouse=True)
def national_law(app: Flask) -> None:
    output = app.test_cli_runner().invoke(args=["reference", "load"])
    assert output.exit_code == 0, output.output


def test_page_tells_what_each_text_governs_and_what_is_not_verified(
    regency: Regency, browser_of: SignIn
) -> None:
    viewer = browser_of(regency, Role.VIEWER)

    every = viewer.get(at(regency, NATIONAL)).text
    found = viewer.get(at(regency, f"{NATIONAL}?search=inpres+2/2021")).text
    nothing = viewer.get(at(regency, f"{NATIONAL}?search=perikanan")).text

    assert "PP 50/2025" in every
    assert "belum diverifikasi" in every
    assert "masa berlakunya habis" in every
    assert "Kepala daerah menyusun regulasi" in found
    assert "PP 50/2025" not in found
    assert "Tidak ada peraturan yang sesuai" in nothing
    assert "UU 24/2011" not in viewer.get(at(regency, f"{NATIONAL}?kind=pp")).text
    assert viewer.get(at(regency, f"{NATIONAL}?kind=perdes")).status_code == 422
    english = viewer.get(at(regency, NATIONAL), headers={"Accept-Language": "en"})
    assert english.status_code == 200


def test_regulation_implements_a_national_text_until_that_is_taken_back(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    added = officer.post(f"{path}/bases", data={"code": "inpres-2-2021"})
    again = officer.post(f"{path}/bases", data={"code": "inpres-2-2021"})

    assert added.status_code == 303
    assert again.status_code == 409
    assert "sudah dikaitkan" in again.text
    assert "Inpres 2/2021" in officer.get(path).text
    assert "Perbup 25/2021" in officer.get(at(regency, NATIONAL)).text
    with zipfile.ZipFile(
        io.BytesIO(officer.get(at(regency, f"{NATIONAL}/export?search=inpres")).data)
    ) as book:
        assert "Perbup 25/2021" in book.read("xl/sharedStrings.xml").decode()
    stranger = browser_of(other_regency, Role.OFFICER)
    assert "Perbup 25/2021" not in stranger.get(at(other_regency, NATIONAL)).text
    remove = re.search(r'href="([^"]+/bases/[^"]+/removal)"', officer.get(path).text)
    assert remove is not None
    borrowed = remove.group(1).replace(regency.slug, other_regency.slug)
    reason = {"reason": "Peraturan nasionalnya lain."}
    assert stranger.post(borrowed, data=reason).status_code == 404
    assert "tidak lagi tampil" in officer.get(remove.group(1)).text
    assert officer.post(remove.group(1)).status_code == 422
    assert officer.post(remove.group(1), data=reason).status_code == 303
    assert officer.post(remove.group(1), data=reason).status_code == 404
    assert "melaksanakan <a" not in officer.get(path).text


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("permenaker-1-2025", 422, "Perbup 25/2021 lebih tua daripada Permenaker 1/2025"),
        ("uu-1-1945", 422, "Pilih salah satu pilihan"),
        ("", 422, "Wajib diisi."),
    ],
)
def test_impossible_basis_is_refused_beside_its_field(
    regency: Regency, browser_of: SignIn, code: str, status: int, sentence: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    response = officer.post(f"{path}/bases", data={"code": code})

    assert response.status_code == status
    assert sentence in response.text


def test_regulation_that_implements_may_still_be_removed(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    officer.post(f"{path}/bases", data={"code": "inpres-2-2021"})

    removed = officer.post(f"{path}/removal", data={"reason": "Tercatat dua kali."})

    assert removed.status_code == 303
    assert officer.get(path).status_code == 404
