"""For whom a reason was given stays known: after the file is gone, a merge, a list taken out."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from enrollment.intake import Decision, OnDoubted
from enrollment.kinds import CoverStatus
from enrollment.models.duplicates import DuplicatePair
from enrollment.models.rosters import Roster, RosterRowError, RosterWaiver
from enrollment.models.workers import Worker
from enrollment.queries.waivers import Waiver, list_waived_ids, list_waivers
from enrollment.services.duplicates import request_merge
from enrollment.services.imports import clean_roster
from enrollment.services.withdrawals import request_withdrawal
from tenants.kernel.db import DatabaseRole, transaction
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment.candidates import covers_of, know
from tests.integration.enrollment.rosters import (
    add_commitment,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

WHY = "Pensiunan sejak 2019, ada surat keputusan."
INCLUDED = Decision(on_doubted=OnDoubted.INCLUDE, reason=WHY)
POLICE = {"pekerjaan": "Anggota POLRI"}


def stored(
    regency: Regency, commitment_id: UUID, *rows: str, decision: Decision = INCLUDED
) -> Roster:
    received = upload(
        regency,
        commitment_id,
        roster_file(rows),
        status=CoverStatus.PROPOSED,
        decision=decision,
    )
    run_due(regency)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def waivers(regency: Regency, commitment_id: UUID | None = None) -> dict[str, Sequence[Waiver]]:
    with reading(regency) as session:
        names = {one.id: one.name for one in session.scalars(select(Worker))}
        found = list_waivers(
            session, tenant_id=regency.id, worker_ids=list(names), commitment_id=commitment_id
        )
    return {names[worker_id]: of_worker for worker_id, of_worker in found.items()}


def waived_ids(regency: Regency, commitment_id: UUID, limit: int = 10) -> Sequence[UUID] | None:
    with reading(regency) as session:
        return list_waived_ids(
            session, tenant_id=regency.id, commitment_id=commitment_id, limit=limit
        )


def test_list_with_a_reason_keeps_for_whom_it_spoke_and_what_spoke_against(
    regency: Regency, other_regency: Regency
) -> None:
    programme = add_commitment(regency)
    old = person(3, "Tua", "1950-01-01", nik="3505010101500003", **POLICE)
    roster = stored(regency, programme, person(1, "Ani"), person(2, "Budi", **POLICE), old)

    found = waivers(regency)

    police, old_police = ["occupation-excluded"], ["age-over", "occupation-excluded"]
    assert found == {
        "Budi": [Waiver(programme, police, WHY, ACTOR.name, roster.id)],
        "Tua": [Waiver(programme, old_police, WHY, ACTOR.name, roster.id)],
    }
    assert waivers(other_regency) == {}
    assert len(waived_ids(regency, programme) or ()) == 2
    assert waived_ids(regency, programme, limit=1) is None


def test_list_whose_rows_were_left_out_keeps_nothing(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, person(1, "Ani"), person(2, "Budi", **POLICE), decision=Decision())

    assert waivers(regency) == {}


def test_reason_is_known_after_the_file_is_removed(regency: Regency) -> None:
    programme = add_commitment(regency)
    roster = stored(regency, programme, person(1, "Ani", **POLICE))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        later = NOW + timedelta(days=91)
        clean_roster(session, tenant_id=regency.id, roster_id=roster.id, now=later)

    assert roster_of(regency, roster.id).file_removed_at is not None
    assert [one.reason for one in waivers(regency)["Ani"]] == [WHY]


def test_person_recorded_as_wage_earner_is_known_with_the_reason_of_the_second_list(
    regency: Regency,
) -> None:
    first = add_commitment(regency)
    second = add_commitment(regency, title="Lain", budget_year=2026, first_month=date(2026, 1, 1))
    stored(regency, first, person(1, "Ani"))
    (cover,) = covers_of(regency, first)
    know(regency, cover, membership="pu", membership_on=NOW.date())

    stored(regency, second, person(1, "Ani"))

    assert "Ani" not in waivers(regency, first)
    assert [one.codes for one in waivers(regency, second)["Ani"]] == [["recorded-pu"]]


def test_candidate_for_whom_somebody_spoke_is_known_without_a_list(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, person(1, "Ani"))
    (cover,) = covers_of(regency, programme)
    know(
        regency,
        cover,
        membership="pu",
        membership_on=NOW.date(),
        override_reason=WHY,
        override_by_name="Petugas Uji",
    )

    assert waivers(regency) == {"Ani": [Waiver(programme, (), WHY, "Petugas Uji", None)]}
    assert waived_ids(regency, programme) == [cover.worker_id]


def test_reason_goes_with_the_list_that_is_taken_out(regency: Regency) -> None:
    programme = add_commitment(regency)
    roster = stored(regency, programme, person(1, "Ani", **POLICE))
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, roster_id=roster.id, reason=WHY
        )
    run_due(regency)

    with reading(regency) as session:
        assert session.scalars(select(Worker)).all() == []
        assert session.scalars(select(RosterWaiver)).all() == []


def test_reason_follows_the_person_when_two_records_are_merged(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, person(1, "Sumini Lestari"))
    stored(regency, programme, person(2, "Sumimi Lestari", **POLICE))
    with transaction(regency.principal()) as session:
        pair = session.scalars(select(DuplicatePair)).one()
        kept = session.scalars(select(Worker.id).where(Worker.name == "Sumini Lestari")).one()
        request_merge(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair.id, kept_id=kept
        )
    run_due(regency)

    assert [one.codes for one in waivers(regency)["Sumini Lestari"]] == [["occupation-excluded"]]


def test_every_problem_that_asked_for_a_word_is_still_of_the_list(regency: Regency) -> None:
    """What is kept of people is what the list itself says of its rows."""
    programme = add_commitment(regency)
    rows = [person(serial, f"Orang {serial}", **POLICE) for serial in range(1, 60)]
    roster = stored(regency, programme, *rows)

    with reading(regency) as session:
        problems = session.scalars(
            select(RosterRowError.code).where(
                RosterRowError.roster_id == roster.id,
                RosterRowError.code == "occupation-excluded",
            )
        ).all()
    assert len(problems) == len(waivers(regency)) == 59
