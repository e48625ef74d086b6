"""Findings: when each is said, and when it is not."""

from dataclasses import replace
from datetime import date

import pytest

from cooperation.arithmetic import Assumptions, LateStart, Terms
from cooperation.checks.periods import Horizon, check_signature, planning_horizon
from cooperation.examination import examine
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month, months_from
from cooperation.pricing import Insured
from cooperation.recognition import RateMatch, Resemblance, recognise_rate
from cooperation.tariff_files import current_tariffs
from cooperation.wording import describe
from tests.unit.cooperation.terms import BOTH, INSURED, paid_from, terms

TARIFFS = current_tariffs()
TODAY = date(2026, 11, 20)
HORIZON = planning_horizon(TODAY)


def findings(found: Terms, horizon: Horizon | None = None) -> list[Finding]:
    return list(examine(TARIFFS, found, horizon).findings)


def codes(found: Terms, horizon: Horizon | None = None) -> list[FindingCode]:
    return [finding.code for finding in findings(found, horizon)]


def only(found: Terms, code: FindingCode, horizon: Horizon | None = None) -> Finding:
    (finding,) = [one for one in findings(found, horizon) if one.code is code]
    return finding


def blitar(**more: object) -> Terms:
    return terms(
        first_month="2025-03",
        people_count=8_125,
        month_count=10,
        signed_on=date(2025, 4, 14),
        insured=replace(INSURED, source=FundingSource.NOT_STATED),
        **more,
    )


def test_horizon_when_planning_ends_with_next_year() -> None:
    assert HORIZON.last == Month(2027, 12)
    assert HORIZON.current == Month(2026, 11)


def test_gaps_when_blitar_has_lapsed_name_every_month_until_the_horizon() -> None:
    found = findings(blitar(), HORIZON)

    gaps = [
        (
            one.code,
            str(one.params["first_month"]),
            str(one.params["last_month"]),
            one.params["amount"],
        )
        for one in found
        if "amount" in one.params
    ]
    assert gaps == [
        (FindingCode.COMING_MONTHS_UNCOVERED, "2027-02", "2027-12", 1_501_500_000),
        (FindingCode.COMING_MONTHS_UNPAYABLE, "2026-12", "2026-12", 136_500_000),
        (FindingCode.COMING_MONTHS_UNPAYABLE, "2027-01", "2027-01", 136_500_000),
        (FindingCode.PAST_MONTHS_UNCOVERED, "2025-01", "2025-02", 273_000_000),
        (FindingCode.PAST_MONTHS_UNCOVERED, "2026-01", "2026-11", 1_501_500_000),
    ]


def test_gaps_when_a_continuation_covers_them_are_gone() -> None:
    covered = frozenset(months_from(Month(2026, 1), 24))

    found = findings(blitar(covered_elsewhere=covered), HORIZON)

    gaps = [one.params for one in found if one.code is FindingCode.COMING_MONTHS_UNCOVERED]
    past = [one.params for one in found if one.code is FindingCode.PAST_MONTHS_UNCOVERED]
    assert gaps == []
    assert [str(one["last_month"]) for one in past] == ["2025-02"]


def test_early_end_when_months_follow_tells_people_and_rupiah_and_what_can_be_agreed_anew() -> None:
    unbound = frozenset(months_from(Month(2026, 10), 3))
    found = terms(first_month="2026-01", people_count=100, month_count=12, unbound=unbound)

    told = only(found, FindingCode.AGREEMENT_ENDED_EARLY, HORIZON)

    assert (told.severity, told.params["months"], told.params["people"]) == (
        Severity.ACTION,
        3,
        100,
    )
    assert told.params["amount"] == 100 * 3 * 16_800
    assert str(told.params["agreed_anew"]) == "2026-12"
    assert (str(told.params["last_begun"]), told.params["begun_amount"]) == (
        "2026-11",
        100 * 2 * 16_800,
    )
    assert told.params["coming_amount"] == 100 * 16_800
    over = replace(found, unbound=frozenset([Month(2026, 10)]))
    past = only(over, FindingCode.AGREEMENT_ENDED_EARLY, HORIZON)
    assert (past.severity, past.params["agreed_anew"]) == (Severity.NOTE, None)
    assert past.params["last_begun"] is None
    anew = replace(found, covered_elsewhere=unbound)
    assert FindingCode.AGREEMENT_ENDED_EARLY not in codes(anew, HORIZON)


