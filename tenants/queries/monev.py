"""Reads of monev meetings, and of follow-ups of meetings and socialisation events."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, day, decode_cursor, page_of, row_id
from tenants.models.monev import MonevFollowUp, MonevMeeting
from tenants.models.regulations import Regulation, SocialisationEvent
from tenants.monev_rules import FollowUpState, Occasion, follow_up_state


class MeetingOrder(StrEnum):
    """In which order the meetings are read; those without a date come last."""

    NEWEST = "newest"
    OLDEST = "oldest"


class MeetingRest(StrEnum):
    """What a meeting still waits for."""

    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class MeetingFilter:
    """What the list is narrowed to. Every word of ``search`` must occur."""

    search: str | None = None
    year: int | None = None
    rest: MeetingRest | None = None
    order: MeetingOrder = MeetingOrder.NEWEST


@dataclass(frozen=True)
class MeetingListing:
    """One meeting with its follow-ups in the order of ``list_follow_ups``."""

    meeting: MonevMeeting
    follow_ups: Sequence[MonevFollowUp]

    def count(self, state: FollowUpState, today: date) -> int:
        """How many follow-ups stand so today."""
        return sum(follow_up_state(one.dates, today) == state for one in self.follow_ups)


@dataclass(frozen=True)
class OverdueFollowUp:
    """A follow-up that is open past its day, with what asked for it.

    A meeting has a title, an event its regulation. ``held_on`` may not be stated.
    """

    follow_up: MonevFollowUp
    due_on: date
    meeting_title: str | None
    regulation: Regulation | None
    held_on: date | None

    def days_late(self, today: date) -> int:
        """Days since the day it was due, at least one."""
        return (today - self.due_on).days


_FAR = {MeetingOrder.NEWEST: date.min, MeetingOrder.OLDEST: date.max}
_SEARCHED = (
    MonevMeeting.title,
    MonevMeeting.place,
    MonevMeeting.led_by,
    MonevMeeting.attendees,
    MonevMeeting.background,
    MonevMeeting.decisions,
)


def get_meeting(session: Session, *, tenant_id: int, meeting_id: UUID) -> MonevMeeting:
    """One meeting.

    Raises:
        NotFound: none with this id in this regency.
    """
    meeting = session.scalars(
        select(MonevMeeting).where(
            MonevMeeting.tenant_id == tenant_id, MonevMeeting.id == meeting_id
        )
    ).one_or_none()
    if meeting is None:
        raise NotFound(N_("Rapat monev tidak ditemukan."))
    return meeting


def get_follow_up(
    session: Session, *, tenant_id: int, occasion: Occasion, follow_up_id: UUID
) -> MonevFollowUp:
    """One follow-up of one meeting or event.

    Raises:
        NotFound: none with this id for this meeting or event.
    """
    follow_up = session.scalars(
        select(MonevFollowUp).where(
            MonevFollowUp.tenant_id == tenant_id,
            MonevFollowUp.id == follow_up_id,
            *(getattr(MonevFollowUp, name) == one for name, one in occasion.parts.items()),
        )
    ).one_or_none()
    if follow_up is None:
        raise NotFound(N_("Tindak lanjut tidak ditemukan."))
    return follow_up


def list_follow_ups(
    session: Session, *, tenant_id: int, meeting_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[MonevFollowUp]]:
    """The follow-ups of each of some meetings: open before done, then by due date, then by age."""
    return _follow_ups(session, tenant_id, MonevFollowUp.meeting_id, meeting_ids)


def list_event_follow_ups(
    session: Session, *, tenant_id: int, event_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[MonevFollowUp]]:
    """The follow-ups of each of some socialisation events, in the same order."""
    return _follow_ups(session, tenant_id, MonevFollowUp.event_id, event_ids)


def _follow_ups(
    session: Session,
    tenant_id: int,
    column: InstrumentedAttribute[UUID | None],
    ids: Sequence[UUID],
) -> Mapping[UUID, Sequence[MonevFollowUp]]:
    found: defaultdict[UUID, list[MonevFollowUp]] = defaultdict(list)
    rows = session.execute(
        select(column, MonevFollowUp)
        .where(MonevFollowUp.tenant_id == tenant_id, column.in_(ids))
        .order_by(
            MonevFollowUp.done_on.is_not(None),
            MonevFollowUp.due_on.asc().nulls_last(),
            MonevFollowUp.id,
        )
    )
    for asked_by, follow_up in rows:
        if asked_by is not None:
            found[asked_by].append(follow_up)
    return found


def list_meetings(
    session: Session,
    *,
    tenant_id: int,
    narrowed: MeetingFilter,
    today: date,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[MeetingListing]:
    """One page of the meetings in the order asked for, with their follow-ups.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    newest = narrowed.order is MeetingOrder.NEWEST
    keys: list[ColumnElement[Any]] = [
        func.coalesce(MonevMeeting.held_on, _FAR[narrowed.order]),
        MonevMeeting.id.expression,
    ]
    query = _narrowed(tenant_id, narrowed, today).order_by(
        *(key.desc() if newest else key.asc() for key in keys)
    )
    if cursor:
        place, seen = tuple_(*keys), tuple_(*decode_cursor(cursor, day, row_id))
        query = query.where(place < seen if newest else place > seen)
    rows = session.scalars(query.limit(size + 1)).all()
    page = page_of(
        rows, lambda row: ((row.held_on or _FAR[narrowed.order]).isoformat(), str(row.id)), size
    )
    follow_ups = list_follow_ups(
        session, tenant_id=tenant_id, meeting_ids=[meeting.id for meeting in page.items]
    )
    return Page(
        [MeetingListing(meeting, follow_ups[meeting.id]) for meeting in page.items],
        page.next_cursor,
    )


