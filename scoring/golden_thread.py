"""The golden thread of a programme: article, agreement, budget, bill, payment, person. Pure.

Each strand holds by the one before it: an article allows what an agreement promises, a budget pays
it, a bill asks for it, a payment buys the month, and BPJS posts the month for a person. A strand
that lets go is a fault, with the months, people and rupiah it is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cooperation.bills import BillState, Standing
from cooperation.findings import Finding, Severity
from cooperation.kinds import FundingSource, Payer, Segment
from cooperation.months import Month
from cooperation.spending import ListedMonths, MonthCost
from scoring.strands import STRAND_OF_FINDING, FaultCode, Hold, Strand
from tenants.regulation_types import VILLAGE_GROUPS, ProvisionGroup

_OUTSIDE_BUDGET = {FundingSource.ZAKAT, FundingSource.CSR, FundingSource.SELF}


@dataclass(frozen=True)
class Law:
    """The regulation a programme names. ``article`` covers its people, in whichever text binds.

    ``names_funding`` is None where nobody has looked. ``has_ended``: a finding
    of the programme says so and asks for another basis.
    """

    citation: str
    article: str
    is_uncertain: bool
    covers_group: bool
    names_funding: bool | None
    has_ended: bool = False


@dataclass(frozen=True)
class Signature:
    """The first signed agreement of a programme."""

    number: str | None
    signed_on: date


@dataclass(frozen=True)
class ThreadFacts:
    """What is recorded of one programme, from its law to its people.

    ``findings`` are those of the programme, of its agreements and of its names. ``costs`` have one
    entry a month, ``posted`` counts people by month, ``unexplained`` those whose month differs and
    nobody knows why; who is paid and not posted is none of them. ``law`` is None where none is
    named, ``signature`` where nothing is signed.
    """

    is_committed: bool
    source: FundingSource
    first: Month
    law: Law | None
    has_agreement: bool
    signature: Signature | None
    budget_idr: int | None
    budget_line: str | None
    findings: Sequence[Finding] = ()
    costs: Sequence[MonthCost] = ()
    lists: Sequence[ListedMonths] = ()
    bills: Sequence[Standing] = ()
    posted: Mapping[Month, int] = field(default_factory=dict)
    unexplained: Mapping[Month, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a strand; one that ``breaks`` leaves the next without a hold.

    Zero people, person-months or rupiah where the fault is about none.
    """

    strand: Strand
    code: FaultCode
    breaks: bool
    months: tuple[Month, ...] = ()
    count: int = 0
    worker_months: int = 0
    amount_idr: int = 0


