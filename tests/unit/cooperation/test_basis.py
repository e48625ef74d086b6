"""The law a programme rests on: which of its months it does not bind in."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.checks.basis import Basis, check_basis
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.months import Month, months_between
from cooperation.sentences import render
from cooperation.wording import describe
from tenants.regulation_periods import RegulationDates
from tenants.regulation_status import Act, standing_on
from tenants.regulation_types import RegulationStatus, RelationKind

IN_FORCE, REVOKED, DRAFT = (
    RegulationStatus.IN_FORCE,
    RegulationStatus.REVOKED,
    RegulationStatus.DRAFT,
)
FIRST, LAST, TODAY = Month(2026, 3), Month(2026, 12), date(2026, 6, 15)
PERBUP = RegulationDates(IN_FORCE, 2024, effective_on=date(2024, 5, 1))


def revoked_on(day: date | None, status: RegulationStatus = IN_FORCE) -> Act:
    dates = RegulationDates(status, 2026, effective_on=day)
    return Act(RelationKind.REVOKES, dates, "Perbup 9/2026")


def findings(
    dates: RegulationDates, *acts: Act, last: Month | None = LAST, today: date = TODAY
) -> list[Finding]:
    return list(check_basis(Basis("Perbup 5/2024", dates, acts), FIRST, last, today))


def bare(found: list[Finding]) -> list[tuple[FindingCode, str, str]]:
    return [
        (one.code, str(one.params["first_month"]), str(one.params["last_month"])) for one in found
    ]


def test_programme_when_its_law_binds_all_along_is_not_spoken_of() -> None:
    assert findings(PERBUP) == []


def test_programme_when_its_law_is_revoked_has_no_basis_from_the_next_whole_month() -> None:
    (found,) = findings(PERBUP, revoked_on(TODAY))

    assert bare([found]) == [(FindingCode.BASIS_ENDED, "2026-07", "2026-12")]
    assert found.severity is Severity.WRONG
    assert render(describe(found)) == (
        "Perbup 5/2024 dicabut dengan Perbup 9/2026 sejak 15\N{NO-BREAK SPACE}Juni 2026."
        " 6 bulan program tanpa dasar hukum: Juli–Desember 2026."
        " Pilih regulasi yang berlaku sebagai dasar hukum program."
    )


def test_programme_when_it_was_over_before_its_law_ended_is_not_spoken_of() -> None:
    assert findings(PERBUP, revoked_on(date(2027, 1, 1))) == []


@pytest.mark.parametrize(
    ("dates", "acts", "words"),
    [
        (
            RegulationDates(IN_FORCE, 2024, effective_on=date(2024, 5, 1), ended_on=TODAY),
            (),
            "Perbup 5/2024 tidak berlaku lagi sejak 15\N{NO-BREAK SPACE}Juni 2026.",
        ),
        (
            RegulationDates(REVOKED, 2024, effective_on=date(2024, 5, 1)),
            (),
            "Perbup 5/2024 tidak berlaku lagi.",
        ),
    ],
)
def test_end_when_told_says_what_is_known_of_it(
    dates: RegulationDates, acts: tuple[Act, ...], words: str
) -> None:
    (found,) = findings(dates, *acts)

    assert bare([found]) == [(FindingCode.BASIS_ENDED, "2026-07", "2026-12")]
    assert render(describe(found)).startswith(words)


def test_end_when_its_day_is_not_known_is_told_of_months_certainly_after_it() -> None:
    acting = Act(RelationKind.REVOKES, RegulationDates(IN_FORCE, 2026), "Perbup 9/2026")

    (found,) = findings(PERBUP, acting, last=Month(2027, 2))

    assert bare([found]) == [(FindingCode.BASIS_ENDED, "2027-01", "2027-02")]


def test_drafts_when_they_revoke_change_nothing() -> None:
    assert findings(PERBUP, revoked_on(date(2026, 1, 1), DRAFT)) == []


def test_draft_when_months_have_begun_is_no_basis_for_these_alone() -> None:
    (found,) = findings(RegulationDates(DRAFT, 2026))

    assert bare([found]) == [(FindingCode.BASIS_NOT_YET, "2026-03", "2026-06")]
    assert found.severity is Severity.ACTION


def test_law_when_it_binds_within_the_month_is_a_basis_for_that_month() -> None:
    (found,) = findings(RegulationDates(IN_FORCE, 2026, effective_on=date(2026, 5, 31)))

    assert bare([found]) == [(FindingCode.BASIS_NOT_YET, "2026-03", "2026-04")]


def test_programme_when_its_months_are_not_stated_is_judged_by_the_running_month() -> None:
    ended = revoked_on(date(2026, 2, 1))

    assert bare(findings(PERBUP, ended, last=None)) == [
        (FindingCode.BASIS_ENDED, "2026-06", "2026-06")
    ]
    assert findings(PERBUP, revoked_on(date(2026, 7, 1)), last=None) == []


@pytest.mark.parametrize("last", [Month(2026, 6), None])
@pytest.mark.parametrize("revoked", [date(2026, 6, 2), TODAY])
def test_law_when_it_ends_in_the_last_month_is_told_the_same_day_without_calling_it_bare(
    last: Month | None, revoked: date
) -> None:
    (found,) = findings(PERBUP, revoked_on(revoked), last=last)

    assert (found.code, found.severity) == (FindingCode.BASIS_LOST, Severity.ACTION)
    assert render(describe(found)) == (
        f"Perbup 5/2024 dicabut dengan Perbup 9/2026 sejak {revoked.day}\N{NO-BREAK SPACE}Juni"
        " 2026. Bulan Juni 2026 dimulai ketika regulasi itu masih berlaku; setelahnya tidak ada"
        " lagi yang dapat didasarkan padanya. Pilih regulasi yang berlaku sebagai dasar hukum"
        " program."
    )


def test_law_when_it_was_stated_revoked_without_a_day_is_told_of_the_running_month() -> None:
    dates = RegulationDates(REVOKED, 2024, effective_on=date(2024, 5, 1))

    (found,) = findings(dates, last=Month(2026, 6))

    assert found.code is FindingCode.BASIS_LOST
    assert render(describe(found)) == (
        "Perbup 5/2024 tidak berlaku lagi. Tidak ada lagi yang dapat didasarkan padanya."
        " Pilih regulasi yang berlaku sebagai dasar hukum program."
    )


@pytest.mark.parametrize(
    ("ended", "last"),
    [
        (TODAY + timedelta(days=1), Month(2026, 6)),
        (TODAY + timedelta(days=1), None),
        (TODAY, Month(2026, 5)),
    ],
)
def test_law_when_it_has_not_ended_or_no_month_is_left_is_not_spoken_of(
    ended: date, last: Month | None
) -> None:
    assert findings(PERBUP, revoked_on(ended), last=last) == []


@given(
    st.sampled_from(RegulationStatus),
    st.none() | st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.none() | st.dates(date(2025, 6, 1), date(2027, 6, 1)),
    st.none() | st.dates(date(2025, 6, 1), date(2027, 6, 1)),
)
def test_month_when_called_bare_never_lies_in_a_month_in_which_the_law_binds(
    status: RegulationStatus, begins: date | None, ends: date | None, revoked: date | None
) -> None:
    dates = RegulationDates(status, 2025, effective_on=begins, ended_on=ends)
    acts = (revoked_on(revoked),) if revoked else ()

    for found in findings(dates, *acts):
        first, last = found.params["first_month"], found.params["last_month"]
        assert isinstance(first, Month)
        assert isinstance(last, Month)
        for month in months_between(first, last):
            for day in (month.first_day, month.last_day):
                assert not standing_on(dates, acts, day).binds
