"""Kelengkapan data: who has a figure, of which day, basis, kind and target. Before any ranking."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Response, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from scoring.queries.comparison import ComparedRegion, figures_of
from scoring.roll_up import Completeness, completeness_of
from scoring.views.choices import Choice, chosen
from scoring.views.scope import PAGE_LIMIT, again, asked, regions_in_view
from scoring.views.words import basis_text, retold
from tenants.access import Permission, requires
from tenants.kernel import formats
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_
from tenants.request import organisation_blueprint, visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.filters import source_status_label

STATES = {
    "shown": N_("ada angka"),
    "withheld": N_("tidak ditampilkan: kurang dari 5 orang"),
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
    return workbook_attachment(
        filename=f"kelengkapan-{year}.xlsx",
        title=_("Kelengkapan %(year)s", year=year),
        columns=[
            _("Kode"),
            _("Daerah"),
            _("Provinsi"),
            _("Keadaan angka cakupan"),
            _("Terlindungi (orang)"),
            _("Penyebut (orang)"),
            _("Cakupan"),
            _("Dasar pembilang"),
            _("Jenis penyebut"),
            _("Tanggal data"),
            _("Sumber"),
            _("Status angka"),
            _("Sasaran"),
            _("Kelompok sasaran"),
            _("Sumber sasaran"),
            _("Indeks Kesiapan terverifikasi"),
            _("Indeks Kesiapan diajukan"),
        ],
        rows=map(_cells, narrowed.matching),
    )


def _cells(region: ComparedRegion) -> list[str | None]:
    return [
        region.code,
        region.name,
        region.province,
        _(STATES[region.coverage_state]),
        *_held(region),
    ]


def _held(region: ComparedRegion) -> Iterator[str | None]:
    entry = region.entry
    if entry is None:
        return
    yield None if entry.covered_count is None else formats.count(entry.covered_count)
    yield None if entry.eligible_count is None else formats.count(entry.eligible_count)
    yield None if entry.coverage_ratio is None else formats.percent(entry.coverage_ratio)
    yield None if entry.coverage_basis is None else basis_text(entry.coverage_basis)
    yield None if entry.coverage_kind is None else basis_text(entry.coverage_kind)
    yield None if entry.coverage_on is None else formats.date_id(entry.coverage_on)
    yield None if entry.coverage_source is None else retold(entry.coverage_source)
    yield None if entry.coverage_status is None else source_status_label(entry.coverage_status)
    yield None if entry.target_ratio is None else formats.percent(entry.target_ratio)
    yield entry.target_family
    yield None if entry.target_source is None else retold(entry.target_source)
    for points in (entry.verified, entry.claimed):
        yield _(STATES["withheld"]) if points is None else formats.points(points)


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
