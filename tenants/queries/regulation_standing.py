"""Reads of what regulations do to one another, and of what each is on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.regulations import Regulation, RegulationDocument, RegulationRelation
from tenants.queries.regulations import Related
from tenants.regulation_contradictions import Contradiction, contradictions
from tenants.regulation_periods import RegulationDates
from tenants.regulation_status import Act, Standing, State, standing_on
from tenants.regulation_types import RegulationStatus, RelationKind


def dates_of(regulation: Regulation) -> RegulationDates:
    """The dates of a regulation, for the pure date questions."""
    return RegulationDates(
        status=RegulationStatus(regulation.status),
        year=regulation.year,
        enacted_on=regulation.enacted_on,
        promulgated_on=regulation.promulgated_on,
        effective_on=regulation.effective_on,
        ended_on=regulation.ended_on,
    )


def standing_of(regulation: Regulation, related: Iterable[Related], day: date) -> Standing:
    """What one regulation is on a day, by the chain that was read with it."""
    return standing_on(dates_of(regulation), _acts(related, acts=False), day)


def contradictions_of(
    regulation: Regulation, related: Sequence[Related], today: date
) -> list[Contradiction]:
    """What does not fit between one regulation and the chain that was read with it."""
    return contradictions(
        dates_of(regulation),
        _acts(related, acts=False),
        _acts(related, acts=True),
        today,
        has_ground=regulation.retroactive_ground is not None,
    )


def list_standings(session: Session, *, tenant_id: int, day: date) -> Mapping[UUID, Standing]:
    """What every regulation of a regency is on a day."""
    chain = list_acts(session, tenant_id=tenant_id)
    return {
        regulation.id: standing_on(dates_of(regulation), chain.get(regulation.id, ()), day)
        for regulation in session.scalars(
            select(Regulation).where(Regulation.tenant_id == tenant_id)
        )
    }


def list_ended_texts(session: Session, *, tenant_id: int, day: date) -> frozenset[UUID]:
    """Files that are texts of regulations, none of which is in force any more on a day."""
    standings = list_standings(session, tenant_id=tenant_id, day=day)
    states: defaultdict[UUID, set[State]] = defaultdict(set)
    rows = session.execute(
        select(RegulationDocument.document_id, RegulationDocument.regulation_id).where(
            RegulationDocument.tenant_id == tenant_id
        )
    )
    for document_id, regulation_id in rows:
        states[document_id].add(standings[regulation_id].state)
    return frozenset(one for one, found in states.items() if found == {State.REVOKED})


def list_acts(session: Session, *, tenant_id: int) -> Mapping[UUID, Sequence[Act]]:
    """What others do to each regulation of a regency; one that nobody touches is left out."""
    found: defaultdict[UUID, list[Act]] = defaultdict(list)
    rows = session.execute(
        select(RegulationRelation.target_id, RegulationRelation.kind, Regulation)
        .join(
            Regulation,
            (Regulation.tenant_id == RegulationRelation.tenant_id)
            & (Regulation.id == RegulationRelation.regulation_id),
        )
        .where(RegulationRelation.tenant_id == tenant_id)
    )
    for target_id, kind, acting in rows:
        found[target_id].append(_act(RelationKind(kind), acting))
    return found


def _acts(related: Iterable[Related], *, acts: bool) -> list[Act]:
    return [_act(one.kind, one.other) for one in related if one.acts is acts]


def _act(kind: RelationKind, other: Regulation) -> Act:
    return Act(kind, dates_of(other), other.citation)
