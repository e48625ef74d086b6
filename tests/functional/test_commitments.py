"""An officer keeps programmes and sees them computed; others read; a stranger finds nothing."""

import io
import re
from collections.abc import Callable, Mapping

import pytest
from python_calamine import CalamineWorkbook

from tenants.access import Role
from tests.conftest import Browser, Regency

SignIn = Callable[[Regency, Role], Browser]

BLITAR = {
    "title": "Perlindungan pekerja rentan",
    "department_name": "Dinas Sosial",
    "status": "committed",
    "payer": "regency",
    "funding_source": "not_stated",
    "budget_year": "2025",
    "people_count": "8.125",
    "first_month": "2025-03",
    "month_count": "10",
    "programmes": ["jkk", "jkm"],
    "programmes_assumed": "true",
    "segment": "bpu",
    "source_name": "Jatimtimes",
    "source_on": "2025-04-14",
    "source_status": "press",
}
BLORA = {
    **BLITAR,
    "title": "Bantuan iuran pekerja rentan",
    "department_name": "Dinperinnaker",
    "funding_source": "apbd",
    "people_count": "1500",
    "first_month": "",
    "month_count": "12",
    "months_assumed": "true",
    "programmes_assumed": "",
    "budget_idr": "302.400.000",
    "stated_rate_idr": "16500",
}
BLORA.pop("programmes_assumed")


REASON = "Anggarannya dialihkan ke program lain."


def step(action: str, version: int, reason: str = REASON) -> dict[str, str]:
    """The form of a step; that of a cancellation asks why."""
    form = {"action": action, "expected_version": str(version)}
    return {**form, "reason": reason} if action == "cancel" else form


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/commitments{path}"


def add(browser: Browser, regency: Regency, form: Mapping[str, object], **changes: object) -> str:
    """The path of a new commitment."""
    response = browser.post(at(regency, "/new"), data={**form, **changes})
    assert response.status_code == 303, text_of(response.text)
    return response.location


def text_of(page: str) -> str:
    """The words of a page, blanks made one."""
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain.replace("\u00a0", " "))


