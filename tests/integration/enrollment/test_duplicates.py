"""People recorded twice: found after a list, kept apart or made one, and defined in every clash."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.duplicates import DuplicatePair, FormerNik
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.models.selection import Candidate
from enrollment.models.workers import Cover, CoverYear, Worker
from enrollment.pair_states import MergeRefusal, PairState
from enrollment.queries.duplicates import list_pairs
from enrollment.registers import RegisterProblem
from enrollment.services.duplicates import (
    CROWD,
    MERGE_JOB,
    keep_apart,
    reopen_pair,
    request_merge,
)
from enrollment.services.merging import merge_workers
from enrollment.services.withdrawals import request_withdrawal
from enrollment.services.workers import whole_niks
from tenants.kernel.audit import AuditEntry
from tenants.kernel.crypto import decrypt
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidTransition, NotFound
from tests.conftest import ACTOR, NOW, Regency
from tests.integration.enrollment import registers
from tests.integration.enrollment.billings import ask_to_close, opened
from tests.integration.enrollment.rosters import (
    add_commitment,
    counts,
    give_up,
    held_by_programme,
    person,
    reading,
    roster_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

JANUARY = date(2026, 1, 1)


def stored(
    regency: Regency,
    commitment_id: UUID,
    *rows: str,
    status: CoverStatus = CoverStatus.DETERMINED,
) -> Roster:
    received = upload(regency, commitment_id, roster_file(rows), status=status)
    run_due(regency)
    run_due(regency)
    return roster_of(regency, received.roster.id)


def pairs(regency: Regency) -> list[DuplicatePair]:
    with reading(regency) as session:
        return list(session.scalars(select(DuplicatePair)))


def only_pair(regency: Regency) -> UUID:
    (pair,) = pairs(regency)
    return pair.id


def worker_named(regency: Regency, name: str) -> UUID:
    with reading(regency) as session:
        return session.scalars(select(Worker.id).where(Worker.name == name)).one()


def merge(regency: Regency, kept: str) -> None:
    """Ask for the only pair to become the record of that name, and do what is due."""
    pair_id, kept_id = only_pair(regency), worker_named(regency, kept)
    with transaction(regency.principal()) as session:
        request_merge(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id, kept_id=kept_id
        )
    run_due(regency)


def covers(regency: Regency) -> dict[UUID, str]:
    with reading(regency) as session:
        return {one.commitment_id: one.status for one in session.scalars(select(Cover))}


@pytest.fixture
def programmes(regency: Regency) -> tuple[UUID, UUID]:
    """Two whose months do not meet."""
    other = add_commitment(regency, title="Lain", budget_year=2026, first_month=JANUARY)
    return add_commitment(regency), other


@pytest.mark.parametrize(
    ("name", "village", "is_found"),
    [
        ("Sumini Lestari", "35.05.01.2001", True),
        ("Sumimi Lestari", "35.05.01.2001", True),
        ("Sumini L", "35.05.01.2001", True),
        ("Suminah Rahayu", "35.05.01.2001", False),
        ("Sumini Lestari", "35.05.01.2002", False),
    ],
)
def test_pair_when_names_village_and_birth_agree_is_found(
    regency: Regency, name: str, village: str, is_found: bool
) -> None:
    stored(regency, add_commitment(regency), person(1, "Sumini Lestari"))
    stored(
        regency,
        add_commitment(regency, title="Lain", first_month=JANUARY, budget_year=2026),
        person(2, name, kode_desa=village),
    )

    assert len(pairs(regency)) == is_found


def test_pair_when_born_on_another_day_is_none(regency: Regency) -> None:
    other = person(2, "Sumini", born="1971-01-01", nik="3505010101710002")
    stored(regency, add_commitment(regency), person(1, "Sumini"), other)

    assert pairs(regency) == []


def test_pair_when_half_the_village_shares_the_day_is_none(regency: Regency) -> None:
    rows = [person(serial, f"Orang {chr(64 + serial)}") for serial in range(1, 27)]
    stored(regency, add_commitment(regency), *rows)
    few = len(pairs(regency))
    rest = [person(serial, "Sumini") for serial in range(100, 100 + CROWD - 25)]

    stored(regency, add_commitment(regency, title="Lain"), *rest)

    assert (few, len(pairs(regency))) == (26 * 25 // 2, 26 * 25 // 2)


def test_pair_when_in_one_list_is_found_once(regency: Regency, other_regency: Regency) -> None:
    stored(other_regency, add_commitment(other_regency), person(3, "Sumini"))
    stored(regency, add_commitment(regency), person(1, "Sumini"), person(2, "Sumini"))

    (pair,) = pairs(regency)

    assert (pair.state, pair.slips) == (PairState.OPEN, 0)
    assert pairs(other_regency) == []


def test_merge_when_asked_for_gives_programmes_and_months_to_one(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    stored(regency, programmes[1], person(2, "Sumini B"))

    merge(regency, "Sumini A")

    assert counts(regency) == {"worker": 1, "cover": 2, "cover_year": 2, "roster_staging": 0}
    assert covers(regency) == dict.fromkeys(programmes, "determined")
    assert pairs(regency) == []
    with reading(regency) as session:
        (worker,) = session.scalars(select(Worker))
        assert whole_niks([worker])[worker.id] == "3505010101700001"
        assert session.scalars(select(FormerNik.worker_id)).all() == [worker.id]
        actions = session.scalars(
            select(AuditEntry.action).where(AuditEntry.subject == "worker").order_by(AuditEntry.seq)
        ).all()
    assert actions == ["worker:join", "worker:merge"]


@pytest.mark.parametrize("kept", ["Sumini A", "Sumini B"])
def test_merge_when_both_are_in_one_programme_holds_its_months_once(
    regency: Regency, kept: str
) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, person(1, "Sumini A"), status=CoverStatus.PROPOSED)
    stored(regency, programme, person(2, "Sumini B"), status=CoverStatus.REGISTERED)

    merge(regency, kept)

    assert counts(regency) == {"worker": 1, "cover": 1, "cover_year": 1, "roster_staging": 0}
    assert covers(regency) == {programme: "registered"}
    with reading(regency) as session:
        assert len(session.scalars(select(Cover.roster_ids)).one()) == 2


def test_merge_when_both_hold_a_month_in_two_programmes_is_refused_and_changes_nothing(
    regency: Regency,
) -> None:
    stored(regency, add_commitment(regency), person(1, "Sumini A"))
    stored(regency, add_commitment(regency, title="Lain"), person(2, "Sumini B"))
    before = counts(regency)

    merge(regency, "Sumini A")

    (pair,) = pairs(regency)
    assert (pair.state, pair.refusal) == (PairState.OPEN, MergeRefusal.MONTHS_HELD)
    assert counts(regency) == before


def test_merge_when_one_left_the_programme_and_keeps_months_is_refused(regency: Regency) -> None:
    programme = add_commitment(regency)
    stored(regency, programme, person(1, "Sumini A"), person(2, "Sumini B"))
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        session.execute(
            update(Cover)
            .where(Cover.worker_id == worker_named(regency, "Sumini A"))
            .values(status=CoverStatus.REPLACED, keeps_months=True)
        )

    merge(regency, "Sumini A")

    (pair,) = pairs(regency)
    assert (pair.state, pair.refusal) == (PairState.OPEN, MergeRefusal.MONTHS_HELD)


def test_merge_when_one_is_billed_keeps_that_one(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    ask_to_close(regency, opened(regency, programmes[0]).id)
    run_due(regency)
    stored(regency, programmes[1], person(2, "Sumini B"))

    with pytest.raises(InvalidTransition):
        merge(regency, "Sumini B")
    merge(regency, "Sumini A")

    assert counts(regency)["worker"] == 1


def test_merge_when_one_was_billed_meanwhile_is_refused(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    stored(regency, programmes[1], person(2, "Sumini B"))
    pair_id, kept_id = only_pair(regency), worker_named(regency, "Sumini B")
    ask_to_close(regency, opened(regency, programmes[0]).id)
    with transaction(regency.principal()) as session:
        request_merge(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id, kept_id=kept_id
        )

    run_due(regency)

    (pair,) = pairs(regency)
    assert (pair.state, pair.refusal) == (PairState.OPEN, MergeRefusal.FROZEN)


def test_merge_hands_on_what_the_kept_record_lacks(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    bare = person(1, "Sumini A", alamat="", pekerjaan="", nomor_telepon="")
    stored(regency, programmes[0], bare)
    stored(regency, programmes[1], person(2, "Sumini B"), status=CoverStatus.PROPOSED)
    gone_id = worker_named(regency, "Sumini B")
    with transaction(regency.principal()) as session:
        session.add(
            Candidate(
                tenant_id=regency.id,
                commitment_id=programmes[1],
                worker_id=gone_id,
                desil=2,
                desil_on=JANUARY,
                identity="matched",
                identity_on=JANUARY,
                updated_at=NOW,
            )
        )

    merge(regency, "Sumini A")

    with reading(regency) as session:
        (worker,) = session.scalars(select(Worker))
        (known,) = session.scalars(select(Candidate))
    assert worker.occupation == "Buruh tani"
    assert worker.phone_encrypted is not None
    phone = decrypt(
        worker.phone_encrypted,
        table="worker",
        column="phone_encrypted",
        tenant_id=regency.id,
        row_id=worker.id,
    )
    assert phone == b"081234567890"
    assert (known.worker_id, known.desil, known.identity) == (worker.id, 2, None)


def test_number_when_it_went_with_a_merge_is_an_error_in_the_next_list(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"), person(2, "Sumini B"))
    merge(regency, "Sumini A")

    roster = stored(regency, programmes[1], person(1, "Sumini A"), person(2, "Sumini B"))

    assert (roster.state, roster.error_count) == (RosterState.READY, 1)
    with reading(regency) as session:
        codes = session.scalars(
            select(RosterRowError.code).where(RosterRowError.roster_id == roster.id)
        ).all()
    assert [code for code in codes if code != "village-elsewhere"] == ["nik-former"]


def test_list_when_two_are_merged_while_it_waits_is_judged_again(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"), person(2, "Sumini B"))
    waiting = upload(regency, programmes[1], roster_file([person(2, "Sumini B")]))
    pair_id, kept_id = only_pair(regency), worker_named(regency, "Sumini A")
    with transaction(regency.principal()) as session:
        request_merge(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id, kept_id=kept_id
        )
    with transaction(regency.principal(DatabaseRole.JOB)) as session:  # the merge goes first
        merge_workers(session, tenant_id=regency.id, pair_id=pair_id, now=NOW)
    run_due(regency)

    roster = roster_of(regency, waiting.roster.id)
    assert roster.state == RosterState.FAILED
    assert counts(regency)["worker"] == 1


def test_pair_when_kept_apart_is_not_asked_about_again(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini"), person(2, "Sumini"))
    pair_id = only_pair(regency)
    with transaction(regency.principal()) as session:
        keep_apart(session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id)
    stored(regency, programmes[1], person(1, "Sumini"), person(2, "Sumini"))

    with reading(regency) as session:
        assert not list_pairs(session, tenant_id=regency.id, states=[PairState.OPEN]).items
    with transaction(regency.principal()) as session:
        reopen_pair(session, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id)
    with reading(regency) as session:
        (listed,) = list_pairs(session, tenant_id=regency.id, states=[PairState.OPEN]).items
    assert [len(one.covers) for one in listed.people] == [2, 2]


def test_pair_of_another_regency_is_not_found(regency: Regency, other_regency: Regency) -> None:
    stored(regency, add_commitment(regency), person(1, "Sumini"), person(2, "Sumini"))
    pair_id = only_pair(regency)

    with pytest.raises(NotFound), transaction(other_regency.principal()) as session:
        keep_apart(session, tenant_id=other_regency.id, actor=ACTOR, now=NOW, pair_id=pair_id)


def test_list_when_taken_out_takes_its_pairs_with_it(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini"))
    roster = stored(regency, programmes[1], person(2, "Sumini"))
    with transaction(regency.principal()) as session:
        request_withdrawal(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            roster_id=roster.id,
            reason="Berkas salah program.",
        )
    run_due(regency)

    assert pairs(regency) == []
    assert counts(regency)["worker"] == 1


def test_months_when_merged_are_those_of_the_covers(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    stored(regency, programmes[1], person(2, "Sumini B"))
    merge(regency, "Sumini B")

    with reading(regency) as session:
        held = held_by_programme(session.scalars(select(CoverYear)))
    assert held == {
        (programme, year): months
        for programme in ("jkk", "jkm")
        for year, months in ((2025, 0b1111_1111_1100), (2026, 0b11_1111_1111))
    }


def test_merge_whose_work_was_given_up_is_decided_about_anew(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    stored(regency, programmes[1], person(2, "Sumini B"))
    first, other = worker_named(regency, "Sumini A"), worker_named(regency, "Sumini B")
    pair_id = only_pair(regency)
    ask = partial(request_merge, tenant_id=regency.id, actor=ACTOR, now=NOW, pair_id=pair_id)
    with transaction(regency.principal()) as session:
        ask(session, kept_id=first)
    with pytest.raises(InvalidTransition), transaction(regency.principal()) as session:
        ask(session, kept_id=other)

    give_up(regency, MERGE_JOB)
    merge(regency, "Sumini B")

    assert counts(regency)["worker"] == 1
    assert worker_named(regency, "Sumini B")


def test_pair_whose_merge_was_given_up_may_be_kept_apart(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"))
    stored(regency, programmes[1], person(2, "Sumini B"))
    pair_id, kept_id = only_pair(regency), worker_named(regency, "Sumini A")
    by: dict[str, Any] = {
        "tenant_id": regency.id,
        "actor": ACTOR,
        "now": NOW,
        "pair_id": pair_id,
    }
    with transaction(regency.principal()) as session:
        request_merge(session, kept_id=kept_id, **by)
    give_up(regency, MERGE_JOB)
    with transaction(regency.principal()) as session:
        keep_apart(session, **by)

    (pair,) = pairs(regency)
    assert pair.state == PairState.APART


def test_what_registers_said_of_the_number_that_goes_is_about_nobody(
    regency: Regency, programmes: tuple[UUID, UUID]
) -> None:
    stored(regency, programmes[0], person(1, "Sumini A"), status=CoverStatus.PROPOSED)
    stored(regency, programmes[1], person(2, "Sumini B"), status=CoverStatus.PROPOSED)
    request_id = registers.ask(regency, programmes[0]).subject_id
    niks = registers.niks_of_request(regency, request_id)
    content = registers.answer_file(dict.fromkeys(niks, "padan"))
    file = registers.store(regency, registers.send(regency, request_id, content))

    merge(regency, "Sumini B")

    (row,) = registers.rows_of(regency, file)
    assert (row.worker_id, row.problem) == (None, RegisterProblem.MERGED)
    assert registers.niks_of_request(regency, request_id) == []
    assert registers.known(regency, programmes[0])[0].identity is None
