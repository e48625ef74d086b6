"""A village without an account takes part: its sheet and minutes leave, and come back filled."""

import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from enrollment.models.prepared import PreparedPiece
from enrollment.services.prepared_files import KEPT, Wanted, remove_prepared
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.issued_papers import IssuedPaper
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.scans import scanned_path, watch_codes
from tests.functional.spreadsheets import lines_of
from tests.functional.test_roster_upload import SignIn
from tests.integration.enrollment.candidates import VILLAGES, propose
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.unit.enrollment.workbooks import workbook

CODE = re.compile(r"Kode dokumen ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")
SCAN = b"%PDF-1.7 berita acara bertanda tangan"
NAME = "Sumini"
"""Of everybody in the list that the tests store."""


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        commitment_id = add_commitment(regency)
        propose(regency, commitment_id, 12)
    return commitment_id


def at(regency: Regency, commitment_id: UUID, path: str = "villages") -> str:
    return f"/r/{regency.slug}/selections/{commitment_id}/{path}"


def cells_of(content: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def filled(content: bytes, word: str) -> bytes:
    """The sheet with one finding for everybody on it."""
    rows = cells_of(content)
    head = next(place for place, row in enumerate(rows) if row[0] == "Kode baris")
    for row in rows[head + 1 :]:
        row[rows[head].index("Hasil")] = word
    return workbook({"Lembar": rows})


def sheet_of(officer: Browser, regency: Regency, commitment_id: UUID, village: str) -> bytes:
    asked = {"village_code": village}
    answer = officer.post(at(regency, commitment_id, "villages/sheet"), data=asked)
    assert answer.status_code == 200
    return bytes(answer.data)


def send(officer: Browser, regency: Regency, commitment_id: UUID, *sheets: bytes) -> str:
    files = [(io.BytesIO(one), f"desa-{place}.xlsx") for place, one in enumerate(sheets)]
    answer = officer.post(
        at(regency, commitment_id, "village-sheets/new"),
        data={"found_on": "2025-02-03", "file": files},
    )
    assert answer.status_code == 303
    return str(answer.location)


def code_in(paper: str) -> str:
    """The code at the foot of a page."""
    found = CODE.search(" ".join(paper.split()))
    assert found is not None, paper
    return found[1]


def actions_of(app: Flask, regency: Regency) -> list[str]:
    with app.app_context(), reading(regency) as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        return [row.action for row in rows if row.action.startswith(("verification", "prepared"))]


def test_village_is_asked_answers_and_signs(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)

    before = text_of(officer.get(page))
    sheet = sheet_of(officer, regency, commitment_id, VILLAGES[0])
    minutes = officer.post(f"{page}/minutes", data={"village_code": VILLAGES[0]})
    shown = send(officer, regency, commitment_id, filled(sheet, "Meninggal"))
    waiting = text_of(officer.get(shown))
    with app.app_context():
        run_due(regency)
    preview = text_of(officer.get(shown))
    stored = officer.post(f"{shown}/confirmation", follow_redirects=True)
    stopped = text_of(officer.get(at(regency, commitment_id, f"people?village_code={VILLAGES[0]}")))
    people = len(cells_of(sheet)) - 7

    assert "12 calon di 3 desa/kelurahan 0 sesuai 0 tidak sesuai 12 menunggu" in before
    paper = " ".join(PdfReader(io.BytesIO(minutes.data)).pages[0].extract_text().split())
    assert "BERITA ACARA VERIFIKASI DAN VALIDASI" in paper
    assert "Desa Jaten, Kecamatan Wonodadi" in paper
    assert "Sedang dibaca" in waiting
    assert f"hasil verifikasi {people} orang berubah" in preview
    assert f"Meninggal {people}" in preview
    assert f"Hasil verifikasi {people} orang disimpan." in text_of(stored)
    assert f"{people} tidak sesuai" in text_of(stored)
    assert stopped.count("meninggal menurut desa/kelurahan") >= people
    assert actions_of(app, regency) == [
        *("verification:export", "verification:export", "verification:upload"),
        *("verification:verify", "verification:confirm"),
    ]


def test_minutes_bear_a_code_that_tells_whether_what_the_village_said_has_changed(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    sheet = sheet_of(officer, regency, commitment_id, VILLAGES[0])

    minutes = officer.post(f"{page}/minutes", data={"village_code": VILLAGES[0]})
    again = officer.post(f"{page}/minutes", data={"village_code": VILLAGES[0]})
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(minutes.data)).pages]
    code = code_in(pages[0])
    check = f"/r/{regency.slug}/papers/check?code={code}"
    same = text_of(officer.get(check))
    shown = send(officer, regency, commitment_id, filled(sheet, "Meninggal"))
    with app.app_context():
        run_due(regency)
    officer.post(f"{shown}/confirmation")
    changed = text_of(officer.get(check))
    told = officer.post(f"{page}/minutes", data={"village_code": VILLAGES[0]})
    newer = code_in(PdfReader(io.BytesIO(told.data)).pages[0].extract_text())

    assert again.data == minutes.data
    for one in pages:
        words = " ".join(one.split())
        assert code_in(one) == code
        assert "Kode pemeriksaan data, bukan tanda tangan elektronik." in words
        assert "Berita acara verifikasi dan validasi" in words
    assert "Berita acara verifikasi dan validasi" in same
    assert "Desa Jaten: " in same
    assert "Data masih sama dengan dokumen ini." in same
    assert "Data masih sama dengan dokumen ini." not in changed
    assert newer != code
    stranger = browser_of(regency, Role.VIEWER).get(check)
    assert "Desa Jaten: " in text_of(stranger)
    assert NAME in [cell for row in cells_of(sheet) for cell in row]
    assert NAME not in stranger.text
    with app.app_context(), reading(regency) as session:
        kept = session.execute(select(IssuedPaper.kind, IssuedPaper.subject_version)).all()
        drawn = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action == "paper:draw-up")
        ).all()
    assert [tuple(one) for one in kept] == [("village_minutes", 1)] * 2
    assert {one["paper_kind"] for one in drawn} == {"village_minutes"}


