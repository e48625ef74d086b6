"""What a scorecard may know of regulations: per year, without drafts, and nothing guessed."""

from datetime import date
from typing import Any

import pytest

from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.sources import SourceStatus
from tenants.queries.regulation_facts import RegulationFacts, list_regulation_facts
from tenants.regulation_rules import ProvisionDetails, RegulationDetails
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus, RelationKind
from tenants.services.documents import IncomingFile
from tenants.services.regulation_chain import relate_regulations
from tenants.services.regulation_documents import attach_document
from tenants.services.regulations import register_regulation
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")


def register(regency: Regency, *provisions: ProvisionDetails, **changes: Any) -> Any:
    base: dict[str, Any] = {
        "kind": RegulationKind.PERBUP,
        "number": "25",
        "year": 2021,
        "title": "Pelaksanaan Program",
        "status": RegulationStatus.IN_FORCE,
        "source_name": "Berita",
        "source_status": SourceStatus.PRESS,
    }
    with transaction(regency.principal()) as session:
        return register_regulation(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RegulationDetails(**{**base, **changes}),
            provisions=provisions,
        ).id


def facts_of(regency: Regency, year: int) -> list[RegulationFacts]:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return list(list_regulation_facts(session, tenant_id=regency.id, year=year))


def test_facts_hold_what_is_known_and_leave_the_rest_open(
    regency: Regency, other_regency: Regency
) -> None:
    register(
        regency,
        ProvisionDetails(group=ProvisionGroup.PU, article="Pasal 4"),
        ProvisionDetails(group=ProvisionGroup.VILLAGE_COUNCIL, summary="disebut"),
        enacted_on=date(2021, 6, 23),
        has_sanction=True,
        sanction_article="Pasal 12",
    )
    register(other_regency, number="7")

    (facts,) = facts_of(regency, 2025)

    assert (facts.citation, facts.kind) == ("Perbup 25/2021", RegulationKind.PERBUP)
    assert facts.articles == {ProvisionGroup.PU: "Pasal 4"}
    assert (facts.in_force_at_year_end, facts.in_force_all_year, facts.is_recent) == (
        True,
        True,
        True,
    )
    assert facts.binding_from_on == date(2021, 6, 23)
    assert (facts.has_sanction, facts.sanction_article) == (True, "Pasal 12")
    assert facts.names_funding_source is None
    assert (facts.document_id, facts.document_sha256) == (None, None)
    assert facts.source_status is SourceStatus.PRESS


def test_facts_of_2021_by_day_and_of_2026_without_recency(regency: Regency) -> None:
    register(regency, enacted_on=date(2021, 6, 23))

    first, last = facts_of(regency, 2021)[0], facts_of(regency, 2026)[0]

    assert (first.in_force_at_year_end, first.in_force_all_year) == (True, False)
    assert (last.in_force_all_year, last.is_recent) == (True, False)


def test_facts_leave_out_drafts(regency: Regency) -> None:
    register(regency, number=None, status=RegulationStatus.DRAFT)

    assert facts_of(regency, 2025) == []


def test_facts_count_an_amendment_as_recent(regency: Regency) -> None:
    older = register(regency, number="28", year=2016)
    newer = register(regency, number="2", year=2022)
    with transaction(regency.principal()) as session:
        relate_regulations(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            regulation_id=newer,
            target_id=older,
            kind=RelationKind.AMENDS,
        )

    found = {facts.number: facts for facts in facts_of(regency, 2025)}

    assert found["28"].is_recent is True
    assert found["28"].in_force_at_year_end is True


def test_facts_follow_the_chain_whatever_the_stated_status(regency: Regency) -> None:
    older = register(regency, number="28", year=2016, effective_on=date(2016, 1, 1))
    newer = register(regency, number="2", year=2024, effective_on=date(2024, 7, 1))
    by: dict[str, Any] = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
    with transaction(regency.principal()) as session:
        relate_regulations(
            session, **by, regulation_id=newer, target_id=older, kind=RelationKind.REVOKES
        )

    in_2023, in_2024 = (
        {facts.number: facts for facts in facts_of(regency, year)}["28"] for year in (2023, 2024)
    )

    assert (in_2023.in_force_at_year_end, in_2023.in_force_all_year) == (True, True)
    assert (in_2024.in_force_at_year_end, in_2024.in_force_all_year) == (False, False)
    assert in_2024.ended_on == date(2024, 7, 1)


def test_facts_name_the_latest_file_and_count_events(regency: Regency) -> None:
    regulation_id = register(regency)
    by: dict[str, Any] = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
    with transaction(regency.principal()) as session:
        for content in (b"%PDF-1.4 lama", b"%PDF-1.4 baru"):
            document = attach_document(
                session,
                **by,
                regulation_id=regulation_id,
                file=IncomingFile("perbup.pdf", content),
            )

    (facts,) = facts_of(regency, 2025)

    assert (facts.document_id, facts.document_version) == (document.id, 2)
    assert facts.document_sha256 == document.sha256.hex()
