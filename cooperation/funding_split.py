"""What programmes cost by funding source, insurance programme and month. Pure.

All amounts are whole rupiah and are added. People are told programme by programme and never added
over them: the same people may be in several. Programmes whose cost cannot be computed are named,
never taken for nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cooperation.arithmetic import Computation
from cooperation.kinds import FundingSource, Programme
from cooperation.months import Month


@dataclass(frozen=True)
class SourcedCost:
    """A programme with its funding source; None where its cost cannot be computed."""

    title: str
    source: FundingSource
    computed: Computation | None


@dataclass(frozen=True)
class ProgrammePeople:
    """People of one programme in a month, or its person-months.

    ``number`` is its place among the titles of its source, from 1.
    """

    number: int
    title: str
    count: int


@dataclass(frozen=True)
class SplitRow:
    """One month of one source; ``month`` None: a contract, which is priced as a whole.

    ``people`` is empty for a contract. ``by_programme`` sums to ``amount_idr``.
    """

    month: Month | None
    people: Sequence[ProgrammePeople]
    by_programme: Mapping[Programme, int]

    @property
    def amount_idr(self) -> int:
        """Rupiah of the month."""
        return sum(self.by_programme.values())


@dataclass(frozen=True)
class SourceSplit:
    """The months of one funding source, the contracts last, and what they come to."""

    source: FundingSource
    titles: Sequence[str]
    rows: Sequence[SplitRow]

    @property
    def person_months(self) -> Sequence[ProgrammePeople]:
        """People of all months together, of each programme that has months."""
        sums: Counter[tuple[int, str]] = Counter()
        for row in self.rows:
            sums.update({(one.number, one.title): one.count for one in row.people})
        return [ProgrammePeople(*named, count) for named, count in sorted(sums.items())]

    @property
    def by_programme(self) -> Mapping[Programme, int]:
        """Rupiah of each insurance programme."""
        return _added(row.by_programme for row in self.rows)

    @property
    def amount_idr(self) -> int:
        """Rupiah of the source."""
        return sum(row.amount_idr for row in self.rows)


@dataclass(frozen=True)
class FundingSplit:
    """Sources in the order of ``FundingSource``; ``programmes`` are those that cost anything.

    ``unknown`` are the titles of programmes whose cost cannot be computed.
    """

    sources: Sequence[SourceSplit]
    programmes: Sequence[Programme]
    unknown: Sequence[str]

    @property
    def by_programme(self) -> Mapping[Programme, int]:
        """Rupiah of each insurance programme over all sources."""
        return _added(one.by_programme for one in self.sources)

    @property
    def amount_idr(self) -> int:
        """Rupiah of all sources."""
        return sum(one.amount_idr for one in self.sources)


@dataclass
class _Month:
    people: list[ProgrammePeople] = field(default_factory=list)
    by_programme: Counter[Programme] = field(default_factory=Counter)


def split_by_source(costs: Sequence[SourcedCost]) -> FundingSplit:
    """What some programmes cost by funding source, insurance programme and month.

    Args:
        costs: of the programmes; several may have one source.

    Source:
        People x months x tariff of each insurance programme; see ``cooperation.pricing``.
    """
    by_source: defaultdict[FundingSource, list[SourcedCost]] = defaultdict(list)
    for cost in costs:
        by_source[cost.source].append(cost)
    sources = [
        SourceSplit(source, [one.title for one in known], _rows_of(known))
        for source in FundingSource
        if (known := [one for one in by_source[source] if _is_known(one)])
    ]
    costing = _added(one.by_programme for one in sources)
    return FundingSplit(
        sources=sources,
        programmes=[one for one in Programme if costing.get(one)],
        unknown=[one.title for one in costs if not _is_known(one)],
    )


def _is_known(cost: SourcedCost) -> bool:
    return cost.computed is not None and cost.computed.total_idr is not None


def _rows_of(costs: Sequence[SourcedCost]) -> Sequence[SplitRow]:
    """The months of some programmes of one source, together, and their contracts one by one."""
    months: defaultdict[Month, _Month] = defaultdict(_Month)
    contracts: list[SplitRow] = []
    for number, cost in enumerate(costs, start=1):
        computed = cost.computed
        if computed is None:
            continue
        if computed.contract is not None:
            price = computed.contract
            amounts = {Programme.JKK: price.jkk_idr, Programme.JKM: price.jkm_idr}
            contracts.append(SplitRow(None, (), amounts))
            continue
        for run in computed.runs:
            for month in run.months:
                told = ProgrammePeople(number, cost.title, run.people_count)
                months[month].people.append(told)
                for share in run.price.shares:
                    owed = run.people_count * share.payable_idr
                    months[month].by_programme[share.programme] += owed
    return [
        *(
            SplitRow(month, one.people, dict(one.by_programme))
            for month, one in sorted(months.items(), key=lambda pair: pair[0])
        ),
        *contracts,
    ]


def _added(parts: Iterable[Mapping[Programme, int]]) -> Mapping[Programme, int]:
    total: Counter[Programme] = Counter()
    for part in parts:
        total.update(part)
    return dict(total)
