"""Two versions of an agreement side by side: claims, parties, and the texts themselves."""

import re
from dataclasses import replace

import pytest

from cooperation.views import paper_texts
from tenants.models.identity import Organisation
from tests.conftest import Browser, Regency
from tests.functional.test_agreement_review import at_branch, seen, upload
from tests.functional.test_agreements import PKS, hidden
from tests.functional.test_commitments import text_of
from tests.functional.test_home_review import REASON, agreement, officer, reviewer
from tests.integration.tenants.papers import docx_of, pdf_of

__all__ = ["agreement", "officer", "reviewer"]

OLD, NEW = "Iuran dibayar setiap tanggal 15.", "Iuran dibayar setiap tanggal 20."
PURPOSE = "Maksud perjanjian ini adalah perlindungan pekerja rentan."


def submit(officer: Browser, path: str) -> None:
    version = hidden(officer.get(path).text, "expected_version")
    assert officer.post(f"{path}/submit", data={"expected_version": version}).status_code == 303


def test_versions_show_what_changed_in_claims_and_text_to_both_sides(
    regency: Regency,
    officer: Browser,
    reviewer: tuple[Browser, Organisation],
    agreement: str,
) -> None:
    upload(officer, agreement, content=pdf_of(PURPOSE, OLD), contains_personal_data="no")
    submit(officer, agreement)
    browser, branch = reviewer
    path = at_branch(branch, regency, agreement)
    browser.post(f"{path}/return", data={**seen(browser, path), "reason": REASON})
    edit = officer.get(f"{agreement}/edit").text
    commitment = hidden_choice(edit)
    saved = officer.post(
        f"{agreement}/edit",
        data={
            **PKS,
            "commitment_id": commitment,
            "expected_version": hidden(edit, "expected_version"),
            "regency_office": "Kepala Dinas Sosial",
            "regency_capacity": "plt",
            "regency_mandate": "SPT 800/12/2025",
        },
    )
    assert saved.status_code == 303, text_of(saved.text)
    upload(officer, agreement, content=pdf_of(PURPOSE, NEW), contains_personal_data="no")
    submit(officer, agreement)

    for reader, address in ((officer, agreement), (browser, path)):
        page = text_of(reader.get(f"{address}/versions?left=branch-1&right=branch-2").text)
        assert "Kepala Dinas Sosial, pelaksana tugas (Plt.), SPT 800/12/2025" in page
        assert "Bandingkan teks naskah" in page
        texts = reader.get(f"{address}/versions?left=branch-1&right=branch-2&show=text").text
        assert f"<del>{OLD}</del>" in texts
        assert f"<ins>{NEW}</ins>" in texts
        assert PURPOSE not in texts
    assert "pelaksana tugas (Plt.)" in text_of(browser.get(path).text)


SCAN = pdf_of(PURPOSE, "")
ARTICLES = "\n".join(f"Pasal {number}\n{PURPOSE}" for number in range(1, 401))
LONG = docx_of(ARTICLES)
READ = [
    (LONG, "naskah.docx", 2, "hanya "),
    (SCAN, "naskah.pdf", 150, "naskah.pdf: 1 dari 2 halaman tidak berisi teks"),
]


@pytest.mark.parametrize(
    ("content", "name", "pages", "sentence"), READ, ids=["too-long", "scanned-page"]
)
def test_texts_that_were_not_read_whole_are_never_called_the_same(
    regency: Regency,
    officer: Browser,
    reviewer: tuple[Browser, Organisation],
    agreement: str,
    monkeypatch: pytest.MonkeyPatch,
    content: bytes,
    name: str,
    pages: int,
    sentence: str,
) -> None:
    browser, branch = reviewer
    short = replace(paper_texts.QUICK, page_count=pages)
    monkeypatch.setattr(paper_texts, "QUICK", short)
    path = submit_twice(
        regency, officer, browser, branch, agreement, (content, content + b"\n"), name
    )

    page = text_of(browser.get(f"{path}/versions?left=branch-1&right=branch-2&show=text").text)

    assert sentence in page
    assert "selebihnya belum dibandingkan" in page
    assert "kata demi kata" not in page
    if name.endswith("docx"):
        assert re.search(r"hanya \S+ dari \S+ huruf terbaca", text_of(browser.get(path).text))


def test_long_documents_are_compared_to_their_last_article(
    regency: Regency, officer: Browser, reviewer: tuple[Browser, Organisation], agreement: str
) -> None:
    browser, branch = reviewer
    two = (docx_of(f"{ARTICLES}\n{OLD}"), docx_of(f"Pembukaan.\n{ARTICLES}\n{NEW}"))
    path = submit_twice(regency, officer, browser, branch, agreement, two, "naskah.docx")

    page = browser.get(f"{path}/versions?left=branch-1&right=branch-2&show=text").text

    assert f"<del>{OLD}</del>" in page
    assert f"<ins>{NEW}</ins>" in page
    assert "2 bagian berbeda" in page
    assert re.search(r"bagian \d+</p><del>", page)
    assert "hlm." not in page


def submit_twice(
    regency: Regency,
    officer: Browser,
    browser: Browser,
    branch: Organisation,
    agreement: str,
    contents: tuple[bytes, bytes],
    name: str,
) -> str:
    """The office's address of an agreement that it got twice, each time with a text."""
    path = at_branch(branch, regency, agreement)
    for place, content in enumerate(contents):
        upload(officer, agreement, name, content, contains_personal_data="no")
        submit(officer, agreement)
        if place == 0:
            browser.post(f"{path}/return", data={**seen(browser, path), "reason": REASON})
    return path


def test_versions_of_a_draft_nobody_read_are_one(
    regency: Regency, officer: Browser, agreement: str
) -> None:
    assert regency.slug in agreement
    assert "Baru ada satu versi" in text_of(officer.get(f"{agreement}/versions").text)


def hidden_choice(page: str) -> str:
    """The programme that the form has chosen."""
    field = page.partition('name="commitment_id"')[2].partition("</select>")[0]
    return field.partition(" selected")[0].rpartition('value="')[2].partition('"')[0]