@dataclass(frozen=True)
class Thread:
    """The strands of one programme with everything that lets go of them."""

    holds: Mapping[Strand, Hold]
    faults: Sequence[Fault]
    findings: Sequence[tuple[Strand, Finding]]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is to be mended."""
        return not self.faults and not self.findings


def groups_of(segment: Segment, payer: Payer) -> frozenset[ProvisionGroup]:
    """The groups of a regulation under which people of a programme may fall; one is enough.

    Whom a village pays for may serve it: neighbourhood heads, for instance, are often BPU.

    Source:
        Rubric Seimbang 2025.1, indicator A2: the matters a regulation orders.
    """
    if segment is Segment.JAKON:
        return frozenset({ProvisionGroup.JAKON})
    served = VILLAGE_GROUPS if payer is Payer.VILLAGE else frozenset()
    if segment is Segment.BPU:
        return served | {ProvisionGroup.BPU_RENTAN}
    if served:
        return served | {ProvisionGroup.PU}
    return frozenset({ProvisionGroup.PU, ProvisionGroup.NON_ASN, ProvisionGroup.BUMD})


def thread_of(facts: ThreadFacts, today: date) -> Thread:
    """Follow the thread of one programme as it stands on a day.

    Bills, payments and postings are asked for of months before the running one; of a plan nothing
    is asked but its law.

    Args:
        facts: what is recorded.
        today: on the regency's clock.

    Source:
        Article = agreement = budget = bill = payment = person: roster = billed = paid = active
        (practice of BPJS); no spending without law and budget (UU 17/2003 article 3).
    """
    faults = [*_of_law(facts)]
    if facts.is_committed:
        faults += [*_of_promise(facts, today), *_of_lists(facts, today), *_of_bills(facts, today)]
        faults += _of_people(facts, today)
    findings = [
        (STRAND_OF_FINDING[one.code], one)
        for one in facts.findings
        if one.needs_action and one.code in STRAND_OF_FINDING
    ]
    return Thread(
        {strand: _hold(strand, facts, faults, findings, today) for strand in Strand},
        faults,
        findings,
    )


def _of_law(facts: ThreadFacts) -> Iterator[Fault]:
    """A text that has ended is not to be mended: its finding asks for another basis."""
    law = facts.law
    if law is None:
        yield Fault(Strand.ARTICLE, FaultCode.BASIS_MISSING, breaks=True)
        return
    if law.has_ended:
        return
    if law.is_uncertain:
        yield Fault(Strand.ARTICLE, FaultCode.BASIS_UNCERTAIN, breaks=False)
    if not law.covers_group:
        yield Fault(Strand.ARTICLE, FaultCode.GROUP_NOT_COVERED, breaks=False)
    if not law.names_funding:
        yield Fault(Strand.ARTICLE, FaultCode.FUNDING_NOT_NAMED, breaks=False)


def _of_promise(facts: ThreadFacts, today: date) -> Iterator[Fault]:
    if facts.has_agreement and facts.signature is None and facts.first <= Month.of(today):
        yield Fault(Strand.AGREEMENT, FaultCode.AGREEMENT_UNSIGNED, breaks=True)
    if facts.source in _OUTSIDE_BUDGET:
        return
    if facts.budget_idr is None:
        yield Fault(Strand.BUDGET, FaultCode.BUDGET_MISSING, breaks=True)
    elif facts.budget_line is None:
        yield Fault(Strand.BUDGET, FaultCode.BUDGET_LINE_MISSING, breaks=False)


def _of_lists(facts: ThreadFacts, today: date) -> Iterator[Fault]:
    listed = _people_on(facts.lists)
    due = [one for one in _due(facts, today) if listed.get(one.month, 0) < one.people_count]
    kinds = (
        (FaultCode.MONTHS_UNLISTED, True, [one for one in due if not listed.get(one.month)]),
        (FaultCode.PEOPLE_UNLISTED, False, [one for one in due if listed.get(one.month)]),
    )
    for code, breaks, costs in kinds:
        if costs:
            short = [(one, one.people_count - listed.get(one.month, 0)) for one in costs]
            yield Fault(
                Strand.BILL,
                code,
                breaks,
                months=tuple(one.month for one in costs),
                worker_months=sum(people for _one, people in short),
                amount_idr=sum(one.rate_idr * people for one, people in short),
            )
    waiting = [one for one in facts.lists if not one.is_billed]
    if waiting:
        yield Fault(
            Strand.BILL,
            FaultCode.LISTS_UNBILLED,
            breaks=False,
            count=len(waiting),
            amount_idr=sum(one.amount_idr for one in waiting),
        )


def _of_bills(facts: ThreadFacts, today: date) -> Iterator[Fault]:
    late = [one for one in facts.bills if one.state_on(today) is BillState.LATE]
    if late:
        yield Fault(
            Strand.PAYMENT,
            FaultCode.BILLS_LATE,
            breaks=True,
            count=len(late),
            amount_idr=sum(one.open_idr for one in late),
        )


def _of_people(facts: ThreadFacts, today: date) -> Iterator[Fault]:
    paid = _people_on([one for one in facts.lists if one.is_paid])
    unposted = {month: people - facts.posted.get(month, 0) for month, people in paid.items()}
    yield from _of_months(FaultCode.PAID_UNPOSTED, unposted, today)
    yield from _of_months(FaultCode.UNEXPLAINED, facts.unexplained, today)


def _of_months(code: FaultCode, people: Mapping[Month, int], today: date) -> Iterator[Fault]:
    """The months that are over in which anybody is left, if there are any."""
    left = {
        month: count
        for month, count in sorted(people.items())
        if count > 0 and month < Month.of(today)
    }
    if left:
        yield Fault(
            Strand.PERSON,
            code,
            breaks=False,
            months=tuple(left),
            worker_months=sum(left.values()),
        )


def _hold(
    strand: Strand,
    facts: ThreadFacts,
    faults: Sequence[Fault],
    findings: Sequence[tuple[Strand, Finding]],
    today: date,
) -> Hold:
    own = [one for one in faults if one.strand is strand]
    told = [finding for place, finding in findings if place is strand]
    if any(one.breaks for one in own) or any(one.severity is Severity.WRONG for one in told):
        return Hold.BROKEN
    if own or told:
        return Hold.LOOSE
    return Hold.WHOLE if _is_due(strand, facts, today) else Hold.NOT_YET


def _is_due(strand: Strand, facts: ThreadFacts, today: date) -> bool:
    """Whether there is anything that could hold."""
    match strand:
        case Strand.ARTICLE:
            return True
        case Strand.AGREEMENT:
            return facts.signature is not None
        case Strand.BUDGET:
            return facts.budget_idr is not None or facts.source in _OUTSIDE_BUDGET
        case Strand.BILL:
            return bool(facts.lists) or (facts.is_committed and bool(_due(facts, today)))
        case Strand.PAYMENT:
            return any(one.settled_on for one in facts.bills)
        case Strand.PERSON:
            return bool(facts.posted)


def _due(facts: ThreadFacts, today: date) -> Sequence[MonthCost]:
    """The months that must stand on a list by now."""
    return [one for one in facts.costs if one.month < Month.of(today)]


def _people_on(lists: Sequence[ListedMonths]) -> Mapping[Month, int]:
    people: dict[Month, int] = {}
    for one in lists:
        for month, count in one.people.items():
            people[month] = people.get(month, 0) + count
    return people
