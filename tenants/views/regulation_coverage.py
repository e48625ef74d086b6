"""The heat strip: which text in force covers which matter, and what no text covers."""

from flask import Response, render_template, request
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.formats import date_id
from tenants.kernel.schemas import load
from tenants.queries.regulation_coverage import LawCoverage, cover_by_law
from tenants.regulation_coverage import MATTER_LABELS, Heat, Place
from tenants.request import visit
from tenants.schemas.regulations import RegulationDayIn
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import Cell, Column, Table
from tenants.views.regulations import blueprint


@blueprint.get("/regulations/coverage")
@requires(Permission.REGULATION_READ)
def show_coverage() -> str:
    """What the law of the regency covers on a day, matter by matter and text by text."""
    day = load(RegulationDayIn, request.args)["on"] or visit().today
    with transaction(visit().principal) as session:
        coverage = cover_by_law(session, tenant_id=visit().regency.id, day=day)
    return render_template(
        "tenants/regulations/coverage.html",
        coverage=coverage,
        day=day,
        matter_labels=MATTER_LABELS,
        place_words=place_words,
    )


@blueprint.get("/regulations/coverage/export")
@requires(Permission.REGULATION_READ)
def export_coverage() -> Response:
    """The heat strip as an Excel file."""
    day = load(RegulationDayIn, request.args)["on"] or visit().today
    regency = visit().regency
    with transaction(visit().principal) as session:
        coverage = cover_by_law(session, tenant_id=regency.id, day=day)
    table = Table(
        title=_("Materi muatan pada %(day)s", day=date_id(day)),
        columns=[
            Column(_("Materi muatan")),
            Column(_("Keseluruhan")),
            *(Column(text.citation) for text in coverage.texts),
        ],
        rows=_rows(coverage),
    )
    return workbook_attachment(f"materi-muatan-{regency.slug}.xlsx", table)


def place_words(place: Place) -> str:
    """Where a text lays a matter down, in words."""
    words: str = _("belum diisi")
    if place.heat is Heat.ABSENT:
        words = _("tidak diatur")
    elif place.heat is not Heat.OPEN:
        words = place.article or _("diatur, pasal belum diisi")
    if place.page:
        words = _("%(article)s, hal. %(page)s", article=words, page=place.page)
    return words


def _rows(coverage: LawCoverage) -> list[list[Cell]]:
    return [
        [
            _(MATTER_LABELS[row.matter]),
            _("belum ada yang mengatur") if row.matter in coverage.uncovered else _("diatur"),
            *(place_words(place) for place in row.places),
        ]
        for row in coverage.rows
    ]
