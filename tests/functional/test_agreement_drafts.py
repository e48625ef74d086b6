"""The text of a PKS: drawn up here or the branch's own, with its clauses and its code."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from cooperation.models.clauses import AgreementClause
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.test_agreement_review import at_branch, submit
from tests.functional.test_agreements import PDF, draft, hidden, sign, take, upload
from tests.functional.test_commitments import BLITAR, add, text_of
from tests.functional.test_regulation_story import add_perbup
from tests.integration.enrollment.rosters import reading

SignIn = Callable[[Regency | Organisation, Role], Browser]
CODE = re.compile(r"Kode dokumen ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def agreement(regency: Regency, branch: Organisation, officer: Browser) -> str:
    """The path of a draft for Blitar's programme, in a regency that an office serves."""
    assert branch.slug
    programme = add(officer, regency, BLITAR)
    return draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1])


def pdf_words(paper: bytes) -> str:
    pages = PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def docx_words(paper: bytes) -> str:
    file = Document(io.BytesIO(paper))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    foot = [
        cell.text
        for table in file.sections[0].footer.tables
        for row in table.rows
        for cell in row.cells
    ]
    lines = [*(paragraph.text for paragraph in file.paragraphs), *cells, *foot]
    return " ".join(" ".join(lines).split())


def taken(browser: Browser, agreement: str, form: str) -> bytes:
    answer = browser.post(f"{agreement}/draft", data={"format": form})
    assert answer.status_code == 200, text_of(answer.text)
    assert "attachment" in answer.headers["Content-Disposition"]
    return bytes(answer.data)


def code_of(words: str) -> str:
    found = CODE.search(words)
    assert found is not None, words
    return found[1]


def checked(browser: Browser, regency: Regency, code: str) -> str:
    return text_of(browser.get(f"/r/{regency.slug}/papers/check", query_string={"code": code}).text)


def test_draft_leaves_as_pdf_and_docx_with_the_same_figures_code_and_words(
    officer: Browser, agreement: str, branch: Organisation
) -> None:
    pdf, docx = (taken(officer, agreement, form) for form in ("pdf", "docx"))

    for words in (pdf_words(pdf), docx_words(docx)):
        assert "PERJANJIAN KERJA SAMA" in words
        assert branch.name.upper() in words
        assert "8.125 (delapan ribu seratus dua puluh lima) orang" in words
        assert "satu miliar tiga ratus enam puluh lima juta rupiah" in words
        assert "119/12/2025" in words
        assert "Kepala Kantor Cabang Blitar" in words
        assert "Undang-Undang Nomor 27 Tahun 2022 tentang Pelindungan Data Pribadi" in words
        assert "Kode pemeriksaan data, bukan tanda tangan elektronik." in words
        assert "...................." in words
    assert code_of(pdf_words(pdf)) == code_of(docx_words(docx))
    assert taken(officer, agreement, "docx") == docx
    assert taken(officer, agreement, "pdf") == pdf


def test_page_names_what_the_draft_lacks_with_the_form_that_fills_it(
    officer: Browser, agreement: str
) -> None:
    page = officer.get(agreement).text

    section = page[page.index('id="draft"') :]
    assert "isian belum tercatat" in section
    assert re.search(r'href="[^"]+/commitments/[^"]+/edit">Mata anggaran', section)


@pytest.mark.parametrize(
    ("office", "party", "acting_for"),
    [
        ("Bupati Uji", "PEMERINTAH {}", "Pemerintah {}"),
        (
            "Kepala Dinas",
            "DINAS SOSIAL",
            "Dinas Sosial, Pemerintah {}",
        ),
    ],
)
def test_draft_names_for_whom_the_first_party_signs(
    regency: Regency, officer: Browser, office: str, party: str, acting_for: str
) -> None:
    programme = add(officer, regency, BLITAR).rsplit("/", 1)[1]
    signer = {"regency_office": office, "regency_capacity": "definitive"}
    agreement = draft(officer, regency, commitment_id=programme, **signer)

    pdf, docx = (taken(officer, agreement, form) for form in ("pdf", "docx"))

    name = regency.name
    for words in (pdf_words(pdf), docx_words(docx)):
        assert f"ANTARA {party.format(name.upper())} DAN" in words
        assert f"untuk dan atas nama {acting_for.format(name)}, selanjutnya" in words