def test_scanned_minutes_lead_to_the_page_that_tells_about_them(
    regency: Regency,
    commitment_id: UUID,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    sheet_of(officer, regency, commitment_id, VILLAGES[0])
    drawn = watch_codes(monkeypatch)

    minutes = officer.post(f"{page}/minutes", data={"village_code": VILLAGES[0]})
    paper = " ".join(PdfReader(io.BytesIO(minutes.data)).pages[0].extract_text().split())
    led = officer.get(scanned_path(drawn[0]))
    assert led.status_code == 303
    told = officer.get(led.location)

    assert f"/papers/check?regency={regency.slug}" in paper.replace(" ", "")
    assert told.status_code == 200
    assert code_in(paper) in told.text
    assert "Data masih sama dengan dokumen ini." in text_of(told)


def test_scan_of_the_minutes_is_kept_and_its_absence_is_shown(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)
    viewer = browser_of(regency, Role.VIEWER)
    page = at(regency, commitment_id)
    sheet_of(officer, regency, commitment_id, VILLAGES[0])
    form = re.findall(r'href="([^"]+/signed-minutes)"', officer.get(page).text)[0]

    unread = officer.post(form, data={"file": (io.BytesIO(b"PK\x03\x04"), "ba.docx")})
    kept = officer.post(form, data={"file": (io.BytesIO(SCAN), "ba.pdf")})
    listed = officer.get(f"{page}?show=no_minutes")
    document = re.findall(r'href="([^"]+/documents/[^"]+)"', certifier.get(page).text)[0]

    assert unread.status_code == 415
    assert "Unggah hasil pindai berita acara sebagai PDF, JPG, atau PNG." in text_of(unread)
    assert kept.status_code == 303
    assert "di 2 desa/kelurahan" in text_of(listed)
    assert certifier.get(document).data == SCAN
    assert viewer.get(page).status_code == 200
    assert viewer.get(document).status_code == 403
    assert viewer.get(form).status_code == 403


def test_several_sheets_are_stored_together_when_all_of_them_are_right(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    sheets = [
        filled(sheet_of(officer, regency, commitment_id, village), word)
        for village, word in zip(VILLAGES, ("ada", "Pindah", "entah"), strict=True)
    ]

    send(officer, regency, commitment_id, *sheets)
    with app.app_context():
        run_due(regency)
    officer.post(at(regency, commitment_id, "village-sheets/confirmation"))
    after = {one["Desa/kelurahan"]: one for one in lines_of(officer.get(f"{page}/export"))}

    done = [(one["Menunggu (orang)"] == 0) for one in after.values()]
    assert sorted(done) == [False, True, True]
    assert "menunggu keputusan" in text_of(officer.get(page))


def test_every_village_leaves_in_one_archive_which_is_gone_after_a_day(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, certifier = browser_of(regency, Role.OFFICER), browser_of(regency, Role.CERTIFIER)

    asked = officer.post(
        at(regency, commitment_id, "villages/archive"), data={"with_address": "true"}
    )
    waiting = text_of(officer.get(asked.location))
    early = officer.post(f"{asked.location}/download")
    with app.app_context():
        run_due(regency)
    ready = text_of(officer.get(asked.location))
    answer = officer.post(f"{asked.location}/download")
    archive = zipfile.ZipFile(io.BytesIO(answer.data))

    assert "Berkas sedang disusun." in waiting
    assert early.status_code == 409
    assert "12 orang" in ready
    assert len(archive.namelist()) == 2 * len(VILLAGES)
    name = next(one for one in archive.namelist() if one.endswith(".xlsx"))
    assert name.startswith("Wonodadi/35.05.01.")
    assert "Alamat" in [cell for row in cells_of(archive.read(name)) for cell in row]
    minutes = PdfReader(io.BytesIO(archive.read(archive.namelist()[1]))).pages[0].extract_text()
    checked = text_of(officer.get(f"/r/{regency.slug}/papers/check?code={code_in(minutes)}"))
    assert "Data masih sama dengan dokumen ini." in checked
    assert certifier.post(f"{asked.location}/download").status_code == 403
    assert actions_of(app, regency) == [
        *("prepared:request", "verification:export", "prepared:download")
    ]

    file_id = UUID(asked.location.rsplit("/", 1)[1])
    with app.app_context():
        for later in (utcnow(), utcnow() + KEPT + timedelta(minutes=1)):
            with transaction(regency.principal(DatabaseRole.JOB)) as session:
                remove_prepared(session, Wanted(regency.id, file_id), now=later)
            with reading(regency) as session:
                left = session.scalars(select(PreparedPiece.id)).all()
            assert bool(left) == (later < utcnow() + KEPT)
    assert officer.post(f"{asked.location}/download").status_code == 409


def test_archive_of_a_programme_where_nobody_waits_says_so(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        empty = add_commitment(regency, title="Kosong")

    asked = officer.post(at(regency, empty, "villages/archive"))
    with app.app_context():
        run_due(regency)

    empty_page = text_of(officer.get(at(regency, empty)))
    assert "Tidak ada calon yang menunggu verifikasi pada program ini." in empty_page
    assert "Tidak ada calon yang menunggu ditetapkan pada program ini." in text_of(
        officer.get(asked.location)
    )


def test_papers_of_another_regency_do_not_exist(
    regency: Regency, other_regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer, stranger = browser_of(regency, Role.OFFICER), browser_of(other_regency, Role.OFFICER)
    sheet_of(officer, regency, commitment_id, VILLAGES[0])
    form = re.findall(
        r'href="([^"]+/signed-minutes)"', officer.get(at(regency, commitment_id)).text
    )[0]

    theirs = form.replace(regency.slug, other_regency.slug)
    sheet = stranger.post(
        at(other_regency, commitment_id, "villages/sheet"), data={"village_code": VILLAGES[0]}
    )

    assert stranger.get(theirs).status_code == 404
    assert stranger.get(at(other_regency, commitment_id)).status_code == 404
    assert sheet.status_code == 404


def test_file_that_is_none_of_ours_is_named_among_several(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    good = filled(sheet_of(officer, regency, commitment_id, VILLAGES[0]), "sesuai")
    files = [
        (io.BytesIO(good), "desa-baik.xlsx"),
        (io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(40)), "foto.xlsx"),
        (io.BytesIO(b""), "kosong.xlsx"),
    ]

    answer = officer.post(
        at(regency, commitment_id, "village-sheets/new"),
        data={"found_on": "2025-02-03", "file": files},
    )

    told = text_of(answer)
    assert answer.status_code == 422
    assert "foto.xlsx: Ini bukan berkas" in told
    assert "kosong.xlsx: Berkas kosong" in told
    assert "desa-baik.xlsx" not in told
    assert "verification:upload" not in actions_of(app, regency)


def test_form_without_a_file_or_day_says_what_is_missing(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id, "village-sheets/new")

    undated = officer.post(page, data={})
    unfilled = officer.post(page, data={"found_on": "2025-02-03"})

    assert (undated.status_code, unfilled.status_code) == (422, 422)
    assert "Pilih lembar kerja yang sudah diisi." in text_of(unfilled)
    assert 'value="2025-02-03"' in unfilled.text
