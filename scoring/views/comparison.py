"""Ringkasan: the first page of a province or a ministry. Completeness comes before any index."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask import render_template

from scoring.queries.comparison import ComparedRegion, figures_of, lines_of
from scoring.roll_up import completeness_of, sums_by_base
from scoring.views.choices import Choice, chosen
from scoring.views.scope import again, asked, province_in_view, regions_in_view
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import visit

ORDERS = ("name", "verified", "claimed", "coverage", "date")

blueprint = organisation_blueprint("comparison", __name__, "pm")


@blueprint.get("/")
@requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)
def show_summary() -> str:
    """What there is, of which regions; a province sees each of its own."""
    choice = chosen()
    with transaction(visit().principal) as session:
        regions = regions_in_view(session, choice)
    is_province = province_in_view() is not None
    order = asked("order", ORDERS, ORDERS[0])
    shown = regions if is_province else [one for one in regions if one.slug is not None]
    return render_template(
        "scoring/comparison/summary.html",
        choice=choice,
        again=again,
        is_province=is_province,
        order=order,
        completeness=completeness_of(map(figures_of, regions)),
        sums=sums_by_base(map(figures_of, regions)),
        bands=_bands(regions, choice),
        withheld_count=sum(one.entry is not None and one.entry.is_withheld for one in regions),
        regions=sorted(shown, key=SORTING[order]),
        missing_of=missing_of,
    )


def missing_of(region: ComparedRegion) -> int:
    """How many indicators of the ledger are not filled in."""
    entry = region.entry
    return sum(line.state == "not_filled" for line in lines_of(entry).values()) if entry else 0


def _bands(regions: Sequence[ComparedRegion], choice: Choice) -> list[tuple[str, int, int]]:
    """Name of each band, and how many regions stand in it by verified and by claimed points."""
    entries = [one.entry for one in regions if one.entry is not None]
    verified = [one.verified for one in entries if one.verified is not None]
    claimed = [one.claimed for one in entries if one.claimed is not None]
    rubric = choice.rubric
    return [
        (
            band.name,
            sum(rubric.band(points) == band for points in verified),
            sum(rubric.band(points) == band for points in claimed),
        )
        for band in reversed(rubric.bands)
    ]


def _descending(value: Decimal | int | None) -> tuple[bool, Decimal | int]:
    """What is not filled comes last, whatever the order."""
    return value is None, -(value or 0)


def _points(region: ComparedRegion, measure: str) -> tuple[bool, Decimal | int]:
    return _descending(getattr(region.entry, measure) if region.entry else None)


def _day(region: ComparedRegion) -> tuple[bool, Decimal | int]:
    day = region.entry.coverage_on if region.entry else None
    return _descending(day.toordinal() if day else None)


SORTING: dict[str, Callable[[ComparedRegion], tuple[Any, ...]]] = {
    "name": lambda one: (one.slug is None, one.name),
    "verified": lambda one: (_points(one, "verified"), one.name),
    "claimed": lambda one: (_points(one, "claimed"), one.name),
    "coverage": lambda one: (_points(one, "coverage_ratio"), one.name),
    "date": lambda one: (_day(one), one.name),
}
