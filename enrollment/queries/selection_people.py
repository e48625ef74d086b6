"""The people of a programme by stage: counted in one question, and listed with what stops each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.workers import Worker
from enrollment.queries.selection_judging import (
    JUDGED,
    JUDGED_AMONG,
    WAITING_STATUSES,
    Judging,
)
from enrollment.queries.summaries import is_large
from enrollment.queries.waivers import IS_WAIVED
from enrollment.queries.worker_pages import place_after, workers_by_id
from enrollment.queries.worker_walks import WalkOf, one_in, walk
from enrollment.selection import Identity, Reason
from enrollment.selection_funnel import Funnel, Stage
from tenants.kernel.paging import PAGE_SIZE, Page, page_of


def _among(*statuses: CoverStatus) -> str:
    return "j.status IN ({})".format(", ".join(f"'{status}'" for status in statuses))


_WAITS = _among(*WAITING_STATUSES)
_ON = _among(CoverStatus.REGISTERED, CoverStatus.PAID, CoverStatus.ACTIVE)
_STAGES: Mapping[Stage, str] = {
    Stage.RECORDED: "true",
    Stage.PROPOSED: (
        f"{_among(*WAITING_STATUSES, *OCCUPYING_STATUSES)} AND j.excluded_because IS NULL"
    ),
    Stage.VERIFIED: "j.is_verified",
    Stage.MATCHED: f"j.identity = '{Identity.MATCHED}'",
    Stage.ELIGIBLE: f"({_among(*OCCUPYING_STATUSES)} OR ({_WAITS} AND j.reasons = '{{}}'))",
    Stage.DETERMINED: _among(*OCCUPYING_STATUSES),
    Stage.RESERVE: _among(CoverStatus.RESERVE),
    Stage.REGISTERED: _ON,
    Stage.PAID: _among(CoverStatus.PAID, CoverStatus.ACTIVE),
    Stage.ACTIVE: _among(CoverStatus.ACTIVE),
}
# Registers are asked about whoever passed the step before; nobody else is waited for.
_VERIFIED = "j.excluded_because IS NULL AND coalesce(j.is_verified, NOT :needs_verification)"
_MATCHED = f"coalesce(j.identity = '{Identity.MATCHED}', NOT :needs_matching)"
_LACKS = {
    "waiting": "true",
    "unverified": "j.is_verified IS NULL",
    "unmatched": f"{_VERIFIED} AND j.identity IS NULL",
    "unchecked": f"{_VERIFIED} AND {_MATCHED} AND j.membership IS NULL",
}
_COUNTS = ", ".join(
    [
        *(f"count(*) FILTER (WHERE {rule}) AS {stage}" for stage, rule in _STAGES.items()),
        *(f"count(*) FILTER (WHERE {_WAITS} AND {rule}) AS {n}" for n, rule in _LACKS.items()),
    ]
)
_COUNT = text(f"WITH {JUDGED} SELECT {_COUNTS} FROM judged j")  # noqa: S608 - constants of ours
_COUNT_REASONS = text(
    f"""
    WITH {JUDGED} SELECT r.reason, count(*) AS people
    FROM judged j CROSS JOIN unnest(j.reasons) AS r(reason) GROUP BY r.reason
    """  # noqa: S608 - constants of ours, no value
)
_COUNT_PEOPLE = f"WITH {JUDGED} SELECT count(*) FROM judged j WHERE "  # noqa: S608 - as above
_LIST = f"""
    WITH {JUDGED} SELECT j.worker_id, j.status, j.reasons FROM judged j
    WHERE (CAST(:after_id AS uuid) IS NULL
        OR (j.name_key, j.worker_id) > (CAST(:after_key AS text) COLLATE "C", :after_id)) AND
