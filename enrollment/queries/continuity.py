"""How long the people of a regency stay protected: counted by group, and listed by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import MONTHS_A_YEAR, Month
from enrollment.continuity import (
    HORIZON_DAYS,
    Continuity,
    Counting,
    Lasting,
    WaitingRule,
    continuity_of,
)
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.workers import Worker
from enrollment.names import search_key
from enrollment.queries.posted_months import POSTED_FOR_DEATH, months_posted_for_death
from enrollment.queries.summaries import is_large, people_under
from enrollment.queries.worker_pages import AFTER_LAST_SEEN, place_after, workers_by_id
from enrollment.queries.worker_walks import WalkOf, one_in, walk
from enrollment.summaries import NOBODY, RARE_PEOPLE, Counted, Subject, SummaryKind, few_of
from tenants.kernel.paging import PAGE_SIZE, Page, page_of

YEARS_BEHIND = 15
_STRIP_YEARS = 20
_STRIP = _STRIP_YEARS * MONTHS_A_YEAR
_NONE = f"CAST(0 AS bit({_STRIP}))"

# A person's months are one string of bits, the earliest lowest: months in a row are found by
# laying it over itself, without a row for each month.
_LASTING = f"""
    strip AS (
        SELECT p.worker_id,
            bit_or(CAST(p.months AS bit({_STRIP})) << (12 * (p.year - :base_year))) AS months,
            max(12 * p.year + length(ltrim(CAST(CAST(p.months AS bit(12)) AS text), '0')) - 1)
                AS last_serial
        FROM ({POSTED_FOR_DEATH}) p
        WHERE p.year BETWEEN :base_year AND :base_year + {_STRIP_YEARS - 1} {{among_p}}
        GROUP BY p.worker_id),
    held AS (
        SELECT c.worker_id, max(12 * CAST(extract(year FROM c.last_month_on) AS int)
            + CAST(extract(month FROM c.last_month_on) AS int) - 1) AS last_serial
        FROM cover c
        WHERE c.tenant_id = :tenant_id AND c.status = ANY(:occupying) {{among_c}}
        GROUP BY c.worker_id),
    known AS (
        SELECT coalesce(s.worker_id, h.worker_id) AS worker_id, s.months,
            greatest(s.last_serial, h.last_serial) AS end_serial
        FROM strip s FULL JOIN held h ON h.worker_id = s.worker_id),
    told AS (
        SELECT k.worker_id, k.end_serial, k.months,
            k.months & CAST(:present AS bit({_STRIP})) <> {_NONE} AS is_covered,
            {{is_full_now}} AS is_full_now, {{was_ever_full}} AS was_ever_full
        FROM known k
        WHERE CAST(:commitment_id AS uuid) IS NULL OR EXISTS (
            SELECT FROM cover c WHERE c.tenant_id = :tenant_id
                AND c.commitment_id = :commitment_id AND c.worker_id = k.worker_id {{among_c}}))
"""  # noqa: S608 - constants of ours, no value
_GROUPS: Mapping[Lasting, str] = {
    Lasting.COVERED: "t.is_covered",
    Lasting.WAITING: "t.is_covered AND NOT t.is_full_now",
    Lasting.ENDING: "t.end_serial BETWEEN :present_serial AND :horizon_serial",
    Lasting.LAPSED: "t.end_serial < :present_serial",
    Lasting.NEVER_FULL: "t.months IS NOT NULL AND NOT t.was_ever_full",
}
_COUNTS = ", ".join(
    f"count(*) FILTER (WHERE {test}) AS {group.name}" for group, test in _GROUPS.items()
)


@dataclass(frozen=True)
class PeopleAsked:
    """Of whom: a regency, perhaps one programme of it, on a day, by a rule of the waiting time."""

    tenant_id: int
    today: date
    rule: WaitingRule
    commitment_id: UUID | None = None

    @property
    def subject(self) -> Subject:
        """Under which its counts are kept."""
        return Subject(
            SummaryKind.LASTING, (str(self.commitment_id or NOBODY), self.rule.counting.value)
        )


@dataclass(frozen=True)
class LastingPerson:
    """A person with their posted months and the last month any programme holds for them."""

    worker: Worker
    continuity: Continuity
    ends_in: Month


def count_lasting(session: Session, of: PeopleAsked) -> Mapping[Lasting, int]:
    """How many people are in each group; one person may be in several."""
    row = session.execute(
        text(f"WITH {_people(of)} SELECT {_COUNTS} FROM told t"),  # noqa: S608 - constants of ours
        _values(of),
    ).one()
    return {group: getattr(row, group.name.lower()) for group in Lasting}


def summarise_lasting(session: Session, of: PeopleAsked) -> Counted:
    """The same as it is kept, with the ids of the people of small groups."""
    counts = {group.value: people for group, people in count_lasting(session, of).items()}
    rows = {
        group.value: _ids(session, of, group)
        for group in Lasting
        if counts[group.value] <= RARE_PEOPLE
    }
    return few_of(rows, counts)


def lasting_as_kept(content: Mapping[str, int]) -> Mapping[Lasting, int]:
    """What ``summarise_lasting`` kept."""
    return {group: content[group.value] for group in Lasting}


def list_lasting(
    session: Session,
    of: PeopleAsked,
    group: Lasting,
    *,
    name: str = "",
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[LastingPerson]:
    """People of a group by name; perhaps those whose name begins so.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    if is_large(session, tenant_id=of.tenant_id, commitment_id=of.commitment_id):
        return _walk_lasting(session, of, group, WalkOf(of.tenant_id, name, cursor, size))
    listed = text(
        f"""
        WITH {_people(of)}
        SELECT t.worker_id, t.end_serial FROM told t
        JOIN worker w ON w.tenant_id = :tenant_id AND w.id = t.worker_id
        WHERE {_GROUPS[group]} AND w.name_key ^@ :prefix AND {AFTER_LAST_SEEN}
        ORDER BY w.name_key, w.id LIMIT :size
        """  # noqa: S608 - constants of ours, no value
    )
    values = {
        **_values(of),
        **place_after(session, tenant_id=of.tenant_id, cursor=cursor),
        "prefix": search_key(name),
        "size": size + 1,
    }
    people = _lasting_people(session, of, session.execute(listed, values).all())
    return page_of(people, lambda person: (str(person.worker.id),), size)


