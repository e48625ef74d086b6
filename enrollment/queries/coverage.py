"""Figures about participation, and what each computes to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.coverage import (
    CoveragePoint,
    CoverageReading,
    Finding,
    check_rosters,
    read_coverage,
)
from enrollment.kinds import (
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from enrollment.models.coverage import (
    CoverageTarget,
    ParticipationStatement,
    QuotedFigure,
    RecipientCount,
)
from enrollment.queries.active_counts import ActivePeople, read_active
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.formats import date_id, month_id
from tenants.kernel.sources import SourceStatus
from tenants.models.identity import Organisation

PaperedFigure: TypeAlias = ParticipationStatement | CoverageTarget | RecipientCount
Figure: TypeAlias = PaperedFigure | QuotedFigure


class FigureKind(StrEnum):
    """The tables of figures, by the word their addresses use."""

    STATEMENT = "statement"
    QUOTATION = "quotation"
    TARGET = "target"
    RECIPIENT = "recipient"


_MODELS: Mapping[FigureKind, type[Figure]] = {
    FigureKind.STATEMENT: ParticipationStatement,
    FigureKind.QUOTATION: QuotedFigure,
    FigureKind.TARGET: CoverageTarget,
    FigureKind.RECIPIENT: RecipientCount,
}


def get_figure(session: Session, *, tenant_id: int, kind: FigureKind, figure_id: UUID) -> Figure:
    """One figure of the regency.

    Raises:
        NotFound: none such.
    """
    figure = cast("Figure | None", session.get(_MODELS[kind], (tenant_id, figure_id)))
    if figure is None:
        raise NotFound(N_("Angka ini tidak ditemukan."))
    return figure


def get_papered_figure(
    session: Session, *, tenant_id: int, kind: FigureKind, figure_id: UUID
) -> PaperedFigure:
    """A figure that can rest on a paper: any but a quoted one.

    Raises:
        NotFound: none such in this regency.
    """
    figure = get_figure(session, tenant_id=tenant_id, kind=kind, figure_id=figure_id)
    if isinstance(figure, QuotedFigure):
        raise NotFound(N_("Angka ini tidak ditemukan."))
    return figure


@dataclass(frozen=True)
class ReadStatement:
    """A statement and what it computes to; ``office`` is the BPJS office that stated it, if any."""

    statement: ParticipationStatement
    reading: CoverageReading
    office: str | None

    def with_target(self, target_percent: Decimal | None) -> CoverageReading:
        """The reading against a target in percent, with the gaps to it."""
        point = replace(statement_point(self.statement), target_percent=target_percent)
        return read_coverage(point)


@dataclass(frozen=True)
class ReadQuotation:
    """A quoted figure, and the range its rounding implies."""

    figure: QuotedFigure
    reading: CoverageReading


@dataclass(frozen=True)
class GroupCounts:
    """The newest count of a group at each stage that somebody has stated."""

    group: str
    stages: Mapping[RecipientStage, RecipientCount]


def precedence(statement: ParticipationStatement) -> tuple[date, bool, bool, datetime]:
    """Which statement counts before another: sorted by this, the last one does.

    The newest data do; of one day what is counted by identity card, then what is verified, then
    what was stated last.
    """
    return (
        statement.data_on or date.min,
        statement.numerator_basis == NumeratorBasis.KTP,
        statement.is_verified,
        statement.created_at,
    )


def list_same_day(
    session: Session,
    *,
    tenant_id: int,
    segment: StatementSegment,
    basis: NumeratorBasis,
    data_on: date | None,
) -> Sequence[tuple[ParticipationStatement, str | None]]:
    """Statements of one day, segment and basis, each with the BPJS office that stated it, if any.

    The one that counts comes first.
    """
    rows = session.execute(
        select(ParticipationStatement, Organisation.name)
        .outerjoin(Organisation, Organisation.id == ParticipationStatement.branch_id)
        .where(
            ParticipationStatement.tenant_id == tenant_id,
            ParticipationStatement.segment == segment,
            ParticipationStatement.numerator_basis == basis,
            ParticipationStatement.data_on == data_on,
        )
        .order_by(ParticipationStatement.id)
    )
    ordered = sorted(rows, key=lambda row: precedence(row[0]), reverse=True)
    return [(statement, office) for statement, office in ordered]


def list_statements(session: Session, *, tenant_id: int) -> Sequence[ReadStatement]:
    """Statements with their readings, newest data first; each is compared with earlier data.

    Of one day the statement that counts comes first. Each is also compared with who is active by
    the lists kept here.
    """
    rows = session.execute(
        select(ParticipationStatement, Organisation.name)
        .outerjoin(Organisation, Organisation.id == ParticipationStatement.branch_id)
        .where(ParticipationStatement.tenant_id == tenant_id)
        .order_by(ParticipationStatement.id)
    )
    statements = sorted(rows, key=lambda row: precedence(row[0]))
    active = read_active(session, tenant_id=tenant_id)
    earlier: dict[str, list[CoveragePoint]] = {}
    found = []
    for statement, office in statements:
        point = statement_point(statement)
        of_segment = earlier.setdefault(statement.segment, [])
        reading = _beside_rosters(read_coverage(point, of_segment), statement, active)
        found.append(ReadStatement(statement, reading, office))
        of_segment.append(point)
    return found[::-1]


def list_quotations(session: Session, *, tenant_id: int) -> Sequence[ReadQuotation]:
    """Quoted figures with their readings, newest first."""
    newest = func.coalesce(QuotedFigure.data_on, QuotedFigure.source_on)
    figures = session.scalars(
        select(QuotedFigure)
        .where(QuotedFigure.tenant_id == tenant_id)
        .order_by(newest.desc().nulls_last(), QuotedFigure.id.desc())
    )
    return [ReadQuotation(figure, read_coverage(quotation_point(figure))) for figure in figures]


def list_targets(session: Session, *, tenant_id: int) -> Sequence[CoverageTarget]:
    """Targets, newest year first, then by whose they are."""
    return session.scalars(
        select(CoverageTarget)
        .where(CoverageTarget.tenant_id == tenant_id)
        .order_by(CoverageTarget.year.desc(), CoverageTarget.family, CoverageTarget.id)
    ).all()


def list_recipient_counts(session: Session, *, tenant_id: int) -> Sequence[RecipientCount]:
    """Counts of groups, oldest first."""
    newest = func.coalesce(RecipientCount.data_on, RecipientCount.source_on)
    return session.scalars(
        select(RecipientCount)
        .where(RecipientCount.tenant_id == tenant_id)
        .order_by(newest.nulls_first(), RecipientCount.created_at, RecipientCount.id)
    ).all()


def newest_by_group(counts: Sequence[RecipientCount]) -> Mapping[str, GroupCounts]:
    """The newest count per group and stage: known groups in their order, then others by name.

    Args:
        counts: oldest first.
    """
    stages: dict[str, dict[RecipientStage, RecipientCount]] = {}
    for count in counts:
        of_group = stages.setdefault(count.recipient_group, {})
        of_group[RecipientStage(count.stage)] = count
    ordered = dict.fromkeys((*RecipientGroup, *sorted(stages)))
    return {
        str(group): GroupCounts(str(group), stages[group]) for group in ordered if group in stages
    }


def statement_point(statement: ParticipationStatement) -> CoveragePoint:
    """A statement as the pure rules see it."""
    kind = statement.denominator_kind
    note = statement.denominator_note
    return CoveragePoint(
        label=date_id(statement.data_on) if isinstance(statement.data_on, date) else "",
        numerator=statement.numerator_count,
        denominator=statement.denominator_count,
        denominator_kind=kind if note is None else f"{kind}: {note}",
        numerator_basis=statement.numerator_basis,
        segment=statement.segment,
        includes_jakon=statement.includes_jakon,
    )


def roster_findings(statement: ParticipationStatement, active: ActivePeople) -> tuple[Finding, ...]:
    """What the lists kept here say against a statement."""
    day = statement.data_on
    if day is None:
        return ()
    people = active.of(
        day,
        StatementSegment(statement.segment),
        includes_jakon=statement.includes_jakon,
        is_synthetic=statement.source_status == SourceStatus.SYNTHETIC,
    )
    return check_rosters(statement.numerator_count, people, month_id(day))


def quotation_point(figure: QuotedFigure) -> CoveragePoint:
    """A quoted figure as the pure rules see it, with the decimals it was published with."""
    return CoveragePoint(
        label=figure.title,
        numerator=figure.numerator_count,
        denominator=figure.denominator_count,
        denominator_kind=figure.denominator_kind,
        stated_percent=_percent(figure.quoted_ratio, figure.quoted_decimals),
        target_percent=_percent(figure.target_ratio, figure.quoted_decimals),
        stated_gap_points=_percent(figure.gap_ratio, figure.quoted_decimals),
        stated_gap_workers=figure.gap_worker_count,
    )


def _beside_rosters(
    reading: CoverageReading, statement: ParticipationStatement, active: ActivePeople
) -> CoverageReading:
    found = roster_findings(statement, active)
    return replace(reading, findings=(*reading.findings, *found)) if found else reading


def _percent(ratio: Decimal | None, decimals: int) -> Decimal | None:
    if ratio is None:
        return None
    return (ratio * 100).quantize(Decimal(1).scaleb(-decimals))
