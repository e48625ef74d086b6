"""Which change of an agreement is told to whom, and how it reads."""

from datetime import date
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from cooperation.agreement_notice_words import (
    ANY_STATE,
    REOPENED,
    register_agreement_notices,
)
from cooperation.agreement_notices import (
    agreement_tidings,
    changed_tidings,
    ending_tidings,
    gap_params,
)
from cooperation.expiry import Uncovered
from cooperation.months import Month, months_between
from cooperation.states import AGREEMENT_STEPS, AgreementAction, AgreementState, Told
from tenants.access import Role
from tenants.notice_rules import KEEPERS, OFFICE, Tidings
from tenants.notice_words import in_words


def tidings(action: str, left: str, reached: str, **detail: object) -> Tidings:
    return agreement_tidings(
        key="k",
        action=f"agreement:{action}",
        left=left,
        reached=reached,
        title="PKS pekerja rentan",
        detail={"round": 1, **detail},
    )


STEPS = [
    (state, action) for state, action in AGREEMENT_STEPS if action is not AgreementAction.REVISE
]


@pytest.mark.parametrize(("state", "action"), STEPS)
def test_step_when_taken_is_told_to_whom_the_table_names(
    state: AgreementState, action: AgreementAction
) -> None:
    step = AGREEMENT_STEPS[state, action]

    audience = tidings(action, state, step.target).audience

    assert bool(audience.branch) == (Told.BRANCH in step.tells)
    assert (Role.CERTIFIER in audience.regency) == (Told.APPROVER in step.tells)
    assert audience.regency or audience.branch


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("submit", AgreementState.DRAFT),
        ("withdraw", AgreementState.SUBMITTED),
    ],
)
def test_steps_of_a_regency_are_told_to_the_office(action: str, left: AgreementState) -> None:
    told = tidings(action, left, "wherever")

    assert (told.code, told.audience) == (f"agreement:{action}", OFFICE)


@pytest.mark.parametrize("left", [AgreementState.DEPARTMENT_REVIEW, AgreementState.LEGAL_REVIEW])
def test_submission_after_the_reviews_at_home_says_what_is_to_be_done(
    app: Flask, left: AgreementState
) -> None:
    news = tidings("forward-branch", left, AgreementState.SUBMITTED, note="Mohon sebelum Maret.")

    with app.test_request_context():
        told = in_words(news.code, news.params)

    assert (
        told.headline == "PKS pekerja rentan disetujui di pemerintah daerah dan diajukan"
        " untuk ditelaah."
    )
    assert told.lines == (
        "Catatan: Mohon sebelum Maret.",
        "Kantor BPJS Ketenagakerjaan memeriksa isinya, lalu menyetujui atau mengembalikan.",
    )


@pytest.mark.parametrize(
    ("action", "left"),
    [("sign", AgreementState.ACCEPTED), ("terminate", AgreementState.SIGNED)],
)
def test_signature_and_early_end_are_told_to_both_sides(action: str, left: AgreementState) -> None:
    told = tidings(action, left, "wherever")

    assert (told.code, told.audience) == (f"agreement:{action}", KEEPERS | OFFICE)


@pytest.mark.parametrize("action", ["accept", "return"])
def test_decisions_of_the_office_are_told_to_the_regency(action: str) -> None:
    told = tidings(action, AgreementState.SUBMITTED, AgreementState.RETURNED, reason="Pasal 7")

    assert told.audience == KEEPERS
    assert told.params["reason"] == "Pasal 7"


def test_changing_what_was_accepted_is_told_to_both_sides() -> None:
    told = tidings("edit", AgreementState.ACCEPTED, AgreementState.DRAFT)

    assert (told.code, told.audience) == (REOPENED, KEEPERS | OFFICE)


def test_step_nobody_knows_yet_is_told_to_those_who_keep_the_agreement() -> None:
    told = tidings("forward", AgreementState.SUBMITTED, "with_head", reason="Menunggu paraf.")

    assert (told.code, told.audience) == (ANY_STATE, KEEPERS)


def test_news_holds_nothing_of_the_trail_that_is_not_worded() -> None:
    told = tidings("return", AgreementState.SUBMITTED, AgreementState.RETURNED, people="Budi")

    assert set(told.params) == {"title", "state"}


@pytest.fixture
def speaking() -> Flask:
    app = Flask(__name__)
    Babel(app, default_locale="id")
    register_agreement_notices()
    return app


def test_return_when_read_names_reason_clause_and_what_to_do(speaking: Flask) -> None:
    told = tidings(
        "return",
        AgreementState.SUBMITTED,
        AgreementState.RETURNED,
        reason="Sumber dana belum disebut.",
        clause="Pasal 7",
        office="BPJS Ketenagakerjaan Cabang Blitar",
    )

    with speaking.app_context(), force_locale("id"):
        telling = in_words(told.code, told.params)

    assert telling.headline == (
        "PKS pekerja rentan dikembalikan untuk diperbaiki oleh BPJS Ketenagakerjaan Cabang Blitar."
    )
    assert telling.lines == (
        "Bagian: Pasal 7",
        "Alasan: Sumber dana belum disebut.",
        "Perbaiki, lalu pilih Ajukan kembali.",
    )


def test_lines_without_their_values_are_left_out_and_days_are_written_out(speaking: Flask) -> None:
    told = tidings(
        "terminate", AgreementState.SIGNED, AgreementState.TERMINATED, terminated_on="2026-03-01"
    )

    with speaking.app_context(), force_locale("id"):
        telling = in_words(told.code, told.params)

    assert telling.headline.endswith("terhitung 1\u00a0Maret 2026.")
    assert telling.lines == ()