def _walk_lasting(
    session: Session, of: PeopleAsked, group: Lasting, walk_of: WalkOf
) -> Page[LastingPerson]:
    """A page of more people than can be told apart at once: some of them after others."""
    judged = text(
        f"WITH {_people(of, is_among=True)}"  # noqa: S608 - constants of ours, no value
        f" SELECT t.worker_id, t.end_serial FROM told t WHERE {_GROUPS[group]}"
    )

    def judge(ids: Sequence[UUID]) -> Sequence[Row[Any]]:
        return session.execute(judged, {**_values(of), "worker_ids": list(ids)}).all()

    under = people_under(session, of.subject, tenant_id=of.tenant_id, labels=[group.value])
    share = one_in(session, tenant_id=of.tenant_id, wanted=under.people)
    found = walk(session, replace(walk_of, one_in=share), judge, few=under.few)
    return Page(_lasting_people(session, of, found.items), found.next_cursor)


def _ids(session: Session, of: PeopleAsked, group: Lasting) -> Sequence[UUID]:
    asked = text(
        f"WITH {_people(of)} SELECT t.worker_id FROM told t WHERE {_GROUPS[group]}"  # noqa: S608 - as above
    )
    return session.scalars(asked, _values(of)).all()


def _lasting_people(
    session: Session, of: PeopleAsked, rows: Sequence[Row[Any]]
) -> Sequence[LastingPerson]:
    ids = [row.worker_id for row in rows]
    workers = workers_by_id(session, tenant_id=of.tenant_id, ids=ids)
    posted = months_posted_for_death(session, tenant_id=of.tenant_id, worker_ids=ids)
    return [
        LastingPerson(
            workers[row.worker_id],
            continuity_of(posted.get(row.worker_id, ()), of.rule),
            Month(row.end_serial // MONTHS_A_YEAR, row.end_serial % MONTHS_A_YEAR + 1),
        )
        for row in rows
    ]


def _people(of: PeopleAsked, *, is_among: bool = False) -> str:
    """The people, or those of some ids, with what gives them the full benefit by the rule."""
    among = {
        f"among_{alias}": f"AND {alias}.worker_id = ANY(:worker_ids)" if is_among else ""
        for alias in "pc"
    }
    waiting = of.rule.waiting_months
    early = f"(k.months & CAST(:before_rule AS bit({_STRIP})))"
    if of.rule.counting is Counting.TOTAL:
        until_now = f"bit_count(k.months & CAST(:until_now AS bit({_STRIP})))"
        is_early_now = f"{early} & CAST(:present AS bit({_STRIP})) <> {_NONE}"
        return _LASTING.format(
            is_full_now=f"{is_early_now} OR {until_now} > {waiting}",
            was_ever_full=f"{early} <> {_NONE} OR bit_count(k.months) > {waiting}",
            **among,
        )
    # A month that lies on others, shifted by one to ``waiting``, has as many months before it.
    shifted = ["k.months", *(f"(k.months << {back})" for back in range(1, waiting + 1))]
    full = f"({early} | ({' & '.join(shifted)}))"
    return _LASTING.format(
        is_full_now=f"{full} & CAST(:present AS bit({_STRIP})) <> {_NONE}",
        was_ever_full=f"{full} <> {_NONE}",
        **among,
    )


def _values(of: PeopleAsked) -> dict[str, Any]:
    base = of.today.year - YEARS_BEHIND
    present = Month.of(of.today)
    latest = of.today + timedelta(days=HORIZON_DAYS)
    horizon = Month.of(latest) if Month.of(latest).last_day <= latest else Month.of(latest).plus(-1)
    early = max(0, min(_STRIP, Month(base, 1).until(of.rule.first_month)))
    return {
        "tenant_id": of.tenant_id,
        "commitment_id": of.commitment_id,
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "base_year": base,
        "present": _bits([Month(base, 1).until(present)]),
        "until_now": _bits(range(Month(base, 1).until(present) + 1)),
        "before_rule": _bits(range(early)),
        "present_serial": _serial(present),
        "horizon_serial": _serial(horizon),
    }


def _bits(places: Sequence[int]) -> str:
    """A strip with some places set, counted from the lowest, as PostgreSQL writes it."""
    return f"{sum(1 << place for place in places):0{_STRIP}b}"


def _serial(month: Month) -> int:
    return month.year * MONTHS_A_YEAR + month.number - 1
