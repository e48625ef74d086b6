"""Benang merah: article, agreement, budget, bill, payment and person of each programme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.queries.commitment_register import list_budget_years
from scoring.queries.golden_thread import ProgrammeThread, list_threads
from scoring.schemas.golden_thread import ThreadIn
from scoring.strands import STRAND_LABELS, Hold, Strand
from scoring.views.thread_words import (
    ThreadItem,
    ThreadView,
    UncountedView,
    thread_view,
    uncounted_view,
)
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import Visit, visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import Column, table_of

blueprint = tenant_blueprint("golden_thread", __name__)


@dataclass(frozen=True)
class Shown:
    """The threads of a year; ``counts`` says how many programmes let go at each strand.

    ``uncounted`` are programmes whose differences were not counted: of those shown, and all of the
    year where people are asked about, since nobody knows which of them let go there.
    """

    year: int
    years: Sequence[int]
    strand: Strand | None
    total: int
    whole: int
    counts: Mapping[Strand, int]
    threads: Sequence[ThreadView]
    uncounted: Sequence[UncountedView]


@blueprint.get("/golden-thread")
@requires(Permission.BILLING_READ)
def show_threads() -> str:
    """The running year, or the one asked for; perhaps only what lets go at one strand."""
    shown = _shown()
    return render_template(
        "scoring/golden_thread.html",
        shown=shown,
        asked={"year": shown.year, "strand": shown.strand or ""},
        year_options=[(one, one) for one in shown.years],
        strand_options=[
            ("", _("semua bagian")),
            *((one.value, translated(label)) for one, label in STRAND_LABELS.items()),
        ],
        strand_labels=STRAND_LABELS,
    )


@blueprint.get("/golden-thread/export")
@requires(Permission.BILLING_READ)
def export_threads() -> Response:
    """Everything to be mended that is shown, as an Excel file."""
    shown = _shown()
    rows = [
        *((thread.title, item) for thread in shown.threads for item in thread.items),
        *((one.title, one.item) for one in shown.uncounted),
    ]
    table = table_of(
        _("Benang merah %(year)s", year=shown.year),
        rows,
        [
            (Column(_("Program")), lambda row: row[0]),
            (Column(_("Bagian")), lambda row: translated(STRAND_LABELS[row[1].strand])),
            (Column(_("Keadaan")), _weight),
            (Column(_("Temuan")), lambda row: row[1].title),
            (Column(_("Keterangan")), lambda row: row[1].detail),
        ],
    )
    return workbook_attachment(f"benang-merah-{shown.year}-{visit().regency.slug}.xlsx", table)


def render_link(_session: Session, _visit: Visit) -> Markup:
    """The way here from the list of programmes."""
    return Markup('<a class="btn quiet" href="{}">{}</a>').format(
        url_for("golden_thread.show_threads"), _("Benang merah")
    )


def _shown() -> Shown:
    asked = load(ThreadIn, request.args)
    tenant_id, today = visit().regency.id, visit().today
    with transaction(visit().principal) as session:
        years = list_budget_years(session, tenant_id=tenant_id)
        year = asked["year"] or (today.year if today.year in years or not years else years[0])
        found = list_threads(session, tenant_id=tenant_id, year=year, today=today)
        strand = asked["strand"]
        kept = [one for one in found if strand is None or _lets_go(one, strand)]
        views = [thread_view(one) for one in kept]
        about = found if strand is Strand.PERSON else kept
        uncounted = [uncounted_view(one) for one in about if not one.is_compared]
    return Shown(
        year=year,
        years=years,
        strand=strand,
        total=len(found),
        whole=sum(one.is_whole for one in found),
        counts={strand: sum(_lets_go(one, strand) for one in found) for strand in Strand},
        threads=views,
        uncounted=uncounted,
    )


def _lets_go(one: ProgrammeThread, strand: Strand) -> bool:
    return one.thread.holds[strand] in {Hold.BROKEN, Hold.LOOSE}


def _weight(row: tuple[str, ThreadItem]) -> str:
    if not row[1].kind:
        return str(_("tidak dihitung"))
    return str(_("terputus") if row[1].kind == "bad" else _("longgar"))