"""  # noqa: S608 - as above
_COUNT_SOME = f"WITH {JUDGED_AMONG} SELECT count(*) FROM judged j WHERE "  # noqa: S608 - as above
# Nobody need be judged to be told that they are on a list; ids are those of the village asked for.
_COUNT_UNJUDGED = text(
    """
    SELECT count(*) FROM cover c JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
        AND c.worker_id = ANY(:worker_ids)
        AND (CAST(:village_code AS text) IS NULL OR w.village_code = :village_code)
    """
)
_OF_SOME = f"""
    WITH {JUDGED_AMONG} SELECT j.worker_id, j.status, j.reasons FROM judged j WHERE
"""  # noqa: S608 - as above
_NARROWED_PEOPLE = "narrowed AS (SELECT j.* FROM judged j WHERE "
_NARROWED = f"""
    {{stage}}
    AND (CAST(:village_code AS text) IS NULL OR j.village_code = :village_code)
    AND (CAST(:reason AS text) IS NULL OR (CAST(:reason AS text) = ANY(j.reasons) AND {_WAITS}))
    AND (NOT :is_waived OR {IS_WAIVED})
"""


@dataclass(frozen=True)
class PeopleFilter:
    """Which people of a programme."""

    stage: Stage = Stage.RECORDED
    village_code: str | None = None
    reason: Reason | None = None
    is_waived: bool = False
    """Only those for whom a reason was given, because something spoke against them."""


@dataclass(frozen=True)
class JudgedPerson:
    """A person in a programme, and every rule they do not meet."""

    worker: Worker
    status: CoverStatus
    reasons: tuple[Reason, ...]

    @property
    def waits(self) -> bool:
        """Whether the person may still be chosen."""
        return self.status in WAITING_STATUSES


def count_stages(session: Session, judging: Judging, *, tenant_id: int) -> Funnel:
    """How many people of a programme have come how far."""
    row = session.execute(_COUNT, judging.values(tenant_id)).one()
    return Funnel(
        people={stage: getattr(row, stage) for stage in Stage},
        waiting=row.waiting,
        unverified=row.unverified,
        unmatched=row.unmatched,
        unchecked=row.unchecked,
    )


def count_reasons(session: Session, judging: Judging, *, tenant_id: int) -> Mapping[Reason, int]:
    """How many of those who wait each rule stops; one person may be stopped by several."""
    rows = session.execute(
        _COUNT_REASONS,
        judging.values(tenant_id),
    )
    found = {row.reason: row.people for row in rows}
    return {reason: found[reason] for reason in Reason if reason in found}


def list_rare(
    session: Session, judging: Judging, *, tenant_id: int, rare: Sequence[Stage | Reason]
) -> Mapping[str, Sequence[UUID]]:
    """Ids of the people of some stages, and of those whom some rules stop; meant for few people."""
    if not rare:
        return {}
    tests = [
        _STAGES[one] if isinstance(one, Stage) else f"'{one}' = ANY(j.reasons)" for one in rare
    ]
    told = ", ".join(f"array_agg(j.worker_id) FILTER (WHERE {test})" for test in tests)
    asked = f"WITH {JUDGED} SELECT {told} FROM judged j WHERE {' OR '.join(tests)}"  # noqa: S608 - as above
    found = session.execute(text(asked), judging.values(tenant_id)).one()
    return {one.value: ids or () for one, ids in zip(rare, tuple(found), strict=True)}


def count_people(
    session: Session, judging: Judging, *, tenant_id: int, chosen: PeopleFilter
) -> int:
    """How many people of a programme a filter lets through."""
    counted = text(_COUNT_PEOPLE + _conditions(chosen))
    values = narrowing_values(judging, tenant_id, chosen)
    people: int = session.execute(counted, values).scalar_one()
    return people


def count_among(
    session: Session,
    judging: Judging,
    *,
    tenant_id: int,
    chosen: PeopleFilter,
    worker_ids: Collection[UUID],
) -> int:
    """How many of some people a filter lets through."""
    values = narrowing_values(judging, tenant_id, chosen) | {"worker_ids": list(worker_ids)}
    if chosen.stage is Stage.RECORDED and chosen.reason is None:
        in_programme: int = session.execute(_COUNT_UNJUDGED, values).scalar_one()
        return in_programme
    people: int = session.execute(text(_COUNT_SOME + _conditions(chosen)), values).scalar_one()
    return people


def list_people(
    session: Session,
    judging: Judging,
    *,
    tenant_id: int,
    chosen: PeopleFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
    few: Collection[UUID] | None = None,
    wanted: int | None = None,
) -> Page[JudgedPerson]:
    """People of a programme by name. The cursor is an id, because addresses are logged.

    Args:
        session: the page's transaction.
        judging: the programme and its rules.
        tenant_id: whose.
        chosen: which people.
        cursor: where the page before ended.
        size: rows of a page.
        few: everybody who can be meant, where they are few; only a large programme needs it.
        wanted: about how many people of the programme the filter means wherever they live, where
            that is known: a page of a large programme is then found by judging fewer.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    if is_large(session, tenant_id=tenant_id, commitment_id=judging.programme.id):
        walk_of = replace(
            _walk_of(tenant_id, chosen, cursor, size),
            one_in=one_in(session, tenant_id=tenant_id, wanted=wanted),
        )
        found = _walk_people(session, judging, chosen, walk_of, few)
        return Page(_judged_people(session, tenant_id, found.items), found.next_cursor)
    after = place_after(session, tenant_id=tenant_id, cursor=cursor)
    listed = text(f"{_LIST} {_conditions(chosen)} ORDER BY j.name_key, j.worker_id LIMIT :size")
    values = narrowing_values(judging, tenant_id, chosen) | after | {"size": size + 1}
    people = _judged_people(session, tenant_id, session.execute(listed, values).all())
    return page_of(people, lambda person: (str(person.worker.id),), size)


