"""Bandingkan: two regencies beside each other, indicator by indicator."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import render_template, request
from flask_babel import gettext as _

from scoring.models.comparison import ComparisonEntry
from scoring.queries.comparison import ComparedRegion, LineFigures, lines_of
from scoring.rubric import Indicator, Rubric
from scoring.views.choices import chosen
from scoring.views.scope import again, regions_in_view
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, NotFound
from tenants.request import visit

blueprint = organisation_blueprint("side_by_side", __name__, "pm")


@dataclass(frozen=True)
class ComparedLine:
    """One indicator of both; ``leader`` is ``a``, ``b`` or empty, by verified points first.

    ``full_count`` of ``scored_count`` regencies of their kinds have full verified marks; those
    whose points are withheld are in neither count.
    """

    indicator: Indicator
    a: LineFigures | None
    b: LineFigures | None
    leader: str
    full_count: int
    scored_count: int


@blueprint.get("/compare")
@requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)
def compare() -> str:
    """Two regencies the address names; without them, the choice of two."""
    choice = chosen()
    with transaction(visit().principal) as session:
        scored = [one for one in regions_in_view(session, choice) if one.slug is not None]
    a, b = (_named(scored, request.args.get(name, "")) for name in ("a", "b"))
    kinds = {one.kind for one in (a, b) if one is not None}
    peers = [one.entry for one in scored if one.entry is not None and one.kind in kinds]
    return render_template(
        "scoring/comparison/side_by_side.html",
        choice=choice,
        again=again,
        a=a,
        b=b,
        lines=_lines(choice.rubric, a, b, peers) if a and b else [],
        options=[("", _("pilih daerah")), *sorted(_options(scored), key=lambda one: one[1])],
    )


def _named(regions: Sequence[ComparedRegion], slug: str) -> ComparedRegion | None:
    """The regency of a slug.

    Raises:
        NotFound: the office oversees none of that name.
    """
    if not slug:
        return None
    found = next((one for one in regions if one.slug == slug), None)
    if found is None:
        raise NotFound(N_("Kabupaten/kota ini tidak ditemukan."))
    return found


def _options(regions: Sequence[ComparedRegion]) -> list[tuple[str, str]]:
    return [(one.slug, one.name) for one in regions if one.slug is not None]


def _lines(
    rubric: Rubric, a: ComparedRegion, b: ComparedRegion, peers: Sequence[ComparisonEntry]
) -> list[ComparedLine]:
    own, other = (lines_of(one.entry) if one.entry else {} for one in (a, b))
    ledgers = [lines_of(peer) for peer in peers]
    return [
        _line(
            indicator,
            own.get(indicator.code),
            other.get(indicator.code),
            [ledger.get(indicator.code) for ledger in ledgers],
        )
        for indicator in rubric.indicators
    ]


def _line(
    indicator: Indicator,
    a: LineFigures | None,
    b: LineFigures | None,
    peers: Sequence[LineFigures | None],
) -> ComparedLine:
    shown = [line for line in peers if line is None or not line.is_withheld]
    return ComparedLine(
        indicator=indicator,
        a=a,
        b=b,
        leader=_leader(_points(a), _points(b)),
        full_count=sum(_is_full(line) for line in shown),
        scored_count=len(shown),
    )


def _points(line: LineFigures | None) -> tuple[Decimal, Decimal] | None:
    """Verified, then claimed points; None where there are none to compare."""
    if line is None or line.verified is None or line.claimed is None:
        return None
    return line.verified, line.claimed


def _leader(a: tuple[Decimal, Decimal] | None, b: tuple[Decimal, Decimal] | None) -> str:
    if a is None or b is None or a == b:
        return ""
    return "a" if a > b else "b"


def _is_full(line: LineFigures | None) -> bool:
    return line is not None and 0 < line.available == line.verified
