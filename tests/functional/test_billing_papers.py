"""Papers of a frozen list and of a quarter: what they say, their codes, who may take them."""

import io
import re
import zipfile
from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader

from enrollment.services import billing_papers, printed_people
from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.engines import Engines
from tests.functional.people import text_of
from tests.functional.test_agreements import draft, sign, take
from tests.integration.enrollment.billings import MARCH, bill, closed, pay, stored
from tests.integration.enrollment.postings import nik, posted
from tests.integration.enrollment.rosters import add_commitment, run_due

SignIn = Callable[[Regency, Role], Browser]
CODE = re.compile(r"Kode dokumen ((?:[A-Z2-7]{4}-){3}[A-Z2-7]{4})")


@pytest.fixture
def commitment_id(app: Flask, regency: Regency) -> UUID:
    """A programme with three people determined from March 2025 on."""
    with app.app_context():
        commitment_id = add_commitment(regency)
        stored(regency, commitment_id, 1, 2, 3)
    return commitment_id


@pytest.fixture
def page(app: Flask, regency: Regency, commitment_id: UUID) -> str:
    """The address of a list of March, billed, paid, one of three posted."""
    with app.app_context():
        billing = closed(regency, commitment_id, MARCH, 1)
        bill(regency, billing.id)
        pay(regency, billing.id)
        posted(regency, billing, f"{nik(1)};2025-03")
    return f"/r/{regency.slug}/billing-lists/{billing.id}"


@pytest.fixture
def run_sql(engines: Engines, database: str) -> Callable[[str], None]:
    """Change what no page changes."""

    def run(statement: str) -> None:
        engines.execute(database, statement)

    return run


def words(paper: bytes) -> str:
    pages = PdfReader(io.BytesIO(paper)).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


def taken(browser: Browser, address: str, **form: str) -> str:
    answer = browser.post(f"{address}/papers", data=form)
    assert answer.status_code == 200, text_of(answer)
    assert answer.data.startswith(b"%PDF-")
    again = browser.post(f"{address}/papers", data=form)
    assert again.data == answer.data
    return words(answer.data)


def checked(browser: Browser, regency: Regency, paper: str) -> str:
    found = CODE.search(paper)
    assert found is not None, paper
    return text_of(browser.get(f"/r/{regency.slug}/papers/check?code={found[1]}"))


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        ("handover", "BERITA ACARA SERAH TERIMA DATA"),
        ("registration", "Permohonan pendaftaran peserta"),
    ],
)
def test_paper_of_a_list_states_counts_amount_in_words_hash_and_code(
    regency: Regency, page: str, browser_of: SignIn, kind: str, title: str
) -> None:
    viewer = browser_of(regency, Role.VIEWER)

    paper = taken(viewer, page, kind=kind)

    assert title in paper
    assert "3 orang" in paper
    assert "Rp50.400" in paper
    assert "lima puluh ribu empat ratus rupiah" in paper
    assert "Maret 2025" in paper
    assert re.search(r"\b[0-9a-f]{64}\b", paper)
    assert "bukan tanda tangan elektronik" in paper
    assert "350501" not in paper
    assert "Data masih sama dengan dokumen ini." in checked(viewer, regency, paper)


