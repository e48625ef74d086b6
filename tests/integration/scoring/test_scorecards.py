"""A change of facts becomes a new scorecard through the real job; nothing else does."""

import json
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from scoring.models.scorecards import StoredFacts, StoredLine, StoredScorecard
from scoring.queries.scorecards import (
    Report,
    find_current_scorecard,
    get_kept,
    get_scorecard,
    list_current_scorecards,
    list_history,
    open_report,
)
from scoring.services.claims import ClaimSource, state_claims
from scoring.services.scorecards import (
    RECOMPUTE_JOB,
    RECOMPUTE_KEY,
    Recomputation,
    recompute_scorecards,
    request_recompute,
)
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import NotFound
from tenants.kernel.events import FactsChanged
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import JobRun, RunState, find_run, perform
from tenants.kernel.sources import SourceStatus
from tenants.regulation_rules import ProvisionDetails, RegulationDetails
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus
from tenants.services.documents import IncomingFile
from tenants.services.regulation_documents import attach_document
from tenants.services.regulations import register_regulation
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")


def recompute(regency: Regency, now: Any = NOW) -> Recomputation:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return recompute_scorecards(session, tenant_id=regency.id, now=now)


def run_job(regency: Regency) -> JobRun:
    run = latest_run(regency)
    perform(str(run.id))
    return latest_run(regency)


def latest_run(regency: Regency) -> JobRun:
    with transaction(regency.principal()) as session:
        run = find_run(session, tenant_id=regency.id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY)
    assert run is not None
    return run


def register_perbup(regency: Regency, status: SourceStatus = SourceStatus.PRESS) -> UUID:
    with transaction(regency.principal()) as session:
        perbup = register_regulation(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RegulationDetails(
                kind=RegulationKind.PERBUP,
                number="25",
                year=2021,
                title="Pelaksanaan Program Jaminan Sosial Ketenagakerjaan",
                status=RegulationStatus.IN_FORCE,
                enacted_on=date(2021, 6, 23),
                names_funding_source=True,
                funding_source_article="Pasal 14",
                source_name="Berita daerah",
                source_on=date(2021, 11, 10),
                source_status=status,
            ),
            provisions=[
                ProvisionDetails(group=ProvisionGroup.NON_ASN, article="Pasal 4"),
                ProvisionDetails(
                    group=ProvisionGroup.VILLAGE_OFFICIALS, summary="disebut tanpa pasal"
                ),
            ],
        )
        return perbup.id


def report(regency: Regency, year: int = 2025) -> Report:
    with transaction(regency.principal()) as session:
        stored = find_current_scorecard(
            session, tenant_id=regency.id, year=year, profile="seimbang"
        )
        assert stored is not None
        return open_report(get_kept(session, stored))


def points(regency: Regency, code: str) -> tuple[str, str]:
    line = next(line for line in report(regency).scorecard.lines if line.indicator.code == code)
    return str(line.claimed), str(line.verified)


def test_recompute_without_any_record_leaves_every_line_unfilled(regency: Regency) -> None:
    result = recompute(regency)

    opened = report(regency)
    assert result == Recomputation(written_count=6, unchanged_count=0)
    assert {line.state.value for line in opened.scorecard.lines} == {"not_filled"}
    assert opened.stored.claimed == 0
    assert opened.is_reproduced


def test_change_of_a_regulation_reaches_every_period_and_profile_through_the_job(
    regency: Regency,
) -> None:
    register_perbup(regency)

    run = run_job(regency)

    assert (run.state, run.progress_done) == (RunState.DONE, 6)
    assert points(regency, "A1") == ("4.80", "0.00")
    assert points(regency, "A2") == ("1.00", "0.00")
    assert points(regency, "A3") == ("3.00", "0.00")
    with transaction(regency.principal()) as session:
        current = {
            (one.year, one.profile): one.claimed
            for year in (2025, 2026)
            for one in list_current_scorecards(session, tenant_id=regency.id, year=year)
        }
    assert current[2025, "seimbang"] == Decimal("8.80")
    assert current[2025, "regulasi-berat"] == Decimal("12.32")
    assert len(current) == 6


def test_official_source_with_its_text_makes_the_points_verified(regency: Regency) -> None:
    perbup = register_perbup(regency, SourceStatus.OFFICIAL)
    recompute(regency)
    assert points(regency, "A1") == ("4.80", "0.00")

    with transaction(regency.principal()) as session:
        attach_document(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            regulation_id=perbup,
            file=IncomingFile("perbup.pdf", b"%PDF-1.7\n%%EOF\n"),
        )
    recompute(regency)

    assert points(regency, "A1") == ("4.80", "4.80")


def test_facts_name_their_source_their_article_and_their_record(regency: Regency) -> None:
    register_perbup(regency)
    recompute(regency)

    opened = report(regency)

    with transaction(regency.principal()) as session:
        stored = session.scalars(select(StoredFacts).where(StoredFacts.year == 2025)).one()
    facts = json.loads(stored.canonical)["facts"]
    assert facts["provision.non_asn"]["evidence"] == "Pasal 4"
    assert facts["provision.non_asn"]["source"].startswith("Perbup 25/2021; Berita daerah, 10")
    assert "provision.village" not in facts
    assert "regulation.has_sanction" not in facts
    assert opened.records["provision.non_asn"].startswith("regulation:")
    assert stored.sha256 == sha256(stored.canonical.encode()).hexdigest()
    assert opened.stored.facts_sha256 == stored.sha256


