"""Commitments of one regency: what is kept, what is refused, what another regency never sees."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import sleep
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from cooperation.commitment_states import CommitmentAction, CommitmentPhase, CommitmentStatus
from cooperation.events import CommitmentCancelled
from cooperation.findings import FindingCode
from cooperation.kinds import FundingSource, OccupationGroup, Programme, Segment
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.commitment_register import (
    CommitmentFilter,
    CommitmentOrder,
    count_commitments,
    list_budget_years,
    list_commitment_page,
)
from cooperation.queries.commitments import (
    CommitmentRecord,
    get_commitment,
    get_commitment_record,
    list_commitments,
)
from cooperation.services.commitment_steps import change_commitment_status
from cooperation.services.commitments import (
    register_commitment,
    revise_commitment,
)
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import (
    DuplicateRecord,
    InvalidInput,
    InvalidTransition,
    MalformedRequest,
    NotFound,
    StaleVersion,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import find_run
from tenants.services.departments import ensure_department
from tests.conftest import NOW, Regency
from tests.engines import Engines
from tests.integration.cooperation.records import (
    TODAY,
    by,
    commitment_details,
    keep_agreement,
    keep_commitment,
    sign,
)

WAITING = (
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)

pytestmark = pytest.mark.usefixtures("app_context")


def record_of(regency: Regency, commitment: Commitment) -> CommitmentRecord:
    with transaction(regency.principal()) as session:
        return get_commitment_record(
            session, tenant_id=regency.id, commitment_id=commitment.id, today=TODAY
        )


def codes(record: CommitmentRecord) -> list[FindingCode]:
    assert record.examination is not None
    return [finding.code for finding in record.examination.findings]


def gaps_of(record: CommitmentRecord) -> list[tuple[str, str]]:
    assert record.examination is not None
    return [
        (str(finding.params["first_month"]), str(finding.params["last_month"]))
        for finding in record.examination.findings
        if finding.code.value.endswith("uncovered")
    ]


def actions(regency: Regency) -> list[str]:
    with transaction(regency.principal()) as session:
        return list(
            session.scalars(
                select(AuditEntry.action)
                .where(AuditEntry.tenant_id == regency.id, AuditEntry.subject == "commitment")
                .order_by(AuditEntry.seq)
            )
        )


def revise(regency: Regency, commitment: Commitment, version: int, **changes: Any) -> Commitment:
    with transaction(regency.principal()) as session:
        return revise_commitment(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=version,
            details=commitment_details(**changes),
        )


def move(regency: Regency, commitment: Commitment, action: CommitmentAction) -> Commitment:
    with transaction(regency.principal()) as session:
        return change_commitment_status(
            session,
            **by(regency),
            commitment_id=commitment.id,
            expected_version=session.get_one(Commitment, (regency.id, commitment.id)).version,
            action=action,
            today=TODAY,
            reason="Anggarannya dialihkan." if action is CommitmentAction.CANCEL else None,
        )


def test_register_when_blitar_is_recorded_computes_its_value_and_findings(
    regency: Regency, other_regency: Regency
) -> None:
    commitment = keep_commitment(
        regency, programmes_assumed=True, funding_source=FundingSource.NOT_STATED
    )
    agreement = keep_agreement(regency, commitment_id=commitment.id)
    sign(regency, agreement, date(2025, 4, 14))

    record = record_of(regency, commitment)

    assert record.examination is not None
    computation = record.examination.computation
    assert computation.total_idr == 1_365_000_000
    assert computation.worker_months == 81_250
    assert record.phase is CommitmentPhase.ENDED
    assert codes(record) == [
        FindingCode.COMING_MONTHS_UNCOVERED,
        FindingCode.COMING_MONTHS_UNPAYABLE,
        FindingCode.COMING_MONTHS_UNPAYABLE,
        FindingCode.START_BEFORE_SIGNATURE,
        FindingCode.SIGNED_COPY_MISSING,
        FindingCode.PAST_MONTHS_UNCOVERED,
        FindingCode.PAST_MONTHS_UNCOVERED,
        FindingCode.PROGRAMMES_ASSUMED,
        FindingCode.SOURCE_NOT_STATED,
    ]
    with transaction(other_regency.principal()) as session:
        assert list_commitments(session, tenant_id=regency.id) == []


def test_register_when_blora_has_no_agreement_says_so_beside_the_slip(regency: Regency) -> None:
    commitment = keep_commitment(
        regency,
        people_count=1_500,
        first_month=None,
        month_count=12,
        months_assumed=True,
        budget_idr=302_400_000,
        stated_rate_idr=16_500,
    )

    record = record_of(regency, commitment)

    assert record.phase is CommitmentPhase.UNDATED
    found = codes(record)
    assert found[0] is FindingCode.STATED_RATE_MISMATCH
    assert {
        FindingCode.AGREEMENT_MISSING,
        FindingCode.MONTHS_ASSUMED,
        FindingCode.FIRST_MONTH_ASSUMED,
    } <= set(found)


def test_record_when_something_is_missing_keeps_the_reason_instead_of_a_figure(
    regency: Regency,
) -> None:
    commitment = keep_commitment(regency, segment=Segment.PU)

    record = record_of(regency, commitment)

    assert record.examination is None
    assert record.refusal is not None
    assert "upah" in record.refusal.detail.lower()


def test_revise_when_saved_counts_a_version_and_leaves_a_trail(regency: Regency) -> None:
    commitment = keep_commitment(regency)

    same = revise(regency, commitment, 1)
    changed = revise(regency, commitment, 1, people_count=9_000)

    assert same.version == 1
    assert (changed.version, changed.people_count) == (2, 9_000)
    assert actions(regency) == ["commitment:register", "commitment:edit"]


def test_revise_when_somebody_saved_first_is_refused_with_both_versions(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    revise(regency, commitment, 1, people_count=9_000)

    with pytest.raises(StaleVersion) as caught:
        revise(regency, commitment, 1, people_count=1)

    assert (caught.value.params["current"], caught.value.params["seen"]) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"programmes": frozenset()}, "/programmes"),
        ({"programmes": frozenset({Programme.JP})}, "/programmes"),
        ({"first_month": Month(2026, 1)}, "/first_month"),
        ({"month_count": None, "months_assumed": True}, "/month_count"),
        ({"wage_idr": 3_000_000}, "/wage_idr"),
        ({"contract_value_idr": 10**9}, "/contract_value_idr"),
        ({"segment": Segment.PU, "income_idr": 1}, "/income_idr"),
        ({"department_id": uuid7()}, "/department_id"),
        ({"regulation_id": uuid7()}, "/regulation_id"),
    ],
)
def test_register_when_details_contradict_or_point_nowhere_names_the_field(
    regency: Regency, changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        keep_commitment(regency, **changes)

    assert [error.pointer for error in caught.value.errors] == [pointer]
    with transaction(regency.principal()) as session:
        assert list_commitments(session, tenant_id=regency.id) == []


def test_status_when_a_plan_is_committed_or_given_up_follows_the_table(regency: Regency) -> None:
    plan = keep_commitment(regency, CommitmentStatus.PLANNED)

    assert record_of(regency, plan).phase is CommitmentPhase.PLANNED
    assert move(regency, plan, CommitmentAction.COMMIT).status == "committed"
    assert move(regency, plan, CommitmentAction.CANCEL).status == "cancelled"
    with pytest.raises(InvalidTransition):
        move(regency, plan, CommitmentAction.COMMIT)
    assert actions(regency)[1:] == ["commitment:commit", "commitment:cancel"]


def test_plan_when_examined_reports_no_gaps_of_its_own(regency: Regency) -> None:
    plan = keep_commitment(regency, CommitmentStatus.PLANNED)

    assert FindingCode.PAST_MONTHS_UNCOVERED not in codes(record_of(regency, plan))


def test_chain_when_a_commitment_continues_another_closes_its_gap(regency: Regency) -> None:
    first = keep_commitment(regency)
    second = keep_commitment(
        regency,
        title="Lanjutan 2026",
        budget_year=2026,
        first_month=Month(2026, 2),
        month_count=11,
        continues_id=first.id,
    )

    old, new = record_of(regency, first), record_of(regency, second)

    assert old.successor is not None
    assert new.predecessor is not None
    assert (old.successor.id, new.predecessor.id) == (second.id, first.id)
    gaps = [gaps_of(record) for record in (old, new)]
    assert gaps == [
        [("2025-01", "2025-02"), ("2026-01", "2026-01")],
        [("2027-02", "2027-12")],
    ]


def test_chain_when_a_second_commitment_claims_the_same_place_is_refused(regency: Regency) -> None:
    first = keep_commitment(regency)
    keep_commitment(regency, continues_id=first.id)

    with pytest.raises(InvalidInput) as caught:
        keep_commitment(regency, people_count=400, continues_id=first.id)

    assert caught.value.errors[0].pointer == "/continues_id"


@pytest.mark.parametrize("is_continuation", [False, True])
def test_register_when_the_same_is_kept_is_refused(
    regency: Regency, other_regency: Regency, is_continuation: bool
) -> None:
    stated: dict[str, Any] = {"programmes_assumed": True, "criteria": "Nelayan kecil"}
    if is_continuation:
        stated["continues_id"] = keep_commitment(regency).id
    keep_commitment(regency, **stated)

    with pytest.raises(DuplicateRecord) as caught:
        keep_commitment(regency, CommitmentStatus.PLANNED, **stated)
    elsewhere = keep_commitment(other_regency, **{**stated, "continues_id": None})

    assert caught.value.params == {"title": "Perlindungan pekerja rentan", "year": "2025"}
    assert elsewhere.version == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Perlindungan pekerja rentan, tahap dua"},
        {"budget_year": 2026, "first_month": Month(2026, 3)},
        {"people_count": None},
        {"first_month": None},
        {"month_count": 9},
        {"programmes": frozenset({Programme.JKK, Programme.JKM, Programme.JHT})},
        {"budget_idr": 1_000_000},
        {"source_on": None},
        {"criteria": "Nelayan kecil"},
    ],
)
def test_register_when_anything_differs_keeps_both(
    regency: Regency, changes: dict[str, Any]
) -> None:
    first = keep_commitment(regency)

    second = keep_commitment(regency, **changes)

    assert first.id != second.id


def test_register_when_the_same_is_given_up_keeps_another(regency: Regency) -> None:
    given_up = keep_commitment(regency)
    move(regency, given_up, CommitmentAction.CANCEL)

    assert keep_commitment(regency).id != given_up.id


def test_register_when_two_send_the_same_at_once_keeps_one(
    app: Flask, engines: Engines, database: str, regency: Regency
) -> None:
    def come_second() -> str:
        with app.app_context():
            try:
                keep_commitment(regency)
            except DuplicateRecord:
                return "refused"
            return "kept"

    with ThreadPoolExecutor(1) as pool:
        with transaction(regency.principal()) as session:
            register_commitment(session, **by(regency), details=commitment_details())
            outcome = pool.submit(come_second)
            while not outcome.done() and not engines.execute(database, WAITING):
                sleep(0.01)
        late = outcome.result(timeout=30)

    assert late == "refused"
    with transaction(regency.principal()) as session:
        assert len(list_commitments(session, tenant_id=regency.id)) == 1


def test_chain_when_the_continuation_is_given_up_is_open_again(regency: Regency) -> None:
    first = keep_commitment(regency)
    given_up = keep_commitment(regency, continues_id=first.id)
    move(regency, given_up, CommitmentAction.CANCEL)

    again = keep_commitment(regency, continues_id=first.id)

    assert [one.id for one in record_of(regency, first).chain] == [first.id, again.id]
    assert [one.id for one in record_of(regency, given_up).chain] == [given_up.id]


def test_chain_when_it_would_close_on_itself_is_refused(regency: Regency) -> None:
    first = keep_commitment(regency)
    second = keep_commitment(regency, continues_id=first.id)

    with pytest.raises(InvalidInput) as caught:
        revise(regency, first, 1, continues_id=second.id)

    assert caught.value.errors[0].pointer == "/continues_id"


def test_commitment_when_it_is_another_regencys_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    foreign = keep_commitment(other_regency)

    with transaction(regency.principal()) as session, pytest.raises(NotFound):
        get_commitment(session, tenant_id=regency.id, commitment_id=foreign.id)
    with transaction(regency.principal()) as session, pytest.raises(NotFound):
        get_commitment(session, tenant_id=other_regency.id, commitment_id=foreign.id)
    with pytest.raises(NotFound):
        revise(regency, foreign, 1)
    with pytest.raises(InvalidInput) as caught:
        keep_commitment(regency, continues_id=foreign.id)
    assert [one.pointer for one in caught.value.errors] == ["/continues_id"]


def test_department_when_it_is_another_regencys_cannot_be_named(
    regency: Regency, other_regency: Regency
) -> None:
    with transaction(other_regency.principal()) as session:
        department = ensure_department(session, **by(other_regency), name="Dinas Sosial")

    with pytest.raises(InvalidInput):
        keep_commitment(regency, department_id=department.id)


@pytest.mark.parametrize(
    "change",
    [
        "first_month = '2025-03-02'",
        "first_month = '2026-03-01'",
        "month_count = 0",
        "people_count = 0",
        "programmes = '{}'",
        "programmes = '{jkk,bpjs}'",
        "budget_idr = 0",
        "stated_rate_idr = -1",
        "funding_source = 'apbn'",
        "continues_id = id",
        "month_count = NULL, months_assumed = true",
    ],
)
def test_database_when_a_row_contradicts_itself_refuses_it(regency: Regency, change: str) -> None:
    keep_commitment(regency)

    with pytest.raises(IntegrityError), transaction(regency.principal()) as session:
        session.execute(text(f"UPDATE commitment SET {change}"))


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        (DatabaseRole.BRANCH, "DELETE FROM commitment"),
        (DatabaseRole.JOB, "DELETE FROM commitment"),
        (DatabaseRole.REGENCY, "UPDATE commitment SET tenant_id = 1"),
        (DatabaseRole.REGENCY, "UPDATE agreement SET created_at = now()"),
        (DatabaseRole.BRANCH, "DELETE FROM agreement"),
        (DatabaseRole.JOB, "UPDATE commitment SET title = 'x'"),
        (DatabaseRole.OVERSIGHT, "SELECT 1 FROM commitment"),
        (DatabaseRole.OVERSIGHT, "SELECT signatories FROM agreement"),
        (DatabaseRole.BRANCH, "UPDATE commitment SET people_count = 1"),
        (DatabaseRole.BRANCH, "UPDATE agreement SET title = 'x'"),
        (DatabaseRole.BRANCH, "UPDATE agreement SET signed_on = current_date"),
        (DatabaseRole.BRANCH, "INSERT INTO agreement SELECT * FROM agreement"),
        (DatabaseRole.BRANCH, "INSERT INTO agreement_review SELECT * FROM agreement_review"),
        (DatabaseRole.BRANCH, "UPDATE agreement_review SET withdrawn_at = now()"),
        (DatabaseRole.BRANCH, "UPDATE agreement_review SET agreement_version = 1"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET decision = 'accepted'"),
        (DatabaseRole.REGENCY, "UPDATE agreement_review SET reason = 'x'"),
        (DatabaseRole.REGENCY, "DELETE FROM agreement_review"),
        (DatabaseRole.IDENTITY, "SELECT 1 FROM commitment"),
    ],
)
def test_database_when_a_role_reaches_too_far_refuses_it(
    regency: Regency, role: DatabaseRole, statement: str
) -> None:
    keep_commitment(regency)

    with pytest.raises(ProgrammingError), transaction(regency.principal(role)) as session:
        session.execute(text(statement))


def titles(regency: Regency, size: int = 50, **narrowed: Any) -> list[str]:
    """Every title of the list, read page by page."""
    found: list[str] = []
    cursor: str | None = None
    with transaction(regency.principal()) as session:
        while True:
            page = list_commitment_page(
                session,
                tenant_id=regency.id,
                narrowed=CommitmentFilter(**narrowed),
                today=TODAY,
                cursor=cursor,
                size=size,
            )
            found += [record.commitment.title for record in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return found


@pytest.fixture
def several(regency: Regency) -> Regency:
    """Five commitments that differ in everything the list can be narrowed by."""
    keep_commitment(regency, title="Ended", people_count=10)
    keep_commitment(
        regency,
        title="Running",
        people_count=30,
        budget_year=2026,
        first_month=Month(2026, 6),
        month_count=7,
        budget_line="5.1.02 Belanja iuran",
        occupation_group=OccupationGroup.OTHER,
    )
    keep_commitment(
        regency,
        title="Upcoming",
        people_count=20,
        budget_year=2026,
        first_month=Month(2026, 12),
        month_count=1,
        funding_source=FundingSource.DBHCHT,
    )
    keep_commitment(regency, title="Undated", people_count=None, first_month=None)
    keep_commitment(
        regency,
        CommitmentStatus.PLANNED,
        title="Planned 100%",
        budget_year=2027,
        first_month=None,
        month_count=None,
    )
    return regency


@pytest.mark.parametrize("phase", list(CommitmentPhase))
def test_list_when_narrowed_by_phase_agrees_with_the_computed_phase(
    several: Regency, phase: CommitmentPhase
) -> None:
    with transaction(several.principal()) as session:
        everything = list_commitment_page(
            session, tenant_id=several.id, narrowed=CommitmentFilter(), today=TODAY
        ).items
        count = count_commitments(
            session, tenant_id=several.id, narrowed=CommitmentFilter(phase=phase), today=TODAY
        )

    expected = {one.commitment.title for one in everything if one.phase is phase}
    assert set(titles(several, phase=phase)) == expected
    assert count == len(expected)


@pytest.mark.parametrize(
    ("narrowed", "expected"),
    [
        ({"search": "belanja IURAN"}, ["Running"]),
        ({"search": "100%"}, ["Planned 100%"]),
        ({"search": "_"}, []),
        ({"year": 2026, "order": CommitmentOrder.TITLE}, ["Running", "Upcoming"]),
        ({"funding_source": FundingSource.DBHCHT}, ["Upcoming"]),
        ({"department_id": uuid7()}, []),
    ],
)
def test_list_when_narrowed_leaves_what_fits(
    several: Regency, narrowed: dict[str, Any], expected: list[str]
) -> None:
    assert titles(several, **narrowed) == expected


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (
            CommitmentOrder.NEWEST,
            ["Planned 100%", "Upcoming", "Running", "Ended", "Undated"],
        ),
        (
            CommitmentOrder.OLDEST,
            ["Undated", "Ended", "Running", "Upcoming", "Planned 100%"],
        ),
        (CommitmentOrder.TITLE, ["Ended", "Planned 100%", "Running", "Undated", "Upcoming"]),
        (CommitmentOrder.PEOPLE, ["Planned 100%", "Running", "Upcoming", "Ended", "Undated"]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 50])
def test_list_when_ordered_reads_the_same_in_pages_of_any_size(
    several: Regency, order: CommitmentOrder, expected: list[str], size: int
) -> None:
    assert titles(several, size, order=order) == expected


def test_list_when_the_cursor_belongs_to_another_order_is_refused(several: Regency) -> None:
    with transaction(several.principal()) as session:
        page = list_commitment_page(
            session,
            tenant_id=several.id,
            narrowed=CommitmentFilter(order=CommitmentOrder.TITLE),
            today=TODAY,
            size=1,
        )
        with pytest.raises(MalformedRequest):
            list_commitment_page(
                session,
                tenant_id=several.id,
                narrowed=CommitmentFilter(),
                today=TODAY,
                cursor=page.next_cursor,
            )


def test_years_when_listed_are_those_of_the_commitments(several: Regency) -> None:
    with transaction(several.principal()) as session:
        assert list_budget_years(session, tenant_id=several.id) == [2027, 2026, 2025]


def test_cancel_when_done_is_told_once_and_commit_is_not(
    regency: Regency, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(
        "cooperation.services.commitment_steps.publish", lambda _session, event: told.append(event)
    )
    commitment = keep_commitment(regency, CommitmentStatus.PLANNED)

    move(regency, commitment, CommitmentAction.COMMIT)
    assert told == []

    move(regency, commitment, CommitmentAction.CANCEL)
    assert told == [CommitmentCancelled(regency.id, commitment.id, NOW)]


def test_cancel_when_done_asks_for_the_release_of_its_people(regency: Regency) -> None:
    commitment = keep_commitment(regency)

    move(regency, commitment, CommitmentAction.CANCEL)

    with transaction(regency.principal()) as session:
        run = find_run(session, tenant_id=regency.id, kind="release_cover", key=str(commitment.id))
    assert run is not None
    assert run.state == "queued"