def test_request_to_register_asks_for_a_kode_iuran_only_until_it_is_given(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        billing = closed(regency, commitment_id, MARCH, 1)
    viewer = browser_of(regency, Role.VIEWER)
    page = f"/r/{regency.slug}/billing-lists/{billing.id}"

    asking = taken(viewer, page, kind="registration")
    with app.app_context():
        bill(regency, billing.id)
    given = taken(viewer, page, kind="registration")

    assert "mohon pendaftaran dan penerbitan kode iuran bagi peserta" in asking
    assert "penerbitan kode iuran" not in given
    assert "yang kode iurannya 250300001 telah kami terima, dengan rincian" in given


def test_code_of_a_paper_of_an_earlier_form_tells_no_change_that_was_none(
    regency: Regency, page: str, browser_of: SignIn, run_sql: Callable[[str], None]
) -> None:
    viewer = browser_of(regency, Role.VIEWER)
    paper = taken(viewer, page, kind="handover")

    run_sql(
        f"UPDATE issued_paper SET parameters = parameters - 'format' WHERE tenant_id = {regency.id}"
    )

    told = checked(viewer, regency, paper)
    assert "Dokumen sejenis sekarang memuat lebih banyak hal" in told
    assert "sudah berubah" not in told


def test_list_of_names_has_totals_and_lines_on_each_page_and_masks_numbers(
    app: Flask, regency: Regency, page: str, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    masked, whole = (
        named(app, regency, officer, page, **form) for form in ({}, {"is_whole": "true"})
    )

    paper = words(masked)
    assert paper.count("350501**********") == 3
    assert len(re.findall(r"\b350501\d{10}\b", words(whole))) == 3
    assert "Jumlah halaman ini: 3 orang · Rp50.400" in paper
    assert "Jumlah sampai halaman ini: 3 orang · Rp50.400" in paper
    assert "Paraf PIHAK KESATU" in paper
    assert "lima puluh ribu empat ratus rupiah" in paper
    assert "Data masih sama dengan dokumen ini." in checked(officer, regency, paper)
    assert CODE.findall(paper)[0] != CODE.findall(words(whole))[0]


@pytest.mark.parametrize(
    "changed",
    [
        "UPDATE worker SET name = name || ' B'",
        "UPDATE worker SET nik_index = sha256(nik_index)",
        "UPDATE worker SET birth_on = birth_on + 1",
        "UPDATE worker SET occupation = 'Nelayan'",
    ],
)
def test_code_of_a_list_of_names_covers_every_name_and_number_on_it(
    app: Flask,
    regency: Regency,
    page: str,
    browser_of: SignIn,
    run_sql: Callable[[str], None],
    changed: str,
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    paper = words(named(app, regency, officer, page))
    counts = taken(officer, page, kind="handover")

    run_sql(f"{changed} WHERE tenant_id = {regency.id}")

    assert "Data sudah berubah sejak dokumen ini disusun." in checked(officer, regency, paper)
    assert "Data masih sama dengan dokumen ini." in checked(officer, regency, counts)


def test_list_of_names_too_long_to_compare_on_the_spot_says_so(
    app: Flask, regency: Regency, page: str, browser_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    paper = words(named(app, regency, officer, page))
    monkeypatch.setattr(printed_people, "SPOT_PEOPLE", 2)

    told = checked(officer, regency, paper)

    assert "terlalu panjang untuk dicocokkan seketika" in told
    assert "Data masih sama" not in told


def named(app: Flask, regency: Regency, browser: Browser, page: str, **form: str) -> bytes:
    asked = browser.post(f"{page}/names", data=form)
    assert asked.status_code == 303, text_of(asked)
    with app.app_context():
        run_due(regency)
    return bytes(browser.post(f"{asked.location}/download").data)


def test_long_list_of_names_leaves_in_parts_under_one_code(
    app: Flask,
    regency: Regency,
    page: str,
    browser_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(billing_papers, "PART_PEOPLE", 2)

    archive = named(app, regency, browser_of(regency, Role.OFFICER), page)

    with zipfile.ZipFile(io.BytesIO(archive)) as file:
        parts = [words(file.read(name)) for name in file.namelist()]
    assert ["Bagian 1 dari 2" in parts[0], "Bagian 2 dari 2" in parts[1]] == [True, True]
    assert "Jumlah bagian ini: Rp33.600" in parts[0]
    assert "Jumlah seluruh daftar: 3 orang" in parts[1]
    assert {CODE.findall(part)[0] for part in parts} == {CODE.findall(parts[0])[0]}


def test_names_are_refused_to_who_may_not_read_people_or_open_numbers(
    regency: Regency, page: str, browser_of: SignIn
) -> None:
    viewer, certifier = browser_of(regency, Role.VIEWER), browser_of(regency, Role.CERTIFIER)

    assert viewer.post(f"{page}/names", data={}).status_code == 403
    assert certifier.post(f"{page}/names", data={"is_whole": "true"}).status_code == 403
    assert certifier.post(f"{page}/names", data={}).status_code == 303


def test_list_that_is_open_has_no_papers_yet(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    form = {"commitment_id": str(commitment_id), "first_month": "2025-03", "month_count": "3"}
    open_list = officer.post(f"/r/{regency.slug}/billing-lists/new", data=form).location

    paper = officer.post(f"{open_list}/papers", data={"kind": "handover"})
    names = officer.post(f"{open_list}/names", data={})

    assert (paper.status_code, names.status_code) == (422, 422)
    assert "Tutup daftar tagihan dahulu" in text_of(paper)
    assert 'value="handover"' not in officer.get(open_list).text


def test_quarter_is_reconciled_with_every_difference_and_its_cause(
    regency: Regency, commitment_id: UUID, page: str, browser_of: SignIn
) -> None:
    assert page
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    offered = viewer.get(base).text
    paper = taken(viewer, base, kind="reconciliation", quarter="2025-1")

    assert 'value="2025-1"' in offered
    assert "BERITA ACARA REKONSILIASI" in paper
    assert "Triwulan I 2025 (Januari–Maret 2025)" in paper
    assert "dibayar, belum dibukukan BPJS perlu penjelasan 2" in paper
    assert "Masih ada selisih yang perlu penjelasan." in paper
    assert "lima puluh ribu empat ratus rupiah" in paper
    assert "Data masih sama dengan dokumen ini." in checked(viewer, regency, paper)


def test_report_of_a_quarter_sets_paid_beside_planned(
    regency: Regency, commitment_id: UUID, page: str, browser_of: SignIn
) -> None:
    assert page
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    first = taken(viewer, base, kind="quarterly_report", quarter="2025-1")
    second = taken(viewer, base, kind="quarterly_report", quarter="2025-2")

    assert "LAPORAN REALISASI" in first
    assert "Dibayar (SP2D) Rp50.400 Rp50.400" in first
    assert "Daftar tagihan yang ditutup Rp50.400 Rp50.400" in first
    assert "Dibayar (SP2D) Rp0 Rp50.400" in second
    assert "Belum ada daftar tagihan untuk bulan-bulan ini." in second


def test_credit_of_an_earlier_list_counts_in_the_papers_of_a_quarter(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        march = closed(regency, commitment_id, MARCH, 1)
        bill(regency, march.id)
        pay(regency, march.id, 6 * 16_800 + 500, number="SP2D/90/2025")
        april = closed(regency, commitment_id, MARCH.plus(1), 1)
        bill(regency, april.id)
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    first = taken(viewer, base, kind="reconciliation", quarter="2025-1")
    second = taken(viewer, base, kind="reconciliation", quarter="2025-2")
    report = taken(viewer, base, kind="quarterly_report", quarter="2025-2")

    assert "terbayar Rp50.400 (lima puluh ribu empat ratus rupiah); selisih Rp0" in first
    assert "Dibayar (SP2D) untuk daftar-daftar ini Rp101.300" in first
    assert "terbayar Rp50.400 (lima puluh ribu empat ratus rupiah); selisih Rp0" in second
    assert "Dibayar (SP2D) untuk daftar-daftar ini Rp0" in second
    assert "SP2D/90/2025 Rp50.400" in second
    waiting = "Lebih bayar Rp500 dari daftar tagihan nomor 1 (Maret 2025) belum terpakai"
    assert waiting in first
    assert waiting in second
    assert "Dibayar (SP2D) Rp0 Rp101.300" in report
    assert waiting in report
    assert "Rp101.300" in text_of(viewer.get(f"/r/{regency.slug}/realisation?year=2025"))


def test_credit_of_a_later_list_is_no_part_of_the_papers_of_a_quarter(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        march = closed(regency, commitment_id, MARCH, 1)
        bill(regency, march.id)
        pay(regency, march.id)
        april = closed(regency, commitment_id, MARCH.plus(1), 1)
        bill(regency, april.id, "250400001")
        pay(regency, april.id, 50_900, number="SP2D/90/2025")
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    told = {
        (kind, number): taken(viewer, base, kind=kind, quarter=f"2025-{number}")
        for kind in ("reconciliation", "quarterly_report")
        for number in (1, 2, 3)
    }

    waiting = "Lebih bayar Rp500 dari daftar tagihan nomor 2 (April 2025) belum terpakai"
    assert {key: waiting in paper for key, paper in told.items()} == {
        key: key[1] > 1 for key in told
    }
    assert {key: "Lebih bayar" in paper for key, paper in told.items()} == {
        key: key[1] > 1 for key in told
    }


def test_papers_of_a_quarter_name_only_agreements_that_bind_on_a_day_of_it(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    carried = {"commitment_id": str(commitment_id)}
    first = draft(officer, regency, title="PKS pertama", **carried)
    sign(officer, first, "2025-03-01")
    ending = {"terminated_on": "2025-11-16", "termination_reason": "Diganti perjanjian lain."}
    assert take(officer, first, "terminate", **ending).status_code == 303
    days = {"starts_on": "2025-11-16", "ends_on": "2025-12-31"}
    second = draft(officer, regency, title="PKS pengganti", **carried, **days)
    sign(officer, second, "2025-12-01")
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    told = {
        (kind, number): [
            title in taken(officer, base, kind=kind, quarter=f"2025-{number}")
            for title in ("PKS pertama", "PKS pengganti")
        ]
        for kind in ("reconciliation", "quarterly_report")
        for number in (3, 4)
    }

    assert told == {
        ("reconciliation", 3): [True, False],
        ("reconciliation", 4): [True, True],
        ("quarterly_report", 3): [True, False],
        ("quarterly_report", 4): [True, True],
    }


def test_list_that_began_before_its_quarter_is_told_in_it_with_the_months_it_has_there(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    with app.app_context():
        billing = closed(regency, commitment_id, MARCH, 4)
        bill(regency, billing.id)
        pay(regency, billing.id, number="SP2D/91/2025")
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    paper = taken(viewer, base, kind="reconciliation", quarter="2025-2")
    report = taken(viewer, base, kind="quarterly_report", quarter="2025-2")

    row = "1 Maret–Juni 2025 3 12 Rp201.600 Rp151.200 250300001 SP2D/91/2025 Rp201.600"
    assert row in paper
    assert "Belum ada daftar tagihan" not in paper
    assert "di antaranya Rp151.200 untuk bulan triwulan ini" in paper
    assert row in report
    assert "Daftar tagihan yang ditutup Rp151.200 Rp201.600" in report


def test_causes_of_a_quarter_add_up_and_parties_agree_only_where_all_is_explained(
    regency: Regency, commitment_id: UUID, page: str, browser_of: SignIn
) -> None:
    assert page
    viewer = browser_of(regency, Role.VIEWER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"
    agreed = "Setiap selisih di atas disetujui PARA PIHAK beserta sebabnya."

    open_paper = taken(viewer, base, kind="reconciliation", quarter="2025-1")
    waiting = taken(viewer, base, kind="reconciliation", quarter="2025-2")

    assert "Maret 2025 10 3 3 3 3 1 9" in open_paper
    assert "kuota belum ditetapkan menunggu langkah berikutnya 7 Rp117.600" in open_paper
    assert "Jumlah selisih program dan dibukukan 9 Rp151.200" in open_paper
    assert "Orang-bulan 10 3 3 3 3 1 9" in open_paper
    assert "Rupiah Rp168.000 Rp50.400 Rp50.400 Rp50.400 Rp50.400 Rp16.800 Rp151.200" in open_paper
    assert agreed not in open_paper
    assert "masih perlu penjelasan: Maret 2025 dibayar, belum dibukukan BPJS 2 orang" in open_paper
    assert agreed in waiting


def test_code_of_a_quarter_tells_when_what_it_counts_has_changed(
    app: Flask, regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"
    paper = taken(officer, base, kind="reconciliation", quarter="2025-1")

    with app.app_context():
        closed(regency, commitment_id, MARCH, 1)

    assert "Data sudah berubah sejak dokumen ini disusun." in checked(officer, regency, paper)


def test_quarter_that_is_none_is_refused(
    regency: Regency, commitment_id: UUID, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    base = f"/r/{regency.slug}/reconciliations/{commitment_id}"

    for quarter in ("2025-5", "x", ""):
        form = {"kind": "reconciliation", "quarter": quarter}
        assert officer.post(f"{base}/papers", data=form).status_code == 422
