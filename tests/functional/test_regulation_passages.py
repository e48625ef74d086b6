"""Words looked for in the texts of regulations, on the page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.access import Role
from tenants.kernel import jobs
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.reading import ReadingLimits, read_text
from tenants.services.regulation_texts import READ_TEXTS_JOB
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_regulation_story import add_perbup, at, upload
from tests.integration.tenants.papers import docx_of, pdf_of

SignIn = Callable[[Regency, Role], Browser]
PASSAGES = "/passages"


def read_everything(app: Flask, regency: Regency) -> None:
    with app.app_context():
        with transaction(Principal(DatabaseRole.JOB, regency.id)) as session:
            waiting = session.scalars(
                select(jobs.JobRun.id).where(
                    jobs.JobRun.kind == READ_TEXTS_JOB, jobs.JobRun.tenant_id == regency.id
                )
            ).all()
        for run in waiting:
            jobs.perform(str(run))


def test_passage_is_shown_with_its_page_and_its_words_marked_as_text_only(
    app: Flask, regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, pdf_of("Umum", "Setiap <b>pekerja rentan</b> didaftarkan & dibayar"))
    assert "menunggu dibaca" in officer.get(path).text

    read_everything(app, regency)

    page = browser_of(regency, Role.VIEWER).get(at(regency, f"{PASSAGES}?search=pekerja")).text
    assert "hal. 2" in page
    assert "<mark>pekerja</mark> rentan" in page
    assert "didaftarkan &amp; dibayar" in page
    assert "<b>" not in page
    assert "teks terbaca" in officer.get(path).text
    stranger = browser_of(other_regency, Role.OFFICER)
    assert "tidak ditemukan" in stranger.get(at(other_regency, f"{PASSAGES}?search=pekerja")).text


def test_document_is_told_by_parts_and_says_where_its_end_was_not_read(
    app: Flask, regency: Regency, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    short = replace(ReadingLimits(), page_count=2)
    monkeypatch.setattr("tenants.tasks.read_text", partial(read_text, limits=short))
    upload(officer, path, docx_of("Umum", "Setiap pekerja didaftarkan.", "Penutup."), "perbup.docx")

    read_everything(app, regency)

    page = officer.get(at(regency, f"{PASSAGES}?search=pekerja")).text
    assert "bagian 2" in page
    assert "hal. 2" not in page
    record = officer.get(path).text
    assert "hanya 34 dari 42 huruf terbaca" in record
    assert "2 bagian" in record
    assert "teks terbaca" not in record


def test_scan_says_that_it_cannot_be_searched(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, pdf_of("", ""))

    read_everything(app, regency)

    assert "hasil pindai tanpa teks, tidak dapat dicari" in officer.get(path).text


def test_picture_that_is_named_as_a_pdf_is_called_what_it_is_and_read_as_a_scan(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    said = "Isi berkas naskah.pdf adalah gambar PNG, bukan PDF. Namanya diberi akhiran .png."

    upload(officer, path, b"\x89PNG\r\n\x1a\n....", "naskah.pdf")
    page = text_of(officer.get(path))
    upload(officer, path, pdf_of("Umum"), "naskah kedua.pdf")
    read_everything(app, regency)

    assert page.count(said) == 1
    assert "Berkas naskah.pdf.png tersimpan." in page
    after = text_of(officer.get(path))
    assert "Isi berkas" not in after
    assert "hasil pindai tanpa teks, tidak dapat dicari" in after


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        (PASSAGES, 200, "Kata yang dicari"),
        (f"{PASSAGES}?search=yang+dan", 200, "tidak ditemukan"),
        (f"{PASSAGES}?search=%22%28%27%3A%2A", 200, "sedikitnya satu kata"),
        (f"{PASSAGES}?search={'a' * 201}", 422, "Paling banyak 200 huruf"),
    ],
)
def test_odd_words_get_an_answer(
    regency: Regency, browser_of: SignIn, address: str, status: int, sentence: str
) -> None:
    response = browser_of(regency, Role.OFFICER).get(at(regency, address))

    assert response.status_code == status
    assert sentence in response.text


def test_words_that_are_too_long_are_given_back_in_their_form(
    regency: Regency, browser_of: SignIn
) -> None:
    typed = "pekerja-" * 75

    page = browser_of(regency, Role.VIEWER).get(at(regency, f"{PASSAGES}?search={typed}"))

    assert page.status_code == 422
    assert f'value="{typed}" id="field-search"' in page.text
    assert 'href="#field-search"' in page.text
    assert "isian ini 600 huruf" in page.text


def test_passage_of_a_text_that_is_no_longer_in_force_is_marked(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    older = add_perbup(officer, regency)
    newer = add_perbup(officer, regency, number="9", year="2024", enacted_on="2024-03-01")
    upload(officer, older, pdf_of("Setiap pekerja rentan didaftarkan."))
    upload(officer, newer, pdf_of("Setiap pekerja rentan dibayar."))
    read_everything(app, regency)
    address = at(regency, f"{PASSAGES}?search=pekerja")
    before = text_of(officer.get(address))
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}
    assert officer.post(f"{newer}/relations", data=link).status_code == 303

    page = text_of(officer.get(address))

    assert "tidak berlaku lagi" not in before
    assert page.count("tidak berlaku lagi") == 1
    assert "Perbup 25/2021 tidak berlaku lagi" in page


@pytest.mark.usefixtures("app_context")
def test_command_asks_for_old_files_once(app: Flask, regency: Regency) -> None:
    runner = app.test_cli_runner()

    first = runner.invoke(args=["regulations", "read-texts"])
    runner.invoke(args=["regulations", "read-texts"])

    assert first.exit_code == 0, first.output
    assert "diminta dibaca naskahnya, 0 naskah dibaca ulang" in first.output
    with transaction(Principal(DatabaseRole.JOB, regency.id)) as session:
        asked = session.scalars(
            select(jobs.JobRun.id).where(
                jobs.JobRun.kind == READ_TEXTS_JOB, jobs.JobRun.tenant_id == regency.id
            )
        ).all()
    assert len(asked) == 1
