"""What a regency states about itself: kept with its source, taken back, refused, walled."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from scoring.facts import Value
from scoring.models.claims import IndicatorClaim
from scoring.queries.claims import list_claims
from scoring.services.claims import ClaimSource, state_claims
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, NotFound, StaleVersion, UnsupportedFormat
from tenants.kernel.jobs import RunState, find_run
from tenants.kernel.sources import SourceStatus
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")

RPJMD = ClaimSource("RPJMD 2025-2029", SourceStatus.OFFICIAL, evidence="halaman 112")
PLANNING: Mapping[str, Value | None] = {"planning.rpjmd": True, "planning.rkpd": False}


def state(regency: Regency, values: Mapping[str, Value | None], **changes: Any) -> int:
    arguments: dict[str, Any] = {
        "year": 2025,
        "indicator": "A5",
        "source": RPJMD,
        "actor": ACTOR,
        "now": NOW,
        **changes,
    }
    with transaction(regency.principal()) as session:
        return state_claims(session, tenant_id=regency.id, values=values, **arguments)


def stored(regency: Regency) -> dict[str, IndicatorClaim]:
    with transaction(regency.principal()) as session:
        records = list_claims(session, tenant_id=regency.id, year=2025)
    return {record.claim.key: record.claim for record in records}


def test_state_claims_keeps_values_source_and_place_and_asks_for_a_recomputation(
    regency: Regency,
) -> None:
    changed = state(regency, PLANNING)

    claims = stored(regency)
    assert changed == 2
    assert {key: claim.value for key, claim in claims.items()} == {
        "planning.rkpd": "false",
        "planning.rpjmd": "true",
    }
    assert claims["planning.rpjmd"].source_name == "RPJMD 2025-2029"
    assert claims["planning.rpjmd"].evidence == "halaman 112"
    assert claims["planning.rpjmd"].status == "claimed"
    assert claims["planning.rpjmd"].updated_by_name == ACTOR.name
    with transaction(regency.principal()) as session:
        run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.subject == "indicator_claim")
        ).one()
    assert run is not None
    assert run.state == RunState.QUEUED
    assert entry.detail == {"planning.rpjmd": "true", "planning.rkpd": "false"}


def test_state_claims_when_nothing_differs_changes_nothing(regency: Regency) -> None:
    state(regency, PLANNING)

    assert state(regency, PLANNING, now=NOW + timedelta(days=1)) == 0
    assert stored(regency)["planning.rpjmd"].updated_at == NOW


def test_state_claims_when_a_value_is_emptied_takes_it_back(regency: Regency) -> None:
    state(regency, PLANNING)

    assert state(regency, {"planning.rpjmd": None, "planning.renstra": None}) == 1
    assert list(stored(regency)) == ["planning.rkpd"]


def test_state_claims_when_the_source_changes_is_unread_again(regency: Regency) -> None:
    state(regency, PLANNING)
    with transaction(regency.principal()) as session:
        session.execute(text("UPDATE indicator_claim SET status = 'accepted'"))

    changed = state(
        regency,
        {"planning.rpjmd": True},
        source=ClaimSource("RPJMD perubahan", SourceStatus.OFFICIAL),
    )

    claims = stored(regency)
    assert changed == 1
    assert claims["planning.rpjmd"].status == "claimed"
    assert claims["planning.rkpd"].status == "accepted"


def test_state_claims_with_a_file_keeps_it_and_later_statements_keep_pointing_at_it(
    regency: Regency,
) -> None:
    state(regency, PLANNING, file=IncomingFile("rpjmd.pdf", b"%PDF-1.7\nRPJMD"))
    state(regency, {"planning.rpjmd": False})

    with transaction(regency.principal()) as session:
        records = list_claims(session, tenant_id=regency.id, year=2025)
    assert {record.document.filename for record in records if record.document} == {"rpjmd.pdf"}
    assert {record.claim.value for record in records} == {"false"}


def test_state_claims_when_the_file_is_none_we_keep_stores_nothing(regency: Regency) -> None:
    with pytest.raises(UnsupportedFormat):
        state(regency, PLANNING, file=IncomingFile("rpjmd.exe", b"MZ\x90\x00"))

    assert stored(regency) == {}


@pytest.mark.parametrize(
    ("indicator", "values", "pointer"),
    [
        ("A5", {"interview.attendee": "head"}, "/interview.attendee"),
        ("A5", {"planning.rpjmd": Decimal(1)}, "/planning.rpjmd"),
        ("E1", {"interview.attendee": "camat"}, "/interview.attendee"),
        ("D2", {"village.total_count": Decimal("1.5")}, "/village.total_count"),
        ("D2", {"village.total_count": Decimal(-1)}, "/village.total_count"),
        (
            "C5",
            {
                "construction.package_count": Decimal(10),
                "construction.registered_count": Decimal(11),
            },
            "/construction.registered_count",
        ),
        ("E3", {"rehearsal.law_mark": Decimal("100.5")}, "/rehearsal.law_mark"),
    ],
)
def test_state_claims_when_a_value_cannot_be_right_names_the_field(
    regency: Regency, indicator: str, values: Mapping[str, Value | None], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        state(regency, values, indicator=indicator)

    assert [error.pointer for error in refused.value.errors] == [pointer]
    assert stored(regency) == {}


@pytest.mark.parametrize(
    ("year", "indicator"),
    [(2025, "A1"), (2025, "Z9"), (2019, "A5"), (2024, "A5"), (2027, "A5"), (99_999, "A5")],
)
def test_state_claims_when_there_is_no_such_form_is_not_found(
    regency: Regency, year: int, indicator: str
) -> None:
    with pytest.raises(NotFound):
        state(regency, PLANNING, year=year, indicator=indicator)

    with transaction(regency.principal()) as session:
        assert session.scalars(select(IndicatorClaim)).all() == []


def test_state_claims_of_a_year_opens_with_the_regency_s_own_new_year(regency: Regency) -> None:
    new_year_in_jakarta = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

    with pytest.raises(NotFound):
        state(regency, PLANNING, year=2027, now=new_year_in_jakarta - timedelta(minutes=1))
    assert state(regency, PLANNING, year=2027, now=new_year_in_jakarta) == 2


def test_state_claims_for_the_first_time_by_two_people_at_once_keeps_one_and_tells_the_other(
    app: Flask, regency: Regency
) -> None:
    def second() -> None:
        with app.app_context():
            state(regency, {"planning.rkpd": True})

    with ThreadPoolExecutor(1) as pool:
        with transaction(regency.principal()) as session:
            state_claims(
                session,
                tenant_id=regency.id,
                year=2025,
                indicator="A5",
                values=PLANNING,
                source=RPJMD,
                actor=ACTOR,
                now=NOW,
            )
            meanwhile = pool.submit(second)
            wait_until_blocked(session)
        with pytest.raises(StaleVersion, match="stale-version") as refused:
            meanwhile.result(timeout=30)

    assert "baru saja disimpan orang lain" in refused.value.detail
    assert {key: claim.value for key, claim in stored(regency).items()} == {
        "planning.rkpd": "false",
        "planning.rpjmd": "true",
    }


def wait_until_blocked(session: Session) -> None:
    """Return once another transaction waits for a row of this one."""
    deadline = time.monotonic() + 20
    query = text(
        "SELECT EXISTS (SELECT FROM pg_locks AS l WHERE NOT l.granted"
        " AND pg_backend_pid() = ANY (pg_blocking_pids(l.pid)))"
    )
    while not session.scalar(query):
        assert time.monotonic() < deadline, "the second statement never waited"
        time.sleep(0.01)


def test_claims_of_another_regency_are_neither_seen_nor_written(
    regency: Regency, other_regency: Regency
) -> None:
    state(regency, PLANNING)

    with transaction(other_regency.principal()) as session:
        assert session.scalars(select(IndicatorClaim)).all() == []
        assert list_claims(session, tenant_id=regency.id, year=2025) == []
    with pytest.raises(ProgrammingError), transaction(other_regency.principal()) as session:
        state_claims(
            session,
            tenant_id=regency.id,
            year=2025,
            indicator="A5",
            values={"planning.renstra": True},
            source=RPJMD,
            actor=ACTOR,
            now=NOW,
        )


def test_job_reads_claims_and_writes_none(regency: Regency) -> None:
    state(regency, PLANNING)

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.execute(text("UPDATE indicator_claim SET value = 'false'"))
