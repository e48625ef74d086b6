"""The chains of the cover calendar, and how long drafting took in this regency."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import event

from cooperation.budget_calendar import History, Lead
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import FundingSource
from cooperation.months import Month
from cooperation.queries.cover_calendar import (
    CalendarChain,
    CalendarFilter,
    list_calendar_chains,
    read_lead,
)
from cooperation.services.agreements import register_agreement
from tenants.kernel.db import transaction
from tenants.models.regulations import DraftingStage, Regulation
from tests.conftest import NOW, Regency
from tests.integration.cooperation.records import (
    TODAY,
    agreement_details,
    by,
    keep_agreement,
    keep_commitment,
    sign,
)

pytestmark = pytest.mark.usefixtures("app_context")


EVERYTHING = CalendarFilter()


def chains(regency: Regency, narrowed: CalendarFilter = EVERYTHING) -> list[CalendarChain]:
    with transaction(regency.principal()) as session:
        return list_calendar_chains(
            session, tenant_id=regency.id, narrowed=narrowed, departments=()
        )


def lead(regency: Regency, today: date = TODAY) -> Lead:
    with transaction(regency.principal()) as session:
        return read_lead(session, tenant_id=regency.id, timezone="Asia/Jakarta", today=today)


def titles(found: list[CalendarChain]) -> list[list[str]]:
    return [[entry.commitment.title for entry in chain.entries] for chain in found]


def drafted_and_signed(regency: Regency, days: int, signed_on: date) -> None:
    """An agreement that was drafted so many days before its signature, at noon in WIB."""
    kept = keep_commitment(regency, title=f"Program {days}")
    drafted_at = datetime(signed_on.year, signed_on.month, signed_on.day, 5, tzinfo=UTC)
    with transaction(regency.principal()) as session:
        agreement = register_agreement(
            session,
            **{**by(regency), "now": drafted_at - timedelta(days=days)},
            details=agreement_details(commitment_id=kept.id),
        )
    sign(regency, agreement, signed_on)


def test_chains_when_listed_hold_what_continues_and_leave_out_what_has_no_months(
    regency: Regency, other_regency: Regency
) -> None:
    first = keep_commitment(regency, title="Tani 2025")
    keep_commitment(
        regency,
        title="Tani 2026",
        budget_year=2026,
        first_month=Month(2026, 2),
        continues_id=first.id,
        status=CommitmentStatus.PLANNED,
    )
    keep_commitment(regency, title="Nelayan", funding_source=FundingSource.CSR)
    keep_commitment(regency, title="Tanpa bulan", month_count=None)
    keep_commitment(other_regency, title="Asing")

    assert titles(chains(regency)) == [["Nelayan"], ["Tani 2025", "Tani 2026"]]
    assert titles(chains(regency, CalendarFilter(funding_source=FundingSource.CSR))) == [
        ["Nelayan"]
    ]
    assert titles(chains(regency, CalendarFilter(search="2025 tani"))) == [
        ["Tani 2025", "Tani 2026"]
    ]
    assert chains(regency, CalendarFilter(department_id=UUID(int=1))) == []


def test_month_before_the_signature_when_listed_waits_for_its_proof(regency: Regency) -> None:
    commitment = keep_commitment(regency)
    sign(regency, keep_agreement(regency, commitment_id=commitment.id), date(2025, 4, 14))

    (chain,) = chains(regency)

    assert chain.latest.link.term.pending_until == Month(2025, 3)
    assert chain.latest.terms.signed_on == date(2025, 4, 14)


def test_calendar_costs_the_same_number_of_questions_however_many_programmes_it_has(
    regency: Regency,
) -> None:
    asked: list[int] = []
    for size in (1, 6):
        for number in range(size):
            kept = keep_commitment(regency, title=f"Program {size} {number}")
            keep_agreement(regency, commitment_id=kept.id)
        statements: list[str] = []
        with transaction(regency.principal()) as session:
            event.listen(
                session.connection(),
                "before_cursor_execute",
                lambda _connection, _cursor, statement, *_, to=statements: to.append(statement),
            )
            list_calendar_chains(session, tenant_id=regency.id, narrowed=EVERYTHING, departments=())
            read_lead(session, tenant_id=regency.id, timezone=None, today=TODAY)
        asked.append(len(statements))

    assert asked == [4, 4]


def test_lead_when_agreements_were_signed_is_their_middle_and_leaves_out_late_records(
    regency: Regency,
) -> None:
    assert lead(regency).agreement.count == 0
    for days in (20, 30, 100, 0):
        drafted_and_signed(regency, days, date(2025, 4, 14))

    assert lead(regency) == Lead(History(30, 3), None)


def test_lead_when_regulations_were_promulgated_counts_from_their_first_stage(
    regency: Regency,
) -> None:
    with transaction(regency.principal()) as session:
        for number, stages in enumerate(
            (
                {"planning": date(2025, 1, 6), "promulgation": date(2025, 4, 6)},
                {"planning": date(2025, 1, 6), "drafting": date(2025, 2, 6)},
            )
        ):
            regulation = Regulation(
                tenant_id=regency.id,
                kind="perbup",
                title=f"Peraturan {number}",
                year=2025,
                status="draft",
                source_name="Berkas uji",
                source_status="official",
                version=1,
                created_at=NOW,
                updated_at=NOW,
            )
            session.add(regulation)
            session.flush()
            session.add_all(
                DraftingStage(
                    tenant_id=regency.id, regulation_id=regulation.id, stage=stage, done_on=day
                )
                for stage, day in stages.items()
            )

    assert lead(regency).regulation == History(90, 1)
