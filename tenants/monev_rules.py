"""What must fit inside a monev meeting and follow-ups before they are kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus


class FollowUpState(StrEnum):
    """Where a follow-up stands on a given day."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"


FOLLOW_UP_STATE_LABELS = {
    FollowUpState.OPEN: N_("belum selesai"),
    FollowUpState.OVERDUE: N_("lewat tenggat"),
    FollowUpState.DONE: N_("selesai"),
}


@dataclass(frozen=True)
class Occasion:
    """What asked for a follow-up: a meeting or a socialisation event, never both."""

    meeting_id: UUID | None = None
    event_id: UUID | None = None

    @property
    def parts(self) -> dict[str, UUID]:
        """The part of an address that names it."""
        named = {"meeting_id": self.meeting_id, "event_id": self.event_id}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class MeetingDetails:
    """What is stated about a meeting. None means not stated; people only by function."""

    title: str
    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    held_on: date | None = None
    place: str | None = None
    led_by: str | None = None
    attendees: str | None = None
    background: str | None = None
    decisions: str | None = None


@dataclass(frozen=True, kw_only=True)
class FollowUpDetails:
    """What a meeting or event asked for, and of whom. None means not stated."""

    task: str
    owner: str
    due_on: date | None = None
    note: str | None = None


@dataclass(frozen=True)
class FollowUpDates:
    """The two days of a kept follow-up; None where it has no due date, or is not done yet."""

    due_on: date | None
    done_on: date | None


def follow_up_state(dates: FollowUpDates, today: date) -> FollowUpState:
    """Where a follow-up stands. On its due date itself it is not late; without one it never is.

    Args:
        dates: of the follow-up.
        today: on the clock of the regency.
    """
    if dates.done_on is not None:
        return FollowUpState.DONE
    if dates.due_on is not None and dates.due_on < today:
        return FollowUpState.OVERDUE
    return FollowUpState.OPEN


def meeting_errors(
    details: MeetingDetails, *, today: date, kept: Iterable[FollowUpDates] = ()
) -> list[FieldError]:
    """Every contradiction of a meeting with today and with the follow-ups it has already.

    Args:
        details: of the meeting.
        today: the latest day it is anywhere in the country.
        kept: dates of the follow-ups of this meeting.
    """
    if details.held_on is not None and details.held_on > today:
        return [
            FieldError("/held_on", N_("Tanggal rapat belum tiba. Catat setelah rapat selesai."))
        ]
    return occasion_errors(details.held_on, kept=kept)


def occasion_errors(held_on: date | None, *, kept: Iterable[FollowUpDates]) -> list[FieldError]:
    """Whether a meeting or event lies after what it asked for was due or done.

    Args:
        held_on: its day, where it is known.
        kept: dates of its follow-ups.
    """
    days = [day for dates in kept for day in (dates.due_on, dates.done_on) if day is not None]
    if held_on is None or not days or min(days) >= held_on:
        return []
    text = N_(
        "Ada tindak lanjut yang tenggat atau penyelesaiannya mendahului tanggal rapat atau"
        " kegiatannya."
    )
    return [FieldError("/held_on", text)]


def follow_up_errors(details: FollowUpDetails, *, held_on: date | None) -> list[FieldError]:
    """Every contradiction of a follow-up with the day of its occasion, where that is known."""
    if held_on is not None and details.due_on is not None and details.due_on < held_on:
        return [FieldError("/due_on", N_("Tenggat mendahului tanggal rapat atau kegiatannya."))]
    return []


def completion_errors(done_on: date, *, held_on: date | None, today: date) -> list[FieldError]:
    """Every contradiction of the day on which a follow-up was done.

    Args:
        done_on: the stated day.
        held_on: day of the meeting or event, where it is known.
        today: the latest day it is anywhere in the country.
    """
    if done_on > today:
        return [FieldError("/done_on", N_("Tanggal selesai belum tiba."))]
    if held_on is not None and done_on < held_on:
        return [
            FieldError("/done_on", N_("Tanggal selesai mendahului tanggal rapat atau kegiatannya."))
        ]
    return []
