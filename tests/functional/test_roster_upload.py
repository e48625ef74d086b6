"""An officer sends a list, leaves, comes back, decides; others see what they may."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from enrollment.parsing.columns import EXAMPLE_NIK, TEMPLATE_COLUMNS
from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    people_file,
    person,
    roster_file,
    run_due,
)
from tests.unit.enrollment.workbooks import HEADS, PARTS, compound, package, workbook

SignIn = Callable[[Regency, Role], Browser]


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        return add_commitment(regency)


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/rosters{path}"


def send(
    browser: Browser,
    regency: Regency,
    commitment_id: UUID,
    content: bytes,
    name: str = "daftar.csv",
    **fields: str,
) -> TestResponse:
    values = {"commitment_id": str(commitment_id), "cover_status": "determined", **fields}
    boundary, body = encode_multipart({**values, "file": FileStorage(io.BytesIO(content), name)})
    content_type = f"multipart/form-data; boundary={boundary}"
    return browser.post(at(regency), data=body, content_type=content_type)


def facts_of(page: TestResponse) -> str:
    """What is said of the file itself."""
    return text_of(page).partition("Diunggah")[2].partition("Sidik berkas")[0]


def work(app: Flask, regency: Regency) -> None:
    with app.app_context():
        run_due(regency)


def save(app: Flask, regency: Regency, browser: Browser, path: str, **chosen: str) -> TestResponse:
    """Have a list checked, store it as chosen on its preview, and see it stored."""
    work(app, regency)
    answer = browser.post(f"{path}/confirmation", data=chosen)
    assert answer.status_code == 303, text_of(answer)
    work(app, regency)
    return browser.get(path)


def test_officer_uploads_a_list_and_sees_what_changed(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    sent = send(officer, regency, commitment_id, people_file(12))
    waiting = officer.get(sent.location)
    work(app, regency)
    preview = text_of(officer.get(sent.location))
    done = save(app, regency, officer, sent.location)

    assert sent.status_code == 303
    assert "Belum ada yang disimpan." in preview
    assert "12 orang baru 0 sudah tercatat, berubah 0 sudah tercatat, tetap" in preview
    assert "Masa program yang ditambah: 120 orang-bulan untuk 12 orang." in preview
    assert "Iuran menurut besaran yang berlaku: Rp2.016.000." in preview
    assert "Periksa dampaknya bagi rumah tangga." in preview
    assert "data-refresh-seconds" in waiting.text
    assert "halaman boleh ditinggalkan" in text_of(waiting)
    assert "data-refresh-seconds" not in done.text
    assert "Selesai" not in facts_of(waiting)
    assert "Selesai" in facts_of(done)
    assert "12 orang tersimpan pada program ini." in text_of(done)
    assert "12 baris dibaca: 12 sah dan 0 salah." in text_of(done)
    assert "120 orang-bulan masa program" in text_of(done)
    listed = text_of(officer.get(at(regency)))
    assert "daftar.csv" in listed
    assert "tersimpan" in listed


def test_officer_uploads_a_list_larger_than_other_forms_may_be(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    content = people_file(20_000)

    sent = send(browser_of(regency, Role.OFFICER), regency, commitment_id, content)

    assert len(content) > 1024 * 1024
    assert sent.status_code == 303


def test_officer_sees_wrong_rows_in_their_cells_and_stores_the_others(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    rows = [person(1), person(2, nik="3.50502E+15"), person(3, nama="=cmd"), person(4, nama="")]
    path = send(officer, regency, commitment_id, roster_file(rows)).location
    work(app, regency)

    checked = officer.get(path)
    nothing = officer.post(f"{path}/confirmation", data={"on_errors": "all_or_nothing"})
    stored_before = stored(app, regency)
    confirmed = officer.post(f"{path}/confirmation", data={"on_errors": "valid_rows"})
    work(app, regency)
    done = text_of(officer.get(path))

    assert "2 baris salah tidak disimpan." in text_of(checked)
    assert "Baris 3 NIK Nama" in text_of(checked)
    assert 'class="cell-bad"' in checked.text
    assert nothing.status_code == 422
    assert "Tidak ada yang disimpan: 2 baris salah." in text_of(nothing)
    assert re.search(r'value="all_or_nothing"[^>]* checked', nothing.text)
    assert "3.50502E+15" in checked.text
    assert "Excel menyimpan NIK sebagai angka" in text_of(checked)
    assert stored_before == 0
    assert confirmed.status_code == 303
    assert "2 orang tersimpan pada program ini." in done
    assert "2 baris tidak disimpan." in done


def stored(app: Flask, regency: Regency) -> int:
    with app.app_context():
        return counts(regency)["worker"]


def test_officer_downloads_corrections_that_no_spreadsheet_runs(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    rows = [person(1), person(2, nama="", jenis_kelamin="=1+1")]
    path = send(officer, regency, commitment_id, roster_file(rows)).location
    work(app, regency)

    response = officer.get(f"{path}/corrections")

    text = io.StringIO(response.data.decode("utf-8-sig"), newline="")
    lines = list(csv.reader(text, delimiter=";"))
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert lines[0] == ["Baris", "Kolom", "Isi", "Jenis", "Masalah", "Cara memperbaiki"]
    assert ["3", "Jenis kelamin", "'=1+1", "kesalahan"] in [line[:4] for line in lines]


def test_list_of_corrections_nobody_can_read_is_refused_and_the_workbook_named(
    app: Flask,
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("enrollment.views.roster_files.LINES_LIMIT", 2)
    officer = browser_of(regency, Role.OFFICER)
    rows = [person(serial, nama="") for serial in range(1, 4)]
    path = send(officer, regency, commitment_id, roster_file([person(9), *rows])).location
    work(app, regency)

    refused = officer.get(f"{path}/corrections")

    assert refused.status_code == 422
    assert "lebih dari 2. Pakai berkas perbaikan (Excel)" in text_of(refused)


def test_officer_downloads_the_own_file_with_what_is_wrong(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    content = roster_file([person(1), person(2, nama="")])
    path = send(officer, regency, commitment_id, content).location
    work(app, regency)
    page = f"{path}/corrected-file"

    before = officer.get(page)
    early = officer.post(f"{page}/download")
    asked = officer.post(page)
    waiting = officer.get(page)
    work(app, regency)
    there = officer.get(page)
    file = officer.post(f"{page}/download")

    assert "/corrected-file" in officer.get(path).text
    assert "Susun berkas perbaikan" in text_of(before)
    assert (early.status_code, asked.status_code) == (303, 303)
    assert "data-refresh-seconds" in waiting.text
    assert "Berkas perbaikan siap diunduh." in text_of(there)
    assert "daftar_perbaikan.xlsx" in file.headers["Content-Disposition"]
    assert file.data.startswith(b"PK")
    assert certifier.post(page).status_code == 403
    assert certifier.post(f"{page}/download").status_code == 403


def test_officer_cancels_a_list_and_sends_the_file_again(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    content = roster_file([person(1), person(2, nama="")])
    path = send(officer, regency, commitment_id, content).location
    work(app, regency)

    officer.post(f"{path}/cancellation")
    cancelled = officer.get(path)
    rechecked = officer.post(f"{path}/recheck")
    again = send(officer, regency, commitment_id, content)
    work(app, regency)

    assert "Daftar ini dibatalkan. Tidak ada yang disimpan." in text_of(cancelled)
    assert "/recheck" not in cancelled.text
    assert rechecked.status_code == 409
    assert "Unggah berkasnya sekali lagi." in text_of(rechecked)
    assert again.location != path
    assert "1 baris salah tidak disimpan." in text_of(officer.get(again.location))


def test_officer_stops_the_checking_of_a_list(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = send(officer, regency, commitment_id, people_file(3)).location

    assert "Hentikan pemeriksaan" in text_of(officer.get(path))
    officer.post(f"{path}/cancellation")
    work(app, regency)

    assert "Daftar ini dibatalkan." in text_of(officer.get(path))
    assert stored(app, regency) == 0


def test_officer_gives_one_reason_for_the_rows_that_need_one(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    rows = [person(1), person(2, pekerjaan="Anggota POLRI")]
    path = send(officer, regency, commitment_id, roster_file(rows)).location
    work(app, regency)

    preview = text_of(officer.get(path))
    silent = officer.post(f"{path}/confirmation", data={"on_doubted": "include"})
    done = save(
        app,
        regency,
        officer,
        path,
        on_doubted="include",
        override_reason="Pensiunan sejak 2019, ada surat keputusan.",
    )

    assert "Dengan pilihan yang tertandai di bawah ini, 1 orang disimpan; 1 di" in preview
    assert silent.status_code == 422
    assert "Tuliskan mengapa baris itu benar" in text_of(silent)
    assert "2 orang tersimpan pada program ini." in text_of(done)
    assert "Pensiunan sejak 2019" in text_of(done)


def test_officer_is_asked_once_more_when_another_list_came_between(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    first = send(officer, regency, commitment_id, people_file(3)).location
    second = send(officer, regency, commitment_id, people_file(4)).location
    work(app, regency)
    save(app, regency, officer, second)

    again = save(app, regency, officer, first)
    refused = text_of(again)

    assert "Semua orang dalam berkas ini sudah tercatat" in refused


def test_officer_has_a_refused_list_checked_again(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = send(officer, regency, commitment_id, roster_file([person(1, nama="")])).location
    work(app, regency)

    answer = officer.post(f"{path}/recheck")
    waiting = officer.get(path)
    work(app, regency)

    assert answer.status_code == 303
    assert "data-refresh-seconds" in waiting.text
    assert "Tidak ada satu pun dari 1 baris" in text_of(officer.get(path))


def test_same_file_again_leads_to_its_first_result(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    first = send(officer, regency, commitment_id, people_file(3))
    save(app, regency, officer, first.location)

    again = send(officer, regency, commitment_id, people_file(3), name="salinan.csv")

    assert again.location == first.location
    page = text_of(officer.get(again.location))
    assert "Berkas yang sama sudah diunggah 20 November 2026 09.00 WIB oleh Officer" in page
    assert "3 orang tersimpan" in page
    assert stored(app, regency) == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 sheet", "Berkas Excel ini rusak atau tidak terkirim utuh."),
        (compound("Workbook"), "Ini berkas Excel jenis lama (.xls)."),
        (compound("EncryptedPackage"), "Berkas ini dikunci dengan kata sandi"),
        (package({**PARTS, "xl/vbaProject.bin": ""}), "Berkas ini memuat makro."),
        (package({"mimetype": "", "content.xml": ""}), "Ini berkas OpenDocument (.ods)."),
        (b"%PDF-1.7", "Ini berkas PDF"),
        (b"", "Berkas kosong."),
        (b"nik;nama\n1;2\n", "Kolom belum ada: tanggal_lahir, jenis_kelamin, kode_desa."),
        (b"nik;nama\nJos\x81", "Huruf pada baris 2 tidak terbaca"),
    ],
)
def test_wrong_file_is_answered_at_once_and_the_form_keeps_its_values(
    regency: Regency, commitment_id: UUID, browser_of: SignIn, content: bytes, words: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = send(officer, regency, commitment_id, content, is_synthetic="true")

    assert response.status_code == 422
    assert words in text_of(response)
    assert re.search(rf'<option value="{commitment_id}" selected', response.text)
    assert re.search(r'name="is_synthetic"[^>]* checked', response.text)
    assert "Belum ada daftar yang diunggah." in text_of(officer.get(at(regency)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nik;nama\n1;2\n", "isinya bukan buku kerja Excel."),
        (b"catatan rapat", "isinya bukan buku kerja Excel."),
        ("nik;nama\nJos\u00e9".encode("cp1252"), "isinya bukan buku kerja Excel."),
        (b"nik;nama\n" * 3_000_000, "Berkas Excel paling banyak 20 MB; berkas ini"),
        (b"\x00" * (21 * 1024 * 1024), "Berkas Excel paling banyak 20 MB; berkas ini"),
    ],
    ids=["columns", "note", "letters", "large", "large-binary"],
)
def test_file_when_only_its_name_is_a_workbook_is_told_so(
    regency: Regency, commitment_id: UUID, browser_of: SignIn, content: bytes, words: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = send(officer, regency, commitment_id, content, name="Daftar.XLSX")

    assert response.status_code == 422
    assert words in text_of(response)
    assert "Kolom belum ada" not in text_of(response)


def test_list_when_it_is_named_a_workbook_is_read_all_the_same(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    assert send(officer, regency, commitment_id, people_file(2), "a.xlsx").status_code == 303


def test_form_without_a_file_says_what_is_missing(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency), data={"commitment_id": str(commitment_id)})

    assert response.status_code == 422
    assert "Pilih berkas CSV atau Excel (.xlsx)." in text_of(response)


def test_refused_list_says_that_nothing_is_stored(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    rows = [person(serial) for serial in range(10, 200, 10)]
    path = send(officer, regency, commitment_id, roster_file(rows)).location
    work(app, regency)

    page = text_of(officer.get(path))

    assert "Tidak ada yang disimpan. 19 dari 19 NIK berakhiran 0." in page
    assert "Periksa kembali" not in page


def test_first_visit_explains_that_a_list_needs_a_programme(
    regency: Regency, browser_of: SignIn
) -> None:
    page = text_of(browser_of(regency, Role.OFFICER).get(at(regency, "/new")))

    assert "Daftar selalu milik sebuah program." in page


def test_form_when_there_are_several_programmes_lets_none_be_chosen_unseen(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    alone = officer.get(at(regency, "/new"))
    with app.app_context():
        add_commitment(regency, title="Program lain")

    form = officer.get(at(regency, "/new"))
    from_programme = officer.get(at(regency, f"/new?commitment_id={commitment_id}"))
    refused = officer.post(at(regency), data={"commitment_id": ""})

    assert "pilih program" not in alone.text
    assert '<option value="" selected>pilih program</option>' in form.text
    assert f'<option value="{commitment_id}" selected' not in form.text
    assert f'<option value="{commitment_id}" selected' in from_programme.text
    assert refused.status_code == 422
    assert "Program: Wajib diisi." in text_of(refused)


def test_officer_uploads_a_workbook_and_sees_which_sheet_was_read(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    good = ("3505010101700001", "Sumini", date(1970, 1, 1), "L", "35.05.01.2001")
    as_number = (3505010101700002, *good[1:])
    content = workbook({"Petunjuk": [["Isi Calon"]], "Calon": [HEADS, good, as_number]})

    path = send(officer, regency, commitment_id, content, "calon penerima.xlsx").location
    work(app, regency)
    checked = officer.get(path)
    corrections = officer.get(f"{path}/corrections")

    assert "Dibaca dari lembar Calon." in text_of(checked)
    assert "1 baris salah tidak disimpan." in text_of(checked)
    assert "3,50501E+15" in text_of(checked)
    assert "Excel menyimpan NIK sebagai angka sehingga angka terakhir hilang" in text_of(checked)
    assert "3505010101700002" not in checked.text
    assert "perbaikan-calon penerima.csv" in corrections.headers["Content-Disposition"]


def test_officer_is_told_on_the_page_why_a_workbook_cannot_be_read(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    content = workbook({"Rekap": [["nik", "nama"], ["1", "x"]]})
    path = send(officer, regency, commitment_id, content, "rekap.xlsx").location
    work(app, regency)

    page = text_of(officer.get(path))

    assert "Tidak ada yang disimpan. Pada lembar Rekap, kolom belum ada: tanggal_lahir" in page


@pytest.mark.usefixtures("commitment_id")
def test_upload_page_says_what_either_kind_may_hold(regency: Regency, browser_of: SignIn) -> None:
    page = text_of(browser_of(regency, Role.OFFICER).get(at(regency, "/new")))

    assert "Excel (.xlsx), paling banyak 200.000 baris dan 20 MB" in page
    assert "CSV, paling banyak 1.500.000 baris dan 300 MB" in page
    assert "NIK yang tersimpan sebagai angka ditolak" in page


def filled(template: bytes, rows: list[list[str]]) -> bytes:
    """The workbook we hand out, filled in as an officer does, its other sheets kept."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(template))
    sheets = {
        name: [list(map(str, row)) for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }
    sheets["Data"] += rows
    return workbook(sheets)


def test_workbook_template_when_filled_in_comes_in_without_an_error(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    response = officer.get(at(regency, "/template.xlsx"))
    rows = [person(serial).split(",") for serial in (1, 2)]

    empty = send(officer, regency, commitment_id, response.data, "kosong.xlsx").location
    path = send(officer, regency, commitment_id, filled(response.data, rows), "isi.xlsx").location
    work(app, regency)
    preview, unfilled = text_of(officer.get(path)), text_of(officer.get(empty))

    assert "contoh-daftar-v2.xlsx" in response.headers["Content-Disposition"]
    assert "Dibaca dari lembar Data." in preview
    assert "2 orang baru" in preview
    assert "0 baris salah" in preview
    assert "Berkas hanya berisi judul kolom." in unfilled


def test_workbook_template_has_a_guide_and_codes(regency: Regency, browser_of: SignIn) -> None:
    content = browser_of(regency, Role.OFFICER).get(at(regency, "/template.xlsx")).data

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    guide = str(book.get_sheet_by_name("Petunjuk").to_python())
    codes = book.get_sheet_by_name("Kode").to_python()
    assert book.sheet_names == ["Petunjuk", "Data", "Kode"]
    assert "versi 2" in guide
    assert EXAMPLE_NIK in guide
    assert codes[0][:3] == ["Kode desa", "Desa/kelurahan", "Kecamatan"]
    assert book.get_sheet_by_name("Data").to_python()[0] == list(TEMPLATE_COLUMNS)


def test_csv_template_when_filled_in_leaves_its_example_out(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    response = officer.get(at(regency, "/template"))
    head, example = response.data.decode("utf-8-sig").split("\r\n")[:2]
    row = ";".join(f'"{cell}"' for cell in person(1).split(","))

    content = f"{head}\r\n{example}\r\n{row}\r\n".encode()
    path = send(officer, regency, commitment_id, content).location
    work(app, regency)

    assert EXAMPLE_NIK in example
    assert head.startswith('"nik";"nama";"tanggal_lahir"')
    assert "1 baris dibaca" in text_of(officer.get(path))
    assert "contoh-daftar-v2.csv" in response.headers["Content-Disposition"]


def test_invented_list_is_marked_on_every_page(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = send(officer, regency, commitment_id, people_file(1), is_synthetic="true").location
    save(app, regency, officer, path)

    assert "data sintetis" in officer.get(path).text
    assert "data sintetis" in officer.get(at(regency)).text
    assert "sintetis" in officer.get(f"/r/{regency.slug}/workers").text


@pytest.mark.parametrize(
    ("role", "reads", "sends"),
    [(Role.ADMIN, 200, 303), (Role.CERTIFIER, 200, 403), (Role.VIEWER, 403, 403)],
)
def test_other_roles_see_and_do_what_their_work_needs(
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    role: Role,
    reads: int,
    sends: int,
) -> None:
    browser = browser_of(regency, role)

    assert browser.get(at(regency)).status_code == reads
    assert send(browser, regency, commitment_id, people_file(1)).status_code == sends


def test_another_regencys_list_and_programme_do_not_exist(
    regency: Regency,
    other_regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
) -> None:
    path = send(browser_of(regency, Role.OFFICER), regency, commitment_id, people_file(1)).location
    stranger = browser_of(other_regency, Role.OFFICER)
    foreign = path.replace(regency.slug, other_regency.slug)

    assert stranger.get(foreign).status_code == 404
    assert stranger.get(f"{foreign}/corrections").status_code == 404
    assert stranger.post(f"{foreign}/recheck").status_code == 404
    assert send(stranger, other_regency, commitment_id, people_file(1)).status_code == 404
