"""Recording what village, Dukcapil, BPJS or DTSEN say of many candidates at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.candidate_facts import Statement, statement_errors
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import PeopleFilter, narrowed_sql, narrowing_values
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, refuse_errors
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.ids import UUID7_SQL
from tenants.kernel.writes import write

NOBODY = N_("Tidak ada calon yang kena. Centang orangnya, atau pilih semua sesuai saringan.")


@dataclass(frozen=True)
class About:
    """Of whom something is stated: those named, or everybody whom a filter lets through."""

    chosen: PeopleFilter
    worker_ids: Collection[UUID] | None


def record_facts(
    session: Session,
    judging: Judging,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    about: About,
    statement: Statement,
) -> int:
    """State one thing of candidates who still wait to be chosen; others are not touched.

    Args:
        session: role regency.
        judging: the programme and its rules, by which the filter counts.
        tenant_id: whose.
        actor: who records it.
        now: the present moment.
        today: the regency's day.
        about: of whom.
        statement: what.

    Returns:
        people of whom it is known now.

    Raises:
        InvalidInput: the statement lacks something, or concerns nobody.

    Effects:
        Writes ``candidate``, audits, publishes ``FactsChanged``.
    """
    refuse_errors(statement_errors(statement, today))
    columns = statement.columns(actor.name)
    people = write(
        session,
        text(_upsert(about, list(columns))),
        {
            **narrowing_values(judging, tenant_id, about.chosen),
            **columns,
            "now": now,
            "worker_ids": list(about.worker_ids or ()),
        },
    )
    if not people:
        raise InvalidInput(errors=[FieldError("/scope", NOBODY)])
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="selection:record",
        subject="commitment",
        subject_id=judging.programme.id,
        detail={
            "answer": statement.answer.value,
            "people_count": people,
            "data_on": statement.on.isoformat() if statement.on else None,
            "reason": statement.note,
        },
    )
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="selection:record"))
    return people


def _upsert(about: About, columns: Sequence[str]) -> str:
    """Only names of our own columns enter the text; every value is a parameter."""
    names = ", ".join(columns)
    values = ", ".join(f":{name}" for name in columns)
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    return f"""
        INSERT INTO candidate (tenant_id, id, commitment_id, worker_id, {names}, updated_at)
        WITH {narrowed_sql(about.chosen, is_among=about.worker_ids is not None)}
        SELECT :tenant_id, {UUID7_SQL}, :commitment_id, n.worker_id, {values}, :now
        FROM narrowed n
        WHERE n.status = ANY(:waiting)
        ON CONFLICT (tenant_id, commitment_id, worker_id) DO UPDATE SET {changes}, updated_at = :now
    """  # noqa: S608 - constants of ours, no value
