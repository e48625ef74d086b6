"""Coverage: quoted apart from stated, bases apart, groups not filled are not zero."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from enrollment.models.coverage import ParticipationStatement, RecipientCount
from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.integration.enrollment.billings import MARCH, closed, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment

MISTAKE = {"reason": "Tercatat dua kali."}
SignIn = Callable[[Regency, Role], Browser]

PRESS = {
    "source_name": "Jatimtimes",
    "source_on": "2025-04-14",
    "data_on": "2025-04-14",
    "source_status": "press",
}
QUOTED = {
    **PRESS,
    "title": "UCJ 2025",
    "quoted_percent": "17,60",
    "target_percent": "31,94",
    "gap_points": "14,34",
    "gap_worker_count": "100.155",
    "denominator_kind": "",
}
STATED = {
    "source_name": "Surat BPJS Ketenagakerjaan",
    "source_on": "2025-08-10",
    "data_on": "2025-07-31",
    "source_status": "official",
    "segment": "all",
    "numerator_count": "103.079",
    "numerator_basis": "ktp",
    "denominator_count": "213582",
    "denominator_kind": "employed",
    "includes_jakon": "true",
}
FULL = "48,26 % 103.079 dari 213.582 pekerja pembilang menurut KTP, penyebut penduduk bekerja"
TARGET = {**PRESS, "year": "2025", "target_percent": "52,15", "family": "RPJMD"}
GROUP = {
    **PRESS,
    "recipient_group": "pekerja_rentan",
    "stage": "recorded",
    "people_count": "10.124",
}


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/coverage{path}"


def add(
    browser: Browser, regency: Regency, kind: str, form: dict[str, str], **changes: Any
) -> None:
    response = browser.post(at(regency, f"/{kind}"), data={**form, **changes})
    assert response.status_code == 303, text_of(response)


def show(browser: Browser, regency: Regency) -> str:
    return text_of(browser.get(at(regency)))


def test_quoted_figure_is_the_hero_and_says_that_it_is_quoted(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    add(officer, regency, "quotation", QUOTED)

    page = show(officer, regency)
    assert "17,60 % angka kutipan: pembilang dan penyebut tidak disebut sasaran 31,94 %" in page
    assert "Kurang 14,34 poin persentase, yaitu 100.155 pekerja." in page
    assert "697.945–698.918 orang" in page
    assert "turunan" in page
    assert "tidak dinilai" in page
    assert "Sumber: Jatimtimes · tanggal sumber: 14 April 2025" in page


def test_quoted_figure_shows_as_many_decimals_as_were_published(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    whole = {"quoted_percent": "40", "target_percent": "50", "gap_points": "10"}

    add(officer, regency, "quotation", QUOTED, **whole)

    page = show(officer, regency)
    assert "40 % angka kutipan: pembilang dan penyebut tidak disebut sasaran 50 %" in page
    assert "Kurang 10 poin persentase" in page
    assert "40,00" not in page
    assert "50,00" not in page
    assert "10,00" not in page


def test_statement_newer_than_the_quotation_becomes_the_hero_with_its_gap(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "quotation", QUOTED)
    add(officer, regency, "target", TARGET)

    add(officer, regency, "statement", STATED)

    page = show(officer, regency)
    assert f"{FULL} sasaran 52,15 %" in page
    assert "Kurang 3,89 poin persentase, yaitu 8.305 pekerja." in page
    assert "17,60 %" in page


def test_second_statement_of_a_day_is_refused_and_the_first_one_keeps_counting(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "statement", STATED)
    other = {**STATED, "numerator_count": "99000", "source_name": "Surat kedua"}

    refused = officer.post(at(regency, "/statement"), data=other)

    assert refused.status_code == 409
    assert (
        "Sudah ada angka per 31 Juli 2025 untuk segmen dan dasar pembilang ini: 103.079 dari"
        " 213.582 orang, menurut Surat BPJS Ketenagakerjaan. Angka itu yang dihitung."
    ) in text_of(refused)
    assert 'value="Surat kedua"' in refused.text
    assert FULL in show(officer, regency)

    officer.post(removal_of(officer, regency), data=MISTAKE)
    add(officer, regency, "statement", other)
    assert "99.000 dari 213.582 pekerja" in show(officer, regency)


def test_statement_of_the_same_day_by_place_of_work_stays_behind_that_by_identity_card(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "statement", STATED)

    by_work = {"numerator_basis": "work", "numerator_count": "99000"}
    add(officer, regency, "statement", STATED, **by_work)
    add(officer, regency, "statement", STATED, segment="pu", numerator_count="500")

    assert FULL in show(officer, regency)


def test_invented_statement_that_is_newer_leaves_the_real_one_in_front(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "statement", STATED)
    invented = {"source_status": "synthetic", "data_on": "2025-08-09", "numerator_count": "1"}

    add(officer, regency, "statement", STATED, **invented)

    assert FULL in show(officer, regency)


def test_home_shows_the_level_of_the_chosen_period_and_no_other_as_such(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "statement", STATED)

    of_2025 = text_of(officer.get(f"/r/{regency.slug}/?year=2025"))
    of_2026 = text_of(officer.get(f"/r/{regency.slug}/?year=2026"))

    assert "Cakupan 2025" in of_2025
    assert FULL in of_2025
    assert "Cakupan 2026" in of_2026
    assert FULL not in of_2026
    assert "Belum ada angka dengan data tahun 2026." in of_2026
    assert "Angka terbaru dari tahun lain: 48,26 % 103.079 dari 213.582 pekerja" in of_2026
    assert "data per 31 Juli 2025" in of_2026


def test_home_prefers_the_figure_with_both_counts_to_a_newer_quotation_of_the_year(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    newer = {"source_on": "2025-09-01", "data_on": "2025-09-01"}
    add(officer, regency, "quotation", QUOTED, **newer)
    quoted = text_of(officer.get(f"/r/{regency.slug}/?year=2025"))

    add(officer, regency, "statement", STATED)

    assert "17,60 % angka kutipan: pembilang dan penyebut tidak disebut" in quoted
    stated = text_of(officer.get(f"/r/{regency.slug}/?year=2025"))
    assert FULL in stated
    assert "17,60 %" not in stated


def test_official_figure_is_only_stated_until_its_paper_is_attached(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    saved = officer.post(at(regency, "/statement"), data=STATED)
    asked = text_of(officer.get(saved.location))
    before = show(officer, regency)
    attached = officer.post(
        saved.location, data={"file": (BytesIO(b"%PDF-1.7\nSurat"), "surat.pdf")}
    )
    after = show(officer, regency)

    assert saved.location.endswith("/paper")
    assert "belum dihitung sebagai terverifikasi" in asked
    assert "Lampirkan surat kantor BPJS Ketenagakerjaan" in asked
    assert "resmi dinyatakan, belum diverifikasi Sumber: Surat BPJS" in before
    assert attached.status_code == 303
    assert "resmi terverifikasi Sumber: Surat BPJS" in after
    assert "Dokumen terlampir" in after


def test_figure_of_the_press_asks_for_no_paper(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)

    saved = officer.post(at(regency, "/target"), data=TARGET)

    assert saved.location == at(regency)
    assert "Lampirkan" not in show(officer, regency)


def test_upload_that_is_no_paper_is_refused_and_the_figure_stays_stated(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    saved = officer.post(at(regency, "/statement"), data=STATED)

    empty = officer.post(saved.location, data={})
    text = officer.post(saved.location, data={"file": (BytesIO(b"hai"), "surat.pdf")})

    assert (empty.status_code, text.status_code) == (422, 415)
    assert "Pilih berkas yang akan diunggah." in text_of(empty)
    assert "dinyatakan, belum diverifikasi" in show(officer, regency)


@pytest.mark.parametrize("kind", ["statement", "quotation", "target", "recipient"])
def test_form_presets_no_status_and_explains_each(
    regency: Regency, browser_of: SignIn, kind: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    form = officer.get(at(regency, f"/{kind}/new")).text
    unsaid = officer.post(
        at(regency, f"/{kind}"),
        data={name: value for name, value in STATED.items() if name != "source_status"},
    )

    choices = re.findall(r'<input type="radio" name="source_status"[^>]*>', form)
    assert len(choices) == 4
    assert not any("checked" in choice for choice in choices)
    assert "Terverifikasi setelah dokumennya dilampirkan." in form
    assert "Status angka: Wajib diisi." in text_of(unsaid)


def test_statements_on_two_bases_never_share_a_line(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "statement", STATED)
    add(officer, regency, "statement", STATED, data_on="2025-06-30", numerator_count="100000")
    one_line = officer.get(at(regency)).text

    add(officer, regency, "statement", STATED, data_on="2025-05-31", denominator_count="300000")

    page = officer.get(at(regency))
    assert one_line.count("<polyline") == 1
    assert page.text.count("<polyline") == 1
    assert "Dasar lain: tidak disambung dengan deret di atas." in text_of(page)


def test_groups_that_nobody_filled_are_not_zero(regency: Regency, browser_of: SignIn) -> None:
    page = show(browser_of(regency, Role.OFFICER), regency)

    for group in ("pegawai non-ASN", "perangkat desa", "Badan Permusyawaratan Desa", "ketua RT/RW"):
        assert f"{group} dinilai belum diisi belum diisi" in page


def test_group_named_without_a_count_keeps_the_words_of_its_source(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    named = {"recipient_group": "nelayan", "stage": "unprotected", "people_count": ""}

    add(officer, regency, "recipient", GROUP, **named, note="disebut sebagai contoh")
    named["recipient_group"] = "juru_parkir"
    add(officer, regency, "recipient", GROUP, **named, note="disebut sebagai contoh")

    page = show(officer, regency)
    assert "juru parkir, nelayan belum terlindungi · disebut sebagai contoh" in page
    assert "nelayan belum diisi" not in page


def test_vulnerable_workers_are_shown_step_by_step(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "recipient", GROUP)
    add(officer, regency, "recipient", GROUP, stage="registered", people_count="1500")
    add(
        officer,
        regency,
        "recipient",
        GROUP,
        stage="intended",
        people_count="12951",
        source_on="2022-06-13",
        data_on="",
    )

    page = show(officer, regency)

    assert re.search(r"terdata: 10\.124 .*didaftarkan: 1\.500", page)
    assert "aktif: belum diisi" in page
    assert "12.951" in page.split("Tahap")[1]


def test_funnel_when_only_an_intention_is_stated_is_not_called_empty(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "recipient", GROUP, stage="intended", people_count="8125")

    page = show(officer, regency)

    assert "Tahap terdata sampai aktif belum diisi. Yang sudah tercatat: Tahap" in page


def removal_of(browser: Browser, regency: Regency) -> str:
    """Where the one figure on the page is taken away."""
    (path,) = re.findall(r'href="([^"]+/removal)"', browser.get(at(regency)).text)
    return str(path)


def test_figure_that_is_removed_stays_in_the_audit_trail_with_the_reason(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "target", TARGET)
    path = removal_of(officer, regency)

    asked = text_of(officer.get(path))
    refused = officer.post(path, data={"reason": "salah"})
    kept = show(officer, regency)
    response = officer.post(path, data=MISTAKE)

    assert "Hapus: Sasaran cakupan menurut Jatimtimes" in asked
    assert "ikut dihapus" not in asked
    assert (refused.status_code, "paling sedikit 10 huruf" in refused.text) == (422, True)
    assert "RPJMD" in kept
    assert response.status_code == 303
    assert "RPJMD" not in show(officer, regency)
    with app.app_context(), transaction(regency.principal()) as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.action for entry in entries][-2:] == ["coverage:add", "coverage:remove"]
    assert entries[-1].detail["family"] == "RPJMD"
    assert entries[-1].detail["reason"] == MISTAKE["reason"]


def papered_statement(officer: Browser, regency: Regency) -> None:
    """A statement whose paper was replaced once."""
    saved = officer.post(at(regency, "/statement"), data=STATED)
    for content in (b"%PDF-1.7\nKeliru", b"%PDF-1.7\nSurat"):
        sent = officer.post(saved.location, data={"file": (BytesIO(content), "surat.pdf")})
        assert sent.status_code == 303


def test_paper_of_a_figure_goes_with_it_version_by_version(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    papered_statement(officer, regency)
    path = removal_of(officer, regency)
    library = f"/r/{regency.slug}/documents"
    assert "surat.pdf" in officer.get(library).text

    asked = text_of(officer.get(path))
    assert officer.post(path, data=MISTAKE).status_code == 303

    assert "per 31 Juli 2025 menurut Surat BPJS Ketenagakerjaan" in asked
    assert "Dokumen surat.pdf yang dilampirkan ikut dihapus" in asked
    assert "surat.pdf" not in officer.get(library).text


def test_paper_that_another_record_uses_stays(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    papered_statement(officer, regency)
    path = removal_of(officer, regency)
    add(officer, regency, "recipient", GROUP)
    with app.app_context(), transaction(regency.principal()) as session:
        paper_id = session.scalars(select(ParticipationStatement.document_id)).one()
        session.execute(update(RecipientCount).values(document_id=paper_id))

    assert officer.post(path, data=MISTAKE).status_code == 303

    library = text_of(officer.get(f"/r/{regency.slug}/documents"))
    assert "48,26 %" not in show(officer, regency)
    assert "surat.pdf" in library
    assert "versi sebelumnya" in library


@pytest.mark.parametrize(
    ("kind", "form", "changes", "words"),
    [
        ("statement", STATED, {"data_on": ""}, "angka tanpa tanggal tidak dinilai"),
        ("statement", STATED, {"denominator_count": "0"}, "Penyebut paling sedikit satu orang."),
        ("statement", STATED, {"denominator_kind": "other"}, "Sebutkan apa yang dihitung"),
        ("statement", STATED, {"denominator_kind": ""}, "Wajib diisi."),
        ("statement", STATED, {"numerator_count": "1.9"}, "Isi dengan bilangan bulat"),
        ("statement", STATED, {"data_on": "2025-09-01"}, "setelah tanggal sumber"),
        ("statement", STATED, {"source_on": "2027-01-01"}, "Tanggal ini belum tiba."),
        ("quotation", QUOTED, {"quoted_percent": "banyak"}, "Isi persentase, misalnya 17,60."),
        (
            "quotation",
            QUOTED,
            {"numerator_count": "1", "denominator_count": "2"},
            "catat sebagai pernyataan",
        ),
        (
            "quotation",
            QUOTED,
            {"quoted_percent": "", "gap_points": "", "gap_worker_count": ""},
            "Isi paling sedikit satu angka",
        ),
        ("target", TARGET, {"target_percent": "101"}, "paling tinggi 100 %"),
        ("target", TARGET, {"source_name": ""}, "Wajib diisi."),
        ("recipient", GROUP, {"people_count": ""}, "Isi jumlahnya."),
        ("recipient", GROUP, {"stage": "paid_twice"}, "Pilih salah satu"),
    ],
)
def test_wrong_form_says_what_is_wrong_and_keeps_the_rest(
    regency: Regency,
    browser_of: SignIn,
    kind: str,
    form: dict[str, str],
    changes: dict[str, str],
    words: str,
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency, f"/{kind}"), data={**form, **changes})

    assert response.status_code == 422
    assert words in text_of(response)
    if "source_name" not in changes:
        assert f'value="{form["source_name"]}"' in response.text


def test_more_active_people_than_the_base_counts_are_asked_about_before_they_are_stored(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    form = {**STATED, "numerator_count": "90000", "denominator_count": "45000"}

    asked = officer.post(at(regency, "/statement"), data=form)
    before = text_of(officer.get(at(regency)))
    said = officer.post(at(regency, "/statement"), data={**form, "is_over_base": "true"})

    assert asked.status_code == 422
    assert 'name="is_over_base"' in asked.text
    assert "90.000" not in before
    assert said.status_code == 303
    assert "200,00 %" in text_of(officer.get(at(regency)))


def test_second_target_of_a_family_and_year_is_refused(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "target", TARGET)

    response = officer.post(at(regency, "/target"), data=TARGET)

    assert response.status_code == 409
    assert "Sasaran RPJMD untuk tahun 2025 sudah ada." in text_of(response)


@pytest.mark.parametrize("kind", ["statement", "quotation", "target", "recipient"])
def test_each_form_opens(regency: Regency, browser_of: SignIn, kind: str) -> None:
    response = browser_of(regency, Role.OFFICER).get(at(regency, f"/{kind}/new"))

    assert response.status_code == 200
    assert "Status angka" in text_of(response)


def test_unknown_kind_of_figure_does_not_exist(regency: Regency, browser_of: SignIn) -> None:
    assert browser_of(regency, Role.OFFICER).get(at(regency, "/rumour/new")).status_code == 404


@pytest.mark.parametrize(
    ("role", "edits"), [(Role.ADMIN, 303), (Role.CERTIFIER, 403), (Role.VIEWER, 403)]
)
def test_everyone_reads_but_only_some_edit(
    regency: Regency, browser_of: SignIn, role: Role, edits: int
) -> None:
    browser = browser_of(regency, role)

    assert browser.get(at(regency)).status_code == 200
    assert browser.post(at(regency, "/target"), data=TARGET).status_code == edits


def test_another_regency_sees_and_removes_nothing(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, "target", TARGET)
    path = removal_of(officer, regency)
    stranger = browser_of(other_regency, Role.OFFICER)

    removed = stranger.post(path.replace(regency.slug, other_regency.slug), data=MISTAKE)

    assert removed.status_code == 404
    assert "RPJMD" not in show(stranger, other_regency)
    assert "RPJMD" in show(officer, regency)


def test_statement_below_the_posted_lists_is_told_at_once_and_stays_marked(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
        billing = closed(regency, commitment_id, MARCH, 1)
        posted(regency, billing, *(f"{nik(one)};2025-03" for one in (1, 2, 3)))
    officer = browser_of(regency, Role.OFFICER)
    form = text_of(officer.get(at(regency, "/statement/new")))
    low = STATED | {"segment": "bpu", "numerator_count": "2", "data_on": "2025-03-31"}
    warning = "Daftar di sini memuat 3 orang yang iurannya dibukukan BPJS untuk Maret 2025"

    officer.post(at(regency, "/statement"), data=low)
    at_once = text_of(officer.get(at(regency)))
    later = text_of(officer.get(at(regency)))
    officer.post(at(regency, "/statement"), data=low | {"segment": "pu"})

    assert "Maret 2025 3 0 3 0" in form
    assert at_once.count(warning) == 2
    assert later.count(warning) == 1
    assert text_of(officer.get(at(regency))).count(warning) == 1


def test_statement_that_is_revised_leaves_what_it_said_before(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(at(regency, "/statement"), data=STATED)
    officer.post(removal_of(officer, regency), data=MISTAKE)
    officer.post(at(regency, "/statement"), data=STATED | {"numerator_count": "104.000"})

    page = text_of(officer.get(at(regency)))

    assert "104.000 dari 213.582" in page
    assert "Pernyataan yang sudah ditarik atau diganti (1)" in page
    assert "103.079" in page
    assert MISTAKE["reason"] in page