@pytest.mark.usefixtures("branch")
def test_draft_says_that_its_law_is_not_in_force_on_the_day_of_the_agreement(
    regency: Regency, officer: Browser
) -> None:
    perda = {"kind": "perda", "number": "9", "year": "2024", "enacted_on": "2024-06-03"}
    older = add_perbup(officer, regency, **perda)
    stated = {"regulation_id": older.rsplit("/", 1)[1], "budget_year": "2027"}
    stated |= {
        "first_month": "2027-01",
        "budget_line": "5.1.02.02.02.0006",
        "funding_source": "apbd",
    }
    stated |= {"criteria": "Desil 1 sampai 4"}
    programme = add(officer, regency, {**BLITAR, **stated})
    days = {"starts_on": "2027-01-01", "ends_on": "2027-10-31", "due_day": "15"}
    agreement = draft(officer, regency, commitment_id=programme.rsplit("/", 1)[1], **days)
    before = [pdf_words(taken(officer, agreement, "pdf")), section_of(officer, agreement)]
    revoking = {"kind": "perda", "number": "5", "year": "2026", "enacted_on": "2026-03-01"}
    newer = add_perbup(officer, regency, **revoking)
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}
    assert officer.post(f"{newer}/relations", data=link).status_code == 303

    pdf, docx = (taken(officer, agreement, form) for form in ("pdf", "docx"))
    section = section_of(officer, agreement)

    ended = "Perda 9/2024 dicabut dengan Perda 5/2026 sejak 1 Maret 2026."
    remark = f"tidak berlaku pada hari perjanjian, 1 Januari 2027. {ended}"
    assert [ended in one for one in before] == [False, False]
    assert "Semua isian rancangan sudah tercatat" in before[1]
    assert remark in pdf_words(pdf).replace("\u00a0", " ")
    assert remark in docx_words(docx).replace("\u00a0", " ")
    assert remark in text_of(section).replace("\u00a0", " ")
    assert f'<a href="{programme}/edit">Ubah program</a>' in section
    assert "Semua isian rancangan sudah tercatat" not in section


@pytest.mark.parametrize(("starts_on", "is_told"), [("2027-01-01", True), ("2026-12-01", False)])
def test_draft_judges_its_law_by_the_day_on_which_the_agreement_begins(
    regency: Regency, officer: Browser, starts_on: str, is_told: bool
) -> None:
    perbup = add_perbup(officer, regency, ended_on="2026-12-15")
    programme = add(officer, regency, BLITAR, regulation_id=perbup.rsplit("/", 1)[1])
    agreement = draft(
        officer,
        regency,
        commitment_id=programme.rsplit("/", 1)[1],
        starts_on=starts_on,
        ends_on="2027-12-31",
    )

    paper = pdf_words(taken(officer, agreement, "pdf"))

    assert ("tidak berlaku pada hari perjanjian" in paper) is is_told


def section_of(browser: Browser, agreement: str) -> str:
    """What the page says of text and clauses."""
    page = browser.get(agreement).text
    return page[page.index('id="draft"') :]


