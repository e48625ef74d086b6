"""Whom a register is still to be asked about, what was asked, and what came back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from enrollment.models.registers import RegisterFile, RegisterRequest, RegisterRow
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_judging import WAITING_STATUSES
from enrollment.registers import RegisterFinding, RegisterKind, RegisterProblem
from tenants.kernel.errors import N_, NotFound

_ANSWERS = {
    RegisterKind.IDENTITY: ("k.identity", "k.identity_on", "true"),
    # Who is somebody else, or nobody, is not asked about at BPJS.
    RegisterKind.MEMBERSHIP: (
        "k.membership",
        "k.membership_on",
        "coalesce(k.identity = 'matched', NOT :needs_matching)",
    ),
}
"""Answer and day of a register, and who is ready to be asked about beside the verification."""
_PEOPLE = """
    people AS (
        SELECT w.id AS worker_id, w.name_key, {answer} IS NOT NULL AS is_answered,
            {day} < CAST(:before_on AS date) AS is_old,
            coalesce(k.is_verified, NOT :needs_verification) AND {ready} AS is_ripe,
            EXISTS (
                SELECT FROM register_line l
                JOIN register_request q ON q.tenant_id = l.tenant_id
                    AND q.id = l.register_request_id
                WHERE l.tenant_id = c.tenant_id AND l.worker_id = c.worker_id
                    AND l.register_file_id IS NULL AND q.commitment_id = c.commitment_id
                    AND q.register = :register AND q.id <> CAST(:own_id AS uuid)) AS is_pending
        FROM cover c
        JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
        LEFT JOIN candidate k ON k.tenant_id = c.tenant_id
            AND k.commitment_id = c.commitment_id AND k.worker_id = c.worker_id
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND c.status = ANY(:waiting) AND k.excluded_because IS NULL)
"""
NOBODY = UUID(int=0)
DUE = "(p.is_ripe AND (NOT p.is_answered OR coalesce(p.is_old, false)))"
"""Whether an answer about a person ``p`` is missing, or too old."""
_STANDING = """
    SELECT count(*) AS waiting,
        count(*) FILTER (WHERE NOT p.is_ripe) AS unripe,
        count(*) FILTER (WHERE p.is_answered) AS answered,
        count(*) FILTER (WHERE {due} AND NOT p.is_pending) AS due,
        count(*) FILTER (WHERE {due} AND p.is_pending) AS pending
    FROM people p
