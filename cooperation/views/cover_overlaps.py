"""Programmes that may pay for the same people, as the lines below the strip of the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass

from cooperation.checks.overlaps import PaidCover, find_overlaps
from cooperation.gap_words import months_words
from cooperation.labels import FUNDING_SOURCES
from cooperation.months import Month, months_between
from cooperation.queries.cover_calendar import CalendarChain
from cooperation.sentences import programme_names
from cooperation.views.commitments import address_of
from tenants.models.identity import Department
from tenants.shell.filters import translated

SHOWN = 5
"""Pairs of programmes that are named; the others are counted."""


@dataclass(frozen=True)
class OverlapLine:
    """Two programmes that may pay for the same people: title, OPD or source, and page of each."""

    payers: Sequence[tuple[str, str, str]]
    months: str
    programmes: str


@dataclass(frozen=True)
class OverlapList:
    """Those that meet longest, and how many others there are."""

    lines: Sequence[OverlapLine]
    hidden_count: int


def overlap_list(
    chains: Sequence[CalendarChain],
    departments: Sequence[Department],
    window: Sequence[Month],
) -> OverlapList:
    """Programmes of different payers that meet inside the window, those that meet longest first."""
    names = {one.id: one.name for one in departments}
    covers = [
        PaidCover(
            id=entry.commitment.id,
            chain=chain.commitments[0].id,
            title=entry.commitment.title,
            department=names.get(entry.commitment.department_id)
            if entry.commitment.department_id
            else None,
            insured=entry.terms.insured,
            months=months_between(entry.link.term.first, entry.link.term.last),
            people_count=entry.commitment.people_now,
        )
        for chain in chains
        for entry in chain.entries
    ]
    found = sorted(find_overlaps(covers, window), key=lambda one: one.last.until(one.first))
    lines = [
        OverlapLine(
            payers=[_payer(one.one), _payer(one.other)],
            months=months_words(one.months),
            programmes=programme_names(one.programmes),
        )
        for one in found[:SHOWN]
    ]
    return OverlapList(lines, len(found) - len(lines))


def _payer(cover: PaidCover) -> tuple[str, str, str]:
    source = translated(FUNDING_SOURCES[cover.insured.source])
    told = source if cover.department is None else f"{cover.department}, {source}"
    return cover.title, told, address_of(cover.id)