def test_officer_records_blitar_and_sees_value_gaps_and_law(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    page = text_of(officer.get(path).text)

    for expected in (
        "Rp1.365.000.000",
        "81.250",
        "Maret–Desember 2025",
        "8.125 orang × 10 bulan × Rp16.800",
        "Lapisan 1, penghasilan mulai Rp0: dasar Rp1.000.000",
        "PP 44/2015 Lampiran II",
        "PKS belum diunggah.",
        "nilai iuran yang tidak dibayarkan Rp273.000.000 (8.125 orang × 2 bulan × Rp16.800)",
        "Rp1.501.500.000 (8.125 orang × 11 bulan × Rp16.800). Usulkan dalam RKA 2027.",
        "Program jaminan tidak disebut; diasumsikan JKK+JKM.",
        "Sumber: Jatimtimes",
    ):
        assert expected in page
    assert "menunggu pembukuan" not in page


def test_officer_records_blora_and_reads_which_figure_is_wrong(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLORA)

    page = text_of(officer.get(path).text)

    assert (
        "Rp16.500 tidak sesuai dengan anggaran. 1.500 orang × 12 bulan × Rp16.500 ="
        " Rp297.000.000, sedangkan anggaran Rp302.400.000 sesuai dengan Rp16.800. Jumlah bulan"
        " diasumsikan 12. Mohon dipastikan pada DPA." in page
    )
    assert "−Rp300" in page
    assert "sesuai" in page


def arithmetic(page: str) -> str:
    """The table of stated figures beside computed ones."""
    return text_of(page.partition('id="arithmetic"')[2].partition("</table>")[0])


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({}, "Lapisan penghasilan BPU"),
        ({"segment": "jakon", "contract_value_idr": "1.000.000.000"}, "jasa konstruksi"),
    ],
)
def test_month_without_a_tariff_is_named_and_every_page_still_opens(
    regency: Regency, browser_of: SignIn, change: dict[str, str], missing: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    early = {"budget_year": "2015", "first_month": "2015-02", "month_count": "3"}
    path = add(officer, regency, {**BLITAR, **early, **change})

    told = text_of(officer.get(path).text)
    pages = (
        "",
        "commitments?year=2015",
        "cover-calendar",
        "realisation?year=2015",
        "golden-thread",
    )

    assert "Iuran belum dapat dihitung. Belum ada besaran iuran" in told
    assert missing in told
    assert "yang tercatat untuk bulan Februari 2015." in told
    for page in (*pages, f"billing-lists/new?commitment_id={path.rsplit('/', 1)[1]}"):
        assert officer.get(f"/r/{regency.slug}/{page}").status_code == 200


def test_amounts_are_told_in_words_once_they_are_kept(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, {**BLITAR, "budget_idr": "Rp 1.365.000.000,00"})

    told = text_of(officer.get(path).text)

    assert "Anggaran (DPA): Rp1.365.000.000 (Satu miliar tiga ratus enam puluh lima juta" in told


def test_arithmetic_agrees_only_with_what_is_stated(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    silent = {**BLORA, "budget_idr": "", "stated_rate_idr": ""}
    stated = {**BLORA, "budget_idr": "", "stated_rate_idr": "16800"}

    nothing = arithmetic(officer.get(add(officer, regency, silent)).text)
    rate = arithmetic(officer.get(add(officer, regency, stated, title="Lain")).text)

    assert "sesuai" not in nothing
    assert "Nilai program tidak disebut Rp302.400.000 tidak ada pembanding" in nothing
    assert "Nilai menurut besaran yang disebut Rp302.400.000 Rp302.400.000 sesuai" in rate


def test_list_when_shared_shows_search_filters_and_the_same_rows_in_excel(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, BLITAR)
    add(officer, regency, BLORA, stated_total_idr="297.000.000")
    viewer = browser_of(regency, Role.VIEWER)

    everything = text_of(viewer.get(at(regency)).text)
    narrowed = text_of(viewer.get(at(regency, "?search=bantuan&phase=undated")).text)
    book = viewer.get(at(regency, "/export?search=bantuan"))

    assert "2 program" in everything
    assert "Rp1.365.000.000" in everything
    assert "1 program sesuai saringan" in narrowed
    assert "Perlindungan pekerja rentan" not in narrowed
    assert "Tambah program" not in everything
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book.data)).get_sheet_by_index(0)
    head, row = sheet.to_python()
    told = dict(zip(head, row, strict=True))
    assert told["Anggaran (rupiah)"] == 302_400_000
    assert told["Pekerja (orang)"] == 1_500
    assert told["Tahun anggaran"] == 2025
    assert told["Nilai yang disebut (rupiah)"] == 297_000_000
    assert told["PKS"] == "belum diunggah"
    assert told["Sumber"] == "Jatimtimes"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": ""}, "Nama program: Wajib diisi."),
        ({"people_count": "banyak"}, "Jumlah pekerja: Isi dengan bilangan bulat"),
        ({"first_month": "Maret"}, "Bulan pertama: Bulan tidak dikenali. Tulis tahun-bulan,"),
        (
            {"first_month": "2026-03"},
            "Bulan pertama: Bulan pertama harus berada dalam tahun anggaran 2025.",
        ),
        ({"programmes": ["jp"]}, "Program JP tidak tersedia untuk segmen BPU."),
        ({"programmes": []}, "Program jaminan: Pilih paling sedikit satu program."),
        ({"wage_idr": "3000000"}, "Upah sebulan: Upah hanya diisi untuk PU."),
        ({"month_count": "61"}, "Jumlah bulan: Isi dengan angka dari 1 sampai 60."),
        ({"funding_source": "apbn"}, "Sumber dana: Pilih salah satu pilihan yang tersedia."),
        ({"regulation_id": "01990000-0000-7000-8000-0000000000ff"}, "Dasar hukum: Pilihan ini"),
    ],
)
def test_form_when_refused_names_the_field_and_keeps_what_was_typed(
    regency: Regency, browser_of: SignIn, changes: dict[str, object], expected: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    response = officer.post(at(regency, "/new"), data={**BLITAR, **changes})

    assert response.status_code == 422
    assert expected in text_of(response.text)
    assert "Jatimtimes" in response.text
    assert "belum ada program" in text_of(officer.get(at(regency)).text).lower()


def test_form_when_sent_again_names_the_kept_programme_and_keeps_what_was_typed(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    kept = add(officer, regency, BLITAR)

    again = officer.post(at(regency, "/new"), data=BLITAR)
    officer.post(f"{kept}/status", data=step("cancel", 1))
    later = officer.post(at(regency, "/new"), data=BLITAR)

    assert again.status_code == 409
    assert (
        "Program yang sama persis sudah tercatat: Perlindungan pekerja rentan, tahun anggaran 2025."
    ) in text_of(again.text)
    for typed in ("Perlindungan pekerja rentan", "Dinas Sosial", "8.125", "2025-03", "Jatimtimes"):
        assert f'value="{typed}"' in again.text
    assert later.status_code == 303


def test_edit_when_somebody_saved_first_keeps_both_and_says_so(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)
    form = {**BLITAR, "expected_version": "1"}
    first = officer.post(f"{path}/edit", data={**form, "people_count": "9000"})

    second = officer.post(f"{path}/edit", data={**form, "people_count": "7000"})

    assert first.status_code == 303
    assert second.status_code == 409
    page = text_of(second.text)
    assert "versi 2, Anda membuka versi 1" in page
    assert 'value="7000"' in second.text
    assert "9.000" in text_of(officer.get(path).text)


def test_edit_when_nothing_differs_says_that_nothing_was_saved(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)
    shown = officer.get(f"{path}/edit").text
    assert 'value="2025-03"' in shown
    assert 'value="Dinas Sosial"' in shown

    officer.post(f"{path}/edit", data={**BLITAR, "expected_version": "1"})

    assert "tidak ada yang disimpan" in text_of(officer.get(path).text)


def test_plan_when_it_is_budgeted_becomes_binding_and_can_be_given_up(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR, status="planned")

    assert "direncanakan" in text_of(officer.get(path).text)
    officer.post(f"{path}/status", data=step("commit", 1))
    assert "berakhir" in text_of(officer.get(path).text)
    officer.post(f"{path}/status", data=step("cancel", 2))
    assert "dibatalkan" in text_of(officer.get(path).text)
    assert officer.post(f"{path}/status", data=step("commit", 3)).status_code == 409
    officer.post(f"{path}/status", data=step("resume", 3))
    assert "direncanakan" in text_of(officer.get(path).text)


def test_programme_that_was_given_up_says_why_until_it_is_taken_up_again(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)
    officer.post(f"{path}/status", data=step("cancel", 1))

    for reader in (officer, browser_of(regency, Role.VIEWER)):
        told = text_of(reader.get(path).text)
        assert f"Program {BLITAR['title']} dibatalkan. 20 November 2026" in told
        assert f"Alasan: {REASON}" in told
    officer.post(f"{path}/status", data=step("resume", 2))
    assert REASON not in text_of(officer.get(path).text)


def test_page_of_a_programme_that_was_given_up_offers_no_step_that_it_cannot_take(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)
    offered = [
        "Buat daftar tagihan",
        "Unggah daftar",
        "Isi kuota dan kriteria",
        "Tambah perjanjian",
    ]
    before = text_of(officer.get(path).text)
    assert [one for one in offered if one in before] == offered

    officer.post(f"{path}/status", data=step("cancel", 1))

    after = text_of(officer.get(path).text)
    assert [one for one in offered if one in after] == []
    told = f"Program {BLITAR['title']} dibatalkan. Buka kembali program itu dahulu"
    asked = f"commitment_id={path.rpartition('/')[2]}"
    forms = ("billing-lists/new", "rosters/new", "agreements/new")
    for others in range(2):
        for form in forms:
            page = text_of(officer.get(f"/r/{regency.slug}/{form}?{asked}").text)
            assert told in page, (form, others)
        add(officer, regency, BLITAR, title=f"Program lain {others}")


def test_cancellation_without_a_reason_or_of_an_older_page_keeps_what_was_typed(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    short = officer.post(f"{path}/status", data=step("cancel", 1, reason="batal"))
    officer.post(f"{path}/edit", data={**BLITAR, "expected_version": "1", "people_count": "9000"})
    stale = officer.post(f"{path}/status", data=step("cancel", 1))

    assert short.status_code == 422
    assert "Alasan: Tuliskan alasannya, paling sedikit 10 huruf." in text_of(short.text)
    assert ">batal</textarea>" in short.text
    assert stale.status_code == 409
    assert "versi 2, Anda membuka versi 1" in text_of(stale.text)
    assert f">{REASON}</textarea>" in stale.text
    assert 'name="expected_version" value="2"' in stale.text
    assert "dibatalkan." not in text_of(officer.get(path).text)

    again = officer.post(f"{path}/status", data=step("cancel", 2))
    lost = officer.post(
        f"{path}/status", data=step("cancel", 2, reason="Anggaran dicabut seluruhnya.")
    )

    assert again.status_code == 303
    assert lost.status_code == 409
    assert "Anggaran dicabut seluruhnya." in text_of(lost.text)


def test_coming_months_are_budgeted_once_the_programme_is_and_planned_before(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    coming = {**BLITAR, "first_month": "2027-01", "budget_year": "2027"}
    path = add(officer, regency, coming, status="planned")

    planned = officer.get(path).text
    officer.post(f"{path}/status", data=step("commit", 1))
    budgeted = officer.get(path).text

    assert "Januari 2027: baru rencana" in text_of(planned)
    assert "Januari 2027: dianggarkan, belum tiba" in text_of(budgeted)
    assert 'class="state-planned"' not in budgeted


def test_continuation_when_recorded_is_linked_both_ways(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    first = add(officer, regency, BLITAR)
    second = add(
        officer,
        regency,
        BLITAR,
        title="Lanjutan 2026",
        budget_year="2026",
        first_month="2026-01",
        month_count="12",
        continues_id=first.rsplit("/", 1)[1],
    )

    assert "Dilanjutkan oleh Lanjutan 2026" in text_of(officer.get(first).text)
    page = text_of(officer.get(second).text)
    assert "Melanjutkan Perlindungan pekerja rentan" in page
    assert "Februari–Desember 2027" in page


def test_calendar_when_moved_starts_at_the_month_asked_for(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    page = officer.get(f"{path}?calendar=2026-07").text

    assert "18 bulan mulai Juli 2026" in text_of(page)
    assert "tanpa perlindungan" in page


@pytest.mark.parametrize("asked", ["kemarin", "1900-01", "1900-06", "9999-06", "9999-12"])
def test_calendar_when_the_month_cannot_be_meant_is_refused_with_an_example(
    regency: Regency, browser_of: SignIn, asked: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    answer = officer.get(f"{path}?calendar={asked}")

    assert answer.status_code == 422
    assert "2025-03" in text_of(answer.text)


@pytest.mark.parametrize(
    ("asked", "absent"), [("2015-01", "lebih awal"), ("2100-12", "lebih akhir")]
)
def test_calendar_when_at_its_end_leads_no_further(
    regency: Regency, browser_of: SignIn, asked: str, absent: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    answer = officer.get(f"{path}?calendar={asked}")

    assert answer.status_code == 200
    words = {"lebih awal", "lebih akhir"}
    assert {word for word in words if word in text_of(answer.text)} == words - {absent}


def test_home_when_programmes_exist_shows_calendar_and_most_pressing_findings(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, BLITAR)
    add(officer, regency, BLORA)

    page = text_of(officer.get(f"/r/{regency.slug}/").text)

    assert "Desember 2025–Mei 2027" in page
    assert "Semua program" in page
    assert page.index("Rp16.500 tidak sesuai") < page.index("Usulkan dalam RKA 2027")


def test_home_when_programmes_may_share_people_names_the_most_it_can_be(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, BLITAR)
    add(officer, regency, BLORA)

    counted = text_of(officer.get(f"/r/{regency.slug}/").text)
    add(officer, regency, BLORA, title="Tanpa jumlah", people_count="")
    lacking = text_of(officer.get(f"/r/{regency.slug}/").text)

    most = (
        "Desember 2025: tercakup program, iuran belum tentu dibukukan. paling banyak"
        " 9.625 pekerja tercakup program"
    )
    assert f"{most} " in counted
    assert f"{most}, selain program yang tidak menyebut jumlah pekerja" in lacking
    assert "pekerja terlindungi" not in counted


def test_regulation_when_programmes_rest_on_it_lists_them(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    regulation = officer.post(
        f"/r/{regency.slug}/regulations/new",
        data={
            "kind": "perda",
            "number": "9",
            "year": "2024",
            "title": "Jamsostek",
            "status": "in_force",
            "source_name": "Berita",
            "source_status": "press",
        },
    ).location
    path = add(officer, regency, BLORA, regulation_id=regulation.rsplit("/", 1)[1])

    assert "Dasar hukum: Perda 9/2024" in text_of(officer.get(path).text)
    assert "Bantuan iuran pekerja rentan" in text_of(officer.get(regulation).text)


def test_parameters_when_read_show_value_law_dates_and_grade(
    regency: Regency, browser_of: SignIn
) -> None:
    page = text_of(
        browser_of(regency, Role.VIEWER).get(f"/r/{regency.slug}/contribution-parameters").text
    )

    for expected in (
        "Rp6.800",
        "Rp20.700.000",
        "1 April–31 Desember 2026",
        "PP 50/2025 Pasal 3 dan 4",
        "menunggu jawaban BPJS",
        "belum diverifikasi",
        "0,24 %",
        "3 bulan",
        "Batas upah untuk iuran JKP",
        "Dipindahkan dari JKK: Rp4.200",
        "Jaminan Hari Tua (JHT) Rp111.000 Rp60.000 Rp171.000",
        "Perjanjian kerja 24 bulan, melalui pelaksana penempatan: Rp370.000",
        "Permenaker 4/2023 Pasal 18 ayat (3)",
    ):
        assert expected in page


def test_contract_when_recorded_is_opened_slice_by_slice(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(
        officer,
        regency,
        BLITAR,
        segment="jakon",
        people_count="",
        first_month="",
        month_count="",
        contract_value_idr="10.000.000.000",
    )

    page = text_of(officer.get(path).text)

    assert "Rp11.550.000" in page
    assert "0,09 % × bagian nilai Rp5.000.000.000 = Rp4.500.000; jumlah Rp10.440.000" in page


def test_wage_when_it_is_missing_is_asked_for_instead_of_a_figure(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR, segment="pu")

    page = text_of(officer.get(path).text)

    assert "Iuran belum dapat dihitung. Isi upah sebulan" in page
    assert "belum dapat dihitung" in text_of(officer.get(at(regency)).text)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.CERTIFIER])
def test_reader_when_editing_is_refused(regency: Regency, browser_of: SignIn, role: Role) -> None:
    path = add(browser_of(regency, Role.OFFICER), regency, BLITAR)
    reader = browser_of(regency, role)

    assert reader.get(path).status_code == 200
    assert reader.get(at(regency, "/new")).status_code == 403
    assert reader.post(at(regency, "/new"), data=BLITAR).status_code == 403
    assert reader.get(f"{path}/edit").status_code == 403
    assert reader.post(f"{path}/status", data=step("cancel", 1)).status_code == 403


def test_stranger_when_knowing_the_address_finds_nothing(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    path = add(browser_of(regency, Role.OFFICER), regency, BLITAR)
    stranger = browser_of(other_regency, Role.ADMIN)
    moved = path.replace(regency.slug, other_regency.slug)

    for address in (path, moved, f"{moved}/edit"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"{moved}/status", data=step("cancel", 1)).status_code == 404
    assert (
        stranger.post(f"{moved}/edit", data={**BLITAR, "expected_version": "1"}).status_code == 404
    )
    assert "Perlindungan pekerja rentan" not in stranger.get(at(other_regency)).text


def test_edit_when_the_form_is_torn_is_refused_with_reasons(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLITAR)

    torn = officer.post(f"{path}/edit", data={"title": "x"})
    without_version = officer.post(f"{path}/edit", data=BLITAR)

    assert torn.status_code == 422
    assert without_version.status_code == 409


def test_missing_paper_when_found_leads_to_where_it_is_uploaded(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = add(officer, regency, BLITAR)
    pks = officer.post(
        f"/r/{regency.slug}/agreements/new",
        data={
            "commitment_id": address.rpartition("/")[2],
            "kind": "pks",
            "title": "PKS",
            "starts_on": "2025-03-01",
            "ends_on": "2025-12-31",
            "source_name": "Jatimtimes",
            "source_status": "press",
        },
    ).location
    officer.post(
        f"{pks}/sign",
        data={
            "signed_on": "2025-04-14",
            "expected_version": "1",
            "copy_comes_later": "Salinan menyusul dari kantor cabang.",
        },
    )

    for page in (officer.get(address).text, officer.get(f"/r/{regency.slug}/").text):
        assert f'<a href="{pks}">Buka perjanjiannya</a>' in page


def test_calendar_when_a_continuation_states_no_months_says_so(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    first = add(officer, regency, BLITAR)
    later = add(
        officer,
        regency,
        BLITAR,
        budget_year="2026",
        first_month="",
        month_count="",
        continues_id=first.rpartition("/")[2],
    )

    words = "Bulan program ini sendiri tidak disebut"
    assert words in text_of(officer.get(later).text)
    assert words not in text_of(officer.get(first).text)


def test_official_programme_counts_once_its_paper_is_attached(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLORA, source_status="official")
    before = text_of(officer.get(path).text)

    asked = text_of(officer.get(f"{path}/paper").text)
    attached = officer.post(
        f"{path}/paper", data={"file": (io.BytesIO(b"%PDF-1.7\nDPA"), "dpa.pdf")}
    )
    after = text_of(officer.get(path).text)

    assert "Belum dihitung sebagai terverifikasi: lampirkan DPA" in before
    assert "dokumen anggaran yang memuat orang, bulan, dan nilai" in asked
    assert attached.status_code == 303
    assert "resmi terverifikasi Sumber" in after
    assert "Belum dihitung sebagai terverifikasi" not in after


def test_paper_of_a_programme_goes_with_it(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    path = add(officer, regency, BLORA, source_status="official")
    officer.post(f"{path}/paper", data={"file": (io.BytesIO(b"%PDF-1.7\nDPA"), "dpa.pdf")})
    library = f"/r/{regency.slug}/documents"
    assert "dpa.pdf" in officer.get(library).text

    asked = text_of(officer.get(f"{path}/removal").text)
    gone = officer.post(f"{path}/removal", data={"reason": "Tercatat dua kali pada tahun itu."})

    assert "Dokumen dpa.pdf yang dilampirkan ikut dihapus" in asked
    assert gone.status_code == 303
    assert "dpa.pdf" not in officer.get(library).text


def test_amount_off_by_three_noughts_is_asked_about_once_and_nothing_typed_is_lost(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    address = f"/r/{regency.slug}/commitments/new"
    form = {**BLORA, "stated_rate_idr": "16.800", "budget_idr": "302.400.000.000"}

    asked = officer.post(address, data=form)

    assert asked.status_code == 409
    page = text_of(asked.text)
    assert "Angka ini tampak salah ketik. Belum ada yang disimpan." in page
    assert "Anggaran sekitar seribu kali lipat: tertulis Rp302.400.000.000 (tiga ratus dua" in page
    assert '<a href="#field-budget_idr">' in asked.text
    assert 'value="302.400.000.000"' in asked.text
    assert 'value="16.800"' in asked.text
    (confirmed,) = re.findall(r'name="confirmed_figures" value="([^"]*)"', asked.text)
    others = officer.post(
        address, data={**form, "budget_idr": "3.024.000.000", "confirmed_figures": confirmed}
    )
    assert others.status_code == 409
    assert "sepuluh kali lipat" in text_of(others.text)
    both = officer.post(
        address, data={**form, "stated_rate_idr": "16.800.000", "confirmed_figures": confirmed}
    )
    (marks,) = re.findall(r'name="confirmed_figures" value="([^"]*)"', both.text)
    assert len(marks.split()) == 2
    assert confirmed in marks.split()

    kept = officer.post(address, data={**form, "confirmed_figures": confirmed})

    assert kept.status_code == 303
    shown = officer.get(kept.headers["Location"]).text
    assert "Angka tampak salah ketik nol" in shown
    edit = f"{kept.headers['Location']}/edit"
    again = officer.post(
        edit, data={**form, "expected_version": "1", "criteria": "Petani", "confirmed_figures": ""}
    )
    assert again.status_code == 303


def test_programme_whose_predecessor_was_removed_meanwhile_is_refused_beside_its_field(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    before = add(officer, regency, BLORA)
    form = {
        **BLORA,
        "title": "Lanjutan",
        "people_count": "2.000",
        "budget_idr": "403.200.000.000",
        "criteria": "Petani tembakau",
        "continues_id": before.rsplit("/", 1)[1],
    }
    officer.post(f"{before}/removal", data={"reason": "Tercatat dua kali pada tahun itu."})
    assert officer.get(before).status_code == 404

    refused = officer.post(f"/r/{regency.slug}/commitments/new", data=form)

    assert refused.status_code == 422
    assert 'href="#field-continues_id"' in refused.text
    assert "Pilihan ini sudah tidak ada. Pilih kembali." in text_of(refused.text)
    assert "Petani tembakau" in refused.text
    assert 'value="403.200.000.000"' in refused.text


def test_programme_tied_to_one_that_was_removed_meanwhile_is_refused_beside_its_field(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    kept, before = (add(officer, regency, BLORA, title=title) for title in ("Kini", "Dahulu"))
    officer.post(f"{before}/removal", data={"reason": "Tercatat dua kali pada tahun itu."})

    refused = officer.post(
        f"{kept}/edit",
        data={
            **BLORA,
            "title": "Kini",
            "criteria": "Petani tembakau",
            "continues_id": before.rsplit("/", 1)[1],
            "expected_version": "1",
        },
    )

    assert refused.status_code == 422
    assert 'href="#field-continues_id"' in refused.text
    assert "Petani tembakau" in refused.text


def test_contradictions_of_a_form_are_told_before_its_figures_are_asked_about(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    form = {**BLORA, "budget_idr": "302.400.000.000", "first_month": "2031-01"}

    refused = officer.post(f"/r/{regency.slug}/commitments/new", data=form)

    assert refused.status_code == 422
    assert 'href="#field-first_month"' in refused.text
    assert "tampak salah ketik" not in text_of(refused.text)
    asked = officer.post(
        f"/r/{regency.slug}/commitments/new",
        data={**form, "first_month": BLORA["first_month"]},
    )
    assert asked.status_code == 409


def test_people_a_thousand_times_those_of_the_programme_before_are_asked_about(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    before = add(officer, regency, BLORA).rsplit("/", 1)[1]
    year = int(BLITAR["budget_year"]) + 1  # type: ignore[call-overload]  # a text
    form = {
        **BLORA,
        "title": "Lanjutan",
        "budget_year": str(year),
        "first_month": "",
        "people_count": "1.500.000",
        "budget_idr": "",
        "continues_id": before,
    }

    asked = officer.post(f"/r/{regency.slug}/commitments/new", data=form)

    assert asked.status_code == 409
    assert "program yang dilanjutkan 1.500 orang" in text_of(asked.text)


def test_form_offers_the_budget_lines_of_the_own_regency_latest_year_first(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer, other = browser_of(regency, Role.OFFICER), browser_of(other_regency, Role.OFFICER)
    lines = ["2.07.04 / 5.1.02.02 lama", "2.07.04 / 5.1.02.02 baru"]
    for line, year in zip(lines, ("2024", "2025"), strict=True):
        changes = {"budget_year": year, "first_month": f"{year}-03", "budget_line": line}
        add(officer, regency, BLITAR, **changes)
        add(officer, regency, BLITAR, **changes, title=f"Program kedua {year}")
    add(other, other_regency, BLITAR, budget_line="milik lain")

    page = officer.get(at(regency, "/new")).text

    offered = page.partition('<datalist id="budget-lines">')[2].partition("</datalist>")[0]
    assert re.findall(r'value="([^"]+)"', offered) == lines[::-1]
    assert 'list="budget-lines"' in page


def test_programme_that_contradicts_itself_is_told_beside_a_missing_title(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    wrong = {"title": "", "first_month": "2024-03"}

    answer = officer.post(f"/r/{regency.slug}/commitments/new", data={**BLITAR, **wrong})

    assert answer.status_code == 422
    for name in ("title", "first_month"):
        assert f'href="#field-{name}"' in answer.text
