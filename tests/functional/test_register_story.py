"""An officer asks Dukcapil and BPJS by file, sends the answers, and sees whom they stop."""

import io
import re
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from enrollment.registers import RegisterKind
from tenants.access import Role
from tenants.kernel.clock import local_day, utcnow
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_roster_upload import SignIn
from tests.integration.enrollment.candidates import propose
from tests.integration.enrollment.registers import answer_file, ask, niks_of_request, send, store
from tests.integration.enrollment.rosters import add_commitment, run_due


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    with app.app_context():
        commitment_id = add_commitment(regency)
        propose(regency, commitment_id, 6)
    return commitment_id


def at(regency: Regency, commitment_id: UUID, path: str = "registers") -> str:
    return f"/r/{regency.slug}/selections/{commitment_id}/{path}"


def work(app: Flask, regency: Regency) -> None:
    with app.app_context():
        run_due(regency)


def upload(officer: Browser, page: str, content: bytes, day: str = "2025-02-03") -> str:
    answer = officer.post(
        f"{page}/answers",
        data={"answered_on": day, "file": (io.BytesIO(content), "jawaban.csv")},
    )
    assert answer.status_code == 303
    return str(answer.location)


def test_officer_asks_sends_the_answer_looks_stores_and_takes_it_back(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)

    before = text_of(officer.get(page))
    asked = officer.post(page, data={"register": "identity", "kind": "csv"})
    work(app, regency)
    ready = officer.get(asked.location)
    taken = officer.post(f"{asked.location}/download")
    request_page = re.findall(r'href="([^"]+/register-requests/[^"]+)"', ready.text)[0]
    niks = [line.split(";")[1].strip('"') for line in taken.data.decode().splitlines()[1:]]
    said = dict(zip(niks, ["padan", "padan", "beda nama", "meninggal", "??"], strict=False))
    shown = upload(officer, request_page, answer_file(said))
    work(app, regency)
    preview = text_of(officer.get(shown))
    officer.post(f"{shown}/confirmation")
    work(app, regency)
    stored = text_of(officer.get(shown))
    after = text_of(officer.get(page))
    stopped = text_of(officer.get(at(regency, commitment_id, "people?stage=recorded")))
    officer.post(f"{shown}/undoing", data={"reason": "Berkas untuk kabupaten lain"})
    work(app, regency)
    undone = text_of(officer.get(shown))

    assert "Tidak ada sambungan langsung ke Dukcapil atau BPJS." in before
    assert "6 perlu ditanyakan" in before
    assert taken.status_code == 200
    assert len(niks) == 6
    assert "jawaban tentang 4 dari 6 orang dicatat. 1 baris dilewati." in preview
    assert "2 padan 1 beda nama 1 meninggal" in preview
    assert "“??”: Hasilnya belum dikenal." in preview
    assert "Jawaban tentang 4 orang disimpan." in stored
    assert "2 ditanyakan, belum dijawab 4 sudah dijawab" in after
    assert stopped.count("nama berbeda dengan data Dukcapil") == 2  # once as a filter
    assert "Berkas ini ditarik" in undone


