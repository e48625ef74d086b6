"""The golden thread: which strand lets go, and of how many people, months and rupiah."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.bills import Owed, Receipt, settle
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.kinds import FundingSource, Payer, Segment
from cooperation.mending import MENDED_IN
from cooperation.months import Month, months_between, months_from
from cooperation.spending import ListedMonths, MonthCost
from enrollment.queries.realisation import ProgrammeMoney
from scoring.golden_thread import Law, Signature, Thread, ThreadFacts, groups_of, thread_of
from scoring.queries.golden_thread import ProgrammeThread
from scoring.strands import FaultCode, Hold, Strand
from tenants.regulation_types import VILLAGE_GROUPS, ProvisionGroup

TODAY = date(2026, 6, 15)
FIRST = Month(2026, 3)
RATE = 16_800
MONTHS = months_from(FIRST, 10)
BEGUN = months_between(FIRST, Month(2026, 5))
LAW = Law("Perbup 5/2024", "Pasal 4", is_uncertain=False, covers_group=True, names_funding=True)


def listed(months: Sequence[Month], people: int = 100, *, is_paid: bool = True) -> ListedMonths:
    amount = people * RATE * len(months)
    return ListedMonths(dict.fromkeys(months, people), amount, is_billed=True, is_paid=is_paid)


WHOLE = ThreadFacts(
    is_committed=True,
    source=FundingSource.APBD,
    first=FIRST,
    law=LAW,
    has_agreement=True,
    signature=Signature("119/12/2026", date(2026, 2, 20)),
    budget_idr=16_800_000,
    budget_line="5.1.05",
    costs=[MonthCost(month, 100, RATE) for month in MONTHS],
    lists=[listed(BEGUN)],
    bills=settle(
        [Owed(UUID(int=1), 5_040_000, date(2026, 3, 16))],
        [Receipt(UUID(int=2), UUID(int=1), date(2026, 3, 10), 5_040_000)],
    ).standings,
    posted=dict.fromkeys(BEGUN, 100),
)


@pytest.mark.parametrize(
    ("facts", "is_compared", "is_whole"),
    [(WHOLE, True, True), (WHOLE, False, False), (replace(WHOLE, law=None), True, False)],
)
def test_thread_that_was_not_looked_at_to_its_end_is_not_told_to_be_whole(
    facts: ThreadFacts, is_compared: bool, is_whole: bool
) -> None:
    programme = cast("ProgrammeMoney", None)

    thread = ProgrammeThread(programme, facts, thread_of(facts, TODAY), is_compared)

    assert thread.is_whole is is_whole


def lets_go(thread: Thread) -> dict[Strand, Hold]:
    return {
        strand: hold for strand, hold in thread.holds.items() if hold in {Hold.BROKEN, Hold.LOOSE}
    }


def only(facts: ThreadFacts) -> FaultCode:
    (fault,) = thread_of(facts, TODAY).faults
    return fault.code


def test_thread_when_every_strand_holds_is_whole() -> None:
    thread = thread_of(WHOLE, TODAY)

    assert thread.is_whole
    assert set(thread.holds.values()) == {Hold.WHOLE}


@pytest.mark.parametrize(
    ("facts", "code", "strand", "hold"),
    [
        (replace(WHOLE, law=None), FaultCode.BASIS_MISSING, Strand.ARTICLE, Hold.BROKEN),
        (
            replace(WHOLE, law=replace(LAW, is_uncertain=True)),
            FaultCode.BASIS_UNCERTAIN,
            Strand.ARTICLE,
            Hold.LOOSE,
        ),
        (
            replace(WHOLE, law=replace(LAW, covers_group=False)),
            FaultCode.GROUP_NOT_COVERED,
            Strand.ARTICLE,
            Hold.LOOSE,
        ),
        (
            replace(WHOLE, law=replace(LAW, names_funding=None)),
            FaultCode.FUNDING_NOT_NAMED,
            Strand.ARTICLE,
            Hold.LOOSE,
        ),
        (
            replace(WHOLE, signature=None),
            FaultCode.AGREEMENT_UNSIGNED,
            Strand.AGREEMENT,
            Hold.BROKEN,
        ),
        (replace(WHOLE, budget_idr=None), FaultCode.BUDGET_MISSING, Strand.BUDGET, Hold.BROKEN),
        (
            replace(WHOLE, budget_line=None),
            FaultCode.BUDGET_LINE_MISSING,
            Strand.BUDGET,
            Hold.LOOSE,
        ),
    ],
)
def test_strand_when_one_thing_is_missing_lets_go_alone(
    facts: ThreadFacts, code: FaultCode, strand: Strand, hold: Hold
) -> None:
    assert only(facts) is code
    assert lets_go(thread_of(facts, TODAY)) == {strand: hold}


def test_law_that_has_ended_is_not_to_be_mended_but_replaced() -> None:
    gone = replace(LAW, article="", covers_group=False, names_funding=None, has_ended=True)
    ended = Finding(FindingCode.BASIS_ENDED, Severity.WRONG)

    thread = thread_of(replace(WHOLE, law=gone, findings=[ended]), TODAY)

    assert thread.faults == []
    assert thread.findings == [(Strand.ARTICLE, ended)]
    assert lets_go(thread) == {Strand.ARTICLE: Hold.BROKEN}


def test_months_when_on_no_list_break_the_bill_with_what_they_cost() -> None:
    (fault,) = thread_of(replace(WHOLE, lists=[listed(BEGUN[:1])]), TODAY).faults

    assert (fault.code, fault.breaks) == (FaultCode.MONTHS_UNLISTED, True)
    assert fault.months == BEGUN[1:]
    assert (fault.worker_months, fault.amount_idr) == (200, 200 * RATE)


def test_people_when_fewer_are_listed_loosen_the_bill() -> None:
    facts = replace(WHOLE, lists=[listed(BEGUN, 90)], posted=dict.fromkeys(BEGUN, 90))
    (fault,) = thread_of(facts, TODAY).faults

    assert (fault.code, fault.breaks) == (FaultCode.PEOPLE_UNLISTED, False)
    assert (fault.worker_months, fault.amount_idr) == (30, 30 * RATE)


def test_people_when_on_two_lists_of_a_month_are_added_up() -> None:
    facts = replace(WHOLE, lists=[listed(BEGUN, 90), listed(BEGUN, 10)])

    assert thread_of(facts, TODAY).is_whole


def test_list_when_it_has_no_code_yet_is_told_with_its_amount() -> None:
    waiting = ListedMonths({Month(2026, 6): 100}, 1_680_000, is_billed=False)
    (fault,) = thread_of(replace(WHOLE, lists=[*WHOLE.lists, waiting]), TODAY).faults

    assert (fault.code, fault.count, fault.amount_idr) == (FaultCode.LISTS_UNBILLED, 1, 1_680_000)


@pytest.mark.parametrize(("day", "is_late"), [(16, False), (17, True)])
def test_bill_when_past_its_day_breaks_the_payment(day: int, is_late: bool) -> None:
    bills = settle([Owed(UUID(int=1), 1_000, date(2026, 3, 16))], []).standings
    thread = thread_of(replace(WHOLE, bills=bills, costs=[]), date(2026, 3, day))

    assert (Strand.PAYMENT in lets_go(thread)) == is_late
    if is_late:
        assert [(one.count, one.amount_idr) for one in thread.faults] == [(1, 1_000)]


def test_month_when_paid_and_not_posted_is_counted_by_person() -> None:
    (fault,) = thread_of(replace(WHOLE, posted={BEGUN[0]: 100, BEGUN[1]: 97}), TODAY).faults

    assert (fault.code, fault.strand) == (FaultCode.PAID_UNPOSTED, Strand.PERSON)
    assert fault.months == BEGUN[1:]
    assert fault.worker_months == 103


def test_months_when_nobody_knows_why_they_differ_are_told_once() -> None:
    differing = {BEGUN[2]: 2, BEGUN[0]: 1, BEGUN[1]: 0, Month(2026, 6): 7}
    thread = thread_of(replace(WHOLE, unexplained=differing), TODAY)
    (fault,) = thread.faults

    assert (fault.code, fault.strand) == (FaultCode.UNEXPLAINED, Strand.PERSON)
    assert (fault.months, fault.worker_months) == ((BEGUN[0], BEGUN[2]), 3)
    assert lets_go(thread) == {Strand.PERSON: Hold.LOOSE}


def test_month_when_unpaid_or_running_need_not_be_posted() -> None:
    lists = [listed(BEGUN, is_paid=False), listed([Month(2026, 6)])]

    assert thread_of(replace(WHOLE, lists=lists, posted={}), TODAY).faults == []


def test_plan_when_nothing_is_due_is_asked_for_its_law_alone() -> None:
    plan = ThreadFacts(
        is_committed=False,
        source=FundingSource.APBD,
        first=FIRST,
        law=LAW,
        has_agreement=False,
        signature=None,
        budget_idr=None,
        budget_line=None,
        costs=WHOLE.costs,
    )

    holds = thread_of(plan, TODAY).holds

    assert holds[Strand.ARTICLE] is Hold.WHOLE
    assert {holds[one] for one in Strand if one is not Strand.ARTICLE} == {Hold.NOT_YET}


@pytest.mark.parametrize("source", [FundingSource.ZAKAT, FundingSource.CSR, FundingSource.SELF])
def test_money_when_it_is_not_of_a_budget_needs_no_line(source: FundingSource) -> None:
    facts = replace(WHOLE, source=source, budget_idr=None, budget_line=None)

    assert thread_of(facts, TODAY).is_whole


@pytest.mark.parametrize(
    ("severity", "hold"), [(Severity.WRONG, Hold.BROKEN), (Severity.ACTION, Hold.LOOSE)]
)
def test_finding_when_it_asks_for_something_lets_its_strand_go(
    severity: Severity, hold: Hold
) -> None:
    facts = replace(WHOLE, findings=[Finding(FindingCode.BUDGET_DIFFERS, severity)])

    thread = thread_of(facts, TODAY)

    assert lets_go(thread) == {Strand.BUDGET: hold}
    assert not thread.is_whole


def test_finding_when_it_is_a_note_or_about_months_to_come_leaves_the_thread_whole() -> None:
    notes = [
        Finding(FindingCode.BUDGET_DIFFERS, Severity.NOTE),
        Finding(FindingCode.COMING_MONTHS_UNCOVERED, Severity.ACTION),
    ]

    assert thread_of(replace(WHOLE, findings=notes), TODAY).is_whole


@pytest.mark.parametrize("code", sorted(MENDED_IN))
def test_finding_when_it_has_a_form_belongs_to_a_strand_or_to_the_calendar(
    code: FindingCode,
) -> None:
    calendar = {
        FindingCode.COMING_MONTHS_UNCOVERED,
        FindingCode.COMING_MONTHS_UNPAYABLE,
        FindingCode.COMING_MONTHS_PLANNED,
        FindingCode.SHORT_PACKAGE,
    }
    thread = thread_of(replace(WHOLE, findings=[Finding(code, Severity.ACTION)]), TODAY)

    assert thread.is_whole == (code in calendar)


def test_group_when_a_village_pays_is_any_of_villages_too() -> None:
    assert groups_of(Segment.PU, Payer.VILLAGE) == {ProvisionGroup.PU, *VILLAGE_GROUPS}
    assert groups_of(Segment.BPU, Payer.VILLAGE) == {ProvisionGroup.BPU_RENTAN, *VILLAGE_GROUPS}
    assert not VILLAGE_GROUPS & groups_of(Segment.PU, Payer.REGENCY)
    assert groups_of(Segment.BPU, Payer.REGENCY) == {ProvisionGroup.BPU_RENTAN}
    assert groups_of(Segment.JAKON, Payer.REGENCY) == {ProvisionGroup.JAKON}


@given(st.lists(st.integers(0, 120), min_size=3, max_size=3), st.integers(0, 120))
def test_missing_people_when_added_to_those_listed_are_those_promised(
    people: list[int], second: int
) -> None:
    lists = [
        *(listed([month], count) for month, count in zip(BEGUN, people, strict=True) if count),
        *([listed(BEGUN, second)] if second else []),
    ]
    thread = thread_of(replace(WHOLE, lists=lists, posted=dict.fromkeys(BEGUN, 240)), TODAY)

    missing = sum(one.worker_months for one in thread.faults if one.strand is Strand.BILL)
    assert missing == sum(max(100 - count - second, 0) for count in people)
    assert sum(one.amount_idr for one in thread.faults) == missing * RATE
