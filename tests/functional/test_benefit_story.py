"""An officer keeps the benefits that were paid; what a source leaves out is never a zero."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from enrollment.benefit_totals import BenefitKind
from enrollment.benefits import BenefitDetails
from enrollment.services.benefits import add_benefit
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.kernel.formats import date_id, rupiah
from tenants.kernel.sources import SourceStatus
from tests.conftest import ACTOR, NOW, Browser, Regency

SignIn = Callable[[Regency, Role], Browser]

TWICE = {"reason": "Tercatat dua kali dari dua berita."}
HANDED_OVER = {
    "kind": "santunan_jkm",
    "description": "Diserahkan kepada ahli waris saat sosialisasi Perda",
    "source_name": "Berita 15 September 2025",
    "source_on": "2025-09-15",
    "source_status": "press",
}


def at(regency: Regency, path: str = "") -> str:
    return f"/r/{regency.slug}/benefit-payments{path}"


def add(browser: Browser, regency: Regency, **changes: str) -> None:
    response = browser.post(at(regency, "/new"), data={**HANDED_OVER, **changes})
    assert (response.status_code, response.location) == (303, at(regency)), response.text


def record_many(app: Flask, regency: Regency, number: int) -> None:
    """Payments of one day, faster than by hand."""
    with app.app_context(), transaction(regency.principal()) as session:
        for at_once in range(number):
            details = BenefitDetails(
                kind=BenefitKind.BEASISWA,
                description=f"=TAHAP({at_once})",
                paid_on=date(2025, 9, 1),
                source_name="Laporan",
                source_status=SourceStatus.OFFICIAL,
            )
            add_benefit(session, tenant_id=regency.id, actor=ACTOR, now=NOW, details=details)


def text_of(page: str) -> str:
    """What a reader sees, blanks made single."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " "))


