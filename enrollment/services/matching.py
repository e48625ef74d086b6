"""Find people whose months another regency holds as well; role matcher, one regency at a time."""

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from enrollment.cover_months import YearMonths, months_of
from enrollment.double_figures import SMALLEST_GROUP, DoubleDecision, Told, tell
from enrollment.models.doubles import CrossStanding, DoubleCase, DoubleFigure
from enrollment.nik import mask_nik
from enrollment.queries.matching import (
    Cell,
    count_people,
    known_cases,
    told_figures,
    unindexed_people,
    years_held_twice,
)
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.clock import local_day
from tenants.kernel.crypto import DecryptionFailed, decrypt, encrypt
from tenants.kernel.ids import uuid7
from tenants.kernel.matching import MatchingKey, case_code, cross_indexes

log = logging.getLogger(__name__)

PEOPLE_A_BATCH = 20_000

_LOCK_REGENCY = text("SELECT pg_advisory_xact_lock(3511, :tenant_id)")
_FORGET_STALE = text(
    """
    DELETE FROM cross_index i
    WHERE i.tenant_id = :tenant_id AND (i.key_mark <> :mark OR NOT EXISTS (
        SELECT FROM worker w
        WHERE w.tenant_id = i.tenant_id AND w.id = i.worker_id AND w.is_synthetic = i.is_synthetic))
    """
)
_INDEX = text(
    """
    INSERT INTO cross_index (tenant_id, worker_id, cross_index, key_mark, is_synthetic)
    SELECT :tenant_id, p.id, p.cross_index, :mark, p.is_synthetic
    FROM unnest(CAST(:ids AS uuid[]), CAST(:indexes AS bytea[]), CAST(:synthetic AS bool[]))
        AS p(id, cross_index, is_synthetic)
    ON CONFLICT DO NOTHING
    """
)
_PEOPLE = text(
    "SELECT id, name, nik_encrypted FROM worker WHERE tenant_id = :tenant_id AND id = ANY(:ids)"
)


@dataclass
class Double:
    """A worker in a segment, and the months that another regency holds for the same person."""

    worker_id: UUID
    segment: str
    is_synthetic: bool
    cross_index: bytes
    years: list[YearMonths] = field(default_factory=list)
    programmes: set[str] = field(default_factory=set)

    @property
    def span(self) -> dict[str, Any]:
        """The columns of a case that say which months and programmes."""
        months = months_of(self.years)
        return {
            "programmes": sorted(self.programmes),
            "first_month_on": date(months[0].year, months[0].number, 1),
            "last_month_on": date(months[-1].year, months[-1].number, 1),
            "month_count": len(months),
        }


def forget_stale(session: Session, *, tenant_id: int, key: MatchingKey) -> None:
    """Drop indexes of people who are gone or were made under an earlier key."""
    session.execute(_FORGET_STALE, {"tenant_id": tenant_id, "mark": key.mark})


def index_next(session: Session, *, tenant_id: int, key: MatchingKey, after: UUID) -> UUID | None:
    """Index the next people of a regency who have none yet.

    Args:
        session: role matcher, bound to the regency.
        tenant_id: the regency.
        key: of the index.
        after: where the batch before this one ended.

    Returns:
        where this one ends; None when nobody is left.
    """
    people = unindexed_people(session, tenant_id=tenant_id, after=after, limit=PEOPLE_A_BATCH)
    if not people:
        return None
    opened = [(one, nik) for one in people if (nik := _nik(tenant_id, one))]
    synthetic = [one.is_synthetic for one, _ in opened]
    session.execute(
        _INDEX,
        {
            "tenant_id": tenant_id,
            "mark": key.mark,
            "ids": [one.id for one, _ in opened],
            "indexes": cross_indexes(key, [nik for _, nik in opened], are_synthetic=synthetic),
            "synthetic": synthetic,
        },
    )
    last: UUID = people[-1].id
    return last


