"""An officer keeps the register; others read it; another regency does not know it exists."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.kernel.formats import date_id
from tests.conftest import TODAY, Browser, Regency

SignIn = Callable[[Regency, Role], Browser]

PDF = b"%PDF-1.7\nPeraturan Bupati Nomor 25 Tahun 2021"
PERBUP = {
    "kind": "perbup",
    "number": "25",
    "year": "2021",
    "title": "Pelaksanaan Program Jaminan Sosial Ketenagakerjaan",
    "status": "in_force",
    "enacted_on": "2021-06-23",
    "source_name": "Berita 10 November 2021",
    "source_on": "2021-11-10",
    "source_status": "press",
    "article_pu": "Pasal 4",
    "summary_perangkat_desa": "disebut dalam sosialisasi",
}


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/regulations{path}"


def add_perbup(browser: Browser, regency: Regency, **changes: str) -> str:
    """The path of a new regulation."""
    response = browser.post(at(regency, "/new"), data={**PERBUP, **changes})
    assert response.status_code == 303, response.text
    return response.location


def upload(
    browser: Browser, path: str, content: bytes, name: str = "perbup.pdf", **fields: str
) -> TestResponse:
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
    content_type = f"multipart/form-data; boundary={boundary}"
    return browser.post(f"{path}/documents", data=body, content_type=content_type)


def test_officer_registers_a_perbup_with_its_text(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)

    path = add_perbup(officer, regency)
    assert upload(officer, path, PDF).status_code == 303

    page = officer.get(path).text
    assert "Perbup 25/2021" in page
    assert date_id(date(2021, 6, 23)) in page
    assert "1 dari 9 kelompok diatur dengan pasal" in page
    assert "pasal belum diisi" in page
    assert page.count('<span class="unfilled-text">belum diisi</span>') == 7
    assert "Sumber: Berita 10 November 2021" in page
    assert re.search(r"<code>[0-9a-f]{64}</code>", page)
    listed = officer.get(at(regency)).text
    assert "Perbup 25/2021" in listed
    assert "1 dari 9" in listed


def test_file_is_handed_out_as_it_was_sent(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, PDF, "Perbup Ñ 25.pdf")
    link = re.search(r'href="(/r/[^"]+/documents/[^"]+)"', officer.get(path).text)
    assert link is not None

    response = browser_of(regency, Role.VIEWER).get(link.group(1))

    assert response.data == PDF
    assert response.content_type == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''Perbup%20%C3%91%2025.pdf" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("app_context")
@pytest.mark.parametrize(
    ("said", "traces"),
    [({"contains_personal_data": "true"}, 1), ({}, 0)],
    ids=["personal", "plain"],
)
def test_taking_a_file_with_personal_data_leaves_a_trace(
    regency: Regency, browser_of: SignIn, said: dict[str, str], traces: int
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, PDF, **said)
    link = re.search(r'href="(/r/[^"]+/documents/[^"]+)"', officer.get(path).text)
    assert link is not None

    assert officer.get(link.group(1)).status_code == 200

    with transaction(regency.principal()) as session:
        found = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "document:download")
        ).all()
    assert len(found) == traces


@pytest.mark.parametrize(
    ("role", "status"), [(Role.VIEWER, 403), (Role.CERTIFIER, 200), (Role.OFFICER, 200)]
)
def test_file_with_personal_data_opens_for_who_reads_of_workers_only(
    regency: Regency, browser_of: SignIn, role: Role, status: int
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, PDF, contains_personal_data="true")
    link = re.search(r'href="(/r/[^"]+/documents/[^"]+)"', officer.get(path).text)
    assert link is not None

    response = browser_of(regency, role).get(link.group(1))

    assert response.status_code == status
    assert (response.data == PDF) is (status == 200)
    assert ("memuat data perorangan" in response.text) is (status == 403)


def test_officer_edits_and_sees_the_change(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    form = officer.get(f"{path}/edit").text
    assert 'value="Pasal 4"' in form
    assert 'value="2021-06-23"' in form

    response = officer.post(
        f"{path}/edit",
        data={
            **PERBUP,
            "expected_version": "1",
            "has_sanction": "true",
            "sanction_article": "Pasal 12",
            "finding": "Nomor pada alamat artikel berbeda: periksa di JDIH",
        },
    )

    assert response.status_code == 303
    page = officer.get(path).text
    assert "Pasal 12" in page
    assert "periksa di JDIH" in page
    assert "perlu diperiksa" in officer.get(at(regency)).text


def test_edit_without_the_version_seen_is_stale(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    assert officer.post(f"{path}/edit", data=PERBUP).status_code == 409
    assert officer.post(f"{path}/edit", data={**PERBUP, "title": ""}).status_code == 422


def test_saving_without_a_change_says_so(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    officer.post(f"{path}/edit", data={**PERBUP, "expected_version": "1"})

    assert "Tidak ada isian yang berubah" in officer.get(path).text


def test_stale_edit_keeps_the_typed_values_and_can_be_saved_knowingly(
    regency: Regency, browser_of: SignIn
) -> None:
    officer, colleague = browser_of(regency, Role.OFFICER), browser_of(regency, Role.ADMIN)
    path = add_perbup(officer, regency)
    edit = {**PERBUP, "expected_version": "1"}
    colleague.post(f"{path}/edit", data={**edit, "title": "Judul rekan"})

    refused = officer.post(f"{path}/edit", data={**edit, "title": "Judul saya"})

    assert refused.status_code == 409
    assert "sudah disimpan orang lain" in refused.text
    assert 'value="Judul saya"' in refused.text
    assert "Judul rekan" in officer.get(path).text
    assert 'name="expected_version" value="2"' in refused.text
    again = {**edit, "title": "Judul saya", "expected_version": "2"}
    assert officer.post(f"{path}/edit", data=again).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Wajib diisi."),
        ({"number": ""}, "Hanya rancangan yang boleh disimpan tanpa nomor"),
        ({"year": "21"}, "Isi dengan angka dari 1945 sampai"),
        ({"enacted_on": "23/06/2021"}, "Tanggal tidak dikenali"),
        ({"kind": "undang"}, "Pilih salah satu pilihan"),
        ({"jdih_url": "javascript:alert(1)"}, "dimulai dengan https://"),
        (
            {"page_pu": "1.5"},
            "Halaman: Pekerja penerima upah (PU): Isi dengan bilangan bulat.</a>",
        ),
        ({"place": "a\x00b"}, "Tempat penetapan: Mengandung karakter"),
        ({"title": "a\x00b"}, "karakter yang tidak dapat disimpan"),
        ({"tenant_id": "1"}, "Isian ini tidak dikenal"),
        ({"version": "99"}, "Isian ini tidak dikenal"),
        ({"created_at": "2020-01-01"}, "Isian ini tidak dikenal"),
    ],
)
def test_wrong_field_is_named_and_the_form_kept(
    regency: Regency, browser_of: SignIn, changes: dict[str, str], sentence: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency, "/new"), data={**PERBUP, **changes})

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Berita 10 November 2021"' in response.text
    assert "Belum ada regulasi" in officer.get(at(regency)).text


def test_second_regulation_of_the_same_number_is_refused(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add_perbup(officer, regency)

    response = officer.post(at(regency, "/new"), data={**PERBUP, "title": "Judul lain"})

    assert response.status_code == 409
    assert "Perbup 25/2021 sudah ada di daftar regulasi." in response.text
    assert 'value="Judul lain"' in response.text


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"MZ\x90\x00 bukan dokumen", 415, "Isi berkas bukan PDF"),
        (b"", 422, "Berkas kosong"),
        (
            b"%PDF-" + b"0" * (20 * 1024 * 1024),
            413,
            "paling banyak 20\u00a0MB; berkas ini 20.971.525\u00a0B",
        ),
        (b"%PDF-" + b"0" * (22 * 1024 * 1024), 413, ""),
    ],
    ids=["rubbish", "empty", "too-large", "far-too-large"],
)
def test_unfit_file_is_refused_in_words(
    regency: Regency, browser_of: SignIn, content: bytes, status: int, sentence: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    response = upload(officer, path, content)

    assert response.status_code == status
    assert sentence in response.text
    assert "Naskah belum diunggah" in officer.get(path).text


def test_upload_without_a_file_and_of_the_same_file_is_refused(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)

    missing = officer.post(f"{path}/documents", data={}, content_type="multipart/form-data")
    upload(officer, path, PDF)
    again = upload(officer, path, PDF)

    assert (missing.status_code, again.status_code) == (422, 409)
    assert "Pilih berkas" in missing.text
    assert "sama dengan versi yang sudah tersimpan" in again.text


def test_chain_is_linked_from_both_ends_and_unlinked(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    older = add_perbup(officer, regency, number="24", year="2017", enacted_on="")
    newer = add_perbup(officer, regency)
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}

    assert officer.post(f"{newer}/relations", data=link).status_code == 303

    assert "dicabut dengan" in officer.get(older).text
    assert date_id(date(2021, 6, 23)) in officer.get(older).text
    assert "mencabut" in officer.get(at(regency)).text
    again = officer.post(f"{newer}/relations", data=link)
    assert again.status_code == 409
    assert "sudah dikaitkan" in again.text
    remove = re.search(r'href="([^"]+/relations/[^"]+/removal)"', officer.get(newer).text)
    assert remove is not None
    asked = officer.get(remove.group(1)).text
    assert "Kaitan Perbup 25/2021 mencabut Perbup 24/2017" in asked
    assert "keadaan Perbup 24/2017 pada hari ini: berlaku." in asked
    assert officer.post(remove.group(1), data={"reason": "salah"}).status_code == 422
    assert "dicabut dengan" in officer.get(older).text
    reason = {"reason": "Kaitan tercatat pada regulasi yang salah."}
    assert officer.post(remove.group(1), data=reason).status_code == 303
    assert officer.post(remove.group(1), data=reason).status_code == 404
    assert "Belum ada kaitan" in officer.get(newer).text
    assert "tidak berlaku lagi" not in officer.get(older).text


def test_page_and_register_tell_what_it_is_on_the_day_asked(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    older = add_perbup(officer, regency, number="24", year="2017", enacted_on="2017-03-01")
    newer = add_perbup(officer, regency)
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}
    officer.post(f"{newer}/relations", data=link)

    assert "tidak berlaku lagi" in officer.get(older).text
    assert "tidak berlaku lagi" not in officer.get(f"{older}?on=2021-06-22").text
    on = "?state=in_force&on="
    assert "2 regulasi" not in officer.get(at(regency, f"{on}2021-06-22")).text
    assert "Perbup 24/2017" in officer.get(at(regency, f"{on}2021-06-22")).text
    assert "Perbup 25/2021" in officer.get(at(regency, f"{on}2021-06-23")).text
    assert officer.get(f"{older}?on=kemarin").status_code == 422


def test_contradiction_is_a_finding_with_the_form_that_mends_it(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    older = add_perbup(officer, regency, number="24", year="2017", enacted_on="")
    newer = add_perbup(officer, regency)
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}
    officer.post(f"{newer}/relations", data=link)
    revoked = (
        f"Dicatat berlaku, tetapi dicabut dengan Perbup 25/2021 sejak {date_id(date(2021, 6, 23))}."
    )
    assert revoked in officer.get(older).text
    assert "perlu diperiksa" in officer.get(at(regency)).text
    early = {**PERBUP, "enacted_on": "", "expected_version": "2"}
    tomorrow = {"year": str(TODAY.year), "effective_on": str(TODAY + timedelta(days=1))}
    assert officer.post(f"{newer}/edit", data=early | tomorrow).status_code == 303
    stated = {"number": "24", "year": "2017", "enacted_on": "", "status": "revoked"}

    again = {**PERBUP, **stated, "expected_version": "2"}
    assert officer.post(f"{older}/edit", data=again).status_code == 303

    assert "Dicatat berlaku" not in officer.get(older).text
    told = f"Dicatat dicabut, tetapi Perbup 25/{TODAY.year} yang mencabutnya belum berlaku."
    page = officer.get(older).text
    assert told in page
    assert f'<a href="{older}/edit">Perbaiki' in page
    assert "perlu diperiksa" in officer.get(at(regency)).text
    viewer = browser_of(regency, Role.VIEWER).get(older).text
    assert told in viewer
    assert "Perbaiki" not in viewer
    assert "yang mencabutnya belum berlaku" not in officer.get(newer).text


@pytest.mark.usefixtures("app_context")
def test_effect_before_enactment_needs_a_ground_and_with_it_is_a_note(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency, effective_on="2021-01-01", retroactive_ground="")
    edited = {**PERBUP, "effective_on": "2021-01-01", "expected_version": "1"}
    ground = "Pasal 12: iuran Januari sudah dibayar."
    before = (officer.get(path).text, officer.get(at(regency)).text)

    vague = officer.post(f"{path}/edit", data=edited | {"retroactive_ground": "ada dasarnya"})
    named = officer.post(
        f"{path}/edit", data=edited | {"retroactive_ground": "Pasal 12, untuk 3505015708900001"}
    )
    forward = officer.post(
        f"{path}/edit",
        data=edited | {"retroactive_ground": ground, "effective_on": "2021-07-01"},
    )
    kept = officer.post(f"{path}/edit", data=edited | {"retroactive_ground": ground})

    assert "Mulai berlaku sebelum ditetapkan atau diundangkan." in before[0]
    assert "perlu diperiksa" in before[1]
    assert [one.status_code for one in (vague, named, forward, kept)] == [422, 422, 422, 303]
    assert "Sebutkan ketentuan yang menyatakannya" in vague.text
    assert "ada dasarnya" in vague.text
    assert "Jangan menuliskan NIK." in named.text
    assert "Hanya diisi bila tanggal mulai berlaku mendahului" in forward.text
    page = officer.get(path).text
    assert f"Dinyatakan berlaku surut karena {ground}" in page
    assert "Mulai berlaku sebelum ditetapkan atau diundangkan." not in page
    assert "perlu diperiksa" not in officer.get(at(regency)).text
    assert f">{ground}</textarea>" in officer.get(f"{path}/edit").text
    with transaction(regency.principal()) as session:
        told = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "regulation:edit")
        ).all()
    assert [one["retroactive_ground"] for one in told] == [ground]


def test_stages_of_a_draft_tell_when_it_may_be_in_force(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(
        officer, regency, number="", year=str(TODAY.year), enacted_on="", status="draft"
    )
    assert "belum dapat diperkirakan" in officer.get(path).text
    overdue, planned = TODAY - timedelta(days=10), TODAY + timedelta(days=30)
    stages = {
        "expected_version": "1",
        "planned_harmonisation": overdue.isoformat(),
        "note_harmonisation": "menunggu Kanwil",
        "planned_promulgation": planned.isoformat(),
    }

    assert officer.post(f"{path}/stages", data=stages).status_code == 303

    page = officer.get(path).text
    assert f"Diperkirakan mulai berlaku {date_id(planned + timedelta(days=10))}" in page
    assert "terlambat 10 hari" in page
    assert "menunggu Kanwil" in page
    listed = officer.get(at(regency)).text
    assert "Harmonisasi terlambat" in listed
    assert f"diperkirakan {date_id(planned + timedelta(days=10))}" in listed
    form = officer.get(f"{path}/stages").text
    assert f'value="{planned.isoformat()}"' in form
    assert officer.post(f"{path}/stages", data=stages).status_code == 409
    again = officer.post(f"{path}/stages", data={**stages, "expected_version": "2"})
    assert again.status_code == 303
    assert "Tidak ada isian yang berubah" in officer.get(path).text
    viewer = browser_of(regency, Role.VIEWER)
    assert "terlambat 10 hari" in viewer.get(path).text
    assert viewer.get(f"{path}/stages").status_code == 403


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"done_harmonisation": "2099-01-01"}, "Tanggal selesai belum tiba."),
        ({"planned_deliberation": "2026-01-01"}, "Tahap ini tidak ada pada jenis regulasi ini."),
        ({"planned_drafting": "besok"}, "Tanggal tidak dikenali"),
        ({"planned_signing": "2026-01-01"}, "Isian ini tidak dikenal"),
    ],
)
def test_stage_that_cannot_be_is_told_beside_its_field(
    regency: Regency, browser_of: SignIn, changes: dict[str, str], sentence: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    stages = {"expected_version": "1", "note_drafting": "tim kecil", **changes}

    response = officer.post(f"{path}/stages", data=stages)

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="tim kecil"' in response.text


def test_impossible_link_is_refused_with_its_reason(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    perda = add_perbup(officer, regency, kind="perda", number="9", year="2024", enacted_on="")
    older = add_perbup(officer, regency, number="86", enacted_on="")

    response = officer.post(
        f"{older}/relations",
        data={"kind": "implements", "target_id": perda.rsplit("/", 1)[1]},
    )

    assert response.status_code == 422
    assert "Perbup 86/2021 lebih tua daripada Perda 9/2024" in response.text


def test_socialisation_is_recorded_corrected_and_withdrawn(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    event = {
        "place": "Kantor BPJS Ketenagakerjaan",
        "participants": "seluruh OPD\ncamat",
        "decisions": "OPD mendata\ncamat menyosialisasikan",
        "source_name": "Berita",
        "source_on": "2021-11-10",
        "source_status": "press",
    }

    created = officer.post(f"{path}/socialisation-events/new", data=event)
    assert created.status_code == 303
    page = officer.get(path).text
    assert "Tanggal kegiatan tidak disebut" in page
    assert "Hadir: seluruh OPD; camat" in page
    assert "Diputuskan: OPD mendata; camat menyosialisasikan" in page
    edit = re.search(r'href="([^"]+/socialisation-events/[^"]+/edit)"', page)
    assert edit is not None

    event["expected_version"] = "1"
    saved = officer.post(edit.group(1), data={**event, "held_on": "2021-11-09"})
    assert saved.status_code == 303
    assert date_id(date(2021, 11, 9)) in officer.get(path).text
    assert "masih rancangannya" not in officer.get(path).text
    late = officer.post(edit.group(1), data={**event, "place": "Pendopo", "held_on": ""})
    assert late.status_code == 409
    assert "Kegiatan ini sudah disimpan orang lain" in late.text
    assert 'value="Pendopo"' in late.text
    assert 'name="expected_version" value="2"' in late.text
    assert "Pendopo" not in officer.get(path).text
    event["expected_version"] = "2"
    officer.post(edit.group(1), data={**event, "held_on": "2021-06-22"})
    told = f"Sebelum regulasi ini ditetapkan ({date_id(date(2021, 6, 23))})"
    assert told in officer.get(path).text
    same = officer.post(
        edit.group(1), data={**event, "held_on": "2021-06-22", "expected_version": "3"}
    )
    assert "Tidak ada isian yang berubah" in officer.get(same.location).text
    future = officer.post(edit.group(1), data={**event, "held_on": "2027-01-01"})
    assert (future.status_code, "belum tiba" in future.text) == (422, True)

    officer.post(edit.group(1).replace("/edit", "/removal"), data={"reason": "Tercatat dua kali."})
    assert "Belum ada kegiatan sosialisasi" in officer.get(path).text
    assert officer.get(edit.group(1)).status_code == 404


def test_list_is_searched_sorted_paged_and_exported(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    for number in range(1, 53):
        add_perbup(officer, regency, number=str(number), title=f"=SUM({number})")
    path = add_perbup(officer, regency, kind="perda", number="9", year="2024", enacted_on="")
    officer.get(path)  # shows the messages of what was saved

    first = officer.get(at(regency)).text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward is not None
    second = officer.get(onward.group(1).replace("&amp;", "&")).text
    narrowed = officer.get(at(regency, "?search=perda&order=title")).text
    export = officer.get(at(regency, "/export?search=perbup+52"))

    assert "53 regulasi" in first
    assert "Perbup 1/2021" in second
    assert "Perbup 1/2021" not in first
    assert "Perda 9/2024" in narrowed
    assert "Perbup 52/2021" not in narrowed
    assert export.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(export.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert sheet.count("<row ") == 2
    assert "<f>" not in sheet
    assert "=SUM(52)" in texts
    for told in ("Peraturan perundang-undangan", "PERBUP", "Singkatan jenis", "Abstrak"):
        assert told in texts


def test_fields_of_the_jdih_are_kept_shown_and_exported(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    stated = {
        "issuing_body": "Kabupaten Blitar",
        "place": "Kanigoro",
        "gazette": "BD 2021 No. 25",
        "subject": "Jaminan sosial",
        "legal_field": "Hukum ketenagakerjaan",
        "language": "Indonesia",
        "location": "Bagian Hukum",
        "jdih_url": "https://jdih.example.go.id/25",
        "abstract": "Kriteria peserta.\nPendanaan iuran.",
    }
    path = add_perbup(officer, regency, kind="perda_umum", **stated)

    page = officer.get(path).text
    form = officer.get(f"{path}/edit").text
    with zipfile.ZipFile(io.BytesIO(officer.get(at(regency, "/export")).data)) as book:
        texts = book.read("xl/sharedStrings.xml").decode()

    for told in ("Kriteria peserta.", "Pendanaan iuran."):
        assert f"<p>{told}</p>" in page
        assert told in form
        assert told in texts
    for told in [*stated.values()][:-1]:
        assert told in page
        assert told in texts
    for told in ("Peraturan perundang-undangan", "<dd>PERDA</dd>"):
        assert told in page


def test_filter_that_finds_nothing_says_so(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add_perbup(officer, regency)

    assert "sesuai dengan saringan" in officer.get(at(regency, "?year=1999")).text
    assert officer.get(at(regency, "?year=abad")).status_code == 422
    assert officer.get(at(regency, "?cursor=bukan")).status_code == 400
    assert officer.get(at(regency, "?asing=1")).status_code == 422


def test_viewer_reads_but_cannot_change(regency: Regency, browser_of: SignIn) -> None:
    path = add_perbup(browser_of(regency, Role.OFFICER), regency)
    viewer = browser_of(regency, Role.VIEWER)

    assert viewer.get(path).status_code == 200
    assert "/edit" not in viewer.get(path).text
    assert viewer.get(f"{path}/edit").status_code == 403
    assert viewer.post(f"{path}/edit", data={**PERBUP, "expected_version": "1"}).status_code == 403
    assert viewer.post(at(regency, "/new"), data=PERBUP).status_code == 403
    assert upload(viewer, path, PDF).status_code == 403
    assert viewer.get(f"{path}/socialisation-events/new").status_code == 403


def test_another_regency_is_told_it_does_not_exist(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add_perbup(officer, regency)
    upload(officer, path, PDF)
    document = re.search(r'href="(/r/[^"]+/documents/[^"]+)"', officer.get(path).text)
    assert document is not None
    stranger = browser_of(other_regency, Role.ADMIN)

    for address in (path, document.group(1), f"{path}/edit"):
        assert stranger.get(address).status_code == 404
        borrowed = address.replace(regency.slug, other_regency.slug)
        assert stranger.get(borrowed).status_code == 404
    own = path.replace(regency.slug, other_regency.slug)
    assert upload(stranger, own, PDF).status_code == 404
    assert stranger.post(f"{own}/edit", data={**PERBUP, "expected_version": "1"}).status_code == 404
    mine = add_perbup(stranger, other_regency)
    link = {"kind": "amends", "target_id": path.rsplit("/", 1)[1]}
    assert stranger.post(f"{mine}/relations", data=link).status_code == 404


def test_nobody_signed_in_sees_nothing(regency: Regency, browser: Browser) -> None:
    assert browser.get(at(regency)).status_code == 401