def test_state_without_words_of_its_own_is_shown_as_it_is(speaking: Flask) -> None:
    told = tidings("forward", AgreementState.SUBMITTED, "with_head")

    with speaking.app_context(), force_locale("id"):
        assert in_words(told.code, told.params).headline == (
            "Status PKS pekerja rentan sekarang: with_head."
        )


def test_code_nobody_worded_still_says_what_it_is_about(speaking: Flask) -> None:
    with speaking.app_context(), force_locale("id"):
        assert in_words("other:thing", {"title": "Rapat"}).headline == (
            "Ada perubahan pada data Rapat."
        )


def test_change_after_acceptance_names_three_claims_and_counts_the_others(speaking: Flask) -> None:
    changed = ["ends_on", "people_count", "month_count", "segment", "wage_idr"]
    told = changed_tidings(key="k", title="PKS pekerja rentan", changed=changed)

    with speaking.app_context(), force_locale("id"):
        telling = in_words(told.code, told.params)

    assert told.audience == OFFICE
    assert telling.headline == (
        "Isi PKS pekerja rentan diubah setelah disetujui BPJS Ketenagakerjaan."
    )
    assert telling.lines == (
        "Yang berubah: Hari terakhir.",
        "Juga berubah: Pekerja.",
        "Juga berubah: Bulan.",
        "Dan 2 isian lain.",
    )


def test_corrected_day_of_a_signature_is_told_to_both_sides_with_the_former_one(
    speaking: Flask,
) -> None:
    told = tidings(
        "correct-signature",
        AgreementState.SIGNED,
        AgreementState.SIGNED,
        signed_on="2025-04-14",
        formerly_on="2020-01-02",
        reason="Tanggal pada naskah terbaca keliru.",
    )

    with speaking.app_context(), force_locale("id"):
        telling = in_words(told.code, told.params)

    assert told.audience == KEEPERS | OFFICE
    assert telling.headline.replace("\u00a0", " ") == (
        "Tanggal tanda tangan PKS pekerja rentan diperbaiki: 14 April 2025, semula 2 Januari 2020."
    )
    assert telling.lines == ("Alasan: Tanggal pada naskah terbaca keliru.",)


@pytest.mark.parametrize(
    ("unpayable", "told"),
    [
        (
            months_between(Month(2027, 1), Month(2027, 9)),
            [
                "Iuran seluruhnya: Rp20.160.000.",
                "Kebutuhan iuran: Rp5.040.000.",
                "Tidak dapat dibayar lagi dari APBD: Rp15.120.000.",
                (
                    "Bulan yang tidak dapat dibayar lagi dari APBD: Januari 2027 sampai"
                    " September 2027."
                ),
            ],
        ),
        (
            (Month(2026, 9), Month(2027, 1)),
            [
                "Iuran seluruhnya: Rp20.160.000.",
                "Kebutuhan iuran: Rp5.040.000.",
                "Tidak dapat dibayar lagi dari APBD: Rp15.120.000.",
            ],
        ),
        ((), ["Kebutuhan iuran: Rp5.040.000."]),
    ],
)
def test_end_when_it_comes_names_the_cost_of_all_months_and_which_cannot_be_paid(
    unpayable: tuple[Month, ...], told: list[str]
) -> None:
    news = ending_tidings(
        subject="agreement",
        subject_id=UUID(int=1),
        title="PKS pekerja rentan",
        ends_on=date(2026, 12, 31),
        threshold=30,
        days_left=30,
        uncovered=Uncovered(
            first=Month(2027, 1),
            last=Month(2027, 12),
            month_count=12,
            people_count=100,
            need_idr=5_040_000,
            unpayable_idr=15_120_000 if unpayable else 0,
            unpayable_months=unpayable,
        ),
    )
    app = Flask(__name__)
    Babel(app, default_locale="id")
    register_agreement_notices()
    with app.test_request_context():
        lines = in_words(news.code, news.params).lines

    assert [one.replace("\u00a0", " ") for one in lines[1:]] == [
        *told,
        "Bulan yang telah dimulai tidak dapat ditutup.",
    ]


@pytest.mark.parametrize(
    ("begun", "named"),
    [
        ((Month(2026, 12),), ["Bulan yang telah dimulai: Desember 2026."]),
        (
            (Month(2026, 11), Month(2026, 12)),
            ["Bulan yang telah dimulai: November 2026 sampai Desember 2026."],
        ),
        ((Month(2026, 10), Month(2026, 12)), []),
    ],
)
def test_early_end_names_the_months_that_have_begun_beside_those_to_come(
    begun: tuple[Month, ...], named: list[str]
) -> None:
    uncovered = Uncovered(
        first=begun[0],
        last=Month(2027, 12),
        month_count=13,
        people_count=1_000,
        need_idr=0,
        budgeted_idr=201_600_000,
        begun_idr=16_800_000,
        begun_months=begun,
    )
    app = Flask(__name__)
    Babel(app, default_locale="id")
    register_agreement_notices()
    with app.test_request_context():
        told = in_words(
            "agreement:terminate",
            {"title": "PKS", "terminated_on": "2026-11-16", **gap_params(uncovered)},
        )

    assert [one.replace("\u00a0", " ") for one in told.lines[1:]] == [
        "Iuran seluruhnya: Rp218.400.000.",
        "Sudah dianggarkan, tetapi tanpa perjanjian: Rp201.600.000. Susun perjanjian baru.",
        "Telah dimulai dan tidak dapat ditutup: Rp16.800.000.",
        *named,
    ]