def compare_regency(
    session: Session,
    *,
    tenant_id: int,
    key: MatchingKey,
    now: datetime,
    smallest: int = SMALLEST_GROUP,
) -> None:
    """Bring the cases of one regency to what is held twice now, and tell it the number.

    Args:
        session: role matcher, bound to the regency.
        tenant_id: the regency.
        key: of the index, which every regency has under this key by now.
        now: the present moment; months from January of its year are looked at.
        smallest: the smallest group a number may speak of.

    Effects:
        Opens, changes and closes cases; tells numbers anew where they may change; notes the
        comparison. Audits the comparison whatever it found, because an entry that came only with a
        new case would tell of it, and each number told.
    """
    session.execute(_LOCK_REGENCY, {"tenant_id": tenant_id})
    since = local_day(now, None).year
    doubles = _doubles(session, tenant_id=tenant_id, since=since)
    _keep_cases(session, doubles, tenant_id=tenant_id, key=key, now=now)
    told = _tell_figures(
        session, doubles.values(), tenant_id=tenant_id, since=since, now=now, smallest=smallest
    )
    standing = upsert(CrossStanding).values(tenant_id=tenant_id, compared_at=now)
    session.execute(
        standing.on_conflict_do_update(
            index_elements=["tenant_id"], set_={"compared_at": standing.excluded.compared_at}
        )
    )
    _record(session, tenant_id, now, "compare", {})
    for (segment, is_synthetic), figure in told.items():
        detail: dict[str, str | int | bool | None]
        detail = {"segment": segment, "is_synthetic": is_synthetic}
        if figure.people is not None:
            detail["people_count"] = figure.people
        _record(session, tenant_id, now, "tell", detail)


def _record(
    session: Session, tenant_id: int, now: datetime, verb: str, detail: audit.Detail
) -> None:
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=SYSTEM,
        now=now,
        action=f"double:{verb}",
        subject="double",
        subject_id=str(tenant_id),
        detail=detail,
    )


def _doubles(session: Session, *, tenant_id: int, since: int) -> dict[tuple[UUID, str], Double]:
    found: dict[tuple[UUID, str], Double] = {}
    for row in years_held_twice(session, tenant_id=tenant_id, since=since):
        one = found.setdefault(
            (row.worker_id, row.segment),
            Double(row.worker_id, row.segment, row.is_synthetic, row.cross_index),
        )
        one.years.append(YearMonths(row.year, row.months))
        one.programmes.update(row.programmes)
    return found


def _keep_cases(
    session: Session,
    doubles: Mapping[tuple[UUID, str], Double],
    *,
    tenant_id: int,
    key: MatchingKey,
    now: datetime,
) -> None:
    known = known_cases(session, tenant_id=tenant_id)
    ended = [case.id for name, case in known.items() if case.is_open and name not in doubles]
    new = [one for name, one in doubles.items() if name not in known]
    again = [one for name, one in doubles.items() if name in known and not known[name].is_open]
    going_on = [one for name, one in doubles.items() if name in known and known[name].is_open]
    people = _people(session, tenant_id=tenant_id, doubles=[*new, *again])

    def opened(one: Double, case_id: UUID) -> dict[str, Any]:
        return {
            "code": case_code(key, one.cross_index, one.segment),
            "person_encrypted": _sealed(people[one.worker_id], tenant_id, case_id),
            "opened_at": now,
            "closed_at": None,
            "decision": DoubleDecision.PENDING,
            "reason": None,
            "decided_at": None,
            "decided_by_id": None,
            "decided_by_name": None,
            "office_name": None,
            **one.span,
        }

    made = [(one, uuid7()) for one in new]
    _insert_cases(
        session,
        [
            {
                "tenant_id": tenant_id,
                "id": case_id,
                "worker_id": one.worker_id,
                "segment": one.segment,
                "is_synthetic": one.is_synthetic,
                **opened(one, case_id),
            }
            for one, case_id in made
        ],
    )
    reopened = [(one, known[one.worker_id, one.segment].id) for one in again]
    _change_cases(
        session, tenant_id, [(case_id, opened(one, case_id)) for one, case_id in reopened]
    )
    _change_cases(
        session,
        tenant_id,
        [
            (case.id, one.span)
            for one in going_on
            if (case := known[one.worker_id, one.segment]).span != one.span
        ],
    )
    gone = {"closed_at": now, "person_encrypted": None}
    _change_cases(session, tenant_id, [(case_id, gone) for case_id in ended])


