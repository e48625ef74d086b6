"""What a nota dinas says of coming months without protection: figures, budgets, what is asked."""

import json
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel

from cooperation.budget_calendar import History, Lead, foreseen_january
from cooperation.calendar import Term
from cooperation.checks.periods import planning_horizon
from cooperation.continuation_memo import MemoFacts, Protected, memo_content
from cooperation.cover_gaps import GapKind, Link
from cooperation.cover_outlook import Outlook, look_out
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.tariff_files import current_tariffs

pytestmark = pytest.mark.usefixtures("words")

TARIFFS = current_tariffs()
AUGUST = date(2026, 8, 20)
PROTECTED = Protected(
    title="Bantuan iuran pekerja rentan",
    people_count=1_500,
    first=Month(2026, 1),
    last=Month(2026, 12),
    value_idr=302_400_000,
    agreements=["PKS pekerja rentan Nomor 119/12/2026 tanggal 2 Januari 2026"],
    basis="Perbup 25/2021 Jaminan sosial ketenagakerjaan",
    are_months_assumed=False,
)


@pytest.fixture(scope="module")
def words() -> Any:
    """An application that puts texts into words, in the language of record."""
    app = Flask(__name__)
    Babel(app, default_locale="id")
    with app.test_request_context():
        yield


def outlook_on(
    today: date,
    *,
    people: int | None = 1_500,
    source: FundingSource = FundingSource.APBD,
    year: int = 2026,
) -> Outlook:
    """What a programme of a year leaves empty that nothing continues."""
    insured = Insured(Segment.BPU, frozenset({Programme.JKK, Programme.JKM}), source)
    term = Term(Month(year, 1), Month(year, 12), people, is_committed=True)
    horizon = planning_horizon(today)
    chain = [Link(UUID(int=1), term, insured)]
    return look_out(TARIFFS, [chain], horizon, 42, past_from=term.first, until=horizon.last)


def content(today: date = AUGUST, **changes: Any) -> dict[str, Any]:
    outlook = changes.pop("outlook", None) or outlook_on(today)
    facts = MemoFacts(
        **{
            "regency": "Kabupaten Blora",
            "is_city": False,
            "department": "Dinperinnaker",
            "programme": PROTECTED.title,
            "protected": PROTECTED,
            "past": outlook.past,
            "needs": outlook.coming,
            "unpayable": outlook.unpayable,
            "lead": Lead(History(42, 3), None),
            "january": foreseen_january(TARIFFS, today),
            "today": today,
            **changes,
        }
    )
    told: dict[str, Any] = json.loads(json.dumps(memo_content(facts)))
    return told


def test_memo_states_need_rule_and_sum_in_figures_and_words() -> None:
    told = content()

    assert told["needs"] == {
        "rows": [
            [
                "Februari\u2013Desember 2027",
                "1.500",
                "16.500",
                "1.500 orang × 11 bulan × Rp16.800",
                "Rp277.200.000",
            ]
        ],
        "worker_months": "16.500",
        "amount": "Rp277.200.000",
    }
    assert told["needed_words"] == "dua ratus tujuh puluh tujuh juta dua ratus ribu rupiah"
    assert told["months"] == "Februari\u2013Desember 2027"
    assert told["past"] is None
    (rule,) = told["rules"]
    assert rule.startswith("BPU · JKK+JKM · lapisan 1: Rp16.800 per orang per bulan (")
    assert rule.count("PP 44/2015 Lampiran II") == 1
    assert "diulang dalam PP 50/2025 Pasal 4" in rule


def test_memo_says_which_budget_pays_from_which_month_and_that_january_stays_empty() -> None:
    told = content()

    (row,) = told["budgets"]
    assert row[0] == "Februari\u2013Desember 2027"
    assert row[1] == "APBD 2027: RAPBD, sampai 30\u00a0November 2026"
    assert row[2] == "Rp277.200.000"
    assert row[3] == told["draft_by"] == "19\u00a0Oktober 2026"
    assert told["unpaid"] == told["january"] == "Januari 2027"
    assert told["unpayable"]["rows"][0][0] == "Januari 2027"
    assert told["unpayable"]["amount"] == "Rp25.200.000"


def test_memo_names_past_months_and_those_no_budget_can_pay_beside_the_need() -> None:
    today = date(2026, 11, 30)

    told = content(today, outlook=outlook_on(today, year=2025))

    assert told["past"] == {
        "rows": [
            [
                "Januari\u2013November 2026",
                "1.500",
                "16.500",
                "1.500 orang × 11 bulan × Rp16.800",
                "Rp277.200.000",
            ]
        ],
        "worker_months": "16.500",
        "amount": "Rp277.200.000",
    }
    assert [row[0] for row in told["unpayable"]["rows"]] == ["Desember 2026", "Januari 2027"]
    assert told["unpayable"]["amount"] == "Rp50.400.000"
    assert told["unpaid"] == "Desember 2026; Januari 2027"
    assert told["needs"]["amount"] == "Rp277.200.000"


