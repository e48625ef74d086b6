"""Take away a figure that was recorded by mistake, by the regency or the office that stated it."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from enrollment.models.coverage import ParticipationStatement
from enrollment.queries.coverage import Figure, FigureKind, get_figure
from enrollment.services.figures import remove_figure
from enrollment.views import coverage, served_coverage
from enrollment.views.coverage import FORMS, KINDS
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.formats import date_id
from tenants.kernel.sources import Papered
from tenants.papers import told_of_paper
from tenants.removals import Removal, removal_pages
from tenants.request import visit

BLUEPRINTS = (coverage.blueprint, served_coverage.blueprint)
"""Those of the pages on which figures are shown."""


@removal_pages(
    coverage.blueprint,
    f"/coverage/<{KINDS}:kind>/<uuid:figure_id>",
    Permission.COVERAGE_EDIT,
    remove_figure,
)
def removal(kind: FigureKind, figure_id: UUID) -> Removal:
    """What follows when the regency takes a figure away."""
    tenant_id = visit().regency.id
    consequence = [_("Angka ini tidak tampil lagi, dan rapor dihitung ulang tanpa angka ini.")]
    with transaction(visit().principal) as session:
        figure = get_figure(session, tenant_id=tenant_id, kind=kind, figure_id=figure_id)
        if isinstance(figure, Papered):
            consequence.append(told_of_paper(session, tenant_id=tenant_id, record=figure))
    return Removal(
        subject=kind.value,
        record_id=figure_id,
        title=_title(kind, figure),
        consequence=" ".join(filter(None, consequence)),
        page_url=url_for("coverage.show_coverage"),
        next_url=url_for("coverage.show_coverage"),
    )


@removal_pages(
    served_coverage.blueprint,
    "/coverage/<uuid:statement_id>",
    Permission.COVERAGE_EDIT,
    lambda session, statement_id, **said: remove_figure(
        session,
        kind=FigureKind.STATEMENT,
        figure_id=statement_id,
        branch_id=visit().organisation.organisation_id,
        **said,
    ),
    pool=DatabaseRole.BRANCH,
)
def office_removal(statement_id: UUID) -> Removal:
    """What follows when an office takes back what it stated."""
    kind = FigureKind.STATEMENT
    with transaction(visit().principal) as session:
        figure = get_figure(
            session, tenant_id=visit().regency.id, kind=kind, figure_id=statement_id
        )
    return Removal(
        subject=kind.value,
        record_id=statement_id,
        title=_title(kind, figure),
        consequence=_(
            "Kabupaten/kota tidak melihat angka ini lagi, dan rapornya dihitung ulang tanpa angka"
            " ini."
        ),
        page_url=url_for("served_coverage.show_statements"),
        next_url=url_for("served_coverage.show_statements"),
    )


def _title(kind: FigureKind, figure: Figure) -> str:
    """What a figure is called where only one is meant."""
    said = {"label": _(FORMS[kind].title), "source": figure.source_name}
    if isinstance(figure, ParticipationStatement) and figure.data_on is not None:
        day = date_id(figure.data_on)
        return str(_("%(label)s per %(day)s menurut %(source)s", day=day, **said))
    return str(_("%(label)s menurut %(source)s", **said))
