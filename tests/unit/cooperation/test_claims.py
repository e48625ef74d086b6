"""What an agreement states of itself: number, term, authority."""

from dataclasses import replace
from datetime import date

import pytest

from cooperation.checks.claims import Continued, Party, StatedAgreement, check_claims
from cooperation.findings import FindingCode
from cooperation.months import Month
from cooperation.sentences import render
from cooperation.wording import describe

WHOLE = StatedAgreement(
    number_regency="119/12/2025",
    number_bpjs="PER/34/042025",
    starts_on=date(2025, 3, 1),
    ends_on=date(2025, 12, 31),
    signatories="Kepala Dinas Sosial\nKepala Kantor Cabang Blitar",
    parties=(),
    first=Month(2025, 3),
    last=Month(2025, 12),
)


def codes(stated: StatedAgreement) -> list[FindingCode]:
    return [finding.code for finding in check_claims(stated)]


def test_claims_when_nothing_contradicts_say_nothing() -> None:
    assert codes(WHOLE) == []


def test_authority_is_asked_of_a_line_without_the_full_stop_it_ends_with() -> None:
    stated = replace(WHOLE, signatories="Plt. Kepala Dinas Sosial; suratnya tidak disebut. ")

    (finding,) = check_claims(stated)

    assert render(describe(finding)).startswith(
        "Plt. Kepala Dinas Sosial; suratnya tidak disebut: surat kuasa atau mandatnya"
    )


@pytest.mark.parametrize("number", ["119/12/2025", " 119 / 12 / 2025", "per/34/042025"])
def test_number_when_another_agreement_has_it_is_found(number: str) -> None:
    assert codes(replace(WHOLE, numbers_elsewhere=frozenset({number}))) == [
        FindingCode.AGREEMENT_NUMBER_TAKEN
    ]


def test_number_when_it_is_not_stated_is_not_taken() -> None:
    stated = replace(WHOLE, number_regency=None, number_bpjs=None)

    assert codes(replace(stated, numbers_elsewhere=frozenset({"119/12/2025"}))) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_outside"),
    [
        (date(2025, 3, 31), date(2025, 12, 1), False),
        (date(2025, 1, 1), date(2026, 3, 31), False),
        (date(2025, 4, 1), date(2025, 12, 31), True),
        (date(2025, 3, 1), date(2025, 11, 30), True),
        (None, date(2025, 11, 30), True),
        (date(2025, 4, 1), None, True),
        (None, date(2025, 12, 31), False),
        (date(2025, 3, 1), None, False),
        (None, None, False),
    ],
)
def test_term_when_it_leaves_out_a_month_of_the_programme_is_found(
    starts_on: date | None, ends_on: date | None, is_outside: bool
) -> None:
    found = codes(replace(WHOLE, starts_on=starts_on, ends_on=ends_on))

    assert found == ([FindingCode.TERM_OUTSIDE_MONTHS] if is_outside else [])


def test_term_when_no_programme_is_carried_is_not_compared() -> None:
    assert codes(replace(WHOLE, first=None, last=None, starts_on=date(2030, 1, 1))) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Plt. Kepala Dinas Sosial", [FindingCode.AUTHORITY_NOT_SHOWN]),
        ("Kepala Dinas Sosial (Plh)", [FindingCode.AUTHORITY_NOT_SHOWN]),
        ("Penjabat Sementara Bupati", [FindingCode.AUTHORITY_NOT_SHOWN]),
        ("Plt. Kepala Dinas Sosial dengan surat kuasa Bupati", []),
        ("Plh. Kepala Dinas, Surat Perintah 800/1/2025", []),
        ("Kepala Dinas Sosial", []),
        ("Pltugas Kepala Dinas", []),
        (None, [FindingCode.SIGNATORIES_MISSING]),
    ],
)
def test_authority_when_somebody_acts_for_another_needs_a_letter(
    line: str | None, expected: list[FindingCode]
) -> None:
    assert codes(replace(WHOLE, signatories=line)) == expected


def test_party_when_acting_owes_the_letter_that_lets_it_sign() -> None:
    acting = Party("Kepala Dinas Sosial", is_acting=True, mandate=None)

    assert codes(replace(WHOLE, parties=(acting,))) == [FindingCode.AUTHORITY_NOT_SHOWN]
    assert codes(replace(WHOLE, parties=(replace(acting, mandate="SK 12/2025"),))) == []
    assert codes(replace(WHOLE, parties=(replace(acting, is_acting=False),))) == []


def test_parties_when_named_stand_for_the_list_of_signatories() -> None:
    named = Party("Bupati Blitar", is_acting=False, mandate=None)

    assert codes(replace(WHOLE, signatories=None, parties=(named,))) == []
    assert codes(replace(WHOLE, signatories=None)) == [FindingCode.SIGNATORIES_MISSING]


@pytest.mark.parametrize(
    ("former_ends_on", "days"),
    [
        (date(2025, 2, 28), None),
        (date(2025, 3, 1), 1),
        (date(2025, 3, 31), 31),
        (date(2026, 6, 30), 306),
    ],
)
def test_agreement_that_begins_before_the_one_it_continues_ends_is_found_with_its_days(
    former_ends_on: date, days: int | None
) -> None:
    stated = replace(WHOLE, continues=Continued("PKS 2024", former_ends_on))

    found = list(check_claims(stated))

    assert [one.code for one in found] == ([FindingCode.AGREEMENTS_OVERLAP] if days else [])
    assert [one.params["days"] for one in found] == ([days] if days else [])


def test_overlap_with_a_former_agreement_names_both_and_their_days() -> None:
    stated = replace(WHOLE, continues=Continued("PKS 2024", date(2025, 3, 31)))

    (finding,) = check_claims(stated)

    assert render(describe(finding)).replace("\u00a0", " ") == (
        "Perjanjian ini mulai berlaku 1 Maret 2025, sedangkan PKS 2024 yang dilanjutkannya berlaku"
        " sampai 31 Maret 2025: 31 hari tumpang tindih (1 Maret 2025 sampai 31 Maret 2025)."
        " Samakan hari pertama dengan hari sesudah perjanjian itu berakhir."
    )
