"""Peringkat: me, the top, and five above and below; like with like, ties as ties."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scoring.queries.comparison import (
    ComparedRegion,
    list_claimed_and_verified,
    list_entries_of,
)
from scoring.ranking import excerpt, is_ranked
from scoring.views.choices import Choice, about, chosen
from scoring.views.scope import KINDS, again, asked, pills, regions_in_view
from scoring.views.standings import MEASURES, Earlier, Standing, standings_of
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.clock import OFFICE_ZONE
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import CHANGE, NUMBER, POINTS, Cell, Column, Table

blueprint = organisation_blueprint("ranking", __name__, "pm")

_reads = requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)


@dataclass(frozen=True)
class Ranking:
    """A ranking of one kind of regency; ``parts`` are the rows to show, with gaps between them."""

    choice: Choice
    kind: str
    measure: str
    rows: Sequence[Standing]
    parts: Sequence[Sequence[Standing]]
    unscored: Sequence[ComparedRegion]
    unranked_count: int
    is_whole: bool

    @property
    def total(self) -> int:
        """Regions of this kind that could take part."""
        return len(self.rows) + len(self.unscored)

    @property
    def shown_count(self) -> int:
        """Rows on the page."""
        return sum(len(part) for part in self.parts)

    @property
    def has_verified(self) -> bool:
        """Whether any regency has a verified point."""
        return any(row.entry.verified for row in self.rows)

    @property
    def has_quoted(self) -> bool:
        """Whether the coverage of any shown regency is only quoted."""
        return any(row.region.coverage_state == "quoted" for part in self.parts for row in part)

    @property
    def has_earlier(self) -> bool:
        """Whether any row has a period before."""
        return any(row.change is not None for row in self.rows)


@blueprint.get("/ranking")
@_reads
def show_ranking() -> str:
    """The ranking of one kind of regency under one year and profile."""
    with transaction(visit().principal) as session:
        ranking = _ranking(session)
    return render_template(
        "scoring/comparison/ranking.html",
        ranking=ranking,
        again=again,
        regencies=_choices(ranking),
        me=next((row.region.slug for row in ranking.rows if row.is_chosen), ""),
        kinds=pills("kind", _kind_labels(), ranking.kind),
        measures=pills("by", _measure_labels(), ranking.measure),
    )


@blueprint.get("/ranking.xlsx")
@_reads
def export_ranking() -> Response:
    """The rows shown, as a workbook."""
    with transaction(visit().principal) as session:
        ranking = _ranking(session)
    aspects = [_(aspect.name) for aspect in ranking.choice.rubric.aspects]
    year, profile = ranking.choice.period.year, ranking.choice.profile
    table = Table(
        title=_("Peringkat %(year)s", year=year),
        columns=[
            Column(_("Peringkat ke"), NUMBER),
            Column(_("Nilai sama")),
            Column(_("Peringkat terbaik pada semua bobot"), NUMBER),
            Column(_("Peringkat terendah pada semua bobot"), NUMBER),
            Column(_("Kode")),
            Column(_("Daerah")),
            Column(_("Provinsi")),
            Column(_("Indeks Kesiapan terverifikasi"), POINTS),
            Column(_("Indeks Kesiapan diajukan"), POINTS),
            Column(_("Perubahan dari periode sebelumnya"), CHANGE),
            *(Column(aspect, POINTS) for aspect in aspects),
            Column(f"{_('Dihitung')} (WIB)"),
            Column(_("Instrumen")),
            Column(_("Bobot")),
        ],
        rows=_cells(ranking),
        notes=about(ranking.choice),
    )
    filename = f"peringkat-{ranking.kind}-{year}-{profile.code}.xlsx"
    return workbook_attachment(filename, table)


def _cells(ranking: Ranking) -> Iterator[list[Cell]]:
    for part in ranking.parts:
        for row in part:
            yield [
                row.rank.place,
                _("ya") if row.rank.is_tied else _("tidak"),
                row.band.best,
                row.band.worst,
                row.region.code,
                row.region.name,
                row.region.province,
                row.entry.verified,
                row.entry.claimed,
                row.change,
                *row.aspects,
                row.entry.computed_at.astimezone(ZoneInfo(OFFICE_ZONE)),
                row.entry.rubric,
                _(ranking.choice.profile.name),
            ]


def _ranking(session: Session) -> Ranking:
    choice, me = chosen(), request.args.get("me")
    everyone = regions_in_view(session, choice)
    kind = asked("kind", KINDS, _kind_of(everyone, me))
    alike = [one for one in everyone if one.kind == kind]
    regions = [one for one in alike if is_ranked(one.province_code)]
    measure = asked("by", MEASURES, _usual_measure(regions))
    rows = standings_of(
        regions,
        _earlier(session, regions, choice),
        rubric=choice.rubric,
        measure=measure,
        chosen=me,
    )
    is_whole = "all" in request.args
    return Ranking(
        choice=choice,
        kind=kind,
        measure=measure,
        rows=rows,
        parts=[rows] if is_whole else _parts(rows),
        unscored=[one for one in regions if one.scored is None],
        unranked_count=len(alike) - len(regions),
        is_whole=is_whole,
    )


def _usual_measure(regions: Sequence[ComparedRegion]) -> str:
    """What is verified counts; where nothing is yet, what is claimed tells more than one tie."""
    is_any_verified = any(one.entry is not None and one.entry.verified for one in regions)
    return "verified" if is_any_verified else "claimed"


def _earlier(session: Session, regions: Sequence[ComparedRegion], choice: Choice) -> Earlier:
    tenants = [one.tenant_id for one in regions if one.tenant_id is not None]
    year = choice.period.year
    return Earlier(
        points=list_claimed_and_verified(session, tenant_ids=tenants, year=year),
        entries=list_entries_of(
            session, tenant_ids=tenants, year=year - 1, profile=choice.profile.code
        ),
    )


def _parts(rows: Sequence[Standing]) -> list[Sequence[Standing]]:
    chosen_at = next((at for at, row in enumerate(rows) if row.is_chosen), None)
    return [rows[part.start : part.stop] for part in excerpt(len(rows), chosen_at)]


def _choices(ranking: Ranking) -> list[tuple[str | None, str]]:
    named = sorted((row.region.name, row.region.slug) for row in ranking.rows)
    return [("", _("tidak ada")), *((slug, name) for name, slug in named)]


def _kind_of(regions: Sequence[ComparedRegion], slug: str | None) -> str:
    return next((one.kind for one in regions if slug and one.slug == slug), KINDS[0])


def _kind_labels() -> dict[str, str]:
    return {"kabupaten": _("Kabupaten"), "kota": _("Kota")}


def _measure_labels() -> dict[str, str]:
    return {"verified": _("Menurut terverifikasi"), "claimed": _("Menurut diajukan")}