def test_papers_signed_after_their_start_ask_for_the_document_each() -> None:
    late = (
        LateStart(date(2026, 9, 15), Month(2026, 5)),
        LateStart(date(2026, 11, 20), Month(2026, 2), has_consent=True, is_addendum=True),
    )
    found = terms(first_month="2026-01", signed_on=date(2025, 12, 1), late_starts=late)

    told = [one for one in findings(found) if one.code is FindingCode.START_BEFORE_SIGNATURE]

    assert [(one.severity, str(one.params["last_open_month"])) for one in told] == [
        (Severity.ACTION, "2026-08"),
        (Severity.NOTE, "2026-10"),
    ]
    assert describe(told[1])[0].text.startswith("Adendum ditandatangani")


@pytest.mark.parametrize(
    ("around", "is_short"),
    [((), True), (("2026-12",), False), (("2026-10", "2027-03"), False), (("2026-10",), True)],
)
def test_package_of_two_months_is_short_unless_others_of_its_chain_adjoin_it(
    around: tuple[str, ...], is_short: bool
) -> None:
    elsewhere = frozenset(Month.parse(one) for one in around)
    found = terms(first_month="2027-01", month_count=2, jkm_elsewhere=elsewhere)

    assert (FindingCode.SHORT_PACKAGE in codes(found)) == is_short


def test_package_that_was_ended_early_is_as_short_as_the_months_it_protected() -> None:
    found = terms(
        first_month="2026-01",
        month_count=12,
        unbound=frozenset(months_from(Month(2026, 3), 10)),
        covered_elsewhere=frozenset(months_from(Month(2025, 1), 12)),
    )

    assert only(found, FindingCode.SHORT_PACKAGE).params["months"] == 2


def test_gaps_when_they_are_planned_are_told_as_a_plan_with_the_budget_of_who_is_to_pay() -> None:
    planned = tuple((month, FundingSource.APBD) for month in months_from(Month(2026, 10), 8))

    found = [
        (one.code, str(one.params["first_month"]), str(one.params["last_month"]))
        for one in findings(blitar(planned_elsewhere=planned), HORIZON)
        if one.code.value.startswith("coming-months")
    ]

    assert found == [
        (FindingCode.COMING_MONTHS_UNCOVERED, "2027-06", "2027-12"),
        (FindingCode.COMING_MONTHS_PLANNED, "2026-12", "2026-12"),
        (FindingCode.COMING_MONTHS_PLANNED, "2027-01", "2027-05"),
    ]


def test_gaps_when_a_plan_is_paid_from_elsewhere_need_no_step_of_the_budget() -> None:
    planned = tuple((month, FundingSource.CSR) for month in months_from(Month(2027, 1), 12))

    (found,) = (
        one
        for one in findings(blitar(planned_elsewhere=planned), HORIZON)
        if one.code is FindingCode.COMING_MONTHS_PLANNED
    )

    assert (found.params["unentered_first"], found.params["propose_year"]) == (None, None)


def test_gaps_when_people_or_months_are_unknown_are_not_invented() -> None:
    assert FindingCode.PAST_MONTHS_UNCOVERED not in codes(
        terms(first_month="2025-03", month_count=None), HORIZON
    )
    assert FindingCode.PAST_MONTHS_UNCOVERED not in codes(
        terms(first_month="2025-03", people_count=None), HORIZON
    )


def test_coming_gap_when_next_year_is_meant_proposes_its_budget() -> None:
    found = [
        (one.severity, one.params.get("propose_year"))
        for one in findings(blitar(), HORIZON)
        if one.code.value.startswith("coming-months")
    ]

    assert found == [(Severity.ACTION, 2027), (Severity.ACTION, None), (Severity.ACTION, None)]


def test_coming_gap_when_the_budget_has_passed_is_proposed_for_its_change() -> None:
    (gap,) = (
        one
        for one in findings(blitar(), Horizon(date(2026, 12, 1), Month(2027, 12)))
        if one.code is FindingCode.COMING_MONTHS_UNCOVERED
    )

    assert str(gap.params["first_month"]) == "2027-10"
    assert describe(gap)[-1].text == "Usulkan dalam APBD Perubahan %(year)s."


def test_coming_gap_of_money_booked_elsewhere_can_be_paid_in_every_month() -> None:
    found = findings(replace(blitar(), insured=replace(INSURED, source=FundingSource.CSR)), HORIZON)

    coming = [one for one in found if one.code.value.startswith("coming-months")]
    assert [(one.code, str(one.params["first_month"])) for one in coming] == [
        (FindingCode.COMING_MONTHS_UNCOVERED, "2026-12"),
        (FindingCode.COMING_MONTHS_UNCOVERED, "2027-01"),
    ]


