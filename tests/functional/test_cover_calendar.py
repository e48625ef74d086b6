"""The cover calendar: what was lost, what is needed by when, and the way to the next programme."""

import io
import re
from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from flask import Flask
from python_calamine import CalamineWorkbook

from cooperation.budget_calendar import plan_budget
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.months import Month, months_of_year
from cooperation.tariff_files import current_tariffs
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.kernel.formats import NBSP, month_range, rupiah
from tenants.models.regulations import DraftingStage, Regulation
from tenants.regulation_stages import Stage
from tests.conftest import NOW, TODAY, Browser, Regency
from tests.functional.test_commitments import BLORA, add, text_of
from tests.integration.cooperation.records import keep_agreement, keep_commitment, sign

SignIn = Callable[[Regency, Role], Browser]


def calendar_at(regency: Regency, query: str = "") -> str:
    return f"/r/{regency.slug}/cover-calendar{query}"


def payable_next_year() -> tuple[Month, ...]:
    """The months of next year that a budget can still pay on the day of the pages."""
    year = months_of_year(TODAY.year + 1)
    return plan_budget(current_tariffs(), year, FundingSource.APBD, 0, TODAY).payable


def read_flashes(browser: Browser, regency: Regency) -> None:
    """Have what was said about the last forms, so that later pages say it no more."""
    browser.get(calendar_at(regency))


def this_month() -> Month:
    return Month.of(TODAY)


def test_calendar_when_nothing_is_recorded_says_what_to_begin_with(
    regency: Regency, browser_of: SignIn
) -> None:
    page = text_of(browser_of(regency, Role.VIEWER).get(calendar_at(regency)).text)

    assert "Belum ada program dengan bulan perlindungan yang disebut." in page


