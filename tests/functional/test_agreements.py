"""An agreement from its draft to its end: form, signature, papers, days that count."""

import io
import re
from collections.abc import Callable

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tenants.access import Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.test_commitments import BLITAR, add, step, text_of

SignIn = Callable[[Regency, Role], Browser]

PDF = b"%PDF-1.7\nPerjanjian Kerja Sama"
PKS = {
    "title": "PKS pekerja rentan",
    "kind": "pks",
    "number_regency": "119/12/2025",
    "number_bpjs": "PER/34/042025",
    "starts_on": "2025-03-01",
    "ends_on": "2025-12-31",
    "due_day": "",
    "signatories": "Kepala Dinas Sosial (Plt.)\nKepala Kantor Cabang Blitar",
    "source_name": "Jatimtimes",
    "source_status": "press",
}


@pytest.fixture
def officer(regency: Regency, browser_of: SignIn) -> Browser:
    return browser_of(regency, Role.OFFICER)


@pytest.fixture
def commitment(regency: Regency, officer: Browser) -> str:
    """The path of Blitar's programme."""
    return add(officer, regency, BLITAR)


@pytest.fixture
def agreement(regency: Regency, officer: Browser, commitment: str) -> str:
    """The path of a draft for it."""
    return draft(officer, regency, commitment_id=commitment.rsplit("/", 1)[1])


def draft(officer: Browser, regency: Regency, **changes: str) -> str:
    response = officer.post(f"/r/{regency.slug}/agreements/new", data={**PKS, **changes})
    assert response.status_code == 303, text_of(response.text)
    return response.location


def addendum_form(commitment: str, agreement: str, **stated: str) -> dict[str, str]:
    """The form of an addendum, by the paths of programme and agreement, with what it states."""
    return {
        **PKS,
        "title": "Adendum pertama",
        "kind": "adendum",
        "commitment_id": commitment.rpartition("/")[2],
        "amends_id": agreement.rpartition("/")[2],
        "new_last_month": "",
        **stated,
    }


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def take(browser: Browser, path: str, step: str, **fields: str) -> TestResponse:
    """A step as the page offers it now."""
    version = hidden(browser.get(path).text, "expected_version")
    return browser.post(f"{path}/{step}", data={"expected_version": version, **fields})


def sign(browser: Browser, path: str, signed_on: str = "2025-04-14") -> TestResponse:
    """Record the signature of what was concluded elsewhere, whose copy comes later."""
    later = "Salinan menyusul dari kantor cabang."
    return take(browser, path, "sign", signed_on=signed_on, copy_comes_later=later)


def sign_accepted(browser: Browser, path: str, signed_on: str) -> TestResponse:
    """Record the signature of what the office accepted, with its copy."""
    version = hidden(browser.get(path).text, "expected_version")
    fields = {"expected_version": version, "signed_on": signed_on, "contains_personal_data": "yes"}
    return send(browser, f"{path}/sign", PDF, **fields)


def upload(browser: Browser, path: str, content: bytes, **fields: str) -> TestResponse:
    return send(browser, f"{path}/documents", content, **fields)


def send(browser: Browser, path: str, content: bytes, **fields: str) -> TestResponse:
    """A form with a file."""
    file = FileStorage(io.BytesIO(content), "pks.pdf")
    boundary, body = encode_multipart({**fields, "file": file})
    content_type = f"multipart/form-data; boundary={boundary}"
    return browser.post(path, data=body, content_type=content_type)