def test_figures_the_source_leaves_out_read_as_not_stated(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    assert "Belum ada manfaat yang dicatat" in officer.get(at(regency)).text

    add(officer, regency)

    page = officer.get(at(regency)).text
    assert "Santunan kematian (JKM)" in page
    assert page.count("belum disebut") == 5  # day, people, money; people and money of the sum
    assert "Rp0" not in page
    assert "Diserahkan kepada ahli waris" in page
    assert "Sumber: Berita 15 September 2025" in page
    assert '<a href="' + at(regency) + '" aria-current="page">Manfaat</a>' in page


def test_sums_say_over_how_many_records_they_run(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency, amount_idr="42.000.000", recipients_count="1", paid_on="2025-09-01")
    add(officer, regency, amount_idr="Rp84.000.000", recipients_count="2")
    add(officer, regency)
    add(officer, regency, kind="beasiswa", amount_idr="12000000")

    page = officer.get(at(regency)).text

    seen = text_of(page)
    jkm = f"Santunan kematian (JKM) 3 3 dari 2 di antara 3 catatan {rupiah(126_000_000)}"
    assert f"{jkm} dari 2 di antara 3 catatan" in seen
    assert f"Beasiswa 1 belum disebut {rupiah(12_000_000)}" in seen
    assert f"Semua jenis 4 3 dari 2 di antara 4 catatan {rupiah(138_000_000)} dari 3" in seen
    assert date_id(date(2025, 9, 1)) in page
    only = text_of(officer.get(at(regency, "?kind=beasiswa")).text)
    assert "Semua jenis" not in only
    assert "1 catatan sesuai saringan" in only


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"kind": ""}, "Jenis manfaat: Wajib diisi."),
        ({"kind": "hadiah"}, "Jenis manfaat:"),
        ({"kind": "other", "description": ""}, "Sebutkan manfaat apa yang dibayarkan."),
        ({"amount_idr": "0"}, "Isi dengan angka dari 1 sampai 1.000.000.000.000.000."),
        ({"recipients_count": "1,5"}, "Isi dengan bilangan bulat"),
        ({"paid_on": "2026-12-01", "source_on": ""}, "Tanggal ini belum tiba."),
        ({"paid_on": "2025-09-16"}, "Tanggal dibayarkan setelah tanggal sumbernya."),
        ({"source_name": ""}, "Nama sumber: Wajib diisi."),
        ({"nik": "3316010101010001"}, "Isian ini tidak dikenal."),
    ],
)
def test_refused_payment_keeps_what_was_typed(
    regency: Regency, browser_of: SignIn, changes: dict[str, str], answer: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    typed = {**HANDED_OVER, "source_name": "Berita radio", **changes}

    response = officer.post(at(regency, "/new"), data=typed)

    assert response.status_code == 422
    assert answer in unescape(response.text)
    assert f'value="{typed["source_name"]}"' in response.text
    assert "Belum ada manfaat" in officer.get(at(regency)).text


def test_officer_withdraws_what_was_recorded_twice(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency)
    removal = re.search(r'href="([^"]+/removal)"', officer.get(at(regency)).text)
    assert removal is not None

    assert officer.post(removal.group(1)).status_code == 422
    assert officer.post(removal.group(1), data=TWICE).status_code == 303

    page = officer.get(at(regency)).text
    assert "dihapus. Jejak audit tetap mencatatnya" in page
    assert "Belum ada manfaat" in page
    assert officer.post(removal.group(1), data=TWICE).status_code == 404


def test_register_is_searched_paged_and_exported(
    app: Flask, regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    record_many(app, regency, 51)
    add(officer, regency, description="penyerahan lama", paid_on="2024-09-01", amount_idr="7")
    officer.get(at(regency))  # shows the messages of what was saved

    first = officer.get(at(regency)).text
    onward = re.search(r'href="([^"]+)" rel="next"', first)
    assert onward is not None
    second = officer.get(unescape(onward.group(1))).text
    narrowed = officer.get(at(regency, "?search=penyerahan+lama&year=2024&order=largest")).text
    export = officer.get(at(regency, "/export?search=tahap"))

    assert "52 catatan" in first
    assert "penyerahan lama" not in first
    assert "penyerahan lama" in second
    assert "1 catatan sesuai saringan" in narrowed
    assert export.headers["Content-Disposition"].startswith("attachment;")
    with zipfile.ZipFile(io.BytesIO(export.data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row ") == 52
    assert "<f>" not in sheet


def test_filter_that_finds_nothing_says_so(regency: Regency, browser_of: SignIn) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency)

    assert "sesuai dengan saringan" in officer.get(at(regency, "?kind=beasiswa")).text
    assert officer.get(at(regency, "?year=abad")).status_code == 422
    assert officer.get(at(regency, "?cursor=bukan")).status_code == 400
    assert officer.get(at(regency, "?asing=1")).status_code == 422


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER])
def test_reader_sees_payments_but_cannot_change_them(
    regency: Regency, browser_of: SignIn, role: Role
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency)
    removal = re.search(r'href="([^"]+/removal)"', officer.get(at(regency)).text)
    assert removal is not None
    reader = browser_of(regency, role)

    page = reader.get(at(regency)).text

    assert "Diserahkan kepada ahli waris" in page
    assert "Hapus catatan" not in page
    assert "Catat manfaat" not in page
    assert reader.get(at(regency, "/new")).status_code == 403
    assert reader.post(at(regency, "/new"), data=HANDED_OVER).status_code == 403
    assert reader.post(removal.group(1)).status_code == 403


def test_another_regency_is_told_it_does_not_exist(
    regency: Regency, other_regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    add(officer, regency)
    removal = re.search(r'href="([^"]+/removal)"', officer.get(at(regency)).text)
    assert removal is not None
    stranger = browser_of(other_regency, Role.ADMIN)

    borrowed = removal.group(1).replace(regency.slug, other_regency.slug)
    assert stranger.post(removal.group(1)).status_code == 404
    assert stranger.post(borrowed).status_code == 404
    assert stranger.get(at(regency)).status_code == 404
    assert "Belum ada manfaat" in stranger.get(at(other_regency)).text
    assert "Diserahkan kepada ahli waris" in officer.get(at(regency)).text


def test_nobody_signed_in_sees_nothing(regency: Regency, browser: Browser) -> None:
    assert browser.get(at(regency)).status_code == 401


def test_amount_by_the_rules_stands_beside_what_the_source_states(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    event = {"event_on": "2025-03-01", "case_count": "2", "paid_on": "2025-09-01"}
    add(officer, regency, **event, is_past_waiting="true", amount_idr="74.000.000")
    add(officer, regency, **event)
    late = officer.post(
        at(regency, "/new"), data={**HANDED_OVER, **event, "event_on": "2025-09-02"}
    )

    page = officer.get(at(regency))
    seen = text_of(page.text)
    file = officer.get(at(regency, "/export"))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0)

    assert f"Menurut aturan: {rupiah(84_000_000)} selisih {rupiah(10_000_000)}" in seen
    assert "belum dapat dihitung, lengkapi sudah tidaknya melewati masa tunggu" in seen
    assert late.status_code == 422
    assert "Tanggal kejadian setelah dibayarkan." in text_of(late.text)
    assert 'value="2025-09-02"' in late.text
    assert sorted(str(row[4]) for row in sheet.to_python()[1:]) == ["", "84000000.0"]
