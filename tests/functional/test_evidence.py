"""Bukti dukung: one file for several indicators, what lacks it, and when it runs out."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from scoring.views import evidence
from tenants import forms
from tenants.access import Role
from tests.conftest import TODAY, Browser, Regency
from tests.functional.spreadsheets import lines_of
from tests.functional.test_commitments import text_of
from tests.functional.test_regulation_story import add_perbup, upload

SignIn = Callable[[Regency, Role], Browser]
PDF = b"%PDF-1.7\nInovasi"


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


def at(regency: Regency, rest: str = "?year=2026") -> str:
    return f"/r/{regency.slug}/scorecard/evidence{rest}"


def add(browser: Browser, regency: Regency, content: bytes | None, **changes: str) -> TestResponse:
    """The form as its page sends it, every field of it."""
    fields = {
        "indicator": "D1",
        "document_id": "",
        "contains_personal_data": "false",
        "place": "halaman 7",
        "valid_until": "",
        "note": "",
        **changes,
    }
    name = "inovasi.pdf" if content else ""
    file = FileStorage(io.BytesIO(content or b""), name)
    boundary, body = encode_multipart({**fields, "file": file})
    return browser.post(
        at(regency, "/2026/new"),
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
    )


def test_officer_lets_one_file_support_two_indicators_and_sees_what_lacks(
    regency: Regency, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = text_of(officer.get(at(regency)).text)
    assert "indikator belum mempunyai bukti yang berlaku" in before

    assert add(officer, regency, PDF).status_code == 303
    page = officer.get(at(regency)).text
    again = re.search(r'href="([^"]+document_id=[^"]+)">Pakai untuk indikator lain', page)
    assert again
    form = officer.get(again[1].replace("&amp;", "&")).text
    chosen = re.search(r'<option value="([^"]+)" selected>inovasi.pdf', form)
    assert chosen
    add(officer, regency, PDF + b" kedua", indicator="E1")
    monkeypatch.setattr(evidence, "FILES", 1)
    older = officer.get(again[1].replace("&amp;", "&")).text
    assert f'<option value="{chosen[1]}" selected>inovasi.pdf' in older
    monkeypatch.undo()
    added = add(
        officer, regency, None, document_id=chosen[1], indicator="A3", place="Pasal 7 ayat (2)"
    )
    assert added.status_code == 303

    words = text_of(officer.get(at(regency)).text)
    assert ", halaman 7 berlaku" in words
    assert "Pasal 7 ayat (2)" in words
    missing = text_of(officer.get(at(regency, "?year=2026&show=missing")).text)
    assert "halaman 7" not in missing
    sheet = {
        line["Indikator"]: line for line in lines_of(officer.get(at(regency, "/export?year=2026")))
    }
    assert sheet["A3"]["Letak"] == "Pasal 7 ayat (2)"
    assert sheet["A1"]["Keadaan"] == "belum ada"
    uses = text_of(officer.get(f"/r/{regency.slug}/documents").text)
    assert "Bukti dukung D1, 2026: halaman 7" in uses


def test_evidence_whose_regulation_is_revoked_says_so_and_counts_as_missing(
    regency: Regency, officer: Browser
) -> None:
    older = add_perbup(officer, regency, number="24", year="2017", enacted_on="2017-03-01")
    assert upload(officer, older, PDF).status_code == 303
    file = re.search(r"/documents/([0-9a-f-]{36})", officer.get(older).text)
    assert file
    assert add(officer, regency, None, document_id=file[1]).status_code == 303
    assert ", halaman 7 berlaku" in text_of(officer.get(at(regency)).text)
    resting = officer.get(older).text.partition("Bukti dukung dari naskah regulasi ini")[2]
    assert "Indikator D1, 2026" in resting
    assert 'scorecard/evidence?year=2026#evidence-D1"' in resting

    newer = add_perbup(officer, regency, year="2026", enacted_on=TODAY.isoformat())
    link = {"kind": "revokes", "target_id": older.rsplit("/", 1)[1]}
    assert officer.post(f"{newer}/relations", data=link).status_code == 303

    assert ", halaman 7 regulasinya tidak berlaku lagi" in text_of(officer.get(at(regency)).text)
    assert "D1" in text_of(officer.get(at(regency, "?year=2026&show=missing")).text)


def test_form_that_lacks_something_keeps_what_was_typed(regency: Regency, officer: Browser) -> None:
    refused = add(officer, regency, None, place="", note="Dari Bagian Hukum")

    assert refused.status_code == 422
    words = text_of(refused.text)
    assert "Sebutkan halaman atau pasalnya." in words
    assert "Pilih berkas yang sudah tersimpan, atau unggah berkas baru." in words
    assert "Dari Bagian Hukum" in refused.text
    assert add(officer, regency, b"bukan dokumen").status_code == 422
    both = add(officer, regency, b"bukan dokumen", place="")
    assert "Sebutkan halaman atau pasalnya." in text_of(both.text)
    assert "Isi berkas bukan" in text_of(both.text)
    assert add(officer, regency, PDF, indicator="Z9").status_code == 404
    for year in ("99999", "2090", "0"):
        assert officer.get(at(regency, f"/{year}/new")).status_code == 404


def test_file_of_a_refused_form_need_not_be_chosen_again(
    regency: Regency, officer: Browser, browser_of: SignIn
) -> None:
    refused = add(officer, regency, PDF, place="", contains_personal_data="true")
    held = re.search(r'name="held_file" value="([^"]+)"', refused.text)
    assert held
    document_id = held[1].partition(".")[0]
    unused = text_of(officer.get(f"/r/{regency.slug}/documents").text)
    assert "inovasi.pdf belum dipakai" in unused

    strangers = add(browser_of(regency, Role.OFFICER), regency, None, held_file=held[1])
    twice = add(officer, regency, None, place=" ", held_file=held[1])
    kept = add(officer, regency, None, held_file=held[1], contains_personal_data="false")

    said = "Berkas inovasi.pdf yang tadi dipilih sudah diterima."
    assert said in text_of(refused.text)
    assert said in text_of(twice.text)
    assert strangers.status_code == 422
    assert "tidak dikenali" in text_of(strangers.text)
    assert f'value="{held[1]}"' in twice.text
    assert kept.status_code == 303
    page = officer.get(at(regency)).text
    assert f"/documents/{document_id}" in page
    files = text_of(officer.get(f"/r/{regency.slug}/documents").text)
    assert "1 berkas" in files
    assert "Bukti dukung D1, 2026: halaman 7" in files
    assert "memuat data pribadi; salinan tersamarkan belum ada" in unused
    assert "tanpa data pribadi" in files.replace("terbit tanpa data pribadi", "")


def test_file_that_is_held_under_another_name_is_called_what_it_is_once(
    regency: Regency, officer: Browser
) -> None:
    said = "Isi berkas inovasi.pdf adalah gambar PNG, bukan PDF. Namanya diberi akhiran .png."

    refused = add(officer, regency, b"\x89PNG\r\n\x1a\n....", place="")
    held = re.search(r'name="held_file" value="([^"]+)"', refused.text)
    assert held
    kept = add(officer, regency, None, held_file=held[1])

    assert (refused.status_code, kept.status_code) == (422, 303)
    assert text_of(refused.text).count(said) == 1
    assert said not in text_of(officer.get(at(regency)).text)


def test_held_file_that_was_removed_meanwhile_is_asked_for_again(
    regency: Regency, officer: Browser
) -> None:
    refused = add(officer, regency, PDF, place="")
    held = re.search(r'name="held_file" value="([^"]+)"', refused.text)
    assert held
    officer.post(
        f"/r/{regency.slug}/documents/{held[1].partition('.')[0]}/removal",
        data={"reason": "Berkas keliru, bukan inovasi."},
    )

    gone = add(officer, regency, None, held_file=held[1], note="Dari Bagian Hukum")

    assert gone.status_code == 422
    assert "Berkas yang tadi dikirim sudah dihapus." in text_of(gone.text)
    assert "Dari Bagian Hukum" in gone.text
    assert "held_file" not in gone.text


def held_in(refused: TestResponse) -> str:
    held = re.search(r'name="held_file" value="([^"]+)"', refused.text)
    assert held
    return held[1]


def flag(officer: Browser, regency: Regency, held: str, **data: str) -> str:
    """Whether the file is closed, from the list; after a change where one is given."""
    files = f"/r/{regency.slug}/documents"
    if data:
        document_id = held.partition(".")[0]
        changed = officer.post(f"{files}/{document_id}/personal-data", data=data)
        assert changed.status_code == 303, text_of(changed.text)
    return text_of(officer.get(files).text)


def test_form_of_a_held_file_does_not_open_what_a_colleague_closed(
    regency: Regency, officer: Browser, browser_of: SignIn
) -> None:
    held = held_in(add(officer, regency, PDF, place="", contains_personal_data="false"))
    why = "Halaman 3 memuat nama pekerja."
    flag(browser_of(regency, Role.ADMIN), regency, held, contains_personal_data="true", reason=why)

    saved = add(officer, regency, None, held_file=held, contains_personal_data="false")

    assert saved.status_code == 303
    assert "memuat data pribadi; salinan tersamarkan belum ada" in flag(officer, regency, held)


def test_form_of_a_held_file_that_is_sent_twice_closes_and_never_opens_what_is_used(
    regency: Regency, officer: Browser
) -> None:
    closed = "memuat data pribadi; salinan tersamarkan belum ada"
    held = held_in(add(officer, regency, PDF, place="", contains_personal_data="true"))
    add(officer, regency, None, held_file=held, contains_personal_data="true")

    add(officer, regency, None, held_file=held, indicator="D2", contains_personal_data="false")

    assert closed in flag(officer, regency, held)


def test_held_file_is_asked_for_again_once_its_day_is_over(
    regency: Regency, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = held_in(add(officer, regency, PDF, place=""))
    number, until, seal = held.split(".")
    monkeypatch.setattr(forms, "HELD_HOURS", 0)
    over = held_in(add(officer, regency, PDF, place=""))
    monkeypatch.undo()

    late = add(officer, regency, None, held_file=over, note="Dari Bagian Hukum")
    stretched = add(officer, regency, None, held_file=f"{number}.{int(until) + 99}.{seal}")

    assert int(until) - int(over.split(".")[1]) == pytest.approx(forms.HELD_HOURS * 3600, abs=600)
    assert late.status_code == stretched.status_code == 422
    assert "hanya ditahan 24 jam" in text_of(late.text)
    assert "Dari Bagian Hukum" in late.text
    assert "held_file" not in late.text
    assert "tidak dikenali" in text_of(stretched.text)


def test_file_chosen_instead_of_a_held_one_takes_its_place(
    regency: Regency, officer: Browser
) -> None:
    first = held_in(add(officer, regency, PDF, place=""))
    second = held_in(add(officer, regency, PDF + b" 2", place="", held_file=first))
    saved = add(officer, regency, PDF + b" 3", held_file=second)

    assert first != second
    assert saved.status_code == 303
    assert "1 berkas" in text_of(officer.get(f"/r/{regency.slug}/documents").text)
    for held in (first, second):
        gone = f"/r/{regency.slug}/documents/{held.partition('.')[0]}"
        assert officer.get(gone).status_code == 404
        assert "Berkas yang tadi dikirim sudah dihapus." in text_of(
            add(officer, regency, None, held_file=held).text
        )


def test_file_chosen_instead_of_a_held_one_that_is_used_leaves_it(
    regency: Regency, officer: Browser
) -> None:
    held = held_in(add(officer, regency, PDF, place=""))
    add(officer, regency, None, held_file=held)

    again = add(officer, regency, PDF + b" 2", held_file=held, indicator="A3")

    assert again.status_code == 303
    assert "2 berkas" in text_of(officer.get(f"/r/{regency.slug}/documents").text)
    assert f"/documents/{held.partition('.')[0]}" in officer.get(at(regency)).text


def test_evidence_that_ends_is_marked_corrected_and_taken_off(
    regency: Regency, officer: Browser
) -> None:
    soon, gone = TODAY + timedelta(days=10), TODAY - timedelta(days=1)
    add(officer, regency, PDF, valid_until=gone.isoformat())
    assert "tidak berlaku lagi" in text_of(officer.get(at(regency)).text)
    assert "D1" in text_of(officer.get(at(regency, "?year=2026&show=missing")).text)
    edit = re.search(r'href="([^"]+/edit)">Ubah', officer.get(at(regency)).text)
    assert edit
    changed = {
        "expected_version": "1",
        "place": "halaman 8",
        "valid_until": soon.isoformat(),
        "note": "",
    }
    assert officer.post(edit[1], data=changed).status_code == 303
    assert "segera berakhir" in text_of(officer.get(at(regency)).text)
    stale = officer.post(edit[1], data=changed)
    assert stale.status_code == 409

    assert officer.post(edit[1].replace("/edit", "/remove")).status_code == 303
    assert "halaman 8" not in officer.get(at(regency)).text
    assert officer.get(edit[1]).status_code == 404


def test_reader_sees_evidence_and_changes_nothing(
    regency: Regency, officer: Browser, browser_of: SignIn
) -> None:
    add(officer, regency, PDF)
    viewer = browser_of(regency, Role.VIEWER)

    page = viewer.get(at(regency)).text

    assert "halaman 7" in page
    assert "Tambah bukti" not in page
    assert add(viewer, regency, PDF).status_code == 403
