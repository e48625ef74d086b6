"""How each kind of kept count is made: the same questions that a page asks of few people."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.months import Month
from cooperation.tariff_files import current_tariffs
from enrollment.continuity import Counting, waiting_rule
from enrollment.queries.breakdown import (
    MonthAsked,
    count_by_occupation,
    count_by_village,
    keep_counted,
)
from enrollment.queries.candidate_places import count_candidate_places, keep_places
from enrollment.queries.continuity import PeopleAsked, summarise_lasting
from enrollment.queries.outlooks import (
    frame_by,
    judging_of,
    keep_outlook,
    list_rare_of,
    look_out,
)
from enrollment.queries.programme_months import keep_months
from enrollment.queries.programmes import get_programme
from enrollment.queries.reconciliation import MonthOfProgramme, summarise_standings
from enrollment.queries.register_counts import count_registers, keep_registers
from enrollment.queries.selection import find_rule
from enrollment.queries.unexplained import count_months
from enrollment.queries.verification import count_villages, keep_villages
from enrollment.summaries import NOBODY, Counted, SummaryKind


@dataclass(frozen=True)
class Asked:
    """What is counted of a regency, for which day."""

    session: Session
    tenant_id: int
    parts: Sequence[str]
    today: date


Counter: TypeAlias = Callable[[Asked], Counted]


def _months(asked: Asked) -> Counted:
    (commitment_id,) = asked.parts
    counts = count_months(
        asked.session, tenant_id=asked.tenant_id, commitment_id=UUID(commitment_id)
    )
    return Counted(keep_months(counts), {})


def _standings(asked: Asked) -> Counted:
    commitment_id, month = asked.parts
    of = MonthOfProgramme(asked.tenant_id, UUID(commitment_id), Month.parse(month))
    return summarise_standings(asked.session, of)


def _villages(asked: Asked) -> Counted:
    return Counted(keep_counted(count_by_village(asked.session, _month_asked(asked))), {})


def _occupations(asked: Asked) -> Counted:
    return Counted(keep_counted(count_by_occupation(asked.session, _month_asked(asked))), {})


def _lasting(asked: Asked) -> Counted:
    commitment_id, counting = asked.parts
    rule = waiting_rule(current_tariffs(), Counting(counting))
    of = PeopleAsked(asked.tenant_id, asked.today, rule, _programme(commitment_id))
    return summarise_lasting(asked.session, of)


def _funnel(asked: Asked) -> Counted:
    (commitment_id,) = asked.parts
    session, tenant_id = asked.session, asked.tenant_id
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=UUID(commitment_id))
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=programme.id)
    outlook = look_out(
        session, programme, rule, tenant_id=tenant_id, today=asked.today, for_decree=True
    )
    judging = judging_of(programme, rule, today=asked.today)
    key: dict[str, Any] = {"tenant_id": tenant_id, "commitment_id": programme.id}
    return Counted(
        {
            **keep_outlook(outlook, frame_by(programme, rule)),
            **keep_places(count_candidate_places(session, **key)),
            **keep_villages(count_villages(session, **key)),
            **keep_registers(count_registers(session, **key), rule),
        },
        list_rare_of(session, judging, outlook, tenant_id=tenant_id),
    )


def _month_asked(asked: Asked) -> MonthAsked:
    commitment_id, month = asked.parts
    return MonthAsked(asked.tenant_id, Month.parse(month), _programme(commitment_id))


def _programme(part: str) -> UUID | None:
    return None if part == NOBODY else UUID(part)


COUNTERS: Mapping[SummaryKind, Counter] = {
    SummaryKind.MONTHS: _months,
    SummaryKind.STANDINGS: _standings,
    SummaryKind.VILLAGES: _villages,
    SummaryKind.OCCUPATIONS: _occupations,
    SummaryKind.LASTING: _lasting,
    SummaryKind.FUNNEL: _funnel,
}