def test_code_leads_back_to_the_version_and_says_whether_the_data_changed(
    app: Flask, regency: Regency, officer: Browser, agreement: str
) -> None:
    code = code_of(pdf_words(taken(officer, agreement, "pdf")))

    before = checked(officer, regency, code.lower().replace("-", " "))
    page = officer.get(f"{agreement}/edit").text
    version = hidden(page, "expected_version")
    changed = {"expected_version": version, "title": "PKS pekerja rentan", "kind": "pks"}
    changed |= {"number_bpjs": "PER/35/042025", "source_name": "x", "source_status": "press"}
    changed |= {"commitment_id": re.findall(r'value="([^"]+)" selected', page)[1]}
    assert officer.post(f"{agreement}/edit", data=changed).status_code == 303
    after = checked(officer, regency, code)

    assert "Data masih sama dengan dokumen ini." in before
    assert "PKS pekerja rentan" in before
    assert "Data sudah berubah sejak dokumen ini disusun." in after
    assert code_of(pdf_words(taken(officer, agreement, "pdf"))) != code
    with app.app_context(), reading(regency) as session:
        noted = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "paper:draw-up")
        ).all()
    assert [one["paper_kind"] for one in noted] == ["agreement_draft", "agreement_draft"]


def test_code_that_is_none_or_of_another_regency_is_refused_and_kept_in_the_field(
    regency: Regency,
    make_regency: Callable[[], Regency],
    browser_of: SignIn,
    officer: Browser,
    agreement: str,
) -> None:
    code = code_of(pdf_words(taken(officer, agreement, "pdf")))
    other = make_regency()
    stranger = browser_of(other, Role.OFFICER)

    assert "Tidak ada dokumen dengan kode ini" in checked(stranger, other, code)
    assert "16 huruf dan angka" in checked(officer, regency, "K7QX")
    again = officer.get(f"/r/{regency.slug}/papers/check?code=K7QX").text
    assert 'value="K7QX"' in again


def test_draft_of_ours_becomes_the_text_with_its_clauses_ticked(
    officer: Browser, agreement: str
) -> None:
    before = text_of(officer.get(agreement).text)

    kept = take(officer, agreement, "draft/keep", format="docx")

    assert kept.status_code == 303
    page = text_of(officer.get(agreement).text)
    assert "klausul wajib belum diperiksa pada naskah ini" in before
    assert "Semua klausul wajib ada dalam naskah." in page
    assert "Pasal 5" in page
    assert re.search(r"rancangan-pks-[a-z2-7]{4}\.docx", page)


def test_draft_when_somebody_saved_meanwhile_or_it_is_examined_is_refused(
    officer: Browser, agreement: str
) -> None:
    stale = officer.post(f"{agreement}/draft/keep", data={"expected_version": "1", "format": "pdf"})
    assert stale.status_code == 303
    again = officer.post(f"{agreement}/draft/keep", data={"expected_version": "1", "format": "pdf"})
    assert again.status_code == 409
    assert submit(officer, agreement).status_code == 303

    refused = take(officer, agreement, "draft/keep", format="pdf")

    assert refused.status_code == 409


def test_text_of_the_branch_is_checked_clause_by_clause_and_both_sides_see_what_is_missing(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    agreement: str,
    browser_of: SignIn,
) -> None:
    upload(officer, agreement, PDF, paper="draft_text")
    form = officer.get(f"{agreement}/clauses").text
    names = re.findall(r'name="presence_([a-z_]+)"', form)
    answers = {f"presence_{name}": "present" for name in names} | {"seen": hidden(form, "seen")}
    answers |= {"presence_personal_data": "absent", "note_personal_data": "Diminta ditambahkan."}
    answers |= {"place_funding": "Pasal 7, halaman 4"}

    saved = officer.post(f"{agreement}/clauses", data=answers)

    assert saved.status_code == 303
    submit(officer, agreement)
    reviewer = browser_of(branch, Role.REVIEWER)
    for page in (
        text_of(officer.get(agreement).text),
        text_of(reviewer.get(at_branch(branch, regency, agreement)).text),
    ):
        assert "1 klausul wajib tidak ada dalam naskah:" in page
        assert "Kerahasiaan dan Pelindungan Data Pribadi" in page
        assert "Pasal 7, halaman 4" in page
        assert "Diminta ditambahkan." in page