@pytest.mark.parametrize(
    ("signed_on", "has_proof", "expected"),
    [
        (date(2025, 2, 28), False, None),
        (date(2025, 3, 1), False, None),
        (date(2025, 3, 2), False, FindingCode.SIGNED_WITHIN_FIRST_MONTH),
        (date(2025, 3, 31), False, FindingCode.SIGNED_WITHIN_FIRST_MONTH),
        (date(2025, 4, 1), False, FindingCode.START_BEFORE_SIGNATURE),
        (date(2025, 4, 1), True, None),
        (None, False, None),
    ],
)
def test_signature_when_compared_with_the_first_month_is_late_or_not(
    signed_on: date | None, has_proof: bool, expected: FindingCode | None
) -> None:
    found = codes(terms(first_month="2025-03", signed_on=signed_on, has_posting_proof=has_proof))

    late = {FindingCode.SIGNED_WITHIN_FIRST_MONTH, FindingCode.START_BEFORE_SIGNATURE}
    assert [code for code in found if code in late] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("has_consent", "severity"), [(False, Severity.ACTION), (True, Severity.NOTE)]
)
def test_early_start_when_a_letter_agrees_to_it_asks_for_nothing_more(
    has_consent: bool, severity: Severity
) -> None:
    late = terms(first_month="2025-03", signed_on=date(2025, 4, 1), has_start_consent=has_consent)

    (found,) = check_signature(late)

    assert (found.code, found.severity) == (FindingCode.START_BEFORE_SIGNATURE, severity)


@pytest.mark.parametrize(
    ("first_month", "months", "expected"),
    [
        ("2025-01", 1, (FindingCode.SHORT_PACKAGE, Severity.NOTE)),
        ("2025-02", 1, (FindingCode.SHORT_PACKAGE, Severity.ACTION)),
        ("2025-05", 2, (FindingCode.SHORT_PACKAGE, Severity.ACTION)),
        ("2025-05", 3, (FindingCode.THREE_MONTH_PACKAGE, Severity.NOTE)),
        ("2024-05", 3, None),
        ("2025-05", 4, None),
    ],
)
def test_package_when_it_is_short_meets_the_waiting_rule_of_its_time(
    first_month: str, months: int, expected: tuple[FindingCode, Severity] | None
) -> None:
    found = [
        (one.code, one.severity)
        for one in findings(terms(first_month=first_month, month_count=months))
        if one.code in {FindingCode.SHORT_PACKAGE, FindingCode.THREE_MONTH_PACKAGE}
    ]

    assert found == ([expected] if expected else [])


def test_package_when_it_holds_no_death_benefit_may_be_short() -> None:
    insured = replace(INSURED, programmes=frozenset({Programme.JKK}))

    assert FindingCode.SHORT_PACKAGE not in codes(terms(month_count=1, insured=insured))


@pytest.mark.parametrize(
    ("total", "rate", "expected"),
    [
        (201_600, 16_800, []),
        (None, 16_800, []),
        (201_600, None, []),
        (201_600, 16_500, [FindingCode.STATED_RATE_MISMATCH]),
        (198_000, 16_500, [FindingCode.STATED_RATE_OFF_TARIFF, FindingCode.STATED_TOTAL_OFF]),
        (None, 16_500, [FindingCode.STATED_RATE_OFF_TARIFF]),
        (200_000, None, [FindingCode.STATED_TOTAL_OFF]),
        (200_000, 16_800, [FindingCode.STATED_TOTAL_OFF]),
        (200_000, 16_500, [FindingCode.STATED_RATE_MISMATCH, FindingCode.STATED_TOTAL_OFF]),
    ],
)
def test_stated_figures_when_compared_are_right_or_named(
    total: int | None, rate: int | None, expected: list[FindingCode]
) -> None:
    assert codes(terms(stated_total_idr=total, stated_rate_idr=rate)) == expected


def test_mismatch_when_the_total_divides_names_the_rate_that_fits() -> None:
    finding = only(
        terms(stated_total_idr=240_000, stated_rate_idr=16_500), FindingCode.STATED_RATE_MISMATCH
    )

    assert finding.params["matching_rate"] == 20_000


def test_mismatch_when_the_total_does_not_divide_names_no_rate() -> None:
    finding = only(
        terms(stated_total_idr=240_001, stated_rate_idr=16_500), FindingCode.STATED_RATE_MISMATCH
    )

    assert finding.params["matching_rate"] is None


