"""Monev meetings: the list, what it looks like in Excel, and one meeting."""

from datetime import date
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, SourceStatus
from tenants.models.monev import MonevFollowUp, MonevMeeting
from tenants.models.regulations import Regulation, SocialisationEvent
from tenants.monev_rules import FOLLOW_UP_STATE_LABELS, FollowUpState, follow_up_state
from tenants.queries.monev import (
    MeetingListing,
    MeetingOrder,
    MeetingRest,
    count_meetings,
    count_overdue_follow_ups,
    get_meeting,
    list_asked_by_events,
    list_follow_ups,
    list_meeting_years,
    list_meetings,
    list_overdue_follow_ups,
)
from tenants.request import visit
from tenants.schemas.monev import MeetingFilterIn, meeting_filter
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import Cell, Column, Table

SHOWN_OVERDUE = 20

blueprint = tenant_blueprint("monev", __name__)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of monev, for the pages of this blueprint."""
    return {
        **follow_up_vocabulary(),
        "sentence": sentence,
    }


def follow_up_vocabulary() -> dict[str, object]:
    """The words of follow-ups, for the pages that list some."""
    return {
        "follow_up_state_of": lambda one: follow_up_state(one.dates, today_here()),
        "follow_up_state_labels": FOLLOW_UP_STATE_LABELS,
    }


def today_here() -> date:
    """Today on the clock of the regency in use."""
    return visit().today


@blueprint.get("/monev-meetings")
@requires(Permission.MONEV_READ)
def show_meetings() -> str:
    """One page of the meetings."""
    asked = load(MeetingFilterIn, request.args)
    narrowed = meeting_filter(asked)
    tenant_id, today = visit().regency.id, today_here()
    with transaction(visit().principal) as session:
        page = list_meetings(
            session, tenant_id=tenant_id, narrowed=narrowed, today=today, cursor=asked["cursor"]
        )
        total = count_meetings(session, tenant_id=tenant_id, narrowed=narrowed, today=today)
        overdue_count = count_overdue_follow_ups(session, tenant_id=tenant_id, today=today)
        overdue = list_overdue_follow_ups(
            session, tenant_id=tenant_id, today=today, size=SHOWN_OVERDUE
        )
        years = list_meeting_years(session, tenant_id=tenant_id)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "tenants/monev/list.html",
        page=page,
        total=total,
        overdue=overdue,
        overdue_count=overdue_count,
        year_options=[(year, str(year)) for year in years],
        asked=asked,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"order"}),
        today=today,
        rest_options=[
            (MeetingRest.OPEN, _("belum selesai")),
            (MeetingRest.OVERDUE, _("lewat tenggat")),
        ],
        order_options=[
            (MeetingOrder.NEWEST, _("terbaru lebih dahulu")),
            (MeetingOrder.OLDEST, _("terlama lebih dahulu")),
        ],
    )


@blueprint.get("/monev-meetings/export")
@requires(Permission.MONEV_READ)
def export_meetings() -> Response:
    """Everything the filter leaves, one row per follow-up, as an Excel file.

    What socialisation events asked for is a sheet of its own, where nothing narrows the list.
    """
    asked = load(MeetingFilterIn, request.args)
    narrowed = meeting_filter(asked)
    is_whole = not any(asked[name] for name in ("search", "year", "rest"))
    regency = visit().regency
    with transaction(visit().principal) as session:
        found = list_meetings(
            session,
            tenant_id=regency.id,
            narrowed=narrowed,
            today=today_here(),
            size=EXPORT_LIMIT,
        )
        by_events = (
            list_asked_by_events(session, tenant_id=regency.id, size=EXPORT_LIMIT + 1)
            if is_whole
            else ()
        )
    table = Table(
        title=_("Monev"),
        columns=[Column(head) for head in _export_heads()],
        rows=[row for line in everything_of(found) for row in _export_rows(line)],
    )
    events = Table(
        title=_("Sosialisasi"),
        columns=[Column(head) for head in _event_heads()],
        rows=[_event_row(*one) for one in everything_of(by_events)],
    )
    more = [events] if by_events else []
    return workbook_attachment(f"monev-{regency.slug}.xlsx", table, *more)


@blueprint.get("/monev-meetings/<uuid:meeting_id>")
@requires(Permission.MONEV_READ)
def show_meeting(meeting_id: UUID) -> str:
    """One meeting with its follow-ups."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        meeting = get_meeting(session, tenant_id=tenant_id, meeting_id=meeting_id)
        follow_ups = list_follow_ups(session, tenant_id=tenant_id, meeting_ids=[meeting_id])
    return render_template(
        "tenants/monev/show.html", meeting=meeting, follow_ups=follow_ups[meeting_id]
    )


def address_of(meeting_id: UUID) -> str:
    """The address of one meeting."""
    return url_for("monev.show_meeting", meeting_id=meeting_id)


def _export_heads() -> list[str]:
    return [
        _("Rapat"),
        _("Tanggal rapat"),
        _("Tempat"),
        _("Dipimpin oleh"),
        _("Yang hadir"),
        _("Latar belakang"),
        _("Yang diputuskan"),
        _("Sumber"),
        _("Tanggal sumber"),
        _("Status sumber"),
        *_follow_up_heads(),
    ]


def _event_heads() -> list[str]:
    return [_("Regulasi"), _("Tanggal kegiatan"), _("Tempat"), *_follow_up_heads()]


def _event_row(
    follow_up: MonevFollowUp, event: SocialisationEvent, regulation: Regulation
) -> list[Cell]:
    return [regulation.citation, event.held_on, event.place, *_export_follow_up(follow_up)]


def _follow_up_heads() -> list[str]:
    return [
        _("Tindak lanjut"),
        _("Penanggung jawab"),
        _("Tenggat"),
        _("Tanggal selesai"),
        _("Status"),
        _("Catatan"),
    ]


def _export_rows(line: MeetingListing) -> list[list[Cell]]:
    about = _export_meeting(line.meeting)
    if not line.follow_ups:
        return [[*about, *[None] * 6]]
    return [[*about, *_export_follow_up(follow_up)] for follow_up in line.follow_ups]


def _export_meeting(meeting: MonevMeeting) -> list[Cell]:
    return [
        meeting.title,
        meeting.held_on,
        meeting.place,
        meeting.led_by,
        meeting.attendees,
        meeting.background,
        meeting.decisions,
        meeting.source_name,
        meeting.source_on,
        _(SOURCE_STATUS_LABELS[SourceStatus(meeting.source_status)]),
    ]


def _export_follow_up(follow_up: MonevFollowUp) -> list[Cell]:
    state: FollowUpState = follow_up_state(follow_up.dates, today_here())
    return [
        follow_up.task,
        follow_up.owner,
        follow_up.due_on,
        follow_up.done_on,
        _(FOLLOW_UP_STATE_LABELS[state]),
        follow_up.note,
    ]