def test_wrong_day_of_a_signature_is_found_and_put_right_with_a_reason(
    regency: Regency, officer: Browser, commitment: str
) -> None:
    path = draft(officer, regency, commitment_id=commitment.rsplit("/", 1)[1])
    assert "Perbaiki tanggal tanda tangan" not in officer.get(path).text
    assert sign(officer, path, "2025-06-14").status_code == 303
    page = text_of(officer.get(path).text)
    assert "Awal perlindungan mendahului tanda tangan" in page
    assert "Maret–Mei belum dinyatakan terlindungi" in page

    wrong = take(officer, path, "signature", signed_on="2025-03-01", reason="salah")
    assert wrong.status_code == 422
    assert 'href="#field-reason"' in wrong.text
    assert ">salah</textarea>" in wrong.text
    assert 'value="2025-03-01" id="field-signed_on"' in wrong.text
    why = "Pada naskah tertulis 1 Maret 2025."
    put = take(officer, path, "signature", signed_on="2025-03-01", reason=why)
    assert put.status_code == 303

    page = text_of(officer.get(path).text)
    assert "Ditandatangani 1 Maret 2025" in page
    assert "Awal perlindungan mendahului tanda tangan" not in page
    assert "306 dari 365 hari" in page


def test_signature_when_its_copy_is_sent_along_is_kept_with_it(
    regency: Regency, officer: Browser, commitment: str
) -> None:
    path = draft(officer, regency, commitment_id=commitment.rsplit("/", 1)[1])
    version = hidden(officer.get(path).text, "expected_version")
    without = take(officer, path, "sign", signed_on="2025-04-14")
    assert without.status_code == 422
    assert "tuliskan mengapa salinannya menyusul" in text_of(without.text)
    fields = {"signed_on": "2025-04-14", "expected_version": version}
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(PDF), "pks.pdf")})

    signed = officer.post(
        f"{path}/sign", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert signed.status_code == 303
    page = text_of(officer.get(path).text)
    assert "Tanda tangan dicatat dan salinannya tersimpan." in page
    assert "pks.pdf" in page


def test_signed_copy_of_an_agreement_that_is_signed_meanwhile_is_not_kept_and_is_told(
    regency: Regency, officer: Browser, commitment: str
) -> None:
    path = draft(officer, regency, commitment_id=commitment.rsplit("/", 1)[1])
    version = hidden(officer.get(path).text, "expected_version")
    sign(officer, path)
    fields = {
        "signed_on": "2025-04-15",
        "copy_comes_later": "",
        "contains_personal_data": "true",
        "expected_version": version,
    }
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(PDF), "pks.pdf")})

    late = officer.post(
        f"{path}/sign", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert late.status_code == 409
    assert "Isian Anda belum tersimpan. Salin dari sini" in text_of(late.text)
    assert "Tanggal tanda tangan 2025-04-15" in text_of(late.text)
    assert "Berkas pks.pdf tidak disimpan." in text_of(late.text)
    assert "pks.pdf" not in officer.get(f"/r/{regency.slug}/documents").text


def test_form_when_opened_from_a_programme_is_filled_with_it(
    regency: Regency, officer: Browser, commitment: str
) -> None:
    commitment_id = commitment.rsplit("/", 1)[1]

    page = officer.get(f"/r/{regency.slug}/agreements/new?commitment_id={commitment_id}").text

    assert f'<option value="{commitment_id}" selected>' in page
    assert 'value="PKS Perlindungan pekerja rentan"' in page


def test_signature_when_late_is_said_on_the_programme_until_posting_is_proven(
    officer: Browser, commitment: str, agreement: str
) -> None:
    signed = sign(officer, agreement)
    assert signed.status_code == 303
    page = text_of(officer.get(commitment).text)
    assert (
        "PKS ditandatangani 14 April 2025, setelah awal perlindungan (Maret 2025). Maret belum"
        " dinyatakan terlindungi sampai ada bukti pembukuan iuran dari BPJS Ketenagakerjaan."
        in page
    )
    assert "Maret 2025: menunggu pembukuan BPJS" in page
    assert "262 dari 365 hari" in text_of(officer.get(agreement).text)

    proven = upload(officer, agreement, PDF, paper="posting_proof")

    assert proven.status_code == 303
    assert "306 dari 365 hari" in text_of(officer.get(agreement).text)
    assert "belum dinyatakan terlindungi" not in text_of(officer.get(commitment).text)


def test_letter_that_agrees_to_an_early_start_is_no_proof_of_posting(
    officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement)
    assert 'value="start_consent"' in officer.get(agreement).text

    kept = upload(officer, agreement, PDF, paper="start_consent")

    assert kept.status_code == 303
    page, carried = text_of(officer.get(agreement).text), text_of(officer.get(commitment).text)
    said = "Surat persetujuan tanggal awal kepesertaan ada; bulan itu tetap menunggu bukti"
    assert said in page
    assert said in carried
    assert "Lampirkan bukti tersebut" not in page + carried
    assert "262 dari 365 hari" in page
    assert "Maret 2025: menunggu pembukuan BPJS" in carried


def test_signed_copy_when_uploaded_can_be_fetched_again(
    officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement)
    assert "Salinan PKS yang ditandatangani belum diunggah." in text_of(
        officer.get(commitment).text
    )

    upload(officer, agreement, PDF, paper="signed_copy", contains_personal_data="true")

    page = officer.get(agreement).text
    address = page.split("/documents/")[1].split('"')[0]
    slug = agreement.split("/agreements/", maxsplit=1)[0]
    assert officer.get(f"{slug}/documents/{address}").data == PDF
    assert "memuat data pribadi" in page
    assert "belum diunggah." not in text_of(officer.get(commitment).text)


@pytest.mark.parametrize(
    ("fields", "is_marked"), [({}, 1), ({"contains_personal_data": "false"}, 0)]
)
def test_paper_holds_personal_data_unless_somebody_says_otherwise(
    officer: Browser, agreement: str, fields: dict[str, str], is_marked: int
) -> None:
    form = officer.get(agreement).text
    assert 'value="true" id="field-contains_personal_data-true" checked' in form

    assert upload(officer, agreement, PDF, paper="draft_text", **fields).status_code == 303

    assert officer.get(agreement).text.count(">memuat data pribadi<") == is_marked


@pytest.mark.parametrize(
    ("content", "fields", "status", "expected"),
    [
        (b"", {"paper": "signed_copy"}, 422, "Berkas kosong"),
        (b"MZ\x90\x00 program", {"paper": "signed_copy"}, 415, "Isi berkas bukan"),
        (PDF, {"paper": "receipt"}, 422, "Pilih salah satu pilihan yang tersedia."),
    ],
)
def test_upload_when_refused_says_why_and_keeps_nothing(
    officer: Browser,
    agreement: str,
    content: bytes,
    fields: dict[str, str],
    status: int,
    expected: str,
) -> None:
    sign(officer, agreement)

    response = upload(officer, agreement, content, **fields)

    assert response.status_code == status
    assert expected in text_of(response.text)
    assert text_of(officer.get(agreement).text).count("belum diunggah") == 2


def test_upload_when_no_file_is_chosen_asks_for_one(officer: Browser, agreement: str) -> None:
    sign(officer, agreement)

    response = officer.post(f"{agreement}/documents", data={"paper": "signed_copy"})

    assert response.status_code == 422
    assert "Pilih berkas yang akan diunggah." in text_of(response.text)


@pytest.mark.parametrize(
    ("step", "form", "status", "expected"),
    [
        ("sign", {"signed_on": ""}, 422, "Wajib diisi."),
        ("sign", {"signed_on": "2026-11-21"}, 422, "Tanggal ini belum tiba."),
        ("sign", {"signed_on": "14 April"}, 422, "Tanggal tidak dikenali."),
        (
            "terminate",
            {"terminated_on": "2025-05-01", "termination_reason": "Diganti PKS lain."},
            409,
            "Perjanjian ini tidak dapat diubah statusnya dengan cara itu.",
        ),
    ],
)
def test_step_when_it_cannot_be_is_refused_beside_its_field(
    officer: Browser, agreement: str, step: str, form: dict[str, str], status: int, expected: str
) -> None:
    response = officer.post(f"{agreement}/{step}", data={"expected_version": "1", **form})

    assert response.status_code == status
    assert expected in text_of(response.text)


def test_step_when_the_page_said_no_version_is_refused_in_words(
    officer: Browser, agreement: str
) -> None:
    response = officer.post(f"{agreement}/sign", data={"signed_on": "2025-04-14"})

    assert response.status_code == 422
    assert "Isian perlu diperbaiki" in text_of(response.text)
    assert 'href="#field-expected_version"' not in response.text
    assert sign(officer, agreement).status_code == 303


def test_termination_when_a_colleague_saved_first_is_refused(
    officer: Browser, agreement: str
) -> None:
    sign(officer, agreement)
    seen = hidden(officer.get(agreement).text, "expected_version")
    officer.post(f"{agreement}/edit", data={**PKS, "title": "PKS lain", "expected_version": seen})

    late = officer.post(
        f"{agreement}/terminate",
        data={
            "terminated_on": "2025-05-01",
            "termination_reason": "Diganti PKS lain.",
            "expected_version": seen,
        },
    )

    assert late.status_code == 409
    assert "sudah disimpan orang lain setelah Anda membukanya" in text_of(late.text)
    assert "Diakhiri sejak 1 Mei 2025" not in text_of(officer.get(agreement).text)


def opened(page: str, summary: str) -> str:
    """The part of a page under a summary, which must be open."""
    found = re.search(
        rf"<details[^>]* open><summary>{summary}</summary>.*?</details>", page, re.DOTALL
    )
    assert found, summary
    return found[0]


@pytest.mark.parametrize(
    ("form", "typed", "summary"),
    [
        (
            "signature",
            {"signed_on": "2025-04-12", "reason": "Pada naskah tertulis 12 April."},
            "Perbaiki tanggal tanda tangan",
        ),
        (
            "terminate",
            {"terminated_on": "2025-05-01", "termination_reason": "Diganti PKS lain."},
            "Perjanjian diakhiri sebelum waktunya",
        ),
    ],
)
def test_what_was_typed_below_a_summary_stands_open_when_a_colleague_saved_first(
    officer: Browser, agreement: str, form: str, typed: dict[str, str], summary: str
) -> None:
    sign(officer, agreement)
    seen = hidden(officer.get(agreement).text, "expected_version")
    officer.post(f"{agreement}/edit", data={**PKS, "title": "PKS lain", "expected_version": seen})

    late = officer.post(f"{agreement}/{form}", data={**typed, "expected_version": seen})

    assert late.status_code == 409
    shown = opened(late.text, summary)
    day, reason = typed.values()
    assert f'value="{day}"' in shown
    assert f">{reason}</textarea>" in shown
    assert late.text.count(f">{reason}</textarea>") == 1
    again = {**typed, "expected_version": hidden(shown, "expected_version")}
    assert officer.post(f"{agreement}/{form}", data=again).status_code == 303


@pytest.mark.parametrize(
    ("form", "first", "typed"),
    [
        (
            "terminate",
            {"terminated_on": "2025-06-01", "termination_reason": "Kesepakatan bersama."},
            {"terminated_on": "2025-05-01", "termination_reason": "Diganti PKS lain."},
        ),
        (
            "sign",
            {"signed_on": "2025-04-14", "copy_comes_later": "Menyusul dari kantor cabang."},
            {"signed_on": "2025-04-12", "copy_comes_later": "Menyusul minggu depan."},
        ),
    ],
)
def test_what_was_typed_is_shown_to_copy_once_a_colleague_took_the_step(
    officer: Browser, agreement: str, form: str, first: dict[str, str], typed: dict[str, str]
) -> None:
    if form == "terminate":
        sign(officer, agreement)
    seen = hidden(officer.get(agreement).text, "expected_version")
    assert take(officer, agreement, form, **first).status_code == 303

    late = officer.post(f"{agreement}/{form}", data={**typed, "expected_version": seen})

    assert late.status_code == 409
    (unsaved,) = re.findall(r'<section id="unsaved">.*?</section>', late.text, re.DOTALL)
    for written in typed.values():
        assert f"<dd>{written}</dd>" in unsaved


def test_termination_when_recorded_ends_the_days(officer: Browser, agreement: str) -> None:
    sign(officer, agreement, "2025-03-01")

    take(
        officer,
        agreement,
        "terminate",
        terminated_on="2025-04-01",
        termination_reason="Diganti PKS lain.",
    )

    page = text_of(officer.get(agreement).text)
    assert "diakhiri" in page
    assert "31 dari 365 hari" in page


def test_edit_when_saved_shows_the_new_numbers_and_keeps_the_signature(
    officer: Browser, agreement: str
) -> None:
    sign(officer, agreement)
    commitment_id = officer.get(f"{agreement}/edit").text.split('" selected')[1]
    assert commitment_id

    saved = officer.post(
        f"{agreement}/edit", data={**PKS, "number_bpjs": "PER/99/042025", "expected_version": "2"}
    )
    stale = officer.post(f"{agreement}/edit", data={**PKS, "expected_version": "2"})

    assert (saved.status_code, stale.status_code) == (303, 409)
    page = text_of(officer.get(agreement).text)
    assert "PER/99/042025" in page
    assert "14 April 2025" in page


def test_form_when_the_end_precedes_the_start_is_refused(
    regency: Regency, officer: Browser
) -> None:
    response = officer.post(
        f"/r/{regency.slug}/agreements/new", data={**PKS, "ends_on": "2025-02-01"}
    )

    assert response.status_code == 422
    assert "Hari terakhir tidak boleh sebelum hari pertama." in text_of(response.text)
    assert "119/12/2025" in response.text


def test_umbrella_when_it_carries_no_programme_stands_apart(
    regency: Regency, officer: Browser
) -> None:
    draft(officer, regency, kind="nota_kesepakatan", title="Nota kesepakatan 2025")

    page = text_of(officer.get(f"/r/{regency.slug}/commitments").text)

    assert "Nota kesepakatan 2025 draf" in page


def test_stranger_when_knowing_the_address_finds_nothing(
    regency: Regency, other_regency: Regency, browser_of: SignIn, agreement: str, commitment: str
) -> None:
    stranger = browser_of(other_regency, Role.OFFICER)
    moved = agreement.replace(regency.slug, other_regency.slug)

    for address in (agreement, moved, f"{moved}/edit"):
        assert stranger.get(address).status_code == 404
    signature = {"signed_on": "2025-04-14", "expected_version": "1"}
    assert stranger.post(f"{moved}/sign", data=signature).status_code == 404
    assert upload(stranger, moved, PDF, paper="signed_copy").status_code == 404
    commitment_id = commitment.rsplit("/", 1)[1]
    form = f"/r/{other_regency.slug}/agreements/new"
    assert stranger.get(f"{form}?commitment_id={commitment_id}").status_code == 404
    refused = stranger.post(form, data={**PKS, "commitment_id": commitment_id})
    assert refused.status_code == 422


def test_reader_when_signing_is_refused(
    regency: Regency, browser_of: SignIn, agreement: str
) -> None:
    viewer = browser_of(regency, Role.VIEWER)

    assert viewer.get(agreement).status_code == 200
    signature = {"signed_on": "2025-04-14", "expected_version": "1"}
    assert viewer.post(f"{agreement}/sign", data=signature).status_code == 403
    assert upload(viewer, agreement, PDF, paper="signed_copy").status_code == 403


def test_edit_when_the_form_is_torn_is_refused_with_reasons(
    officer: Browser, agreement: str
) -> None:
    torn = officer.post(f"{agreement}/edit", data={"title": "x"})
    without_version = officer.post(f"{agreement}/edit", data=PKS)

    assert torn.status_code == 422
    assert without_version.status_code == 409


def test_menu_when_an_agreement_is_open_marks_the_programmes(
    officer: Browser, agreement: str
) -> None:
    page = officer.get(agreement).text

    marked = re.findall(r'<a href="([^"]+)" aria-current="page">', page)
    assert {address.rsplit("/", 1)[1] for address in marked} == {"commitments"}


@pytest.mark.parametrize("mistyped", ["0025-04-14", "0001-01-01", "2205-04-14"])
def test_signature_when_the_year_is_mistyped_is_refused_and_every_page_still_opens(
    regency: Regency, officer: Browser, commitment: str, agreement: str, mistyped: str
) -> None:
    answer = sign(officer, agreement, mistyped)

    assert answer.status_code == 422
    assert "Tahun pada tanggal ini tampaknya salah ketik" in text_of(answer.text)
    pages = [f"/r/{regency.slug}/", commitment, agreement]
    assert [officer.get(page).status_code for page in pages] == [200, 200, 200]


def test_form_when_a_day_cannot_be_meant_names_each_field(
    regency: Regency, officer: Browser
) -> None:
    days = {"starts_on": "0025-03-01", "ends_on": "9999-12-31", "source_on": "0001-01-01"}

    answer = officer.post(f"/r/{regency.slug}/agreements/new", data={**PKS, **days})

    assert answer.status_code == 422
    assert text_of(answer.text).count("Tahun pada tanggal ini tampaknya salah ketik") >= 3


def test_second_file_that_cannot_be_kept_leaves_the_one_that_is_held(
    officer: Browser, agreement: str
) -> None:
    version = hidden(officer.get(agreement).text, "expected_version")
    fields = {"expected_version": version, "signed_on": "x", "contains_personal_data": "yes"}
    first = send(officer, f"{agreement}/sign", PDF, **fields)
    held = hidden(first.text, "held_file")

    second = send(officer, f"{agreement}/sign", b"MZ tidak", **fields, held_file=held)

    assert second.status_code == 422
    assert hidden(second.text, "held_file") == held
    assert "pks.pdf" in text_of(second.text)


def test_value_that_an_addendum_makes_is_told_in_words_when_it_is_kept(
    regency: Regency, officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement)
    form = addendum_form(
        commitment,
        agreement,
        changes_from="2025-06",
        new_people_count="9000",
        new_total_idr="1.365.000.000",
    )
    said = "Nilai menjadi: Rp1.365.000.000 (Satu miliar tiga ratus enam puluh lima juta rupiah)."

    added = officer.post(f"/r/{regency.slug}/agreements/new", data=form)
    assert added.status_code == 303, text_of(added.text)
    assert said in text_of(officer.get(added.location).text)
    changed = {**form, "expected_version": "1", "new_total_idr": "1.300.000.000"}
    officer.post(f"{added.location}/edit", data=changed)

    page = text_of(officer.get(added.location).text)
    assert "Rp1.300.000.000 (Satu miliar tiga ratus juta rupiah)." in page
    without = {**changed, "expected_version": "2", "new_total_idr": ""}
    officer.post(f"{added.location}/edit", data=without)
    assert "Nilai menjadi: Rp" not in text_of(officer.get(added.location).text)


def test_figures_of_an_addendum_that_look_mistyped_are_asked_about_once_on_adding_and_editing(
    regency: Regency, officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement)
    address = f"/r/{regency.slug}/agreements/new"
    form = addendum_form(
        commitment,
        agreement,
        changes_from="2025-12",
        new_people_count="86.250",
        new_total_idr="1373400",
    )

    asked = officer.post(address, data=form)

    assert asked.status_code == 409
    page = text_of(asked.text)
    assert "Angka ini tampak salah ketik. Belum ada yang disimpan." in page
    assert "sepuluh kali lipat: tertulis 86.250 orang (delapan puluh enam ribu" in page
    assert "sedangkan sebelum adendum ini 8.125 orang" in page
    assert (
        "Nilai menurut adendum sekitar seperseribu: tertulis Rp1.373.400 (satu juta tiga ratus"
        in page
    )
    for name in ("new_people_count", "new_total_idr"):
        assert f'<a href="#field-{name}">' in asked.text
    assert 'value="Adendum pertama"' in asked.text
    marks = hidden(asked.text, "confirmed_figures")
    assert len(marks.split()) == 2
    other = {**form, "new_people_count": "8.625", "confirmed_figures": marks}
    assert officer.post(address, data=other).status_code == 409

    kept = officer.post(address, data={**form, "confirmed_figures": marks})

    assert kept.status_code == 303
    edit = f"{kept.location}/edit"
    version = hidden(officer.get(edit).text, "expected_version")
    same = {**form, "expected_version": version, "title": "Adendum", "confirmed_figures": ""}
    assert officer.post(edit, data=same).status_code == 303
    version = hidden(officer.get(edit).text, "expected_version")
    right = {"new_people_count": "8.625", "new_total_idr": "1.373.400.000"}
    assert (
        officer.post(edit, data={**same, **right, "expected_version": version}).status_code == 303
    )
    version = hidden(officer.get(edit).text, "expected_version")
    again = {**same, **right, "expected_version": version, "new_total_idr": "13.734.000"}
    changed = officer.post(edit, data=again)
    assert changed.status_code == 409
    assert "seperseratus" in text_of(changed.text)
    assert "sebelum adendum ini" not in text_of(changed.text)


def test_reversed_days_and_a_missing_title_are_told_at_once(
    regency: Regency, officer: Browser
) -> None:
    wrong = {"title": "", "starts_on": "2025-12-31", "ends_on": "2025-03-01"}

    answer = officer.post(f"/r/{regency.slug}/agreements/new", data={**PKS, **wrong})

    assert answer.status_code == 422
    for name in ("title", "ends_on"):
        assert f'href="#field-{name}"' in answer.text


def test_reader_of_english_is_asked_about_an_addendum_in_english_words(
    regency: Regency, officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement)
    officer.post("/language", data={"language": "en"})
    form = addendum_form(
        commitment,
        agreement,
        changes_from="2025-12",
        new_people_count="86250",
        new_total_idr="1373400",
    )

    page = text_of(officer.post(f"/r/{regency.slug}/agreements/new", data=form).text)

    assert (
        "Number of workers in the addendum is about ten times what it should be: it says 86,250"
        " people (eighty-six thousand two hundred and fifty), while the figure before this addendum"
        " is 8,125 people (eight thousand one hundred and twenty-five)."
    ) in page
    assert "Rp1,373,400 (one million three hundred and seventy-three thousand four hundred" in page


def test_agreement_is_not_added_to_a_programme_that_was_given_up_and_keeps_one_that_it_has(
    regency: Regency, officer: Browser, commitment: str, agreement: str
) -> None:
    officer.post(f"{commitment}/status", data=step("cancel", 1))
    carried = {"commitment_id": commitment.rpartition("/")[2]}

    refused = officer.post(f"/r/{regency.slug}/agreements/new", data={**PKS, **carried})

    assert refused.status_code == 422
    told = "Program: Program Perlindungan pekerja rentan dibatalkan. Buka kembali program itu"
    assert told in text_of(refused.text)
    page = officer.get(f"{agreement}/edit").text
    assert re.search(rf'<option value="{carried["commitment_id"]}" selected', page)
    kept = {**PKS, **carried, "title": "PKS lain", "expected_version": "1"}
    assert officer.post(f"{agreement}/edit", data=kept).status_code == 303


def test_programme_whose_agreement_is_examined_is_given_up_once_that_is_taken_back(
    regency: Regency,
    officer: Browser,
    commitment: str,
    agreement: str,
    make_organisation: Callable[..., Organisation],
) -> None:
    make_organisation(OrganisationKind.BRANCH, serves=[regency])
    assert take(officer, agreement, "submit", note="").status_code == 303

    refused = officer.post(f"{commitment}/status", data=step("cancel", 1))

    assert refused.status_code == 409
    told = "Tarik kembali perjanjian itu dahulu, lalu batalkan programnya."
    assert f"PKS pekerja rentan sedang diperiksa dan memuat program ini. {told}" in text_of(
        refused.text
    )


@pytest.mark.parametrize("reason", ["", "batal"])
@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-12-01", "Diakhiri sejak: Tanggal ini belum tiba."),
        ("2025-04-01", "Diakhiri sejak: Tanggal pengakhiran tidak boleh sebelum tanda tangan."),
        ("", "Diakhiri sejak: Wajib diisi."),
    ],
)
def test_mistakes_of_an_early_end_are_told_at_once(
    officer: Browser, agreement: str, reason: str, day: str, told: str
) -> None:
    sign(officer, agreement)

    refused = take(officer, agreement, "terminate", terminated_on=day, termination_reason=reason)

    assert refused.status_code == 422
    page = text_of(refused.text)
    assert told in page
    assert ("Alasan: Tuliskan alasannya" if reason else "Alasan: Wajib diisi.") in page


