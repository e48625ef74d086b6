"""Meetings of one regency and what they asked for; another regency never sees or touches them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tenants.access import Role
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    DuplicateRecord,
    InvalidInput,
    InvalidTransition,
    MalformedRequest,
    NotFound,
    StaleVersion,
    StillInUse,
)
from tenants.kernel.sources import SourceStatus
from tenants.models.monev import MonevFollowUp, MonevMeeting
from tenants.models.notices import News
from tenants.models.regulations import SocialisationEvent
from tenants.monev_rules import FollowUpDetails, MeetingDetails, Occasion
from tenants.queries.monev import (
    MeetingFilter,
    MeetingOrder,
    MeetingRest,
    count_meetings,
    count_overdue_follow_ups,
    get_meeting,
    list_follow_ups,
    list_meeting_years,
    list_meetings,
    list_overdue_follow_ups,
)
from tenants.regulation_rules import RegulationDetails, SocialisationDetails
from tenants.regulation_types import RegulationKind, RegulationStatus
from tenants.services.follow_ups import (
    add_follow_up,
    complete_follow_up,
    remove_follow_up,
    reopen_follow_up,
    revise_follow_up,
    tell_overdue,
)
from tenants.services.monev import record_meeting, remove_meeting, revise_meeting
from tenants.services.regulations import register_regulation
from tenants.services.socialisation import add_socialisation, remove_socialisation
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.at_once import at_once
from tests.integration.at_once import done as done_of

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = NOW.date()
DAY = timedelta(days=1)
MISTAKE = "Tercatat dua kali."


def by(regency: Regency) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def details(**changes: Any) -> MeetingDetails:
    base: dict[str, Any] = {
        "title": "Rapat monev kepesertaan",
        "led_by": "Sekretaris Daerah",
        "source_name": "Notula rapat",
        "source_status": SourceStatus.OFFICIAL,
    }
    return MeetingDetails(**{**base, **changes})


def record(regency: Regency, **changes: Any) -> MonevMeeting:
    with transaction(regency.principal()) as session:
        return record_meeting(session, **by(regency), details=details(**changes))


def ask(regency: Regency, meeting: MonevMeeting, **changes: Any) -> MonevFollowUp:
    asked = FollowUpDetails(**{"task": "Perbarui data", "owner": "Dinas Tenaga Kerja", **changes})
    with transaction(regency.principal()) as session:
        return add_follow_up(session, **by(regency), occasion=Occasion(meeting.id), details=asked)


def done(regency: Regency, follow_up: MonevFollowUp, **changes: Any) -> MonevFollowUp:
    said = {"done_on": TODAY, "note": None, **changes}
    with transaction(regency.principal()) as session:
        return complete_follow_up(
            session,
            **by(regency),
            occasion=follow_up.occasion,
            follow_up_id=follow_up.id,
            expected_version=follow_up.version,
            **said,
        )


def actions(regency: Regency) -> list[str]:
    with transaction(regency.principal()) as session:
        entries = session.scalars(
            select(AuditEntry)
            .where(AuditEntry.subject.in_(["monev_meeting", "monev_follow_up"]))
            .order_by(AuditEntry.seq)
        )
        return [entry.action for entry in entries]


def titles(regency: Regency, **narrowed: Any) -> list[str]:
    with transaction(regency.principal()) as session:
        page = list_meetings(
            session, tenant_id=regency.id, narrowed=MeetingFilter(**narrowed), today=TODAY
        )
        assert len(page.items) == count_meetings(
            session, tenant_id=regency.id, narrowed=MeetingFilter(**narrowed), today=TODAY
        )
    return [line.meeting.title for line in page.items]


# Meetings


def test_meeting_keeps_what_is_stated_and_nothing_more(regency: Regency) -> None:
    meeting = record(regency, attendees="Asisten\nBaznas", source_on=date(2022, 6, 13))

    with transaction(regency.principal()) as session:
        kept = get_meeting(session, tenant_id=regency.id, meeting_id=meeting.id)
    assert (kept.title, kept.led_by, kept.attendees) == (
        "Rapat monev kepesertaan",
        "Sekretaris Daerah",
        "Asisten\nBaznas",
    )
    assert (kept.held_on, kept.place, kept.background, kept.version) == (None, None, None, 1)
    assert actions(regency) == ["monev:register"]


def test_revision_is_kept_once_and_never_over_another_one(regency: Regency) -> None:
    meeting = record(regency)
    changed = details(place="Ruang rapat Sekretariat Daerah")
    at_first = {**by(regency), "meeting_id": meeting.id, "expected_version": 1}

    with transaction(regency.principal()) as session:
        assert revise_meeting(session, **at_first, details=details()).version == 1
    with transaction(regency.principal()) as session:
        assert revise_meeting(session, **at_first, details=changed).version == 2
    with pytest.raises(StaleVersion) as refusal, transaction(regency.principal()) as session:
        revise_meeting(session, **at_first, details=details(place="Aula"))

    assert refusal.value.params == {"current": 2, "seen": 1}
    assert actions(regency) == ["monev:register", "monev:edit"]


def test_meeting_may_be_today_anywhere_in_the_country_but_not_later(regency: Regency) -> None:
    late_evening_in_the_west = NOW.replace(hour=16)  # the next day has begun in the east
    tomorrow = late_evening_in_the_west.date() + DAY
    asked = {**by(regency), "now": late_evening_in_the_west}

    with transaction(regency.principal()) as session:
        record_meeting(session, **asked, details=details(held_on=tomorrow))
    with pytest.raises(InvalidInput), transaction(regency.principal()) as session:
        record_meeting(session, **asked, details=details(held_on=tomorrow + DAY))


def test_meeting_cannot_move_past_its_follow_ups(regency: Regency) -> None:
    meeting = record(regency, held_on=TODAY - 9 * DAY)
    ask(regency, meeting, due_on=TODAY - 5 * DAY)

    with pytest.raises(InvalidInput) as refusal, transaction(regency.principal()) as session:
        revise_meeting(
            session,
            **by(regency),
            meeting_id=meeting.id,
            expected_version=1,
            details=details(held_on=TODAY - 4 * DAY),
        )

    assert [error.pointer for error in refusal.value.errors] == ["/held_on"]


def test_meeting_is_removed_only_without_follow_ups(regency: Regency) -> None:
    meeting = record(regency)
    follow_up = ask(regency, meeting)

    with pytest.raises(StillInUse), transaction(regency.principal()) as session:
        remove_meeting(session, **by(regency), meeting_id=meeting.id, reason=MISTAKE)
    with transaction(regency.principal()) as session:
        remove_follow_up(
            session,
            **by(regency),
            occasion=follow_up.occasion,
            follow_up_id=follow_up.id,
            reason=MISTAKE,
        )
        remove_meeting(session, **by(regency), meeting_id=meeting.id, reason=MISTAKE)

    assert titles(regency) == []
    assert actions(regency)[-2:] == ["follow-up:remove", "monev:remove"]


# Follow-ups


def test_follow_up_is_done_opened_again_and_corrected(regency: Regency) -> None:
    follow_up = ask(regency, record(regency), due_on=TODAY - DAY)
    it = {**by(regency), "occasion": follow_up.occasion, "follow_up_id": follow_up.id}
    asked = FollowUpDetails(task="Perbarui data", owner="Dinas Sosial", due_on=TODAY + DAY)

    assert done(regency, follow_up, note="Data diterima").done_on == TODAY
    with transaction(regency.principal()) as session:
        opened = reopen_follow_up(session, **it)
        assert (opened.done_on, opened.note) == (None, "Data diterima")
    with transaction(regency.principal()) as session:
        revised = revise_follow_up(session, **it, expected_version=opened.version, details=asked)
        assert (revised.owner, revised.due_on, revised.note) == ("Dinas Sosial", TODAY + DAY, None)

    assert actions(regency)[1:] == [
        "follow-up:add",
        "follow-up:complete",
        "follow-up:reopen",
        "follow-up:edit",
    ]


def test_unchanged_follow_up_leaves_no_trace(regency: Regency) -> None:
    follow_up = ask(regency, record(regency))
    same = FollowUpDetails(task=follow_up.task, owner=follow_up.owner)
    later = {**by(regency), "now": NOW + DAY}

    with transaction(regency.principal()) as session:
        kept = revise_follow_up(
            session,
            **later,
            occasion=follow_up.occasion,
            follow_up_id=follow_up.id,
            expected_version=follow_up.version,
            details=same,
        )

    assert kept.updated_at == NOW
    assert actions(regency) == ["monev:register", "follow-up:add"]


def test_follow_up_changes_state_only_from_the_other_one(regency: Regency) -> None:
    follow_up = ask(regency, record(regency))
    it = {**by(regency), "occasion": follow_up.occasion, "follow_up_id": follow_up.id}

    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        reopen_follow_up(session, **it)
    done(regency, follow_up)
    with pytest.raises(InvalidTransition):
        done(regency, follow_up)


def test_days_of_a_follow_up_fit_its_meeting(regency: Regency) -> None:
    meeting = record(regency, held_on=TODAY - DAY)

    with pytest.raises(InvalidInput):
        ask(regency, meeting, due_on=TODAY - 2 * DAY)
    follow_up = ask(regency, meeting)
    with pytest.raises(InvalidInput):
        done(regency, follow_up, done_on=TODAY - 2 * DAY)
    with pytest.raises(InvalidInput):
        done(regency, follow_up, done_on=TODAY + DAY)


def test_follow_ups_are_read_most_urgent_first(regency: Regency) -> None:
    meeting = record(regency)
    done(regency, ask(regency, meeting, task="selesai", due_on=date(2020, 1, 1)))
    for task, due_on in (("tanpa tenggat", None), ("nanti", TODAY + DAY), ("lewat", TODAY - DAY)):
        ask(regency, meeting, task=task, due_on=due_on)

    with transaction(regency.principal()) as session:
        found = list_follow_ups(session, tenant_id=regency.id, meeting_ids=[meeting.id])

    assert [one.task for one in found[meeting.id]] == ["lewat", "nanti", "tanpa tenggat", "selesai"]


# The list


def test_form_that_is_sent_twice_is_kept_once(app: Flask, regency: Regency) -> None:
    meeting = record(regency)
    again = at_once(app, *[lambda: record(regency, title="Rapat triwulan")] * 4)
    asked = at_once(app, *[lambda: ask(regency, meeting, due_on=TODAY)] * 4)

    for ends in (again, asked):
        assert done_of(ends) == 1
        assert {type(one) for one in ends if one} == {DuplicateRecord}
    ask(regency, meeting, due_on=TODAY + DAY)


def test_follow_up_past_its_day_is_told_once_on_a_working_day(regency: Regency) -> None:
    meeting = record(regency, held_on=date(2026, 9, 1))
    friday = date(2026, 11, 20)
    late = ask(regency, meeting, due_on=friday)
    ask(regency, meeting, due_on=friday + 30 * DAY)
    ask(regency, meeting, due_on=date(2026, 9, 2))  # nobody needs telling any more
    done(regency, ask(regency, meeting, task="Rapat kedua", due_on=friday), done_on=friday)

    def told_on(day: date) -> int:
        moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        with transaction(regency.principal(DatabaseRole.JOB)) as session:
            return tell_overdue(session, tenant_id=regency.id, now=moment)

    assert [told_on(friday + number * DAY) for number in range(6)] == [0, 0, 0, 1, 0, 0]
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        news = session.scalars(select(News)).one()
        assert news.subject_id == meeting.id
        assert news.params == {"title": late.task, "owner": late.owner, "due_on": "2026-11-20"}
        assert set(news.regency_roles) == {Role.ADMIN, Role.OFFICER, Role.CERTIFIER, Role.VIEWER}


def test_list_is_narrowed_and_ordered_with_undated_meetings_last(regency: Regency) -> None:
    record(regency, title="tanpa tanggal", attendees="Baznas 100%")
    early = record(regency, title="awal", held_on=date(2025, 3, 1))
    late = record(regency, title="akhir", held_on=date(2026, 3, 1))
    ask(regency, early, due_on=TODAY - DAY)
    ask(regency, late, due_on=TODAY)
    done(regency, ask(regency, late, due_on=TODAY - DAY))

    assert titles(regency) == ["akhir", "awal", "tanpa tanggal"]
    assert titles(regency, order=MeetingOrder.OLDEST) == ["awal", "akhir", "tanpa tanggal"]
    assert titles(regency, year=2025) == ["awal"]
    assert titles(regency, search="baznas 100%") == ["tanpa tanggal"]
    assert titles(regency, search="baznas 1_0") == []
    assert titles(regency, rest=MeetingRest.OPEN) == ["akhir", "awal"]
    assert titles(regency, rest=MeetingRest.OVERDUE) == ["awal"]
    with transaction(regency.principal()) as session:
        assert list_meeting_years(session, tenant_id=regency.id) == [2026, 2025]
        assert count_overdue_follow_ups(session, tenant_id=regency.id, today=TODAY) == 1


def test_overdue_follow_ups_are_listed_with_their_meeting_the_longest_first(
    regency: Regency, other_regency: Regency
) -> None:
    first, second = record(regency, title="awal"), record(regency, title="akhir")
    ask(regency, first, task="kemarin", due_on=TODAY - DAY)
    ask(regency, second, task="lama", due_on=TODAY - 9 * DAY)
    ask(regency, first, task="hari ini", due_on=TODAY)
    ask(regency, first, task="tanpa tenggat")
    done(regency, ask(regency, first, task="selesai", due_on=TODAY - DAY))
    ask(other_regency, record(other_regency), task="milik lain", due_on=TODAY - DAY)

    def listed(size: int) -> list[tuple[str, str | None, int]]:
        with transaction(regency.principal()) as session:
            found = list_overdue_follow_ups(session, tenant_id=regency.id, today=TODAY, size=size)
        return [(one.follow_up.task, one.meeting_title, one.days_late(TODAY)) for one in found]

    assert listed(5) == [("lama", "akhir", 9), ("kemarin", "awal", 1)]
    assert listed(1) == [("lama", "akhir", 9)]


@pytest.mark.parametrize("order", list(MeetingOrder))
def test_pages_join_to_the_whole_list(regency: Regency, order: MeetingOrder) -> None:
    for number, held_on in enumerate((None, TODAY, TODAY, TODAY - DAY, None)):
        record(regency, title=str(held_on), held_on=held_on, place=f"Ruang {number}")
    narrowed = MeetingFilter(order=order)
    with transaction(regency.principal()) as session:
        asked: dict[str, Any] = {"tenant_id": regency.id, "narrowed": narrowed, "today": TODAY}
        whole = [line.meeting.id for line in list_meetings(session, **asked).items]

        found, cursor = [], None
        while True:
            page = list_meetings(session, **asked, cursor=cursor, size=2)
            found += [line.meeting.id for line in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

    assert len(whole) == 5
    assert found == whole


def test_cursor_of_another_list_is_refused(regency: Regency) -> None:
    with pytest.raises(MalformedRequest), transaction(regency.principal()) as session:
        list_meetings(
            session,
            tenant_id=regency.id,
            narrowed=MeetingFilter(),
            today=TODAY,
            cursor="WyJhIiwiYiJd",
        )


# The wall


def test_other_regency_neither_sees_nor_touches(regency: Regency, other_regency: Regency) -> None:
    meeting = record(regency)
    follow_up = ask(regency, meeting, due_on=TODAY - DAY)
    own = record(other_regency, title="milik sendiri")
    foreign = {**by(other_regency), "occasion": follow_up.occasion}

    assert titles(other_regency) == ["milik sendiri"]
    with transaction(other_regency.principal()) as session:
        found = count_overdue_follow_ups(session, tenant_id=other_regency.id, today=TODAY)
    assert found == 0
    for change in (
        lambda session: remove_meeting(
            session, **by(other_regency), meeting_id=meeting.id, reason=MISTAKE
        ),
        lambda session: reopen_follow_up(session, **foreign, follow_up_id=follow_up.id),
        lambda session: add_follow_up(
            session, **foreign, details=FollowUpDetails(task="x", owner="y")
        ),
        lambda session: remove_follow_up(
            session,
            **by(other_regency),
            occasion=Occasion(own.id),
            follow_up_id=follow_up.id,
            reason=MISTAKE,
        ),
    ):
        with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
            change(session)


def test_follow_up_cannot_belong_to_a_meeting_of_another_regency(
    regency: Regency, other_regency: Regency
) -> None:
    meeting = record(regency)
    stray = MonevFollowUp(
        tenant_id=other_regency.id,
        meeting_id=meeting.id,
        task="x",
        owner="y",
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )

    with pytest.raises(IntegrityError), transaction(other_regency.principal()) as session:
        session.add(stray)


def sosialisasi(regency: Regency) -> SocialisationEvent:
    """An event of a new regulation."""
    with transaction(regency.principal()) as session:
        perbup = register_regulation(
            session,
            **by(regency),
            details=RegulationDetails(
                kind=RegulationKind.PERBUP,
                number="25",
                year=2021,
                title="Pelaksanaan",
                status=RegulationStatus.IN_FORCE,
                source_name="JDIH",
                source_status=SourceStatus.OFFICIAL,
            ),
        )
        event = SocialisationDetails(
            held_on=TODAY - 9 * DAY, source_name="Berita", source_status=SourceStatus.PRESS
        )
        return add_socialisation(session, **by(regency), regulation_id=perbup.id, details=event)


def test_overdue_follow_up_of_an_event_is_counted_listed_and_told_on_its_regulation(
    regency: Regency,
) -> None:
    event = sosialisasi(regency)
    asked = FollowUpDetails(task="Data pekerja", owner="Camat", due_on=TODAY - DAY)
    with transaction(regency.principal()) as session:
        kept = add_follow_up(
            session, **by(regency), occasion=Occasion(event_id=event.id), details=asked
        )
        count = count_overdue_follow_ups(session, tenant_id=regency.id, today=TODAY)
        listed = list_overdue_follow_ups(session, tenant_id=regency.id, today=TODAY, size=5)
        found = [(one.meeting_title, one.regulation, one.held_on) for one in listed]
        citations = [one and one.citation for _title, one, _held_on in found]
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        told = tell_overdue(session, tenant_id=regency.id, now=NOW)
        news = session.scalars(select(News).where(News.tenant_id == regency.id)).all()

    assert count == 1
    assert citations == ["Perbup 25/2021"]
    assert (found[0][0], found[0][2]) == (None, event.held_on)
    assert told == 1
    assert [(one.subject, one.subject_id) for one in news] == [("regulation", event.regulation_id)]
    with pytest.raises(StillInUse), transaction(regency.principal()) as session:
        remove_socialisation(
            session,
            **by(regency),
            regulation_id=event.regulation_id,
            event_id=event.id,
            reason=MISTAKE,
        )
    assert kept.occasion == Occasion(event_id=event.id)


@pytest.mark.parametrize("has_both", [True, False])
def test_follow_up_belongs_to_exactly_one_occasion(regency: Regency, has_both: bool) -> None:
    meeting, event = record(regency), sosialisasi(regency)
    stray = MonevFollowUp(
        tenant_id=regency.id,
        meeting_id=meeting.id if has_both else None,
        event_id=event.id if has_both else None,
        task="x",
        owner="y",
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.add(stray)


def test_follow_up_cannot_belong_to_an_event_of_another_regency(
    regency: Regency, other_regency: Regency
) -> None:
    event = sosialisasi(regency)
    stray = MonevFollowUp(
        tenant_id=other_regency.id,
        event_id=event.id,
        task="x",
        owner="y",
        version=1,
        created_at=NOW,
        updated_at=NOW,
    )

    with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
        add_follow_up(
            session,
            **by(other_regency),
            occasion=Occasion(event_id=event.id),
            details=FollowUpDetails(task="x", owner="y"),
        )
    with pytest.raises(IntegrityError), transaction(other_regency.principal()) as session:
        session.add(stray)


@pytest.mark.parametrize("role", [DatabaseRole.BRANCH, DatabaseRole.OVERSIGHT, DatabaseRole.JOB])
def test_other_roles_have_no_way_to_the_meetings(regency: Regency, role: DatabaseRole) -> None:
    record(regency)

    with pytest.raises(ProgrammingError), transaction(regency.principal(role)) as session:
        session.scalars(select(MonevMeeting)).all()
