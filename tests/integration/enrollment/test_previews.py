"""A checked list waits with exact counts; storing does what was shown, or asks once more."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from enrollment.intake import Decision, Effect, OnDoubted, OnErrors, OnKnown, stored_forecast
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterRowError, RosterSample
from enrollment.models.workers import Worker
from enrollment.services.imports import clean_roster
from enrollment.services.roster_decisions import confirm_roster, discard_roster
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.candidates import covers_of, know
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    kept_pieces,
    people_file,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Surat keterangan kepala desa."
OLD = "1950-01-01"
OLD_NIK = "3505010101500003"


def checked(
    regency: Regency,
    commitment_id: UUID,
    content: bytes,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    """Send a list as people do: it waits."""
    received = upload(regency, commitment_id, content, status=status, decision=None)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def save(regency: Regency, roster: Roster, decision: Decision | None = None) -> Roster:
    with transaction(regency.principal()) as session:
        confirm_roster(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster.id,
            decision=decision,
        )
    run_due(regency)
    return roster_of(regency, roster.id)


def foreseen(roster: Roster) -> Effect:
    forecast = stored_forecast(roster.forecast)
    assert forecast is not None
    return forecast.all


def names(regency: Regency) -> list[str]:
    with reading(regency) as session:
        return list(session.scalars(select(Worker.name).order_by(Worker.name)))


def mixed(regency: Regency, commitment_id: UUID) -> bytes:
    """Two people known before, of whom one is stated otherwise, one new, one wrong, one twice."""
    known = [person(1, "Ani"), person(2, "Budi")]
    save(regency, checked(regency, commitment_id, roster_file(known), CoverStatus.PROPOSED))
    rows = [person(1, "Ani"), person(2, "Bhudi"), person(4, "Dewi"), person(5, nama="")]
    return roster_file([*rows, person(1, "Ani")])


def test_list_when_it_is_faultless_waits_for_a_person_all_the_same(regency: Regency) -> None:
    roster = checked(regency, add_commitment(regency), people_file(3))

    assert roster.state == RosterState.READY
    assert foreseen(roster) == Effect(people=3, new=3, joining=3, gaining=3, warned=3)
    assert counts(regency)["worker"] == 0


def test_storing_does_exactly_what_the_preview_says(regency: Regency) -> None:
    programme = add_commitment(regency)
    roster = checked(regency, programme, mixed(regency, programme))

    shown = foreseen(roster)
    stored = save(regency, roster)

    assert (shown.people, shown.new, shown.corrected, shown.moving, shown.joining) == (
        3,
        1,
        1,
        2,
        1,
    )
    assert (roster.error_count, roster.duplicate_count) == (2, 1)
    assert (stored.new_worker_count, stored.updated_worker_count) == (shown.new, shown.corrected)
    assert (stored.new_cover_count, stored.changed_cover_count) == (shown.joining, shown.moving)
    assert stored.cover_month_count == shown.gaining * 10
    assert stored.stored_count == shown.people
    assert names(regency) == ["Ani", "Bhudi", "Dewi"]


def test_storing_when_known_people_are_skipped_stores_the_new_ones_only(regency: Regency) -> None:
    programme = add_commitment(regency)
    roster = checked(regency, programme, mixed(regency, programme))

    stored = save(regency, roster, Decision(on_known=OnKnown.SKIP))

    assert (stored.stored_count, stored.new_worker_count, stored.known_worker_count) == (1, 1, 0)
    assert names(regency) == ["Ani", "Budi", "Dewi"]
    assert counts(regency)["roster_staging"] == 0


@pytest.mark.parametrize(
    ("decision", "pointer"),
    [
        (Decision(on_errors=OnErrors.ALL_OR_NOTHING), "/on_errors"),
        (Decision(on_known=OnKnown.STOP), "/on_known"),
    ],
    ids=["all or nothing", "stop"],
)
def test_storing_when_the_choice_forbids_it_stores_nothing_and_says_so(
    regency: Regency, decision: Decision, pointer: str
) -> None:
    programme = add_commitment(regency)
    roster = checked(regency, programme, mixed(regency, programme))
    before = counts(regency)

    with pytest.raises(InvalidInput) as refused:
        save(regency, roster, decision)

    assert refused.value.errors[0].pointer == pointer
    assert roster_of(regency, roster.id).state == RosterState.READY
    assert counts(regency) == before


def test_storing_when_rows_need_a_word_includes_them_with_a_reason_only(regency: Regency) -> None:
    rows = [person(1, "Ani"), person(3, "Tua", OLD, nik=OLD_NIK)]
    roster = checked(regency, add_commitment(regency), roster_file(rows))

    with pytest.raises(InvalidInput) as refused:
        save(regency, roster, Decision(on_doubted=OnDoubted.INCLUDE, reason="ya"))
    stored = save(regency, roster, Decision(on_doubted=OnDoubted.INCLUDE, reason=WHY))

    assert refused.value.errors[0].pointer == "/override_reason"
    assert (stored.stored_count, stored.override_reason) == (2, WHY)
    with reading(regency) as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "roster:apply")).one()
    assert entry.detail["reason"] == WHY


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"identity": "deceased", "identity_on": NOW.date()}, "recorded-deceased"),
        (
            {"is_verified": False, "verified_on": NOW.date(), "village_finding": "deceased"},
            "recorded-deceased",
        ),
        ({"membership": "pu", "membership_on": NOW.date()}, "recorded-pu"),
        ({"membership": "bpu", "membership_on": NOW.date()}, None),
    ],
    ids=["Dukcapil", "village", "PU", "BPU"],
)
def test_row_when_its_person_is_recorded_as_no_candidate_needs_a_word(
    regency: Regency, known: dict[str, Any], code: str | None
) -> None:
    earlier, later = add_commitment(regency), add_commitment(regency, title="Lain")
    save(
        regency,
        checked(regency, earlier, roster_file([person(1, "Ani")]), status=CoverStatus.PROPOSED),
    )
    (cover,) = covers_of(regency, earlier)
    know(regency, cover, **known)

    roster = checked(regency, later, roster_file([person(1, "Ani"), person(2, "Budi")]))
    with reading(regency) as session:
        codes = set(
            session.scalars(
                select(RosterRowError.code).where(RosterRowError.roster_id == roster.id)
            )
        )
    stored = save(regency, roster)

    assert {one for one in codes if one.startswith("recorded-")} == ({code} if code else set())
    assert stored.stored_count == (1 if code else 2)


@pytest.mark.parametrize(("day", "state"), [(29, "ready"), (31, "discarded")])
def test_list_when_nobody_decides_for_thirty_days_is_forgotten(
    regency: Regency, day: int, state: str
) -> None:
    roster = checked(regency, add_commitment(regency), people_file(3))

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        later = NOW + timedelta(days=day)
        clean_roster(session, tenant_id=regency.id, roster_id=roster.id, now=later)

    assert roster_of(regency, roster.id).state == state
    assert counts(regency)["roster_staging"] == (3 if state == "ready" else 0)
    assert bool(kept_pieces(regency)) is (state == "ready")


def test_storing_when_rows_need_a_word_leaves_them_out_unless_told(regency: Regency) -> None:
    rows = [person(1, "Ani"), person(3, "Tua", OLD, nik=OLD_NIK)]
    roster = checked(regency, add_commitment(regency), roster_file(rows))

    stored = save(regency, roster)

    assert (stored.valid_count, stored.stored_count) == (2, 1)
    assert names(regency) == ["Ani"]


def test_storing_when_somebody_stored_people_meanwhile_asks_once_more(regency: Regency) -> None:
    here, elsewhere = add_commitment(regency), add_commitment(regency, title="Lain")
    roster = checked(regency, here, roster_file([person(1, "Ani"), person(2, "Budi")]))
    save(regency, checked(regency, elsewhere, roster_file([person(1, "Ani")])))

    again = save(regency, roster)

    assert (again.state, again.has_moved_on) == (RosterState.READY, True)
    assert (again.valid_count, again.error_count) == (1, 1)
    assert again.confirmed_at is None
    assert counts(regency)["worker"] == 1
    stored = save(regency, again)
    assert (stored.state, stored.stored_count) == (RosterState.APPLIED, 1)
    assert names(regency) == ["Ani", "Budi"]


def test_storing_when_the_others_were_taken_out_meanwhile_counts_their_months_as_free(
    regency: Regency,
) -> None:
    here, elsewhere = add_commitment(regency), add_commitment(regency, title="Lain")
    save(regency, checked(regency, elsewhere, roster_file([person(1, "Ani")])))
    roster = checked(regency, here, roster_file([person(1, "Ani"), person(2, "Budi")]))
    waiting = (roster.valid_count, roster.error_count)

    with reading(regency) as session:
        other = session.scalars(select(Roster).where(Roster.commitment_id == elsewhere)).one()
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=other.id,
            reason=WHY,
        )
    run_due(regency)
    again = save(regency, roster)

    assert waiting == (1, 1)
    assert (again.state, again.has_moved_on) == (RosterState.READY, True)
    assert (again.valid_count, again.error_count) == (2, 0)


def test_checking_when_given_up_stops_and_forgets_the_people(regency: Regency) -> None:
    received = upload(regency, add_commitment(regency), people_file(5), decision=None)
    with transaction(regency.principal()) as session:
        discard_roster(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=received.roster.id
        )

    run_due(regency)

    assert roster_of(regency, received.roster.id).state == RosterState.DISCARDED
    assert counts(regency) == {"worker": 0, "cover": 0, "cover_year": 0, "roster_staging": 0}


def test_samples_when_rows_have_problems_show_the_first_ones_masked(regency: Regency) -> None:
    rows = [person(serial, nama="") for serial in range(1, 40)]
    again = [person(50, "Ani"), person(50, "Ani")]
    roster = checked(regency, add_commitment(regency), roster_file([*rows, *again]))

    with reading(regency) as session:
        samples = session.scalars(
            select(RosterSample).where(RosterSample.roster_id == roster.id)
        ).all()

    numbers = {one.row_number for one in samples}
    assert set(range(2, 22)) <= numbers
    assert 42 in numbers  # the repeated one, found at the end
    assert len(numbers) < 45
    assert {one.cells["nik"] for one in samples} == {"350501**********"}
    assert all("alamat" not in one.cells for one in samples)
