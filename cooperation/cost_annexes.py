"""The annex of a PKS with several programmes: cost by funding source, insurance, month. Pure."""

from collections.abc import Mapping
from typing import Any

from cooperation.funding_split import FundingSplit, SourceSplit, SplitRow
from cooperation.kinds import Programme
from cooperation.labels import FUNDING_SOURCES
from tenants.kernel.formats import count, month_id, rupiah
from tenants.kernel.terbilang import rupiah_in_words


def cost_annex(split: FundingSplit) -> Mapping[str, Any]:
    """The annex as JSON can hold it, in the language of record.

    Args:
        split: of everything the agreement carries.

    Source:
        People x months x tariff of each insurance programme, as the clauses of the PKS price it.
    """
    return {
        "title": "Rincian iuran menurut sumber dana, program jaminan, dan bulan",
        "heads": ["Bulan", "Orang", *(one.upper() for one in split.programmes), "Jumlah"],
        "sources": [_source(one, split) for one in split.sources],
        "sum": _amounts(split, split),
        "total_words": rupiah_in_words(split.amount_idr).lower(),
        "unknown": list(split.unknown),
    }


def _source(source: SourceSplit, split: FundingSplit) -> Mapping[str, Any]:
    return {
        "label": FUNDING_SOURCES[source.source],
        "titles": _titles(source),
        "rows": [
            [
                month_id(row.month.first_day) if row.month else "nilai kontrak",
                _people(row, source),
                *_amounts(row, split),
            ]
            for row in source.rows
        ],
        "sum": _amounts(source, split),
    }


def _titles(source: SourceSplit) -> str:
    """The programmes, numbered where there are several."""
    if len(source.titles) == 1:
        return source.titles[0]
    return "; ".join(f"({at}) {title}" for at, title in enumerate(source.titles, start=1))


def _people(row: SplitRow, source: SourceSplit) -> str:
    """How many of each programme by its number: the same people may be in several."""
    if len(source.titles) == 1 and row.people:
        return count(row.people[0].count)
    return "; ".join(f"({one.number}) {count(one.count)}" for one in row.people) or "–"


def _amounts(one: SplitRow | SourceSplit | FundingSplit, split: FundingSplit) -> list[str]:
    by_programme: Mapping[Programme, int] = one.by_programme
    amounts = [by_programme.get(programme, 0) for programme in split.programmes]
    return [rupiah(amount) for amount in (*amounts, one.amount_idr)]
