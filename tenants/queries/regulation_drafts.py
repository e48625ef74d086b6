"""Reads of drafts: their stages, and when the law that is on its way may be in force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.regulations import DraftingStage, Regulation
from tenants.queries.regulation_standing import dates_of, list_standings
from tenants.regulation_periods import binding_from
from tenants.regulation_stages import (
    STAGES_OF,
    Expectation,
    Stage,
    StageDates,
    expected_in_force,
)
from tenants.regulation_status import State
from tenants.regulation_types import RegulationKind

Stages = Mapping[Stage, DraftingStage]


@dataclass(frozen=True)
class ComingRegulation:
    """A regulation that does not bind yet, and from which day it may be expected to.

    ``in_force_on`` is None where neither the text nor the plan tells. ``expectation`` is None for
    one that is enacted already: its day is certain.
    """

    regulation: Regulation
    in_force_on: date | None
    expectation: Expectation | None


def list_coming_regulations(
    session: Session, *, tenant_id: int, today: date
) -> Sequence[ComingRegulation]:
    """Every draft and every enacted regulation that takes effect later, the soonest first.

    This is what planning may count on. Those without a day come last.
    """
    standings = list_standings(session, tenant_id=tenant_id, day=today)
    waiting = {State.DRAFT, State.ENACTED, State.NOT_YET}
    ids = [key for key, one in standings.items() if one.state in waiting]
    regulations = session.scalars(
        select(Regulation).where(Regulation.tenant_id == tenant_id, Regulation.id.in_(ids))
    ).all()
    stages = list_stages(session, tenant_id=tenant_id, regulation_ids=ids)
    coming = [_coming(one, stages[one.id], standings[one.id].state, today) for one in regulations]
    return sorted(
        coming,
        key=lambda one: (one.in_force_on or date.max, one.regulation.year, one.regulation.id),
    )


def list_stages(
    session: Session, *, tenant_id: int, regulation_ids: Sequence[UUID]
) -> Mapping[UUID, Stages]:
    """The stated stages of some regulations; one without any maps to nothing."""
    found: defaultdict[UUID, dict[Stage, DraftingStage]] = defaultdict(dict)
    rows = session.scalars(
        select(DraftingStage).where(
            DraftingStage.tenant_id == tenant_id, DraftingStage.regulation_id.in_(regulation_ids)
        )
    )
    for row in rows:
        found[row.regulation_id][Stage(row.stage)] = row
    return found


def stage_dates(regulation: Regulation, stated: Stages) -> list[StageDates]:
    """Every stage of the kind of a regulation in its order, dated as far as stated."""
    return [
        StageDates(stage=stage, planned_on=row.planned_on, done_on=row.done_on)
        if (row := stated.get(stage))
        else StageDates(stage=stage)
        for stage in STAGES_OF.get(RegulationKind(regulation.kind), ())
    ]


def expectation_of(regulation: Regulation, stated: Stages, today: date) -> Expectation:
    """When a draft may be expected in force."""
    return expected_in_force(stage_dates(regulation, stated), regulation.effective_on, today)


def _coming(regulation: Regulation, stated: Stages, state: State, today: date) -> ComingRegulation:
    if state is not State.DRAFT:
        return ComingRegulation(regulation, binding_from(dates_of(regulation)), None)
    expectation = expectation_of(regulation, stated, today)
    return ComingRegulation(regulation, expectation.in_force_on, expectation)