@pytest.mark.parametrize(
    ("rate", "month", "match"),
    [
        (16_800, "2025-05", RateMatch(Resemblance.BPU, BOTH, 1_000_000)),
        (36_800, "2025-05", RateMatch(Resemblance.BPU, BOTH | {Programme.JHT}, 1_000_000)),
        (8_400, "2026-05", RateMatch(Resemblance.BPU_DISCOUNTED, BOTH, 1_000_000)),
        (16_200, "2025-05", RateMatch(Resemblance.PU, BOTH, 3_000_000)),
        (156_000, "2025-05", RateMatch(Resemblance.PU, BOTH | {Programme.JHT}, 2_500_000)),
        (8_400, "2025-05", None),
        (16_500, "2025-05", None),
    ],
)
def test_recognise_when_a_rate_is_a_known_price_names_it(
    rate: int, month: str, match: RateMatch | None
) -> None:
    assert recognise_rate(TARIFFS, rate, Month.parse(month)) == match


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (FundingSource.APBD, FindingCode.DISCOUNT_EXCLUDED),
        (FundingSource.DBHCHT, FindingCode.DISCOUNT_EXCLUDED),
        (FundingSource.ADD, FindingCode.DISCOUNT_OPEN),
        (FundingSource.DANA_DESA, FindingCode.DISCOUNT_OPEN),
        (FundingSource.NOT_STATED, FindingCode.DISCOUNT_OPEN),
        (FundingSource.ZAKAT, FindingCode.DISCOUNT_APPLIED),
        (FundingSource.SELF, FindingCode.DISCOUNT_APPLIED),
    ],
)
def test_discount_when_months_lie_in_the_window_is_answered_by_source(
    source: FundingSource, expected: FindingCode
) -> None:
    found = codes(terms(first_month="2026-05", month_count=6, insured=paid_from(source)))

    assert expected in found


def test_discount_when_months_lie_outside_the_window_is_not_mentioned() -> None:
    found = codes(
        terms(first_month="2025-05", month_count=6, insured=paid_from(FundingSource.ZAKAT))
    )

    assert not [code for code in found if code.value.startswith("discount")]


def test_papers_when_agreement_or_copy_is_missing_are_asked_for() -> None:
    assert FindingCode.AGREEMENT_MISSING in codes(terms(has_agreement=False))
    assert FindingCode.SIGNED_COPY_MISSING in codes(
        terms(has_agreement=True, has_signed_copy=False)
    )
    assert codes(terms(has_agreement=True, has_signed_copy=True)) == []


def test_contract_when_a_rate_is_stated_ignores_it() -> None:
    insured = Insured(Segment.JAKON, BOTH, FundingSource.APBD)

    found = codes(terms(insured=insured, contract_value_idr=10**8, stated_rate_idr=1))

    assert found == [FindingCode.PROGRESSIVE_SLICES]


def test_assumed_occupation_when_the_price_does_not_depend_on_it_is_not_mentioned() -> None:
    assumed = Assumptions(occupation_group=True)

    assert codes(terms(assumptions=assumed)) == []
    assert FindingCode.OCCUPATION_GROUP_ASSUMED in codes(
        terms(first_month="2026-02", insured=paid_from(FundingSource.SELF), assumptions=assumed)
    )


def test_findings_when_several_are_ordered_by_what_they_ask() -> None:
    found = findings(
        blitar(stated_rate_idr=16_500, assumptions=Assumptions(programmes=True)), HORIZON
    )

    severities = [one.severity for one in found]
    assert severities == sorted(severities, key=list(Severity).index)
    assert {one.severity for one in found} == set(Severity)
    assert {one.severity for one in found if one.needs_action} == {Severity.WRONG, Severity.ACTION}


def test_discount_when_people_are_unknown_names_no_saving() -> None:
    found = terms(first_month="2026-05", people_count=None, insured=paid_from(FundingSource.SELF))

    assert only(found, FindingCode.DISCOUNT_APPLIED).params["saved"] is None


def test_pressing_when_asked_leaves_notes_and_assumptions_out() -> None:
    examination = examine(TARIFFS, blitar(stated_rate_idr=16_500), HORIZON)

    assert [finding.code for finding in examination.pressing] == [
        FindingCode.STATED_RATE_OFF_TARIFF,
        FindingCode.COMING_MONTHS_UNCOVERED,
        FindingCode.COMING_MONTHS_UNPAYABLE,
        FindingCode.COMING_MONTHS_UNPAYABLE,
        FindingCode.START_BEFORE_SIGNATURE,
    ]


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (201_600, []),
        (None, []),
        (200_000, [(FindingCode.BUDGET_DIFFERS, Severity.ACTION)]),
        (300_000, [(FindingCode.BUDGET_DIFFERS, Severity.NOTE)]),
    ],
)
def test_budget_when_compared_with_the_stated_value_is_enough_or_short(
    budget: int | None, expected: list[tuple[FindingCode, Severity]]
) -> None:
    found = findings(terms(stated_total_idr=201_600, budget_idr=budget))

    assert [(one.code, one.severity) for one in found] == expected


def test_gaps_when_a_commitment_continues_another_leave_what_lies_before_to_it() -> None:
    found = findings(terms(first_month="2026-03", month_count=10, is_continuation=True), HORIZON)

    gaps = [str(one.params["first_month"]) for one in found if "amount" in one.params]
    assert gaps == ["2027-02", "2027-01"]