def test_memo_of_a_planned_january_says_that_it_stays_empty_unless_other_money_is_found() -> None:
    outlook = outlook_on(AUGUST)
    (need,) = outlook.coming
    gap = replace(need.priced.gap, kind=GapKind.PLANNED, first=Month(2027, 1))
    planned = replace(
        outlook, unpayable=[], coming=[replace(need, priced=replace(need.priced, gap=gap))]
    )

    told = content(outlook=planned)

    assert (told["january"], told["unpayable"]) == ("Januari 2027", None)
    assert "pastikan sudah termuat dalam APBD 2027: Januari 2027" in told["budgets"][0][1]


def test_memo_when_no_coming_month_can_be_paid_asks_for_no_budget() -> None:
    outlook = replace(outlook_on(AUGUST), coming=[])

    told = content(outlook=outlook)

    assert told["needs"] is None
    assert (told["needed_words"], told["draft_by"], told["budgets"]) == ("", "", [])
    assert told["months"] == told["unpaid"] == "Januari 2027"


def test_memo_when_drafting_is_late_names_the_next_step_and_its_months() -> None:
    today = date(2026, 11, 20)

    (row,) = content(today)["budgets"]

    assert "19\u00a0Oktober 2026 (terlambat; masih dapat: APBD Perubahan 2027" in row[3]
    assert "untuk Oktober\u2013Desember 2027" in row[3]


def test_memo_of_money_outside_the_budget_leaves_no_month_unpaid() -> None:
    told = content(outlook=outlook_on(AUGUST, source=FundingSource.CSR))

    assert told["budgets"][0][1] == "di luar APBD"
    assert (told["unpaid"], told["january"], told["unpayable"]) == ("", "", None)
    assert told["needs"]["amount"] == "Rp302.400.000"
    assert told["sources"] == "CSR/TJSL"


def test_memo_of_unknown_people_says_that_the_sum_is_not_whole() -> None:
    told = content(outlook=outlook_on(AUGUST, people=None))

    assert told["is_whole"] is False
    (row,) = told["needs"]["rows"]
    assert row[1:3] == ["–", "–"]
    assert row[4] == "belum dapat dihitung"
    assert (told["needs"]["worker_months"], told["needs"]["amount"]) == ("–", "–")
    assert told["needed_words"] == ""


@pytest.mark.parametrize(
    ("regency", "is_city", "addressee"),
    [
        ("Kabupaten Blora", False, "Bupati Blora"),
        ("Kota Kediri", True, "Wali Kota Kediri"),
    ],
)
def test_memo_goes_to_the_head_of_the_regency_by_its_kind(
    regency: str, is_city: bool, addressee: str
) -> None:
    assert content(regency=regency, is_city=is_city)["addressee"] == addressee


def test_memo_leaves_empty_what_is_not_recorded() -> None:
    nothing = Protected("Program", None, None, None, None, (), "", are_months_assumed=True)

    told = content(
        department=None,
        protected=nothing,
        outlook=outlook_on(AUGUST, source=FundingSource.NOT_STATED),
    )

    assert told["department"] == ""
    assert told["letterhead"] == ["Pemerintah Kabupaten Blora"]
    assert told["protected"] == {
        "title": "Program",
        "people": "",
        "months": "",
        "last": "",
        "value": "",
        "value_words": "",
        "agreement": "",
        "basis": "",
    }
    assert told["sources"] == ""
    assert content(protected=None)["protected"] is None


def test_memo_says_what_was_protected() -> None:
    past = content()["protected"]

    assert past["months"] == "12 bulan, Januari\u2013Desember 2026"
    assert past["last"] == "Desember 2026"
    assert past["value_words"] == "tiga ratus dua juta empat ratus ribu rupiah"


def test_memo_names_its_assumptions_and_how_well_they_are_known() -> None:
    own = content()["assumptions"]
    assumed = TARIFFS.number("drafting.agreement", AUGUST)
    foreign = content(
        lead=Lead(History(90, 0), History(60, 2), assumed),
        protected=replace(PROTECTED, are_months_assumed=True),
    )["assumptions"]

    assert own[0] == foreign[0] == "Kalender anggaran belum diverifikasi."
    assert own[1].startswith("Lama penyusunan 42 hari: nilai tengah dari 3 perjanjian")
    assert foreign[1] == "Lama penyusunan 90 hari: belum ada riwayat sendiri. (belum diverifikasi)"
    assert foreign[2].startswith("Bila dasar hukumnya juga disusun, tambahkan 60 hari")
    assert "Bulan program ini diasumsikan: sumbernya tidak menyebutnya." in foreign
    assert "Bulan program ini diasumsikan: sumbernya tidak menyebutnya." not in own