def test_text_in_which_clauses_were_found_says_so_where_it_would_be_removed(
    app: Flask, regency: Regency, officer: Browser, agreement: str
) -> None:
    take(officer, agreement, "draft/keep", format="pdf")
    with app.app_context(), transaction(regency.principal()) as session:
        text_id = session.scalars(select(AgreementClause.document_id).distinct()).one()
    upload(officer, agreement, PDF, paper="draft_text")

    page = text_of(officer.get(f"/r/{regency.slug}/documents/{text_id}/removal").text)

    assert "Diperiksa klausulnya: PKS pekerja rentan" in page


def test_clauses_found_in_an_earlier_text_are_to_be_looked_for_again(
    officer: Browser, agreement: str
) -> None:
    take(officer, agreement, "draft/keep", format="pdf")

    upload(officer, agreement, PDF, paper="draft_text")

    page = text_of(officer.get(agreement).text)
    assert "pada naskah sebelumnya; periksa kembali" in page
    assert "Semua klausul wajib ada" not in page


def test_list_of_clauses_that_somebody_else_saved_is_not_overwritten(
    officer: Browser, agreement: str
) -> None:
    officer.post(f"{agreement}/clauses", data={"presence_scope": "present"})

    answer = officer.post(
        f"{agreement}/clauses", data={"seen": "", "presence_scope": "absent", "note_scope": "saya"}
    )

    assert answer.status_code == 409
    assert 'value="saya"' in answer.text


def test_note_with_a_nik_is_refused_beside_its_field(officer: Browser, agreement: str) -> None:
    answer = officer.post(
        f"{agreement}/clauses",
        data={"presence_scope": "present", "note_scope": "NIK 3505012345678901"},
    )

    assert answer.status_code == 422
    assert "Jangan menuliskan NIK" in text_of(answer.text)
    assert "field-note_scope" in answer.text


def test_viewer_may_take_a_draft_and_may_not_make_it_the_text(
    regency: Regency, agreement: str, browser_of: SignIn
) -> None:
    viewer = browser_of(regency, Role.VIEWER)

    assert taken(viewer, agreement, "pdf").startswith(b"%PDF-")
    kept = viewer.post(f"{agreement}/draft/keep", data={"expected_version": "1", "format": "pdf"})
    assert kept.status_code == 403
    assert viewer.post(f"{agreement}/clauses", data={}).status_code == 403
    assert "Jadikan naskah" not in text_of(viewer.get(agreement).text)


@pytest.mark.parametrize(
    ("kind", "clause", "title"),
    [
        ("nota_kesepakatan", "implementation", "Pelaksanaan dengan PKS"),
        ("adendum", "changes", "Ketentuan yang diubah"),
    ],
)
def test_other_kinds_of_agreement_have_a_list_of_their_own_and_no_draft(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    agreement: str,
    browser_of: SignIn,
    kind: str,
    clause: str,
    title: str,
) -> None:
    path = draft(officer, regency, kind=kind, **changing(officer, agreement, kind))
    upload(officer, path, PDF, paper="draft_text")
    page, form = text_of(officer.get(path).text), officer.get(f"{path}/clauses").text
    assert "Naskah dan klausul" in page
    assert "Unduh rancangan" not in page
    assert officer.post(f"{path}/draft", data={}).status_code == 422
    names = re.findall(r'name="presence_([a-z_]+)"', form)
    assert clause in names
    assert "tariff" not in names
    answers = {f"presence_{name}": "present" for name in names} | {"seen": hidden(form, "seen")}

    saved = officer.post(f"{path}/clauses", data=answers | {f"presence_{clause}": "absent"})

    assert saved.status_code == 303
    submit(officer, path)
    for told in (
        text_of(officer.get(path).text),
        text_of(browser_of(branch, Role.REVIEWER).get(at_branch(branch, regency, path)).text),
    ):
        assert f"1 klausul wajib tidak ada dalam naskah: {title}." in told


def test_list_of_clauses_of_another_kind_is_refused(officer: Browser, agreement: str) -> None:
    answer = officer.post(f"{agreement}/clauses", data={"presence_implementation": "present"})

    assert answer.status_code == 409
    assert "Bentuk perjanjian diubah orang lain" in text_of(answer.text)


