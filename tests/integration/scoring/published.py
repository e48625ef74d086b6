"""Figures of a regency, and the recomputation that publishes them; for tests of comparison."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from enrollment.figures import QuotationDetails, RecipientDetails, StatementDetails, TargetDetails
from enrollment.kinds import DenominatorKind, NumeratorBasis, RecipientGroup, RecipientStage
from enrollment.queries.coverage import FigureKind
from enrollment.services.figures import add_quotation, add_recipient_count, add_target, attach_paper
from enrollment.services.statements import add_statement
from scoring.services.claims import ClaimSource, state_claims
from scoring.services.scorecards import Recomputation, recompute_scorecards
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.sources import SourceStatus
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency

PAPER = IncomingFile("surat.pdf", b"%PDF-1.7\nSurat")


def keep_paper(regency: Regency, kind: FigureKind, figure_id: UUID) -> None:
    """The official paper of a figure, so that it counts as verified."""
    with transaction(regency.principal()) as session:
        attach_paper(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            kind=kind,
            figure_id=figure_id,
            file=PAPER,
        )


def state_coverage(
    regency: Regency,
    covered: int,
    eligible: int,
    data_on: date = date(2025, 7, 31),
    *,
    paper: IncomingFile | None = PAPER,
) -> None:
    """A participation statement on KTP basis over all segments; without a paper it is stated."""
    with transaction(regency.principal()) as session:
        figure = add_statement(
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
                source_status=SourceStatus.OFFICIAL,
                source_on=max(data_on, date(2025, 8, 10)),
                data_on=data_on,
            ),
        )
    if paper is not None:
        keep_paper(regency, FigureKind.STATEMENT, figure.id)


def state_target(
    regency: Regency, percent: str = "52.15", *, paper: IncomingFile | None = PAPER
) -> None:
    """The target of 2025; without a paper it is stated only."""
    with transaction(regency.principal()) as session:
        figure = add_target(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=TargetDetails(
                year=2025,
                target_percent=Decimal(percent),
                family="RPJMD",
                source_name="RPJMD 2025-2029",
                source_status=SourceStatus.OFFICIAL,
                data_on=date(2025, 1, 2),
            ),
        )
    if paper is not None:
        keep_paper(regency, FigureKind.TARGET, figure.id)


def state_recipients(regency: Regency, people: int) -> None:
    """People chosen by decree in 2025."""
    with transaction(regency.principal()) as session:
        figure = add_recipient_count(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=RecipientDetails(
                recipient_group=RecipientGroup.VULNERABLE,
                stage=RecipientStage.DETERMINED,
                people_count=people,
                source_name="SK penetapan",
                source_status=SourceStatus.OFFICIAL,
                data_on=date(2025, 3, 1),
            ),
        )
    keep_paper(regency, FigureKind.RECIPIENT, figure.id)


def quote_coverage(regency: Regency, percent: str, *, published_on: date) -> None:
    """A percentage of the press without its base."""
    with transaction(regency.principal()) as session:
        add_quotation(
            session,
            tenant_id=regency.id,
            actor=ACTOR,
            now=NOW,
            details=QuotationDetails(
                title="UCJ",
                quoted_percent=Decimal(percent),
                source_name="Jatimtimes",
                source_status=SourceStatus.PRESS,
                source_on=published_on,
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
            file=PAPER,
            actor=ACTOR,
            now=NOW,
        )


def publish(regency: Regency) -> Recomputation:
    """What the recomputing job does."""
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return recompute_scorecards(session, tenant_id=regency.id, now=NOW)
