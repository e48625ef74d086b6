from datetime import date, timedelta
from typing import Any

import pytest

from tenants.kernel.sources import SourceStatus
from tenants.monev_rules import (
    FollowUpDates,
    FollowUpDetails,
    FollowUpState,
    MeetingDetails,
    completion_errors,
    follow_up_errors,
    follow_up_state,
    meeting_errors,
)

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)


def meeting(**changes: Any) -> MeetingDetails:
    return MeetingDetails(
        title="Rapat monev",
        source_name="Notula",
        source_status=SourceStatus.OFFICIAL,
        **changes,
    )


@pytest.mark.parametrize(
    ("due_on", "done_on", "state"),
    [
        (None, None, FollowUpState.OPEN),
        (TODAY, None, FollowUpState.OPEN),
        (TODAY - DAY, None, FollowUpState.OVERDUE),
        (TODAY - DAY, TODAY, FollowUpState.DONE),
        (None, TODAY, FollowUpState.DONE),
    ],
)
def test_follow_up_is_late_only_when_open_past_its_due_date(
    due_on: date | None, done_on: date | None, state: FollowUpState
) -> None:
    assert follow_up_state(FollowUpDates(due_on, done_on), TODAY) is state


@pytest.mark.parametrize(
    ("held_on", "kept", "pointers"),
    [
        (None, [FollowUpDates(date(2020, 1, 1), None)], []),
        (TODAY, [], []),
        (TODAY + DAY, [], ["/held_on"]),
        (TODAY, [FollowUpDates(None, None), FollowUpDates(TODAY, TODAY)], []),
        (TODAY, [FollowUpDates(TODAY - DAY, None)], ["/held_on"]),
        (TODAY, [FollowUpDates(TODAY, TODAY - DAY)], ["/held_on"]),
    ],
)
def test_meeting_lies_in_the_past_and_before_its_follow_ups(
    held_on: date | None, kept: list[FollowUpDates], pointers: list[str]
) -> None:
    errors = meeting_errors(meeting(held_on=held_on), today=TODAY, kept=kept)

    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("due_on", "held_on", "pointers"),
    [
        (None, TODAY, []),
        (TODAY - DAY, None, []),
        (TODAY, TODAY, []),
        (TODAY - DAY, TODAY, ["/due_on"]),
    ],
)
def test_follow_up_is_not_due_before_its_meeting(
    due_on: date | None, held_on: date | None, pointers: list[str]
) -> None:
    details = FollowUpDetails(task="Perbarui data", owner="Sekretaris Daerah", due_on=due_on)

    errors = follow_up_errors(details, held_on=held_on)

    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("done_on", "held_on", "pointers"),
    [
        (TODAY, None, []),
        (TODAY, TODAY, []),
        (TODAY - DAY, TODAY, ["/done_on"]),
        (TODAY + DAY, None, ["/done_on"]),
    ],
)
def test_follow_up_is_done_between_its_meeting_and_today(
    done_on: date, held_on: date | None, pointers: list[str]
) -> None:
    errors = completion_errors(done_on, held_on=held_on, today=TODAY)

    assert [error.pointer for error in errors] == pointers