def changing(officer: Browser, agreement: str, kind: str) -> dict[str, str]:
    """What an addendum states beside other kinds: what it changes, and how."""
    if kind != "adendum":
        return {}
    sign(officer, agreement)
    carried = re.search(r"/commitments/([0-9a-f-]{36})", officer.get(agreement).text)
    assert carried is not None
    return {
        "commitment_id": carried[1],
        "amends_id": agreement.rsplit("/", 1)[1],
        "changes_from": "2025-06",
        "new_people_count": "8200",
        "number_regency": "119/13/2025",
        "number_bpjs": "PER/35/122025",
    }


def test_draft_without_a_programme_is_dots_throughout(regency: Regency, officer: Browser) -> None:
    path = draft(officer, regency, signatories="")

    words = pdf_words(taken(officer, path, "pdf"))

    assert "Peserta berjumlah .................... (....................) orang" in words


def test_rubbish_typed_by_an_officer_stays_text_in_both_files(
    regency: Regency, officer: Browser
) -> None:
    rubbish = '#strong[tebal] $x$ \\ {people} <w:t> & "naskah" 😀'
    path = draft(officer, regency, title=rubbish, signatories=rubbish)

    pdf, docx = (taken(officer, path, form) for form in ("pdf", "docx"))

    assert "#strong[tebal] $x$ \\ {people} <w:t> &" in pdf_words(pdf)
    assert rubbish in docx_words(docx)


def test_docx_names_nobody_and_carries_no_macro(officer: Browser, agreement: str) -> None:
    file = io.BytesIO(taken(officer, agreement, "docx"))

    about = Document(file).core_properties
    assert about.author.startswith("Kabupaten Uji")
    assert about.comments == ""
    assert not [name for name in zipfile.ZipFile(file).namelist() if "vba" in name.lower()]


def test_branch_reads_of_a_code_only_what_came_before_it(
    regency: Regency,
    branch: Organisation,
    officer: Browser,
    agreement: str,
    browser_of: SignIn,
) -> None:
    code = code_of(pdf_words(taken(officer, agreement, "pdf")))
    reviewer = browser_of(branch, Role.REVIEWER)
    page = f"/b/{branch.slug}/r/{regency.slug}/papers/check?code={code}"

    hidden_yet = text_of(reviewer.get(page).text)
    submit(officer, agreement)
    told = text_of(reviewer.get(page).text)

    assert "tidak dapat dibuka dari sini" in hidden_yet
    assert "PKS pekerja rentan" not in hidden_yet
    assert "PKS pekerja rentan" in told
    assert "dapat dilihat oleh pemerintah daerah" in told


def test_draft_with_its_list_of_clauses_is_taken_away_as_one(
    officer: Browser, agreement: str
) -> None:
    officer.post(f"{agreement}/clauses", data={"presence_scope": "present"})

    gone = officer.post(
        f"{agreement}/removal", data={"reason": "Tercatat dua kali oleh petugas lain."}
    )

    assert gone.status_code == 303
    assert officer.get(agreement).status_code == 404


def test_text_says_each_round_in_which_it_was_submitted_where_it_would_be_removed(
    app: Flask, regency: Regency, officer: Browser, agreement: str
) -> None:
    take(officer, agreement, "draft/keep", format="pdf")
    with app.app_context(), transaction(regency.principal()) as session:
        text_id = session.scalars(select(AgreementClause.document_id).distinct()).one()
    submit(officer, agreement)
    take(officer, agreement, "withdraw")
    submit(officer, agreement)

    page = text_of(officer.get(f"/r/{regency.slug}/documents/{text_id}/removal").text)

    told = re.findall(r"Diajukan pada putaran (\d): PKS pekerja rentan", page)
    assert told == ["1", "2"]
    assert page.count("Diperiksa klausulnya: PKS pekerja rentan") == 1