def _walk_of(tenant_id: int, chosen: PeopleFilter, cursor: str | None, size: int) -> WalkOf:
    if chosen.village_code is None:
        return WalkOf(tenant_id, "", cursor, size)
    place = (("village_code", chosen.village_code),)
    return WalkOf(tenant_id, "", cursor, size, "AND w.village_code = :village_code", place)


def _walk_people(
    session: Session,
    judging: Judging,
    chosen: PeopleFilter,
    walk_of: WalkOf,
    few: Collection[UUID] | None,
) -> Page[Row[Any]]:
    """A page of more people than can be judged at once: some of them after others."""
    judged = text(_OF_SOME + _conditions(chosen))
    values = narrowing_values(judging, walk_of.tenant_id, chosen)

    def judge(ids: Sequence[UUID]) -> Sequence[Row[Any]]:
        return session.execute(judged, {**values, "worker_ids": list(ids)}).all()

    return walk(session, walk_of, judge, few=few)


def _judged_people(
    session: Session, tenant_id: int, rows: Sequence[Row[Any]]
) -> Sequence[JudgedPerson]:
    workers = workers_by_id(session, tenant_id=tenant_id, ids=[row.worker_id for row in rows])
    return [
        JudgedPerson(
            workers[row.worker_id],
            CoverStatus(row.status),
            tuple(Reason(reason) for reason in row.reasons),
        )
        for row in rows
    ]


def narrowed_sql(chosen: PeopleFilter, *, is_among: bool) -> str:
    """Common table expressions that end in ``narrowed``: whom a filter lets through.

    Args:
        chosen: the filter.
        is_among: of some workers, asked with ``worker_ids``, and not of everybody.
    """
    judged = JUDGED_AMONG if is_among else JUDGED
    return f"{judged}, {_NARROWED_PEOPLE} {_conditions(chosen)})"


def _conditions(chosen: PeopleFilter) -> str:
    return _NARROWED.format(stage=_STAGES[chosen.stage])


def narrowing_values(judging: Judging, tenant_id: int, chosen: PeopleFilter) -> dict[str, Any]:
    """What ``narrowed_sql`` is asked with."""
    return {
        **judging.values(tenant_id),
        "village_code": chosen.village_code,
        "reason": chosen.reason,
        "is_waived": chosen.is_waived,
    }
