"""Figures of a regency, and the recomputation that publishes them; for tests of comparison."""

from datetime import date
from decimal import Decimal

from enrollment.figures import RecipientDetails, StatementDetails, TargetDetails
from enrollment.kinds import DenominatorKind, NumeratorBasis, RecipientGroup, RecipientStage
from enrollment.services.figures import add_recipient_count, add_statement, add_target
from scoring.services.claims import ClaimSource, state_claims
from scoring.services.scorecards import Recomputation, recompute_scorecards
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.sources import SourceStatus
from tests.conftest import ACTOR, NOW, Regency


def state_coverage(
    regency: Regency, covered: int, eligible: int, data_on: date = date(2025, 7, 31)
) -> None:
    """A participation statement on KTP basis over all segments."""
    with transaction(regency.principal()) as session:
        add_statement(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=StatementDetails(
                numerator_count=covered,
                numerator_basis=NumeratorBasis.KTP,
                denominator_count=eligible,
                denominator_kind=DenominatorKind.EMPLOYED,
                includes_jakon=True,
                source_name="Surat BPJS Ketenagakerjaan",
                source_on=max(data_on, date(2025, 8, 10)),
                data_on=data_on,
            ),
        )


def state_target(regency: Regency, percent: str = "52.15") -> None:
    """The target of 2025."""
    with transaction(regency.principal()) as session:
        add_target(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=TargetDetails(
                year=2025,
                target_percent=Decimal(percent),
                family="RPJMD",
                source_name="RPJMD 2025-2029",
                data_on=date(2025, 1, 2),
            ),
        )


def state_recipients(regency: Regency, people: int) -> None:
    """People chosen by decree in 2025."""
    with transaction(regency.principal()) as session:
        add_recipient_count(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RecipientDetails(
                recipient_group=RecipientGroup.VULNERABLE,
                stage=RecipientStage.DETERMINED,
                people_count=people,
                source_name="SK penetapan",
                data_on=date(2025, 3, 1),
            ),
        )


def state_planning(
    regency: Regency, *answers: str, status: SourceStatus = SourceStatus.OFFICIAL, year: int = 2025
) -> None:
    """Planning documents that name the coverage, ``rpjmd``, ``rkpd``, ``renstra``; 2 points."""
    with transaction(regency.principal()) as session:
        state_claims(
            session,
            tenant_id=regency.id,
            year=year,
            indicator="A5",
            values={f"planning.{answer}": True for answer in answers},
            source=ClaimSource("RPJMD", status, evidence="halaman 112"),
            actor=ACTOR,
            now=NOW,
        )


def publish(regency: Regency) -> Recomputation:
    """What the recomputing job does."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return recompute_scorecards(session, tenant_id=regency.id, now=NOW)
