"""Facts of participation and people (B1 to B4, C1 to C4), read from enrollment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cooperation.queries.cooperation_facts import CommitmentFacts
from enrollment.kinds import DENOMINATOR_LABELS, DenominatorKind, RecipientGroup, StatementSegment
from enrollment.queries.cover_facts import CountFact
from enrollment.queries.coverage import ReadQuotation
from enrollment.queries.facts import EnrollmentFacts, ParticipationFact, TargetFact
from scoring import retelling
from scoring.facts import (
    QUOTED_PREFIX,
    SYNTHETIC_PREFIX,
    TOLD_PREFIX,
    Fact,
    Status,
    Unit,
    known,
)
from tenants.kernel import formats

MONTHS = 12
BENEFIT_AMOUNT = f"{TOLD_PREFIX}benefit_amount_idr"
BENEFIT_RECIPIENTS = f"{TOLD_PREFIX}benefit_recipients_count"
SEGMENTS: Mapping[StatementSegment, str] = {
    StatementSegment.PU: "segment.wage",
    StatementSegment.BPU: "segment.self",
}
GROUPS: Mapping[RecipientGroup, str] = {
    RecipientGroup.NON_ASN: "group.non_asn",
    RecipientGroup.VILLAGE_OFFICIALS: "group.village_officials",
    RecipientGroup.VILLAGE_COUNCIL: "group.village_council",
    RecipientGroup.NEIGHBOURHOOD_HEADS: "group.neighbourhood",
    RecipientGroup.TEACHERS_AND_STAFF: "group.teachers",
    RecipientGroup.HEALTH_WORKERS: "group.health",
}


@dataclass(frozen=True)
class _Counted:
    """A count under the key of its fact."""

    key: str
    found: CountFact | None
    unit: Unit = Unit.PEOPLE


def people_facts(
    enrollment: EnrollmentFacts, commitments: Sequence[CommitmentFacts]
) -> dict[str, Fact]:
    """Facts by key. Invented figures stand under keys that no indicator reads.

    Args:
        enrollment: what the package knows of the year.
        commitments: of the same year; they price the people determined.
    """
    facts = {
        **_statement("coverage.", enrollment.coverage),
        **_statement("coverage.year_end_", enrollment.year_end),
        **_statement("coverage.previous_", enrollment.previous),
    }
    for segment, name in SEGMENTS.items():
        facts |= _statement(f"{name}_", enrollment.segments.get(segment))
    if enrollment.target is not None:
        facts["coverage.target_ratio"] = _target(enrollment.target)
    for counted in _counts(enrollment):
        if counted.found is not None:
            facts[counted.key] = _count(counted.found, counted.unit)
    need = _full_year(enrollment.determined, commitments)
    if need is not None:
        facts["contribution.full_year_idr"] = need
    return {_key(key, fact): fact for key, fact in facts.items()}


def _key(key: str, fact: Fact) -> str:
    """Invented people may be shown, never scored: neither as a result nor as its base."""
    is_apart = fact.status is not Status.SYNTHETIC or key.startswith(SYNTHETIC_PREFIX)
    return key if is_apart else f"{SYNTHETIC_PREFIX}{key}"


def quoted_facts(quotations: Sequence[ReadQuotation], year: int) -> dict[str, Fact]:
    """Published percentages without a base: kept in the document, read by no indicator.

    Args:
        quotations: newest first.
        year: only figures that describe it, or were published in it.
    """
    facts: dict[str, Fact] = {}
    for quotation in quotations:
        figure = quotation.figure
        day = figure.data_on or figure.source_on
        if figure.quoted_ratio is None or day is None or day.year != year:
            continue
        facts[f"{QUOTED_PREFIX}coverage_{len(facts) + 1}"] = known(
            figure.quoted_ratio,
            Unit.RATIO,
            source=figure.source_name,
            status=Status(figure.source_status),
            basis=figure.title,
            data_on=figure.data_on,
            record=f"quotation:{figure.id}",
        )
    return facts


def _statement(prefix: str, fact: ParticipationFact | None) -> dict[str, Fact]:
    if fact is None:
        return {}
    kind = retelling.WITH_JAKON if fact.includes_jakon else retelling.WITHOUT_JAKON
    return {
        f"{prefix}covered_count": _stated(fact, fact.covered, fact.basis.value),
        f"{prefix}base_count": _stated(fact, fact.base, kind % {"kind": _kind(fact.kind)}),
    }


def _stated(fact: ParticipationFact, count: int, basis: str) -> Fact:
    return known(
        Decimal(count),
        Unit.PEOPLE,
        source=fact.source,
        status=Status(fact.status),
        basis=basis,
        data_on=fact.data_on,
        is_verified=fact.is_verified,
        record=fact.record,
    )


def _kind(kind: str) -> str:
    code, _, note = kind.partition(": ")
    label = DENOMINATOR_LABELS[DenominatorKind(code)]
    return f"{label}: {note}" if note else label


def _target(target: TargetFact) -> Fact:
    return known(
        target.ratio,
        Unit.RATIO,
        source=target.source,
        status=Status(target.status),
        basis=target.family,
        data_on=target.data_on,
        evidence=target.document,
        is_verified=target.is_verified,
        record=target.record,
    )


def _counts(enrollment: EnrollmentFacts) -> list[_Counted]:
    groups = [
        counted
        for group, name in GROUPS.items()
        if (found := enrollment.groups.get(group)) is not None
        for counted in (
            _Counted(f"{name}_covered_count", found.covered),
            _Counted(f"{name}_count", found.population),
        )
    ]
    return [
        _Counted("recipient.verified_count", enrollment.verified),
        _Counted("recipient.determined_count", enrollment.determined),
        _Counted("recipient.active_count", enrollment.active),
        _Counted("cover.person_months", enrollment.protected_months, Unit.PERSON_MONTHS),
        _Counted("contribution.paid_idr", enrollment.paid, Unit.RUPIAH),
        *groups,
        _Counted(BENEFIT_AMOUNT, enrollment.benefits.amount, Unit.RUPIAH),
        _Counted(BENEFIT_RECIPIENTS, enrollment.benefits.recipients),
        _Counted(f"{SYNTHETIC_PREFIX}recipient.determined_count", enrollment.invented.determined),
        _Counted(f"{SYNTHETIC_PREFIX}recipient.active_count", enrollment.invented.active),
        _Counted(
            f"{SYNTHETIC_PREFIX}cover.person_months",
            enrollment.invented.months,
            Unit.PERSON_MONTHS,
        ),
    ]


def _count(found: CountFact, unit: Unit) -> Fact:
    return known(
        Decimal(found.count),
        unit,
        source=found.source,
        status=Status(found.status),
        data_on=found.data_on,
        is_verified=found.is_verified,
        record=found.record,
    )


def _full_year(determined: CountFact | None, commitments: Sequence[CommitmentFacts]) -> Fact | None:
    """People determined × tariff × 12; not known while programmes cost differently per person."""
    costs = {one.person_year_idr for one in commitments}
    cost = costs.pop() if len(costs) == 1 else None
    if determined is None or cost is None:
        return None
    is_even = cost % MONTHS == 0
    priced = {
        "people": formats.count(determined.count),
        "amount": formats.rupiah(cost // MONTHS if is_even else cost),
        "months": MONTHS,
    }
    status = Status(determined.status)
    return known(
        Decimal(determined.count * cost),
        Unit.RUPIAH,
        source=determined.source,
        status=Status.DERIVED if status is Status.OFFICIAL else status,
        basis=(retelling.FULL_YEAR_BY_MONTH if is_even else retelling.FULL_YEAR) % priced,
        data_on=determined.data_on,
        is_verified=determined.is_verified,
        record=determined.record,
    )
