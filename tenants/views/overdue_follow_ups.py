"""Follow-ups past their day: as an Excel file, and on the first page of a regency."""

from flask import Response, render_template
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.queries.monev import (
    OverdueFollowUp,
    count_overdue_follow_ups,
    list_overdue_follow_ups,
)
from tenants.request import Visit, visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import NUMBER, Column, Table
from tenants.views.monev import blueprint

SHOWN_AT_HOME = 3


@blueprint.get("/monev-meetings/overdue/export")
@requires(Permission.MONEV_READ)
def export_overdue() -> Response:
    """Every follow-up past its day, the longest first, as an Excel file."""
    regency, today = visit().regency, visit().today
    with transaction(visit().principal) as session:
        overdue = list_overdue_follow_ups(
            session, tenant_id=regency.id, today=today, size=EXPORT_LIMIT + 1
        )
    table = Table(
        title=_("Lewat tenggat"),
        columns=[
            Column(_("Tindak lanjut")),
            Column(_("Penanggung jawab")),
            Column(_("Tenggat")),
            Column(_("Terlambat (hari)"), NUMBER),
            Column(_("Rapat atau kegiatan")),
            Column(_("Tanggal rapat atau kegiatan")),
            Column(_("Catatan")),
        ],
        rows=[
            [
                one.follow_up.task,
                one.follow_up.owner,
                one.due_on,
                one.days_late(today),
                occasion_words(one),
                one.held_on,
                one.follow_up.note,
            ]
            for one in everything_of(overdue)
        ],
    )
    return workbook_attachment(f"tindak-lanjut-{regency.slug}.xlsx", table)


def occasion_words(one: OverdueFollowUp) -> str | None:
    """What the meeting or event is called that asked for it."""
    if one.regulation is None:
        return one.meeting_title
    return str(_("Sosialisasi %(citation)s", citation=one.regulation.citation))


def render_overdue(session: Session, visit: Visit) -> Markup | None:
    """How many follow-ups are past their day, with the longest; nothing where none is."""
    tenant_id, today = visit.regency.id, visit.today
    overdue = list_overdue_follow_ups(session, tenant_id=tenant_id, today=today, size=SHOWN_AT_HOME)
    if not overdue:
        return None
    return Markup(  # noqa: S704 - a template of ours, escaped there
        render_template(
            "tenants/monev/overdue_panel.html",
            overdue=overdue,
            overdue_count=count_overdue_follow_ups(session, tenant_id=tenant_id, today=today),
            today=today,
        )
    )