def test_programme_that_ended_when_looked_at_has_a_loss_a_need_and_a_proposal(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    begin = this_month().plus(-6)
    path = add(
        officer,
        regency,
        BLORA,
        first_month=str(begin),
        budget_year=str(begin.year),
        month_count="4",
        people_count="1500",
        budget_idr="",
        stated_rate_idr="",
    )

    html = officer.get(calendar_at(regency)).text

    page = text_of(html)
    for expected in (
        "Kalender perlindungan",
        "Bulan yang telah dimulai tidak dapat ditutup.",
        "1.500 orang × 3 bulan × Rp16.800 aturan 1",
        "4.500",
        "Rp75.600.000",
        "Lama penyusunan 90 hari: belum ada riwayat sendiri. belum diverifikasi",
        "Aturan 1: BPU · JKK+JKM · lapisan 1, Rp16.800 per orang per bulan",
        "PP 44/2015 Lampiran II",
    ):
        assert expected in page, expected
    proposed = re.findall(r'href="([^"]*/commitments/new\?[^"]*)"', html)[-1].replace("&amp;", "&")
    form = officer.get(proposed).text
    asked = parse_qs(urlsplit(proposed).query)
    payable = payable_next_year()
    assert asked["first_month"] == [str(payable[0])]
    assert asked["month_count"] == [str(len(payable))]
    assert f'href="{proposed.replace("&", "&amp;")}"' in officer.get(path).text
    assert asked["continues_id"] == [path.rsplit("/", 1)[1]]
    for name, value in (("first_month", asked["first_month"][0]), ("people_count", "1500")):
        (field,) = re.findall(rf'<input[^>]*name="{name}"[^>]*>', form)
        assert f'value="{value}"' in field
    assert re.search(r'<input[^>]*value="planned"[^>]*checked', form)
    assert re.search(rf'<option value="{asked["continues_id"][0]}" selected', form)


def test_months_no_budget_can_pay_are_told_apart_and_in_no_need(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    year = this_month().year
    path = add(
        officer,
        regency,
        BLORA,
        first_month=f"{year}-01",
        budget_year=str(year),
        budget_idr="",
        stated_rate_idr="",
    )

    html = officer.get(calendar_at(regency)).text

    payable = payable_next_year()
    needed, forgone = 1500 * len(payable) * 16_800, 1500 * (12 - len(payable)) * 16_800
    page = text_of(html)
    assert f"{rupiah(needed)} kebutuhan anggaran" in page
    assert f"{rupiah(forgone)} tidak dapat dibayar lagi dari APBD" in page
    (section,) = re.findall(r'<section id="unpayable">.*?</section>', html, re.DOTALL)
    assert f"1.500 orang × {12 - len(payable)} bulan × Rp16.800" in text_of(section)
    assert "Rencanakan kelanjutan" not in section
    programme = text_of(officer.get(path).text)
    assert f"Kebutuhan iuran {rupiah(needed)} (" in programme
    assert f"Tidak dapat dibayar lagi dari APBD: iurannya {rupiah(forgone)} (" in programme
    response = officer.get(calendar_at(regency, "/export?sheet=gaps"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.data))
    table = book.get_sheet_by_index(0).to_python()
    head = [str(cell) for cell in table[0]]
    columns = [
        next(place for place, cell in enumerate(head) if cell.startswith(name))
        for name in ("Tidak dapat dibayar lagi dari APBD", "Kebutuhan anggaran")
    ]
    told = [[row[place] for place in columns] for row in table if row[0] == BLORA["title"]]
    assert told == [[forgone, ""], ["", needed]]


def test_months_before_a_programme_begins_are_said_to_be_so_and_not_a_failure(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(
        officer,
        regency,
        BLORA,
        first_month="2025-07",
        month_count="6",
        budget_year="2025",
        people_count="1000",
        budget_idr="",
        stated_rate_idr="",
    )

    page = text_of(officer.get(calendar_at(regency, "?year=2025")).text)
    exports = [
        CalamineWorkbook.from_filelike(
            io.BytesIO(officer.get(calendar_at(regency, f"/export?sheet={sheet}&year=2025")).data)
        )
        .get_sheet_by_index(0)
        .to_python()
        for sheet in ("months", "gaps")
    ]

    assert (
        "Juni 2025: tanpa perlindungan. 1.000 pekerja; sebelum program dimulai; bulan yang telah"
        " dimulai tidak dapat ditutup"
    ) in page
    assert "Januari–Juni 2025 sebelum program dimulai 1.000 6.000 Rp100.800.000" in page
    assert "Rp100.800.000 untuk 6.000 orang-bulan sebelum programnya dimulai" in page
    months, gaps = ([cell for row in table for cell in row] for table in exports)
    assert months.count("tanpa perlindungan, sebelum program dimulai") == 6
    assert gaps.count("telah dimulai, sebelum program dimulai") == 1


def test_programme_too_short_when_looked_at_warns(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(
        officer,
        regency,
        BLORA,
        first_month=str(this_month()),
        budget_year=str(this_month().year),
        month_count="2" if this_month().number < 12 else "1",
    )

    page = text_of(officer.get(calendar_at(regency)).text)

    assert "Masa perlindungan kurang dari tiga bulan" in page


def test_reader_when_a_gap_is_to_come_is_offered_no_form(
    regency: Regency, browser_of: SignIn
) -> None:
    add(
        browser_of(regency, Role.OFFICER), regency, BLORA, first_month="2026-01", budget_year="2026"
    )

    page = browser_of(regency, Role.VIEWER).get(calendar_at(regency)).text

    assert "Bulan tanpa perlindungan yang akan datang" in page
    assert "Celah" not in page
    assert "Rencanakan kelanjutan" not in page


def test_calendar_when_narrowed_shows_what_is_left_and_keeps_what_was_asked(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, BLORA, title="Petani", first_month="2026-01", budget_year="2026")
    add(
        officer,
        regency,
        BLORA,
        title="Nelayan",
        first_month="2026-01",
        budget_year="2026",
        funding_source="csr",
    )

    read_flashes(officer, regency)
    by_source = text_of(officer.get(calendar_at(regency, "?funding_source=csr")).text)
    by_title = text_of(officer.get(calendar_at(regency, "?search=petani&year=2026")).text)
    none = text_of(officer.get(calendar_at(regency, "?search=guru")).text)

    assert "Nelayan" in by_source
    assert "Petani" not in by_source
    assert "di luar APBD" in by_source
    assert "Petani" in by_title
    window = month_range(date(2026, 1, 1), date(2027, 6, 1)).replace("\u00a0", " ")
    assert window in by_title
    assert "Tidak ada program yang sesuai dengan saringan ini." in none


def test_calendar_when_there_are_many_programmes_goes_page_by_page(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    for number in range(27):
        add(
            officer,
            regency,
            BLORA,
            title=f"Program {number:02}",
            first_month="2026-01",
            budget_year="2026",
        )

    read_flashes(officer, regency)
    first = officer.get(calendar_at(regency)).text
    (following,) = re.findall(r'href="([^"]*cursor=[^"]*)" rel="next"', first)
    second = officer.get(following.replace("&amp;", "&")).text

    assert "27 program" in text_of(first)
    assert "Program 24" in first
    assert "Program 25" not in first
    assert "Program 26" in second
    assert "Program 24" not in second
    assert officer.get(calendar_at(regency, "?cursor=x")).status_code == 400


def test_calendar_when_taken_as_excel_holds_months_and_gaps(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, BLORA, first_month="2026-01", budget_year="2026", budget_idr="")

    def rows(sheet: str) -> Sequence[Sequence[object]]:
        response = officer.get(calendar_at(regency, f"/export?sheet={sheet}"))
        assert response.status_code == 200
        book = CalamineWorkbook.from_filelike(io.BytesIO(response.data))
        return book.get_sheet_by_index(0).to_python()

    months, gaps = rows("months"), rows("gaps")
    assert len(months[0]) == 5 + 18
    assert months[-1][0] == "Bantuan iuran pekerja rentan"
    assert any("2027" in str(cell) for row in gaps for cell in row)
    assert officer.get(calendar_at(regency, "/export?sheet=x")).status_code == 422


def test_programmes_of_two_payers_in_the_same_months_are_named_below_the_strip(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    common = {"budget_year": "2026", "stated_rate_idr": "", "budget_idr": ""}
    add(officer, regency, BLORA, **common, title="Petani", first_month="2026-01")
    before = officer.get(calendar_at(regency)).text
    path = add(
        officer,
        regency,
        BLORA,
        **common,
        title="Nelayan",
        first_month="2026-07",
        month_count="6",
        funding_source="csr",
    )

    html = officer.get(calendar_at(regency)).text

    assert 'id="overlaps"' not in before
    (told,) = re.findall(r'<div id="overlaps">.*?</div>', html, re.DOTALL)
    assert f'href="{path}"' in told
    assert "JKK+JKM, Juli–Desember 2026" in text_of(told)
    for title in ("Petani (Dinperinnaker, APBD)", "Nelayan (Dinperinnaker, CSR/TJSL)"):
        assert title in text_of(told)


def coming_regulation(regency: Regency, title: str, promulgated_on: date | None) -> UUID:
    """A Perbup that is still drafted, with the day on which it is to be promulgated."""
    with transaction(regency.principal()) as session:
        regulation = Regulation(
            tenant_id=regency.id,
            kind="perbup",
            title=title,
            year=2026,
            status="draft",
            source_name="Berkas uji",
            source_status="official",
            version=1,
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(regulation)
        session.flush()
        if promulgated_on is not None:
            session.add(
                DraftingStage(
                    tenant_id=regency.id,
                    regulation_id=regulation.id,
                    stage=Stage.PROMULGATION,
                    planned_on=promulgated_on,
                )
            )
        return regulation.id


def test_programme_whose_law_is_expected_too_late_is_told_with_the_day_and_a_mark(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    plans = {
        "Perbup awal": date(2026, 12, 10),
        "Perbup akhir": date(2027, 2, 10),
        "Perbup tanpa rencana": None,
    }
    with app.app_context():
        for title, day in plans.items():
            keep_commitment(
                regency,
                title=f"Program {title}",
                budget_year=2027,
                first_month=Month(2027, 1),
                regulation_id=coming_regulation(regency, title, day),
            )

    html = browser_of(regency, Role.VIEWER).get(calendar_at(regency)).text

    (section,) = re.findall(r'<section id="bases">.*?</section>', html, re.DOTALL)
    lines = [text_of(line).strip() for line in re.findall(r"<li>.*?</li>", section, re.DOTALL)]
    assert lines == [
        (
            "Program Perbup akhir : Perbup akhir diperkirakan berlaku 10 Februari 2027"
            " setelah bulan pertama program"
        ),
        "Program Perbup awal : Perbup awal diperkirakan berlaku 10 Desember 2026",
        (
            "Program Perbup tanpa rencana : Perbup tanpa rencana waktu berlakunya belum"
            " direncanakan setelah bulan pertama program"
        ),
    ]


def test_start_before_the_signature_is_told_with_the_way_to_its_proof(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        late = keep_commitment(
            regency, title="Petani", budget_year=2026, first_month=Month(2026, 3)
        )
        kept = keep_agreement(regency, commitment_id=late.id)
        sign(regency, kept, date(2026, 5, 4))
        timely = keep_commitment(
            regency, title="Nelayan", budget_year=2026, first_month=Month(2026, 6)
        )
        sign(regency, keep_agreement(regency, commitment_id=timely.id), date(2026, 5, 4))

    html = browser_of(regency, Role.OFFICER).get(calendar_at(regency)).text

    (section,) = re.findall(r'<section id="late-starts">.*?</section>', html, re.DOTALL)
    told = text_of(section)
    assert "Petani" in told
    assert "Nelayan" not in told
    assert "PKS ditandatangani 4 Mei 2026, setelah awal perlindungan (Maret 2026)." in told
    assert f'/agreements/{kept.id}#papers"' in section


def test_rows_of_the_calendar_name_their_agreements_by_number_else_by_title(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        first = keep_commitment(
            regency, title="Petani", budget_year=2026, first_month=Month(2026, 1)
        )
        later = keep_commitment(
            regency,
            title="Petani 2027",
            budget_year=2027,
            first_month=Month(2027, 1),
            continues_id=first.id,
        )
        old = keep_commitment(
            regency, title="Nelayan", budget_year=2023, first_month=Month(2023, 1)
        )
        numbered = keep_agreement(
            regency, commitment_id=first.id, title="PKS petani", number_regency="119/1/2026"
        )
        named = keep_agreement(regency, commitment_id=later.id, title="PKS lanjutan")
        past = keep_agreement(regency, commitment_id=old.id, title="PKS lama")
    officer = browser_of(regency, Role.OFFICER)

    html = officer.get(calendar_at(regency)).text
    sheet = officer.get(calendar_at(regency, "/export?sheet=months"))

    (rows,) = re.findall(r'<section id="programmes">.*?</section>', html, re.DOTALL)
    (row,) = re.findall(r'<th scope="row"><a [^>]*>Petani 2027.*?</th>', rows)
    links = re.findall(r'<span class="small"><a href="([^"]*)">([^<]*)</a>', row)
    assert [name for _url, name in links] == ["119/1/2026 (draf)", "PKS lanjutan (draf)"]
    assert [url.rsplit("/", 1)[1] for url, _name in links] == [str(numbered.id), str(named.id)]
    assert str(past.id) not in html
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data))
    told = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    assert told["Petani 2027"] == "119/1/2026 (draf); PKS lanjutan (draf)"


def test_agreement_that_nobody_signed_is_marked_with_where_it_stands(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        programme = keep_commitment(
            regency, title="Petani", budget_year=2026, first_month=Month(2026, 1)
        )
        signed = keep_agreement(regency, commitment_id=programme.id, title="PKS petani")
        sign(regency, signed, date(2025, 12, 20))
        keep_agreement(
            regency,
            commitment_id=programme.id,
            title="Adendum petani",
            kind=AgreementKind.ADENDUM,
            amends_id=signed.id,
        )
    officer = browser_of(regency, Role.OFFICER)

    page = text_of(officer.get(calendar_at(regency)).text)
    sheet = officer.get(calendar_at(regency, "/export?sheet=months"))

    assert "Adendum petani (draf)" in page
    assert "PKS petani (" not in page
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.data))
    told = {row[0]: row[1] for row in book.get_sheet_by_index(0).to_python()}
    assert told["Petani"] == "PKS petani; Adendum petani (draf)"


def test_month_of_all_programmes_names_first_whoever_is_without_cover(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    with app.app_context():
        keep_commitment(
            regency, title="Petani", budget_year=2026, first_month=Month(2026, 1), people_count=900
        )
        keep_commitment(
            regency,
            title="Nelayan",
            budget_year=2026,
            first_month=Month(2026, 1),
            month_count=3,
            people_count=40,
        )
    officer = browser_of(regency, Role.OFFICER)

    html = officer.get(calendar_at(regency)).text

    (whole,) = re.findall(r'<section id="regency">.*?</section>', html, re.DOTALL)
    assert (
        'title="Juni 2026: tercakup program, iuran belum tentu dibukukan.'
        " paling banyak 40 pekerja tanpa perlindungan; paling banyak 900 pekerja tercakup program"
    ) in whole.replace("&nbsp;", " ").replace(NBSP, " ")
    assert "menurut keadaan yang menyangkut pekerja terbanyak" in whole


def test_calendar_of_another_regency_is_not_found_and_a_foreign_programme_is_continued_by_none(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer, stranger = browser_of(regency, Role.OFFICER), browser_of(other_regency, Role.OFFICER)
    path = add(officer, regency, BLORA)
    continued = path.rsplit("/", 1)[1]

    assert stranger.get(calendar_at(regency)).status_code == 404
    address = f"/r/{other_regency.slug}/commitments/new?continues_id={continued}"
    assert stranger.get(address).status_code == 404