def test_agreement_that_was_ended_early_is_replaced_by_one_tied_to_it_and_stays_ended_early(
    regency: Regency, officer: Browser, commitment: str, agreement: str
) -> None:
    sign(officer, agreement, "2025-03-01")
    why = {"terminated_on": "2025-06-01", "termination_reason": "Diganti PKS lain."}
    assert take(officer, agreement, "terminate", **why).status_code == 303
    page = officer.get(agreement).text
    found = re.search(r'href="([^"]+)">Buat perjanjian pengganti</a>', page)
    assert found, page
    assert "Buat adendum" not in page
    earlier, carried = agreement.rpartition("/")[2], commitment.rpartition("/")[2]
    form = officer.get(found[1]).text
    for chosen in (earlier, carried):
        assert re.search(rf'<option value="{chosen}" selected', form)
    assert 'value="2025-06-01"' in form
    plain = officer.get(f"/r/{regency.slug}/agreements/new?commitment_id={carried}").text
    assert f'<option value="{earlier}">' in plain.partition('name="predecessor_id"')[2]

    replacing = draft(
        officer,
        regency,
        title="PKS pengganti",
        number_regency="119/13/2025",
        number_bpjs="PER/35/062025",
        commitment_id=carried,
        predecessor_id=earlier,
        starts_on="2025-06-01",
    )
    assert sign(officer, replacing, "2025-06-02").status_code == 303

    words = text_of(officer.get(agreement).text)
    assert "Perjanjian kerja sama (PKS) diakhiri" in words
    assert "diperpanjang" not in words
    assert "Dilanjutkan dengan: PKS pengganti" in words
    assert "Melanjutkan: PKS pekerja rentan diakhiri" in text_of(officer.get(replacing).text)
    assert "Buat perjanjian pengganti" not in words


def test_agreement_that_never_bound_is_replaced_by_one_that_begins_with_it(
    regency: Regency, officer: Browser
) -> None:
    coming = {"budget_year": "2027", "first_month": "2027-01", "month_count": "12"}
    carried = {"commitment_id": add(officer, regency, {**BLITAR, **coming}).rpartition("/")[2]}
    term = {"starts_on": "2027-01-01", "ends_on": "2027-12-31"}
    never = draft(officer, regency, **carried, **term)
    sign(officer, never, "2026-11-01")
    why = {"terminated_on": "2026-11-10", "termination_reason": "Diganti PKS lain."}
    assert take(officer, never, "terminate", **why).status_code == 303

    replacing = {**PKS, **carried, **term, "predecessor_id": never.rpartition("/")[2]}
    kept = officer.post(
        f"/r/{regency.slug}/agreements/new", data={**replacing, "title": "PKS pengganti"}
    )

    assert kept.status_code == 303, text_of(kept.text)
