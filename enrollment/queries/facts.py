"""What a scorecard may know of people and participation in one year. Not known is None."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.coverage import BasePart, base_differences
from enrollment.kinds import (
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from enrollment.models.coverage import CoverageTarget, ParticipationStatement, RecipientCount
from enrollment.queries.benefit_facts import BenefitFacts, sum_benefits
from enrollment.queries.cover_facts import (
    CountFact,
    CoverFacts,
    count_confirmed,
    count_cover,
    sum_paid,
)
from enrollment.queries.coverage import (
    list_recipient_counts,
    list_targets,
    precedence,
    statement_point,
)
from tenants.kernel.sources import SourceStatus

DECEMBER = 12


@dataclass(frozen=True)
class ParticipationFact:
    """Both counts of a statement. ``basis`` says whose identity card counts, ``kind`` of whom."""

    covered: int
    base: int
    basis: NumeratorBasis
    kind: str
    includes_jakon: bool
    source: str
    status: SourceStatus
    is_verified: bool
    data_on: date
    record: str


@dataclass(frozen=True)
class TargetFact:
    """The target of the year, 0 to 1."""

    ratio: Decimal
    family: str
    document: str | None
    source: str
    status: SourceStatus
    is_verified: bool
    data_on: date | None
    record: str


@dataclass(frozen=True)
class GroupFact:
    """How many of a group are covered, out of how many; either may be unknown."""

    covered: CountFact | None
    population: CountFact | None


@dataclass(frozen=True)
class EnrollmentFacts:
    """Facts of one assessed year, 1 January to 31 December.

    ``coverage`` is the latest statement of the year over all segments on KTP basis; ``year_end``
    the latest of its December, ``previous`` that of the December before on the same base (the
    number of people in the denominator may differ). ``segments`` holds the latest of the year per
    segment. ``people`` stand at 31 December. ``protected_months`` counts worker-months whose
    contribution BPJS has posted, ``paid`` the rupiah of billing lists paid in the year,
    ``benefits`` what was paid to people in it.
    ``invented`` counts the people of synthetic lists; no score may use it.
    """

    year: int
    coverage: ParticipationFact | None
    year_end: ParticipationFact | None
    previous: ParticipationFact | None
    segments: Mapping[StatementSegment, ParticipationFact]
    target: TargetFact | None
    verified: CountFact | None
    determined: CountFact | None
    active: CountFact | None
    protected_months: CountFact | None
    paid: CountFact | None
    benefits: BenefitFacts
    groups: Mapping[str, GroupFact]
    invented: CoverFacts


def enrollment_facts(session: Session, *, tenant_id: int, year: int) -> EnrollmentFacts:
    """Gather the facts of one year.

    People come from the lists kept here; where there is none, from the newest count somebody
    stated. Invented people are counted apart and never stand in for real ones.
    """
    statements = _statements(session, tenant_id)
    latest = _latest(statements, year, StatementSegment.ALL, basis=NumeratorBasis.KTP)
    year_end, previous = _decembers(statements, year)
    counts = [
        one
        for one in list_recipient_counts(session, tenant_id=tenant_id)
        if _year(one) == year and one.source_status != SourceStatus.SYNTHETIC
    ]
    by_stage = {
        RecipientStage(one.stage): _stated(one)
        for one in counts
        if one.recipient_group == RecipientGroup.VULNERABLE and one.people_count is not None
    }
    real = count_cover(session, tenant_id=tenant_id, year=year, is_synthetic=False)
    return EnrollmentFacts(
        year=year,
        coverage=_fact(latest),
        year_end=_fact(year_end),
        previous=_fact(previous),
        segments={
            segment: fact
            for segment in StatementSegment
            if (fact := _fact(_latest(statements, year, segment))) is not None
        },
        target=_target(list_targets(session, tenant_id=tenant_id), year),
        verified=count_confirmed(session, tenant_id=tenant_id, year=year)
        or by_stage.get(RecipientStage.VERIFIED),
        determined=real.determined or by_stage.get(RecipientStage.DETERMINED),
        active=real.active or by_stage.get(RecipientStage.ACTIVE),
        protected_months=real.months,
        paid=sum_paid(session, tenant_id=tenant_id, year=year),
        benefits=sum_benefits(session, tenant_id=tenant_id, year=year),
        groups=_groups(counts),
        invented=count_cover(session, tenant_id=tenant_id, year=year, is_synthetic=True),
    )


def _statements(session: Session, tenant_id: int) -> Sequence[ParticipationStatement]:
    """Statements, oldest data first; invented ones before all real ones, which so come last."""
    statements = session.scalars(
        select(ParticipationStatement).where(ParticipationStatement.tenant_id == tenant_id)
    )
    return sorted(statements, key=lambda one: (not _is_invented(one), *precedence(one)))


def _latest(
    statements: Sequence[ParticipationStatement],
    year: int,
    segment: StatementSegment,
    *,
    basis: NumeratorBasis | None = None,
) -> ParticipationStatement | None:
    chosen = [
        one
        for one in statements
        if one.segment == segment
        and (basis is None or one.numerator_basis == basis)
        and one.data_on is not None
        and one.data_on.year == year
    ]
    return chosen[-1] if chosen else None


def _decembers(
    statements: Sequence[ParticipationStatement], year: int
) -> tuple[ParticipationStatement | None, ParticipationStatement | None]:
    """The statement that ends the year and the one that ended the year before, on one base.

    The newest December statement that has a counterpart is chosen; without any, the newest stands
    alone. A real one is never passed over for an invented one.
    """
    at_end, before = (
        [
            one
            for one in reversed(statements)
            if one.segment == StatementSegment.ALL
            and one.numerator_basis == NumeratorBasis.KTP
            and one.data_on is not None
            and (one.data_on.year, one.data_on.month) == (wanted, DECEMBER)
        ]
        for wanted in (year, year - 1)
    )
    if any(not _is_invented(one) for one in at_end):
        at_end = [one for one in at_end if not _is_invented(one)]
    pairs = ((one, other) for one in at_end for other in before if _is_comparable(one, other))
    return next(pairs, (next(iter(at_end), None), None))


def _is_comparable(one: ParticipationStatement, other: ParticipationStatement) -> bool:
    """Counted alike: only the number of people in the denominator moves with the years."""
    if _is_invented(one) != _is_invented(other):
        return False
    differences = base_differences(statement_point(one), statement_point(other))
    return set(differences) <= {BasePart.DENOMINATOR}


def _is_invented(statement: ParticipationStatement) -> bool:
    return statement.source_status == SourceStatus.SYNTHETIC


def _fact(statement: ParticipationStatement | None) -> ParticipationFact | None:
    if statement is None or statement.data_on is None:
        return None
    return ParticipationFact(
        covered=statement.numerator_count,
        base=statement.denominator_count,
        basis=NumeratorBasis(statement.numerator_basis),
        kind=statement_point(statement).denominator_kind or "",
        includes_jakon=statement.includes_jakon,
        source=statement.source_name,
        status=SourceStatus(statement.source_status),
        is_verified=statement.is_verified,
        data_on=statement.data_on,
        record=f"statement:{statement.id}",
    )


def _target(targets: Sequence[CoverageTarget], year: int) -> TargetFact | None:
    """Of several targets of a year a verified one counts before others, then the newest source."""
    chosen = sorted(
        (one for one in targets if one.year == year),
        key=lambda one: (
            one.is_verified,
            one.source_status == SourceStatus.OFFICIAL,
            one.source_on or date.min,
            one.created_at,
        ),
    )
    if not chosen:
        return None
    target = chosen[-1]
    return TargetFact(
        ratio=target.ratio,
        family=target.family,
        document=target.document,
        source=target.source_name,
        status=SourceStatus(target.source_status),
        is_verified=target.is_verified,
        data_on=target.data_on,
        record=f"target:{target.id}",
    )


def _groups(counts: Sequence[RecipientCount]) -> Mapping[str, GroupFact]:
    stages: dict[str, dict[str, CountFact]] = {}
    for count in counts:
        if count.people_count is not None:
            stages.setdefault(count.recipient_group, {})[count.stage] = _stated(count)
    return {
        group: GroupFact(
            covered=found.get(RecipientStage.ACTIVE),
            population=found.get(RecipientStage.POPULATION),
        )
        for group, found in stages.items()
        if {RecipientStage.ACTIVE, RecipientStage.POPULATION} & found.keys()
    }


def _stated(count: RecipientCount) -> CountFact:
    return CountFact(
        count=count.people_count or 0,
        source=count.source_name,
        status=SourceStatus(count.source_status),
        is_verified=count.is_verified,
        data_on=count.data_on,
        record=f"recipient:{count.id}",
    )


def _year(count: RecipientCount) -> int | None:
    day = count.data_on or count.source_on
    return None if day is None else day.year
