"""Rosters in the order asked for, and rosters and figures as Excel files."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from tenants.access import Role
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.spreadsheets import rows_of
from tests.integration.enrollment.rosters import add_commitment, people_file, run_due, upload

SignIn = Callable[[Regency, Role], Browser]

STATED = {
    "source_name": "=Surat BPJS Ketenagakerjaan",
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


@pytest.fixture
def titles(app: Flask, regency: Regency) -> tuple[str, str]:
    """Two programmes; the first has the older list, of more people."""
    with app.app_context():
        for title, count, start in (("Program besar", 5, 1), ("Program kecil", 2, 100)):
            commitment_id = add_commitment(regency, title=title)
            upload(regency, commitment_id, people_file(count, start))
            run_due(regency)
    return "Program besar", "Program kecil"


@pytest.mark.parametrize(
    ("order", "first"),
    [("newest", "Program kecil"), ("oldest", "Program besar"), ("largest", "Program besar")],
)
def test_rosters_come_in_the_order_asked_for(
    regency: Regency, titles: tuple[str, str], browser_of: SignIn, order: str, first: str
) -> None:
    officer = browser_of(regency, Role.OFFICER)

    export = officer.get(f"/r/{regency.slug}/rosters/export?order={order}")

    (second,) = set(titles) - {first}
    assert [row[2] for row in rows_of(export)[1:]] == [first, second]
    shown = text_of(officer.get(f"/r/{regency.slug}/rosters?order={order}"))
    table = shown[shown.index("Pekerja baru") :]
    assert table.index(first) < table.index(second)


@pytest.mark.usefixtures("titles")
def test_rosters_of_one_programme_leave_the_others_out(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    page = officer.get(f"/r/{regency.slug}/rosters").text
    besar = page.split(">Program besar</option>")[0].rsplit('value="', 1)[1].split('"')[0]

    export = officer.get(f"/r/{regency.slug}/rosters/export?commitment_id={besar}")

    assert [row[2] for row in rows_of(export)[1:]] == ["Program besar"]


@pytest.mark.usefixtures("titles")
def test_roster_export_counts_people_and_names_none(regency: Regency, browser_of: SignIn) -> None:
    export = browser_of(regency, Role.OFFICER).get(f"/r/{regency.slug}/rosters/export")

    head, newest, _oldest = rows_of(export)
    told = dict(zip(head, newest, strict=True))
    assert (told["Jumlah baris"], told["Baris sah"], told["Pekerja baru (orang)"]) == (2, 2, 2)
    assert "3505" not in str(newest)


def test_figures_leave_as_numbers_with_their_base_and_source(
    regency: Regency, browser_of: SignIn
) -> None:
    officer = browser_of(regency, Role.OFFICER)
    officer.post(f"/r/{regency.slug}/coverage/statement", data=STATED)
    quoted = {
        "title": "UCJ 2025",
        "quoted_percent": "17,60",
        "source_name": "Jatimtimes",
        "source_on": "2025-04-14",
        "source_status": "press",
    }
    assert officer.post(f"/r/{regency.slug}/coverage/quotation", data=quoted).status_code == 303

    export = officer.get(f"/r/{regency.slug}/coverage/export")

    head, statement, quotation = rows_of(export)
    told = dict(zip(head, statement, strict=True))
    assert (told["Pembilang (orang)"], told["Penyebut (orang)"]) == (103_079, 213_582)
    assert told["Cakupan (%)"] == 0.4826
    assert told["Sumber"] == "=Surat BPJS Ketenagakerjaan"
    assert told["Tanggal data"] == date(2025, 7, 31)
    told = dict(zip(head, quotation, strict=True))
    assert told["Cakupan (%)"] == 0.176
    assert (told["Jenis angka"], told["Status angka"], told["Tanggal data"]) == (
        "Angka kutipan",
        "pers",
        "",
    )