def count_meetings(
    session: Session, *, tenant_id: int, narrowed: MeetingFilter, today: date
) -> int:
    """How many meetings the filter leaves."""
    query = _narrowed(tenant_id, narrowed, today).with_only_columns(func.count())
    return session.scalar(query) or 0


def count_overdue_follow_ups(session: Session, *, tenant_id: int, today: date) -> int:
    """How many follow-ups of all meetings and events are open past their due date."""
    query = (
        select(func.count())
        .select_from(MonevFollowUp)
        .where(MonevFollowUp.tenant_id == tenant_id, *_waiting(MeetingRest.OVERDUE, today))
    )
    return session.scalar(query) or 0


def list_overdue_follow_ups(
    session: Session, *, tenant_id: int, today: date, size: int
) -> Sequence[OverdueFollowUp]:
    """Follow-ups of all meetings and events open past their due date, the longest first."""
    held_on = func.coalesce(MonevMeeting.held_on, SocialisationEvent.held_on)
    rows = session.execute(
        select(MonevFollowUp, MonevFollowUp.due_on, MonevMeeting.title, Regulation, held_on)
        .outerjoin(
            MonevMeeting,
            (MonevMeeting.tenant_id == MonevFollowUp.tenant_id)
            & (MonevMeeting.id == MonevFollowUp.meeting_id),
        )
        .outerjoin(
            SocialisationEvent,
            (SocialisationEvent.tenant_id == MonevFollowUp.tenant_id)
            & (SocialisationEvent.id == MonevFollowUp.event_id),
        )
        .outerjoin(
            Regulation,
            (Regulation.tenant_id == SocialisationEvent.tenant_id)
            & (Regulation.id == SocialisationEvent.regulation_id),
        )
        .where(MonevFollowUp.tenant_id == tenant_id, *_waiting(MeetingRest.OVERDUE, today))
        .order_by(MonevFollowUp.due_on, MonevFollowUp.id)
        .limit(size)
    )
    return [
        OverdueFollowUp(follow_up, due_on, title, regulation, held_on)
        for follow_up, due_on, title, regulation, held_on in rows
        if due_on is not None
    ]


def list_asked_by_events(
    session: Session, *, tenant_id: int, size: int
) -> Sequence[tuple[MonevFollowUp, SocialisationEvent, Regulation]]:
    """Follow-ups of all socialisation events, those of the latest event first."""
    rows = session.execute(
        select(MonevFollowUp, SocialisationEvent, Regulation)
        .join(
            SocialisationEvent,
            (SocialisationEvent.tenant_id == MonevFollowUp.tenant_id)
            & (SocialisationEvent.id == MonevFollowUp.event_id),
        )
        .join(
            Regulation,
            (Regulation.tenant_id == SocialisationEvent.tenant_id)
            & (Regulation.id == SocialisationEvent.regulation_id),
        )
        .where(MonevFollowUp.tenant_id == tenant_id)
        .order_by(
            SocialisationEvent.held_on.desc().nulls_last(), SocialisationEvent.id, MonevFollowUp.id
        )
        .limit(size)
    )
    return [(asked, event, regulation) for asked, event, regulation in rows]


def list_meeting_years(session: Session, *, tenant_id: int) -> Sequence[int]:
    """The years in which meetings were held, latest first; meetings without a date aside."""
    year = func.extract("year", MonevMeeting.held_on)
    query = (
        select(year)
        .where(MonevMeeting.tenant_id == tenant_id, MonevMeeting.held_on.is_not(None))
        .distinct()
        .order_by(year.desc())
    )
    return [int(found) for found in session.scalars(query)]


def _narrowed(tenant_id: int, narrowed: MeetingFilter, today: date) -> Select[MonevMeeting]:
    query = select(MonevMeeting).where(MonevMeeting.tenant_id == tenant_id)
    if narrowed.year is not None:
        query = query.where(
            MonevMeeting.held_on.between(date(narrowed.year, 1, 1), date(narrowed.year, 12, 31))
        )
    if narrowed.rest is not None:
        query = query.where(
            exists().where(
                MonevFollowUp.tenant_id == MonevMeeting.tenant_id,
                MonevFollowUp.meeting_id == MonevMeeting.id,
                *_waiting(narrowed.rest, today),
            )
        )
    text = func.concat_ws(" ", *_SEARCHED)
    words = (narrowed.search or "").split()
    return query.where(*(text.icontains(word, autoescape=True) for word in words))


def _waiting(rest: MeetingRest, today: date) -> list[ColumnElement[bool]]:
    is_open = MonevFollowUp.done_on.is_(None)
    return [is_open] if rest is MeetingRest.OPEN else [is_open, MonevFollowUp.due_on < today]
