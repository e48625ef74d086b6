"""The rows of the ranking: places, their range over the weights, and what moved them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scoring.models.comparison import ComparisonEntry
from scoring.points import ZERO
from scoring.queries.comparison import ComparedRegion, LineFigures, lines_of
from scoring.ranking import Rank, RankBand, band, ranks
from scoring.rubric import Rubric

MEASURES = ("verified", "claimed")


@dataclass(frozen=True)
class Move:
    """Points an indicator gained or lost since the period before."""

    indicator: str
    points: Decimal


@dataclass(frozen=True)
class Standing:
    """One row of the ranking. ``change`` is None without a published period before."""

    region: ComparedRegion
    entry: ComparisonEntry
    rank: Rank
    band: RankBand
    aspects: Sequence[Decimal]
    change: Decimal | None
    moves: Sequence[Move]
    is_chosen: bool = field(default=False)


@dataclass(frozen=True)
class Earlier:
    """What else a ranking is explained by: points under every profile, the period before."""

    points: Mapping[tuple[int, str], tuple[Decimal, Decimal]]
    entries: Mapping[int, ComparisonEntry]


def standings_of(
    regions: Sequence[ComparedRegion],
    earlier: Earlier,
    *,
    rubric: Rubric,
    measure: str,
    chosen: str | None,
) -> list[Standing]:
    """Rank the regions with published totals, the best first; equal points in order of the name.

    Args:
        regions: of one kind, so that like is ranked with like.
        earlier: see `Earlier`.
        rubric: of the year.
        measure: ``verified`` or ``claimed``: what is ranked.
        chosen: slug of the regency to mark.
    """
    scored = [(region, region.scored) for region in regions if region.scored is not None]
    placed = ranks([getattr(entry, measure) for _, entry in scored])
    bands = _bands([entry.tenant_id for _, entry in scored], earlier, rubric, measure)
    rows = [
        Standing(
            region=region,
            entry=entry,
            rank=rank,
            band=bands[entry.tenant_id],
            aspects=_aspects(entry, rubric, measure),
            change=_change(entry, earlier.entries.get(entry.tenant_id), measure),
            moves=_moves(entry, earlier.entries.get(entry.tenant_id), measure),
            is_chosen=region.slug == chosen,
        )
        for (region, entry), rank in zip(scored, placed, strict=True)
    ]
    return sorted(rows, key=lambda row: (row.rank.place, row.region.name))


def _bands(
    tenant_ids: Sequence[int], earlier: Earlier, rubric: Rubric, measure: str
) -> dict[int, RankBand]:
    index = MEASURES[::-1].index(measure)
    places: dict[int, list[Rank]] = {tenant: [] for tenant in tenant_ids}
    for profile in rubric.profiles:
        having = [one for one in tenant_ids if (one, profile.code) in earlier.points]
        found = ranks([earlier.points[one, profile.code][index] for one in having])
        for tenant, rank in zip(having, found, strict=True):
            places[tenant].append(rank)
    return {tenant: band(found) for tenant, found in places.items() if found}


def _aspects(entry: ComparisonEntry, rubric: Rubric, measure: str) -> list[Decimal]:
    lines = lines_of(entry).values()
    return [
        sum(
            (_points(line, measure) for line in lines if line.indicator[:1] == aspect.code),
            ZERO,
        )
        for aspect in rubric.aspects
    ]


def _change(entry: ComparisonEntry, before: ComparisonEntry | None, measure: str) -> Decimal | None:
    if before is None or before.is_withheld:
        return None
    now, then = getattr(entry, measure), getattr(before, measure)
    return Decimal(now - then)


def _moves(entry: ComparisonEntry, before: ComparisonEntry | None, measure: str) -> list[Move]:
    if before is None or before.is_withheld:
        return []
    now, then = lines_of(entry), lines_of(before)
    differences = {
        code: (_points(now[code], measure) if code in now else ZERO)
        - (_points(then[code], measure) if code in then else ZERO)
        for code in dict.fromkeys([*now, *then])
    }
    moved = [Move(code, points) for code, points in differences.items() if points]
    return sorted(moved, key=lambda move: -abs(move.points))


def _points(line: LineFigures, measure: str) -> Decimal:
    points = line.verified if measure == "verified" else line.claimed
    return ZERO if points is None else points  # only ledgers without a withheld line come here