def test_answer_dated_before_its_request_is_doubted(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        request_id = ask(regency, commitment_id).subject_id
        (nik, *_rest) = niks_of_request(regency, request_id)
    page = f"/r/{regency.slug}/register-requests/{request_id}"
    requested_on = local_day(NOW, None)
    told = []
    for days, said in ((1, "padan"), (0, "meninggal")):
        day = (requested_on - timedelta(days=days)).isoformat()
        shown = upload(officer, page, answer_file([(nik, said)]), day)
        work(app, regency)
        told.append(text_of(officer.get(shown)))

    assert "Tanggal jawaban ini mendahului permintaannya" in told[0]
    assert "Tanggal jawaban ini mendahului permintaannya" not in told[1]


def test_problems_leave_by_line_without_numbers(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        request_id = ask(regency, commitment_id).subject_id
        (nik, *_rest) = niks_of_request(regency, request_id)
        results = [(nik, "padan"), ("3505010101990099", "padan")]
        file = send(regency, request_id, answer_file(results))

    content = officer.get(f"/r/{regency.slug}/register-files/{file.id}/problems").data.decode()

    assert '"3";"NIK ini tidak ada pada permintaan ini."' in content
    assert not re.search(r"\d{16}", content)


def test_whole_numbers_leave_only_for_those_who_may_open_them(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    certifier, viewer = browser_of(regency, Role.CERTIFIER), browser_of(regency, Role.VIEWER)
    page = at(regency, commitment_id)
    with app.app_context():
        file = ask(regency, commitment_id)

    assert certifier.post(page, data={"register": "identity"}).status_code == 403
    assert viewer.get(page).status_code == 200
    assert "Susun berkas permintaan" not in text_of(viewer.get(page))
    path = f"/r/{regency.slug}/prepared-files/{file.id}/download"
    assert certifier.post(path).status_code == 403


def test_what_is_typed_wrongly_comes_back_with_its_reason(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = at(regency, commitment_id)
    templates = f"/r/{regency.slug}/register-templates"
    with app.app_context():
        request_id = ask(regency, commitment_id).subject_id
    answers = f"/r/{regency.slug}/register-requests/{request_id}/answers"

    tomorrow = (utcnow() + timedelta(days=2)).date().isoformat()

    later = officer.post(page, data={"register": "membership", "before_on": tomorrow})
    nobody = officer.post(page, data={"register": "identity"})
    unsent = officer.post(answers, data={"answered_on": "2025-02-03"})
    wrong = officer.post(
        templates,
        data={"register": "membership", "columns": "NIK = ktp", "answer": "nik = NOMOR"},
    )

    assert (later.status_code, nobody.status_code, unsent.status_code) == (422, 422, 422)
    assert "Tanggal ini belum tiba." in text_of(later)
    assert tomorrow in later.text
    assert "Tidak ada calon yang perlu ditanyakan." in text_of(nobody)
    assert "Pilih berkas CSV atau Excel (.xlsx)." in text_of(unsent)
    assert wrong.status_code == 422
    assert "Baris 1: isi kolom tidak dikenal." in text_of(wrong)
    assert "Tulis baris nik dan baris hasil." in text_of(wrong)
    assert "NIK = ktp" in wrong.text


def test_own_template_is_kept_for_its_register_alone(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    templates = f"/r/{regency.slug}/register-templates"
    kept = {
        "register": "membership",
        "columns": "NOMOR = nik",
        "answer": "nik = NOMOR\nhasil = ADA\nbukan_peserta = T",
    }

    stored = officer.post(templates, data=kept, follow_redirects=True)
    dukcapil = officer.get(f"{templates}?register=identity")

    assert "Susunan disimpan." in text_of(stored)
    assert "NOMOR = nik" in stored.text
    assert "susunan perkiraan bawaan" in text_of(dukcapil)


def test_members_are_stopped_in_both_languages(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    with app.app_context():
        request_id = ask(regency, commitment_id, RegisterKind.MEMBERSHIP).subject_id
        first, second, *_rest = niks_of_request(regency, request_id)
        results = {first: "aktif PU", second: "tidak aktif"}
        file = store(regency, send(regency, request_id, answer_file(results, note="JKK, 2025-11")))
    officer.post("/language", data={"language": "en", "next": "/"})

    shown = text_of(officer.get(f"/r/{regency.slug}/register-files/{file.id}"))
    page = text_of(officer.get(at(regency, commitment_id)))
    people = text_of(officer.get(at(regency, commitment_id, "people?reason=active_pu")))

    assert "1 active member (PU) 1 not active" in shown
    assert "There is no direct connection to Dukcapil or BPJS." in page
    assert "already active as a wage earner" in people.lower() or "(PU)" in people
