"""Monitoring and evaluation: meetings, and what they and other occasions asked of whom."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped

from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Sourced
from tenants.monev_rules import FollowUpDates, Occasion


class MonevMeeting(TenantScoped, Sourced, Base):
    """A meeting that looked at how the programme goes. People are named by function only."""

    __tablename__ = "monev_meeting"

    title: Mapped[str]
    held_on: Mapped[date | None]
    """None: the source does not say, which is not the date of the source."""
    place: Mapped[str | None]
    led_by: Mapped[str | None]
    attendees: Mapped[str | None]
    """One office or function per line."""
    background: Mapped[str | None]
    decisions: Mapped[str | None]
    """One decision per line; who does what by when are the follow-ups."""
    version: Mapped[int]
    """Counts edits of the meeting itself; whoever saves must have seen the latest."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class MonevFollowUp(TenantScoped, Base):
    """Something a meeting or a socialisation event asked for, open until ``done_on`` is filled."""

    __tablename__ = "monev_follow_up"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "meeting_id"], ["monev_meeting.tenant_id", "monev_meeting.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "event_id"], ["socialisation_event.tenant_id", "socialisation_event.id"]
        ),
    )

    meeting_id: Mapped[UUID | None]
    event_id: Mapped[UUID | None]
    """Of the two exactly one is filled."""
    task: Mapped[str]
    owner: Mapped[str]
    """The office or function that has to do it."""
    due_on: Mapped[date | None]
    done_on: Mapped[date | None]
    note: Mapped[str | None]
    version: Mapped[int]
    """Counts edits and steps; whoever saves must have seen the latest."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def occasion(self) -> Occasion:
        """What asked for it."""
        return Occasion(self.meeting_id, self.event_id)

    @property
    def dates(self) -> FollowUpDates:
        """When it is due and when it was done."""
        return FollowUpDates(self.due_on, self.done_on)