def test_stored_lines_sum_to_the_score_and_name_what_is_missing(regency: Regency) -> None:
    register_perbup(regency)
    recompute(regency)

    stored = report(regency).stored
    with transaction(regency.principal()) as session:
        lines = session.scalars(
            select(StoredLine)
            .where(StoredLine.scorecard_id == stored.id)
            .order_by(StoredLine.position)
        ).all()
    assert len(lines) == 19
    assert sum(line.claimed for line in lines) == stored.claimed
    assert sum(line.available for line in lines) == 100
    for line in lines:
        lacking = sum(Decimal(item["points"]) for item in line.missing)
        assert line.verified + lacking == line.available
    assert lines[0].derivation["parts"][0]["facts"][2]["source"].startswith("Perbup 25/2021")


def test_recompute_with_the_same_facts_and_instrument_writes_nothing(regency: Regency) -> None:
    register_perbup(regency)
    recompute(regency)

    again = recompute(regency, NOW + timedelta(hours=1))

    assert again == Recomputation(written_count=0, unchanged_count=6)
    with transaction(regency.principal()) as session:
        assert session.scalar(select(func.count()).select_from(StoredScorecard)) == 6
        assert session.scalar(select(func.count()).select_from(StoredFacts)) == 2


def test_new_result_supersedes_the_old_one_and_keeps_it(regency: Regency) -> None:
    recompute(regency)
    register_perbup(regency)
    recompute(regency, NOW + timedelta(hours=1))

    with transaction(regency.principal()) as session:
        history = list_history(
            session, tenant_id=regency.id, year=2025, profile="seimbang", limit=5
        )
        old = open_report(get_kept(session, history[1]))
    assert [(one.claimed, one.is_current) for one in history] == [
        (Decimal("8.80"), True),
        (Decimal("0.00"), False),
    ]
    assert old.is_reproduced


def test_claim_of_one_year_changes_only_that_year(regency: Regency) -> None:
    recompute(regency)
    with transaction(regency.principal()) as session:
        state_claims(
            session,
            tenant_id=regency.id,
            year=2026,
            indicator="E1",
            values={"interview.attendee": "head"},
            source=ClaimSource("Surat kehadiran", SourceStatus.OFFICIAL, evidence="nomor 12"),
            file=IncomingFile("surat.pdf", b"%PDF-1.7\nSurat kehadiran"),
            actor=ACTOR,
            now=NOW,
        )

    result = recompute(regency)

    assert result == Recomputation(written_count=3, unchanged_count=3)
    assert report(regency, 2026).stored.verified == Decimal("4.00")
    assert report(regency, 2025).stored.claimed == 0


def test_requests_made_together_wait_as_one_run(regency: Regency) -> None:
    with transaction(regency.principal()) as session:
        for cause in ("regulation:edit", "agreement:edit"):
            request_recompute(session, FactsChanged(regency.id, NOW, cause))

    with transaction(regency.principal()) as session:
        assert session.scalar(select(func.count()).select_from(JobRun)) == 1


def test_job_run_twice_gives_the_same_rows(regency: Regency) -> None:
    register_perbup(regency)
    run_job(regency)
    with transaction(regency.principal()) as session:
        request_recompute(session, FactsChanged(regency.id, NOW, "again"))

    run_job(regency)

    with transaction(regency.principal()) as session:
        assert session.scalar(select(func.count()).select_from(StoredScorecard)) == 6


def test_scorecard_that_was_tampered_with_is_recognised(
    regency: Regency, engines: Any, database: str
) -> None:
    register_perbup(regency)
    recompute(regency)
    engines.execute(
        database,
        "UPDATE scorecard_line SET claimed = available"
        f" WHERE tenant_id = {regency.id} AND indicator = 'A1'",
    )

    assert not report(regency).is_reproduced


def test_facts_document_whose_hash_does_not_fit_is_refused_by_the_database(
    regency: Regency,
) -> None:
    with (
        pytest.raises(IntegrityError, match="ck_facts_document_sha256"),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.add(
            StoredFacts(
                tenant_id=regency.id,
                year=2025,
                canonical="{}",
                sha256="0" * 64,
                records={},
                gathered_at=NOW,
            )
        )


def test_only_one_result_per_period_and_profile_is_current(regency: Regency) -> None:
    recompute(regency)

    with transaction(regency.principal()) as session:
        current = session.scalars(select(StoredScorecard).limit(1)).one()
    columns = {c.name: getattr(current, c.name) for c in StoredScorecard.__table__.columns}
    twin = StoredScorecard(**{**columns, "id": uuid7()})

    with (
        pytest.raises(IntegrityError, match="uq_scorecard_tenant_id_year_profile_current"),
        transaction(regency.principal(DatabaseRole.JOB)) as session,
    ):
        session.add(twin)


def test_people_of_the_regency_cannot_write_results(regency: Regency) -> None:
    recompute(regency)

    for statement in (
        "UPDATE scorecard SET verified = claimed",
        "UPDATE scorecard_line SET claimed = available",
        "DELETE FROM scorecard",
        "UPDATE facts_document SET canonical = '{}'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(regency.principal()) as session,
        ):
            session.execute(text(statement))


def test_scorecard_of_another_regency_does_not_exist(
    regency: Regency, other_regency: Regency
) -> None:
    recompute(regency)
    stored = report(regency).stored

    with transaction(other_regency.principal()) as session:
        assert session.scalars(select(StoredScorecard)).all() == []
        assert session.scalars(select(StoredLine)).all() == []
        with pytest.raises(NotFound):
            get_scorecard(session, tenant_id=other_regency.id, scorecard_id=stored.id)
