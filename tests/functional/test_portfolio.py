"""The portfolio of a BPJS office: lapses with their need, states, coverage and response times."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import AgreementKind, Segment
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.services.agreement_parts import add_part
from tenants.access import Role
from tenants.kernel.db import transaction
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import Browser, Regency
from tests.functional.people import text_of
from tests.functional.test_agreement_review import at_branch, seen
from tests.functional.test_branch_desk import STATEMENT
from tests.functional.test_review_queue import put_forward, statements_of
from tests.integration.cooperation.records import by, keep_agreement, keep_commitment, sign
from tests.integration.cooperation.test_agreements import terminate

SignIn = Callable[[Regency | Organisation, Role], Browser]


@pytest.fixture
def other(make_regency: Callable[[], Regency]) -> Regency:
    return make_regency()


@pytest.fixture
def office(
    make_organisation: Callable[..., Organisation], regency: Regency, other: Regency
) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency, other], starts_on=date(2026, 11, 1)
    )


@pytest.fixture
def head(browser_of: SignIn, office: Organisation) -> Browser:
    return browser_of(office, Role.HEAD)


def ending(
    regency: Regency, title: str, programme: Mapping[str, Any] | None = None, **changes: Any
) -> Commitment:
    """An agreement of 100 people that ends with the year; its programme."""
    commitment = keep_commitment(
        regency,
        **{
            "title": f"Program {title}",
            "budget_year": 2026,
            "people_count": 100,
            "first_month": Month(2026, 3),
            **(programme or {}),
        },
    )
    kept = keep_agreement(
        regency,
        **{
            "title": title,
            "commitment_id": commitment.id,
            "starts_on": date(2026, 3, 1),
            "ends_on": date(2026, 12, 31),
            **changes,
        },
    )
    sign(regency, kept, date(2026, 2, 20))
    return commitment


def continuing(
    regency: Regency, commitment: Commitment, months: int | None, status: CommitmentStatus
) -> Commitment:
    """What continues a programme from January 2027."""
    return keep_commitment(
        regency,
        status,
        title="Lanjutan",
        budget_year=2027,
        people_count=100,
        first_month=Month(2027, 1),
        month_count=months,
        continues_id=commitment.id,
    )


def sheets_of(browser: Browser, address: str) -> dict[str, list[dict[str, Any]]]:
    answer = browser.get(address)
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    found: dict[str, list[dict[str, Any]]] = {}
    for name in book.sheet_names:
        heads, *lines = book.get_sheet_by_name(name).to_python()
        names = [str(head) for head in heads]
        found[name] = [dict(zip(names, line, strict=True)) for line in lines]
    return found


def test_portfolio_tells_lapses_with_the_cost_of_the_months_after_them(
    app: Flask, regency: Regency, other: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        ending(other, "PKS akhir tahun")
        ending(regency, "Nota payung", commitment_id=None, kind=AgreementKind.NOTA_KESEPAKATAN)

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))
    sheets = sheets_of(head, f"/b/{office.slug}/portfolio/export")

    assert "2 perjanjian berakhir dalam 90 hari" in page
    need = 100 * 11 * 16_800
    assert (
        f"31 Desember 2026 PKS akhir tahun Program PKS akhir tahun {other.name} 100"
        " Januari 2027 1 bulan · tidak dapat dibayar lagi dari APBD"
        " Februari–Desember 2027 11 bulan Rp18.480.000"
        " Lihat perhitungan 100 orang × 11 bulan × Rp16.800 aturan 1"
        " tidak dapat dibayar lagi dari APBD: Rp1.680.000"
    ) in page
    assert "Aturan 1: BPU · JKK+JKM · lapisan 1, Rp16.800 per orang per bulan" in page
    assert "PP 44/2015 Lampiran II" in page
    assert "perjanjian payung" in page
    (umbrella, lapse) = sorted(
        sheets["Berakhir dalam 90 hari"], key=lambda line: line["Perjanjian"]
    )
    assert lapse["Kebutuhan iuran (rupiah)"] == need
    assert lapse["Tidak dapat dibayar lagi dari APBD (rupiah)"] == 100 * 16_800
    assert lapse["Hitungan orang"] == ""
    assert lapse["Bulan tanpa perlindungan (bulan)"] == 12
    assert lapse["Hari terakhir"] == date(2026, 12, 31)
    assert umbrella["Kebutuhan iuran (rupiah)"] == ""


def test_months_that_several_programmes_of_an_agreement_leave_empty_count_once(
    app: Flask, regency: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        first, second = (
            keep_commitment(
                regency,
                title=title,
                budget_year=2026,
                people_count=people,
                first_month=Month(2026, 3),
            )
            for title, people in (("Petani", 100), ("Nelayan", 60))
        )
        kept = keep_agreement(
            regency,
            title="PKS berdua",
            commitment_id=first.id,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 12, 31),
        )
        with transaction(regency.principal()) as session:
            add_part(
                session,
                **by(regency),
                agreement_id=kept.id,
                expected_version=kept.version,
                commitment_id=second.id,
            )
        sign(regency, kept, date(2026, 2, 20))

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))
    sheets = sheets_of(head, f"/b/{office.slug}/portfolio/export")

    for title in ("Petani", "Nelayan"):
        assert f"Februari–Desember 2027 11 bulan · {title}" in page
    (line,) = sheets["Berakhir dalam 90 hari"]
    assert line["Program"] == "Petani; Nelayan"
    assert line["Bulan tanpa perlindungan (bulan)"] == 12
    assert (line["Orang"], line["Hitungan orang"]) == (100, "sedikitnya")
    assert line["Orang-bulan"] == 1_200
    assert line["Kebutuhan iuran (rupiah)"] == 160 * 11 * 16_800
    assert "Nelayan: Februari–Desember 2027" in line["Bulan menurut program"]


@pytest.mark.parametrize(
    ("months", "status", "told"),
    [
        (
            3,
            CommitmentStatus.PLANNED,
            (
                "Januari–Maret 2027 3 bulan · Lanjutan April–Desember 2027 9 bulan · Lanjutan"
                " Rp20.160.000"
            ),
        ),
        (3, CommitmentStatus.COMMITTED, "sudah ada lanjutannya –"),
        (
            None,
            CommitmentStatus.COMMITTED,
            "belum dapat ditentukan: bulan perlindungan program belum disebut –",
        ),
    ],
)
def test_only_a_commitment_continues_what_ends(
    app: Flask,
    regency: Regency,
    office: Organisation,
    head: Browser,
    months: int | None,
    status: CommitmentStatus,
    told: str,
) -> None:
    with app.app_context():
        continuing(regency, ending(regency, "PKS akhir tahun"), months, status)

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))

    assert f"Program PKS akhir tahun {regency.name} 100 {told}" in page


def test_months_left_by_an_agreement_ended_early_leave_with_what_the_page_says_of_them(
    app: Flask, regency: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        earlier = ending(regency, "PKS akhir tahun")
        next_year = continuing(regency, earlier, 3, CommitmentStatus.COMMITTED)
        kept = keep_agreement(
            regency,
            title="PKS lanjutan",
            commitment_id=next_year.id,
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 3, 31),
        )
        sign(regency, kept, date(2026, 10, 1))
        terminate(regency, kept, date(2026, 11, 1))

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))
    sheets = sheets_of(head, f"/b/{office.slug}/portfolio/export")

    assert (
        "Januari–Maret 2027 3 bulan · Lanjutan · dianggarkan, tanpa perjanjian"
        " April–Desember 2027 9 bulan · Lanjutan Rp15.120.000"
    ) in page
    (line,) = sheets["Berakhir dalam 90 hari"]
    assert line["Bulan tanpa perlindungan (bulan)"] == 12
    assert line["Dianggarkan, tanpa perjanjian (bulan)"] == 3
    assert line["Bulan menurut program"] == (
        "Lanjutan: Januari–Maret 2027 (dianggarkan, tanpa perjanjian);"
        " Lanjutan: April–Desember 2027"
    )


def test_programme_without_months_and_construction_promise_nothing_after_them(
    app: Flask, regency: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        ending(regency, "PKS tanpa bulan", {"month_count": None})
        ending(
            regency,
            "PKS bangunan",
            {"segment": Segment.JAKON, "contract_value_idr": 500_000_000},
        )

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))
    sheets = sheets_of(head, f"/b/{office.slug}/portfolio/export")

    assert (
        "Program PKS tanpa bulan"
        f" {regency.name} 100 belum dapat ditentukan: bulan perlindungan program belum disebut –"
    ) in page
    assert f"Program PKS bangunan {regency.name} 100 kontrak jasa konstruksi –" in page
    told = {line["Perjanjian"]: line for line in sheets["Berakhir dalam 90 hari"]}
    assert told["PKS tanpa bulan"]["Bulan tanpa perlindungan (bulan)"] == ""
    assert told["PKS bangunan"]["Bulan tanpa perlindungan (bulan)"] == 0
    assert {title: line["Keterangan"] for title, line in told.items()} == {
        "PKS tanpa bulan": "belum dapat ditentukan: bulan perlindungan program belum disebut",
        "PKS bangunan": "kontrak jasa konstruksi",
    }


def test_portfolio_counts_states_and_answers_by_regency_and_names_who_has_nothing(
    app: Flask, regency: Regency, other: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        decided = at_branch(office, regency, put_forward(regency, "PKS selesai", days=9))
        put_forward(regency, "PKS menunggu", days=4)
        ending(regency, "PKS berlaku")
    head.post(f"{decided}/accept", data=seen(head, decided))
    head.post(f"/b/{office.slug}/r/{regency.slug}/coverage", data=STATEMENT)

    page = text_of(head.get(f"/b/{office.slug}/portfolio"))
    sheets = sheets_of(head, f"/b/{office.slug}/portfolio/export")

    assert (
        f"{regency.name} reviu BPJS Ketenagakerjaan 1 disetujui untuk ditandatangani 1 berlaku 1"
        in page
    )
    assert f"{other.name} belum ada perjanjian – belum ada – – –" in page
    assert "7 hari kerja 1 keputusan 4 hari kerja" in page
    times = {line["Kabupaten/kota"]: line for line in sheets["Waktu tanggap"]}
    assert times[regency.name]["Median waktu tanggap (hari kerja)"] == 7
    assert times[regency.name]["Paling lama menunggu (hari kerja)"] == 4
    assert times[other.name]["Median waktu tanggap (hari kerja)"] == ""
    states = {line["Kabupaten/kota"]: line for line in sheets["Perjanjian menurut status"]}
    assert states[regency.name]["Jumlah"] == 3
    assert states[other.name]["Jumlah"] == 0
    coverage = {line["Kabupaten/kota"]: line for line in sheets["Cakupan dan sasaran"]}
    assert coverage[regency.name]["Cakupan (%)"] == 0.4826


def test_portfolio_is_narrowed_and_sorted_and_leaves_as_shown(
    app: Flask, regency: Regency, other: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        ending(other, "PKS akhir tahun")
    address = f"/b/{office.slug}/portfolio"

    lapsing = sheets_of(head, f"{address}/export?show=lapsing")
    nearest = sheets_of(head, f"{address}/export?order=lapse")

    assert [line["Kabupaten/kota"] for line in lapsing["Waktu tanggap"]] == [other.name]
    assert [line["Kabupaten/kota"] for line in nearest["Waktu tanggap"]] == [
        other.name,
        regency.name,
    ]
    assert "Tidak ada yang sesuai" in head.get(f"{address}?show=waiting").text
    assert head.get(f"{address}?order=zzz").status_code == 422


def test_portfolio_shows_no_regency_of_another_office(
    office: Organisation,
    head: Browser,
    make_regency: Callable[[], Regency],
    make_organisation: Callable[..., Organisation],
) -> None:
    stranger = make_regency()
    make_organisation(OrganisationKind.BRANCH, serves=[stranger], starts_on=date(2026, 11, 1))

    assert stranger.name not in head.get(f"/b/{office.slug}/portfolio").text


def test_portfolio_asks_as_much_however_much_a_regency_has(
    app: Flask, regency: Regency, office: Organisation, head: Browser
) -> None:
    with app.app_context():
        ending(regency, "PKS satu")
    few = statements_of(app, lambda: head.get(f"/b/{office.slug}/portfolio"))
    with app.app_context():
        for number in range(4):
            ending(regency, f"PKS lain {number}")
            put_forward(regency, f"PKS menunggu {number}", days=number)
    many = statements_of(app, lambda: head.get(f"/b/{office.slug}/portfolio"))

    assert many == few
    assert many < 30
