"""Kelengkapan data: who has a figure, of which day, basis, kind and target. Before any ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scoring.queries.comparison import ComparedRegion, figures_of
from scoring.roll_up import Completeness, completeness_of
from scoring.views.choices import Choice, about, chosen
from scoring.views.scope import PAGE_LIMIT, again, asked, regions_in_view
from scoring.views.words import basis_text, retold
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.filters import trust_label
from tenants.shell.workbooks import (
    PEOPLE,
    PERCENT,
    POINTS,
    Cell,
    Column,
    Figure,
    Table,
    quoted_percent,
)

STATES = {
    "shown": N_("ada angka"),
    "withheld": N_("tidak ditampilkan: kurang dari 5 orang"),
    "quoted": N_("hanya angka kutipan"),
    "missing": N_("belum diisi"),
    "absent": N_("belum bergabung"),
}

blueprint = organisation_blueprint("completeness", __name__, "pm")

_reads = requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)


@dataclass(frozen=True)
class ProvinceLine:
    """One province: how complete its regencies are."""

    code: str
    name: str
    counts: Completeness


@dataclass(frozen=True)
class Narrowed:
    """The regions an office has in view, and those it asked for."""

    choice: Choice
    regions: Sequence[ComparedRegion]
    province: str
    state: str
    matching: Sequence[ComparedRegion]

    @property
    def provinces(self) -> list[ProvinceLine]:
        """One line per province in view, in the order of their codes."""
        return [
            ProvinceLine(code, name, completeness_of(map(figures_of, group)))
            for (code, name), group in groupby(
                self.regions, key=lambda one: (one.province_code, one.province)
            )
        ]


@blueprint.get("/completeness")
@_reads
def show_completeness() -> str:
    """How many regions of how many have a figure, by province, and each of them."""
    with transaction(visit().principal) as session:
        narrowed = _narrowed(session)
    is_whole = asked("all", ("1",), "") == "1"
    shown = narrowed.matching if is_whole else narrowed.matching[:PAGE_LIMIT]
    return render_template(
        "scoring/comparison/completeness.html",
        choice=narrowed.choice,
        again=again,
        whole=completeness_of(map(figures_of, narrowed.regions)),
        narrowed=narrowed,
        regions=shown,
        provinces=[
            ("", _("semua provinsi")),
            *((line.code, line.name) for line in narrowed.provinces),
        ],
        states={code: _(label) for code, label in STATES.items()},
    )


@blueprint.get("/completeness.xlsx")
@_reads
def export_completeness() -> Response:
    """The regions asked for, as a workbook."""
    with transaction(visit().principal) as session:
        narrowed = _narrowed(session)
    year = narrowed.choice.period.year
    table = Table(
        title=_("Kelengkapan %(year)s", year=year),
        columns=[
            Column(_("Kode")),
            Column(_("Daerah")),
            Column(_("Provinsi")),
            Column(_("Keadaan angka cakupan")),
            Column(_("Terlindungi"), PEOPLE),
            Column(_("Penyebut"), PEOPLE),
            Column(_("Cakupan"), PERCENT),
            Column(_("Dasar pembilang")),
            Column(_("Jenis penyebut")),
            Column(_("Tanggal data")),
            Column(_("Sumber")),
            Column(_("Status angka")),
            Column(_("Sasaran"), PERCENT),
            Column(_("Kelompok sasaran")),
            Column(_("Sumber sasaran")),
            Column(_("Tanggal sasaran")),
            Column(_("Indeks Kesiapan terverifikasi"), POINTS),
            Column(_("Indeks Kesiapan diajukan"), POINTS),
            Column(_("Angka kutipan, tidak dibandingkan"), PERCENT),
            Column(_("Sumber kutipan")),
            Column(_("Kutipan terbit")),
        ],
        rows=map(_cells, narrowed.matching),
        notes=about(narrowed.choice),
    )
    return workbook_attachment(f"kelengkapan-{year}.xlsx", table)


def _cells(region: ComparedRegion) -> list[Cell]:
    return [
        region.code,
        region.name,
        region.province,
        _(STATES[region.coverage_state]),
        *_held(region),
    ]


def _held(region: ComparedRegion) -> Iterator[Cell]:
    entry = region.entry
    if entry is None:
        return
    yield entry.covered_count
    yield entry.eligible_count
    yield entry.coverage_ratio
    yield None if entry.coverage_basis is None else basis_text(entry.coverage_basis)
    yield None if entry.coverage_kind is None else basis_text(entry.coverage_kind)
    yield entry.coverage_on
    yield None if entry.coverage_source is None else retold(entry.coverage_source)
    status, is_verified = entry.coverage_status, entry.coverage_is_verified
    yield None if status is None else trust_label(status, is_verified=is_verified)
    yield entry.target_ratio
    yield entry.target_family
    yield None if entry.target_source is None else retold(entry.target_source)
    yield entry.target_on
    for points in (entry.verified, entry.claimed):
        yield _(STATES["withheld"]) if points is None else points
    if entry.quoted_ratio is not None:
        yield Figure(entry.quoted_ratio, quoted_percent(entry.quoted_places or 0))
        yield entry.quoted_source
        yield entry.quoted_published_on


def _narrowed(session: Session) -> Narrowed:
    choice = chosen()
    regions = regions_in_view(session, choice)
    province = asked("province", [one.province_code for one in regions], "")
    state = asked("state", list(STATES), "")
    return Narrowed(
        choice=choice,
        regions=regions,
        province=province,
        state=state,
        matching=sorted(
            (
                one
                for one in regions
                if province in {"", one.province_code} and state in {"", one.coverage_state}
            ),
            key=lambda one: list(STATES).index(one.coverage_state),
        ),
    )