"""
_REQUESTS = text(
    """
    SELECT q.id, q.register, q.before_on, q.people_count, q.requested_at, q.requested_by_name,
        (SELECT count(*) FROM register_line l WHERE l.tenant_id = q.tenant_id
            AND l.register_request_id = q.id AND l.register_file_id IS NOT NULL) AS answered,
        f.id AS prepared_file_id, f.state AS prepared_state
    FROM register_request q
    LEFT JOIN LATERAL (
        SELECT p.id, p.state FROM prepared_file p
        WHERE p.tenant_id = q.tenant_id AND p.subject_id = q.id
        ORDER BY p.requested_at DESC, p.id DESC LIMIT 1) f ON true
    WHERE q.tenant_id = :tenant_id AND q.commitment_id = :commitment_id
        AND (CAST(:only AS uuid) IS NULL OR q.id = :only)
    ORDER BY q.requested_at DESC, q.id DESC LIMIT :limit
    """
)
_FINDINGS = text(
    """
    SELECT r.finding, count(*) AS people FROM register_row r
    WHERE r.tenant_id = :tenant_id AND r.register_file_id = :register_file_id
        AND r.problem IS NULL
    GROUP BY r.finding
    """
)
_PROBLEMS = text(
    """
    SELECT r.problem, count(*) AS rows FROM register_row r
    WHERE r.tenant_id = :tenant_id AND r.register_file_id = :register_file_id
        AND r.problem IS NOT NULL
    GROUP BY r.problem
    """
)


@dataclass(frozen=True)
class RegisterStanding:
    """People of a programme who wait to be chosen, as far as one register is concerned.

    ``due`` are to be asked about, ``pending`` were and are not answered, ``unripe`` are not
    verified or not matched yet.
    """

    waiting: int
    unripe: int
    answered: int
    due: int
    pending: int


@dataclass(frozen=True)
class RequestLine:
    """A request as the page of a programme lists it, with its newest file."""

    id: UUID
    register: RegisterKind
    before_on: date | None
    people_count: int | None
    requested_at: datetime
    requested_by_name: str
    answered: int
    prepared_file_id: UUID | None
    prepared_state: str | None


def people_sql(register: RegisterKind) -> str:
    """A common table expression ``people``: who waits, and whether they are to be asked about."""
    answer, day, ready = _ANSWERS[register]
    return _PEOPLE.format(answer=answer, day=day, ready=ready)


def people_values(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    register: RegisterKind,
    before_on: date | None = None,
    own_id: UUID = NOBODY,
) -> dict[str, Any]:
    """What ``people_sql`` is asked with, by the rules that hold; before the first, all are ripe.

    Args:
        session: any role that reads the rules.
        tenant_id: whose.
        commitment_id: the programme.
        register: which one.
        before_on: whose answer is from an earlier day counts as not answered.
        own_id: a request that does not count as asked.
    """
    rule = find_rule(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return {
        "tenant_id": tenant_id,
        "commitment_id": commitment_id,
        "register": register.value,
        "needs_verification": rule is not None and rule.needs_verification,
        "needs_matching": rule is not None and rule.needs_matching,
        "waiting": [status.value for status in WAITING_STATUSES],
        "before_on": before_on,
        "own_id": own_id,
    }


def count_standing(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    register: RegisterKind,
    before_on: date | None = None,
) -> RegisterStanding:
    """How many people of a programme a register is still to be asked about."""
    statement = text(f"WITH {people_sql(register)} {_STANDING.format(due=DUE)}")
    values = people_values(
        session,
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        register=register,
        before_on=before_on,
    )
    row = session.execute(statement, values).one()
    return RegisterStanding(row.waiting, row.unripe, row.answered, row.due, row.pending)


def is_anybody_due(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    register: RegisterKind,
    before_on: date | None,
    includes_pending: bool,
) -> bool:
    """Whether a register is to be asked about anybody of a programme."""
    asked = f"""
        WITH {people_sql(register)}
        SELECT EXISTS (
            SELECT FROM people p WHERE {DUE} AND (:includes_pending OR NOT p.is_pending))
    """  # noqa: S608 - constants of ours, no value
    values = people_values(
        session,
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        register=register,
        before_on=before_on,
    )
    return bool(session.scalar(text(asked), values | {"includes_pending": includes_pending}))


def get_request(session: Session, *, tenant_id: int, register_request_id: UUID) -> RegisterRequest:
    """One request.

    Raises:
        NotFound: no such request in this regency.
    """
    found = session.get(RegisterRequest, (tenant_id, register_request_id))
    if found is None:
        raise NotFound(N_("Permintaan ini tidak ditemukan."))
    return found


def list_requests(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    limit: int,
    only: UUID | None = None,
) -> Sequence[RequestLine]:
    """The requests of a programme to either register, newest first; or one of them."""
    key = {"tenant_id": tenant_id, "commitment_id": commitment_id}
    rows = session.execute(_REQUESTS, {**key, "limit": limit, "only": only})
    return [
        RequestLine(**{**row, "register": RegisterKind(row["register"])}) for row in rows.mappings()
    ]


def get_register_file(session: Session, *, tenant_id: int, register_file_id: UUID) -> RegisterFile:
    """One answer.

    Raises:
        NotFound: no such file in this regency.
    """
    found = session.get(RegisterFile, (tenant_id, register_file_id))
    if found is None:
        raise NotFound(N_("Berkas jawaban ini tidak ditemukan."))
    return found


def list_register_files(
    session: Session, *, tenant_id: int, request_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[RegisterFile]]:
    """The answers to some requests, newest first."""
    files = session.scalars(
        select(RegisterFile)
        .where(
            RegisterFile.tenant_id == tenant_id, RegisterFile.register_request_id.in_(request_ids)
        )
        .order_by(RegisterFile.uploaded_at.desc(), RegisterFile.id.desc())
    )
    found: dict[UUID, list[RegisterFile]] = {}
    for file in files:
        found.setdefault(file.register_request_id, []).append(file)
    return found


def count_findings(
    session: Session, *, tenant_id: int, register_file_id: UUID
) -> Mapping[RegisterFinding, int]:
    """People by what an answer says of them, in the order of ``RegisterFinding``."""
    rows = session.execute(
        _FINDINGS, {"tenant_id": tenant_id, "register_file_id": register_file_id}
    )
    found = {row.finding: row.people for row in rows}
    return {one: found[one] for one in RegisterFinding if one in found}


def count_problems(
    session: Session, *, tenant_id: int, register_file_id: UUID
) -> Mapping[RegisterProblem, int]:
    """Rows that cannot be used by why, in the order of ``RegisterProblem``."""
    rows = session.execute(
        _PROBLEMS, {"tenant_id": tenant_id, "register_file_id": register_file_id}
    )
    found = {row.problem: row.rows for row in rows}
    return {one: found[one] for one in RegisterProblem if one in found}


def list_unknown_words(
    session: Session, *, tenant_id: int, register_file_id: UUID, limit: int
) -> Sequence[tuple[str, int]]:
    """Results that nobody wrote down yet, with their rows; the most frequent first."""
    rows = session.execute(
        select(RegisterRow.said, func.count().label("rows"))
        .where(
            RegisterRow.tenant_id == tenant_id,
            RegisterRow.register_file_id == register_file_id,
            RegisterRow.problem == RegisterProblem.RESULT_UNKNOWN,
            RegisterRow.said.is_not(None),
        )
        .group_by(RegisterRow.said)
        .order_by(func.count().desc(), RegisterRow.said)
        .limit(limit)
    )
    return [(row.said or "", row.rows) for row in rows]


def list_problem_rows(
    session: Session, *, tenant_id: int, register_file_id: UUID, limit: int | None = None
) -> Sequence[RegisterRow]:
    """Rows that cannot be used, by their number."""
    return session.scalars(
        select(RegisterRow)
        .where(
            RegisterRow.tenant_id == tenant_id,
            RegisterRow.register_file_id == register_file_id,
            RegisterRow.problem.is_not(None),
        )
        .order_by(RegisterRow.row_number)
        .limit(limit)
    ).all()
