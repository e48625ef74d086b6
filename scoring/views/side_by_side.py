"""Bandingkan: two regencies beside each other, indicator by indicator."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scoring.formulas import State
from scoring.models.comparison import ComparisonEntry
from scoring.queries.comparison import ComparedRegion, LineFigures, lines_of
from scoring.rubric import Indicator, Rubric
from scoring.views.choices import Choice, about, chosen
from scoring.views.scope import again, regions_in_view
from scoring.views.words import STATE_WORDS
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel import formats
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, NotFound, RuleViolation
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import NUMBER, POINTS, Cell, Column, Told, table_of

blueprint = organisation_blueprint("side_by_side", __name__, "pm")

_reads = requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)


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

    @property
    def is_even(self) -> bool:
        """Whether both are filled in and earn the same; what is empty is not zero."""
        filled = all(
            one is not None and not one.is_withheld and one.state == State.FILLED
            for one in (self.a, self.b)
        )
        return filled and not self.leader


@dataclass(frozen=True)
class Comparison:
    """Two regencies, as far as the address names different ones, among those to be compared."""

    choice: Choice
    scored: Sequence[ComparedRegion]
    a: ComparedRegion | None
    b: ComparedRegion | None

    @property
    def lines(self) -> list[ComparedLine]:
        """Both on every indicator; nothing before two are chosen."""
        a, b = self.a, self.b
        if a is None or b is None:
            return []
        kinds = {a.kind, b.kind}
        peers = [one.entry for one in self.scored if one.entry is not None and one.kind in kinds]
        return _lines(self.choice.rubric, a, b, peers)


@blueprint.get("/compare")
@_reads
def compare() -> str:
    """Two regencies the address names; without them, the choice of two."""
    with transaction(visit().principal) as session:
        found = _comparison(session)
    return render_template(
        "scoring/comparison/side_by_side.html",
        choice=found.choice,
        again=again,
        a=found.a,
        b=found.b,
        lines=found.lines,
        options=[("", _("pilih daerah")), *sorted(_options(found.scored), key=lambda one: one[1])],
    )


@blueprint.get("/compare.xlsx")
@_reads
def export_comparison() -> Response:
    """Two regencies on every indicator, as a workbook.

    Raises:
        RuleViolation: the address names fewer than two.
    """
    with transaction(visit().principal) as session:
        found = _comparison(session)
    choice, a, b = found.choice, found.a, found.b
    if a is None or b is None:
        raise RuleViolation(N_("Pilih dua daerah, lalu pilih Bandingkan."))
    table = table_of(
        _("Perbandingan %(year)s", year=choice.period.year),
        found.lines,
        [
            (Column(_("Kode")), lambda line: line.indicator.code),
            (Column(_("Indikator")), lambda line: translated(line.indicator.name)),
            *_told_of(a.name, lambda line: line.a),
            *_told_of(b.name, lambda line: line.b),
            (Column(_("Unggul")), lambda line: _leading(line, a.name, b.name)),
            (Column(_("Bernilai penuh"), NUMBER), lambda line: line.full_count),
            (Column(_("Daerah sejenis"), NUMBER), lambda line: line.scored_count),
        ],
        [*about(choice), _totals(a), _totals(b)],
    )
    filename = f"perbandingan-{a.slug}-{b.slug}-{choice.period.year}.xlsx"
    return workbook_attachment(filename, table)


def _told_of(
    name: str, figures: Callable[[ComparedLine], LineFigures | None]
) -> list[Told[ComparedLine]]:
    def points(read: Callable[[LineFigures], Cell]) -> Callable[[ComparedLine], Cell]:
        return lambda line: (
            read(own) if (own := figures(line)) and own.state == State.FILLED else None
        )

    return [
        (Column(f"{name}: {_('terverifikasi')}", POINTS), points(lambda own: own.verified)),
        (Column(f"{name}: {_('diajukan')}", POINTS), points(lambda own: own.claimed)),
        (Column(f"{name}: {_('paling tinggi')}", POINTS), points(lambda own: own.available)),
        (Column(f"{name}: {_('keadaan')}"), lambda line: _state(figures(line))),
    ]


def _state(own: LineFigures | None) -> str:
    if own is None:
        return str(_("belum dihitung"))
    if own.is_withheld:
        return str(_("tidak ditampilkan: kurang dari 5 orang"))
    return str(_(STATE_WORDS[State(own.state)]))


def _leading(line: ComparedLine, a: str, b: str) -> str | None:
    if line.leader:
        return a if line.leader == "a" else b
    return str(_("sama")) if line.is_even else None


def _totals(region: ComparedRegion) -> str:
    entry = region.entry
    if entry is None:
        return f"{region.name}: {_('belum dihitung')}."
    if entry.verified is None or entry.claimed is None:
        return f"{region.name}: {_('tidak ditampilkan: kurang dari 5 orang')}."
    return str(
        _(
            "%(name)s: terverifikasi %(verified)s, diajukan %(claimed)s.",
            name=region.name,
            verified=formats.points(entry.verified),
            claimed=formats.points(entry.claimed),
        )
    )


def _comparison(session: Session) -> Comparison:
    choice = chosen()
    scored = [one for one in regions_in_view(session, choice) if one.slug is not None]
    a, b = (_named(scored, request.args.get(name, "")) for name in ("a", "b"))
    return Comparison(choice, scored, a, None if b == a else b)


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
