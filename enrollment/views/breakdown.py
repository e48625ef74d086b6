"""Coverage by group, occupation and village, from the lists kept here; also as an Excel file."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.months import Month
from enrollment.breakdown import (
    ORDER_LABELS,
    PART_LABELS,
    PART_STEMS,
    Counted,
    Line,
    Part,
    lines_of_groups,
    lines_of_occupations,
    lines_of_villages,
    ordered,
)
from enrollment.kinds import RecipientStage
from enrollment.models.coverage import RecipientCount
from enrollment.names import search_key
from enrollment.queries.active_counts import read_active
from enrollment.queries.breakdown import (
    MonthAsked,
    count_by_occupation,
    count_by_village,
    counted_as_kept,
)
from enrollment.queries.coverage import list_recipient_counts, newest_by_group
from enrollment.queries.programmes import get_programme, list_programmes
from enrollment.queries.summaries import counted, shown
from enrollment.reference import known_villages
from enrollment.schemas.breakdown import BreakdownIn, BreakdownPageIn
from enrollment.services.summaries import request_summary
from enrollment.summaries import Shown, SummaryKind
from enrollment.views.vocabulary import group_label, local_today, options
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_
from tenants.kernel.paging import PAGE_SIZE
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import everything_of, workbook_attachment
from tenants.shell.workbooks import PEOPLE, PERCENT, Column, Told, table_of

UNNAMED: Mapping[Part, str] = {
    Part.GROUP: N_("profesi yang tidak menyebut kelompok"),
    Part.OCCUPATION: N_("tanpa profesi"),
}
"""What a line without a key holds."""

blueprint = tenant_blueprint("breakdown", __name__)


@blueprint.get("/coverage/breakdown")
@requires(Permission.COVERAGE_READ)
def show_breakdown() -> str:
    """One page of lines: people listed, determined and active in a month; counts, no people."""
    asked = load(BreakdownPageIn, request.args)
    with transaction(visit().principal) as session:
        month = _month(session, asked)
        counts = _counts(session, _of(month, asked), asked["by"])
        lines = _lines(session, counts.value or (), asked)
        sources = _populations(session) if asked["by"] is Part.GROUP else {}
        programmes = list_programmes(session, tenant_id=visit().regency.id)
    start = asked.pop("start")
    kept = {name: str(value) for name, value in asked.items() if value}
    return render_template(
        "enrollment/breakdown.html",
        month=month,
        counts=counts,
        lines=lines[start : start + PAGE_SIZE],
        next_start=start + PAGE_SIZE if len(lines) > start + PAGE_SIZE else None,
        start=start,
        total=_total(lines),
        sources=sources,
        asked=asked | {"month": str(month)},
        kept=kept,
        part=asked["by"],
        name_of=_name,
        part_label=_(PART_LABELS[asked["by"]]),
        part_options=options(PART_LABELS),
        order_options=options(ORDER_LABELS),
        programme_options=[("", _("semua program")), *((one.id, one.title) for one in programmes)],
    )


@blueprint.get("/coverage/breakdown/export")
@requires(Permission.COVERAGE_READ)
def export_breakdown() -> Response:
    """Every line the filter leaves, as an Excel file."""
    asked, regency = load(BreakdownIn, request.args), visit().regency
    with transaction(visit().principal) as session:
        month = _month(session, asked)
        counts = counted(_counts(session, _of(month, asked), asked["by"]))
        lines = _lines(session, counts, asked)
    title = _("Cakupan menurut %(part)s", part=_(PART_LABELS[asked["by"]]))
    table = table_of(
        title, everything_of(lines), _told(asked["by"]), [formats.month_id(month.first_day)]
    )
    return workbook_attachment(
        f"cakupan-{PART_STEMS[asked['by']]}-{regency.slug}-{month}.xlsx", table
    )


@blueprint.post("/coverage/breakdown/recount")
@requires(Permission.COVERAGE_READ)
def recount() -> BaseResponse:
    """Count a month anew in the background."""
    asked, tenant_id = load(BreakdownIn, request.form), visit().regency.id
    with transaction(visit().principal) as session:
        if asked["commitment_id"] is not None:
            get_programme(session, tenant_id=tenant_id, commitment_id=asked["commitment_id"])
        of = _of(_month(session, asked), asked)
        subject = of.subject(_kind(asked["by"]))
        request_summary(session, subject, tenant_id=tenant_id, now=visit().now, today=visit().today)
    kept: dict[str, Any] = {name: str(value) for name, value in asked.items() if value}
    return redirect(url_for("breakdown.show_breakdown", **kept), 303)


def _month(session: Session, asked: Mapping[str, Any]) -> Month:
    """The month asked for; otherwise the latest posted that has come, or the present one."""
    if asked["month"] is not None:
        return Month(asked["month"].year, asked["month"].number)
    posted = read_active(session, tenant_id=visit().regency.id).counts
    present = Month.of(local_today())
    come = [month for day, *_rest in posted if (month := Month.of(day)) <= present]
    return max(come, default=present)


def _of(month: Month, asked: Mapping[str, Any]) -> MonthAsked:
    return MonthAsked(visit().regency.id, month, asked["commitment_id"])


def _kind(part: Part) -> SummaryKind:
    return SummaryKind.VILLAGES if part is Part.VILLAGE else SummaryKind.OCCUPATIONS


def _counts(session: Session, of: MonthAsked, part: Part) -> Shown[Sequence[Counted]]:
    count = count_by_village if part is Part.VILLAGE else count_by_occupation
    return shown(
        session,
        of.subject(_kind(part)),
        tenant_id=of.tenant_id,
        commitment_id=of.commitment_id,
        load=counted_as_kept,
        count=lambda: count(session, of),
    )


def _lines(session: Session, counts: Sequence[Counted], asked: Mapping[str, Any]) -> Sequence[Line]:
    part: Part = asked["by"]
    if part is Part.VILLAGE:
        names = {
            code: f"{place.name}, {place.district}" for code, place in known_villages().items()
        }
        lines = lines_of_villages(counts, names)
    elif part is Part.OCCUPATION:
        lines = lines_of_occupations(counts)
    else:
        known = {
            group: record.people_count
            for group, record in _populations(session).items()
            if record.people_count
        }
        lines = lines_of_groups(counts, known, group_label)
    wanted = search_key(asked["name"] or "")
    return [line for line in ordered(lines, asked["order"]) if wanted in search_key(line.name)]


def _populations(session: Session) -> Mapping[str, RecipientCount]:
    """The newest stated population of each group."""
    counts = list_recipient_counts(session, tenant_id=visit().regency.id)
    return {
        group: found.stages[RecipientStage.POPULATION]
        for group, found in newest_by_group(
            [one for one in counts if one.people_count is not None]
        ).items()
        if RecipientStage.POPULATION in found.stages
    }


def _total(lines: Sequence[Line]) -> Line:
    return Line(
        key="",
        name=_("Jumlah"),
        listed=sum(line.listed for line in lines),
        determined=sum(line.determined for line in lines),
        active=sum(line.active for line in lines),
    )


def _name(line: Line, part: Part) -> str:
    return line.name if line.key else _(UNNAMED[part])


def _told(part: Part) -> Sequence[Told[Line]]:
    return [
        (Column(_(PART_LABELS[part]).capitalize()), lambda one: _name(one, part)),
        (Column(_("Jumlah seluruhnya"), PEOPLE), lambda one: one.population),
        (Column(_("Pada daftar"), PEOPLE), lambda one: one.listed),
        (Column(_("Sudah ditetapkan"), PEOPLE), lambda one: one.determined),
        (Column(_("Aktif"), PEOPLE), lambda one: one.active),
        (
            Column(_("Cakupan"), PERCENT),
            lambda one: None if one.percent is None else one.percent / 100,
        ),
        (Column(_("Belum aktif"), PEOPLE), lambda one: one.short),
    ]