def _insert_cases(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(DoubleCase), list(rows))


def _change_cases(
    session: Session, tenant_id: int, changes: Sequence[tuple[UUID, Mapping[str, Any]]]
) -> None:
    """Set the same columns of several cases."""
    if not changes:
        return
    columns = changes[0][1]
    statement = (
        update(DoubleCase)
        .where(
            DoubleCase.tenant_id == bindparam("of_tenant"), DoubleCase.id == bindparam("of_case")
        )
        .values({name: bindparam(f"new_{name}") for name in columns})
    )
    session.connection().execute(
        statement,
        [
            {
                "of_tenant": tenant_id,
                "of_case": case_id,
                **{f"new_{name}": value for name, value in values.items()},
            }
            for case_id, values in changes
        ],
    )


def _tell_figures(
    session: Session,
    doubles: Iterable[Double],
    *,
    tenant_id: int,
    since: int,
    now: datetime,
    smallest: int,
) -> Mapping[Cell, Told]:
    counted: dict[Cell, int] = {}
    for one in doubles:
        cell = (one.segment, one.is_synthetic)
        counted[cell] = counted.get(cell, 0) + 1
    people = count_people(session, tenant_id=tenant_id, since=since)
    before = told_figures(session, tenant_id=tenant_id)
    told = {}
    for cell in sorted({*people, *before}):
        figure = tell(
            before.get(cell),
            doubles=counted.get(cell, 0),
            people=people.get(cell, 0),
            now=now,
            smallest=smallest,
        )
        if figure is not None:
            told[cell] = figure
            _store_figure(session, tenant_id, cell, figure)
    return told


def _store_figure(session: Session, tenant_id: int, cell: Cell, figure: Told) -> None:
    values = {"people_count": figure.people, "counted": figure.counted, "told_at": figure.at}
    session.execute(
        upsert(DoubleFigure)
        .values(tenant_id=tenant_id, segment=cell[0], is_synthetic=cell[1], **values)
        .on_conflict_do_update(index_elements=["tenant_id", "segment", "is_synthetic"], set_=values)
    )


def _people(
    session: Session, *, tenant_id: int, doubles: Sequence[Double]
) -> Mapping[UUID, dict[str, str]]:
    """What an office is shown of each person: the name, and of the number what a mask leaves."""
    if not doubles:
        return {}
    rows = session.execute(
        _PEOPLE, {"tenant_id": tenant_id, "ids": [one.worker_id for one in doubles]}
    )
    return {row.id: {"name": row.name, "nik": mask_nik(_nik(tenant_id, row) or "")} for row in rows}


def _sealed(person: Mapping[str, str], tenant_id: int, case_id: UUID) -> bytes:
    return encrypt(
        json.dumps(person),
        table="double_case",
        column="person_encrypted",
        tenant_id=tenant_id,
        row_id=case_id,
    )


def _nik(tenant_id: int, person: Any) -> str | None:
    """The number of a person; None where the present keys do not open it."""
    try:
        plain = decrypt(
            person.nik_encrypted,
            table="worker",
            column="nik_encrypted",
            tenant_id=tenant_id,
            row_id=person.id,
        )
    except DecryptionFailed:
        log.warning("worker %s: NIK cannot be opened", person.id)
        return None
    return plain.decode()
