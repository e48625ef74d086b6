"""The one transaction that makes an answer known of its people, and the one that takes it back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.models.registers import RegisterFile
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.registers import get_request
from enrollment.registers import IDENTITY_FACTS, MEMBERSHIP_FACTS, RegisterKind
from enrollment.services.imports import join_large_sets, take_turn
from enrollment.services.register_files import lock_register_file, record
from tenants.kernel.actor import Actor
from tenants.kernel.ids import UUID7_SQL
from tenants.kernel.writes import write

_MINE = "r.tenant_id = :tenant_id AND r.register_file_id = :register_file_id AND r.problem IS NULL"
_CANDIDATE = (
    "k.tenant_id = r.tenant_id AND k.commitment_id = :commitment_id AND k.worker_id = r.worker_id"
)
_MAKE_ROOM = text(
    f"""
    INSERT INTO candidate (tenant_id, id, commitment_id, worker_id, updated_at)
    SELECT r.tenant_id, {UUID7_SQL}, :commitment_id, r.worker_id, :now
    FROM register_row r
    JOIN cover c ON c.tenant_id = r.tenant_id AND c.commitment_id = :commitment_id
        AND c.worker_id = r.worker_id
    WHERE {_MINE}
    ON CONFLICT (tenant_id, commitment_id, worker_id) DO NOTHING
    """  # noqa: S608 - constants of ours, no value
)
# Somebody may record something by hand at this moment: what it replaces is remembered or left.
_HOLD = text(
    f"""
    WITH held AS (
        SELECT k.id FROM candidate k JOIN register_row r ON {_CANDIDATE}
        WHERE {_MINE} ORDER BY k.worker_id FOR UPDATE OF k)
    SELECT count(*) FROM held
    """  # noqa: S608 - constants of ours, no value
)
_REMEMBER = f"""
    UPDATE register_row r SET replaced = k.{{known}}, replaced_mismatch = {{mismatch}},
        replaced_on = k.{{known}}_on, replaced_note = k.{{known}}_note
    FROM candidate k
    WHERE {_MINE} AND {_CANDIDATE} AND k.{{known}} IS NOT NULL AND k.{{known}}_file_id IS NULL
        AND k.{{known}}_on <= :answered_on
"""  # noqa: S608 - as above
_TELL = f"""
    UPDATE candidate k SET {{known}} = m.known, {{with_mismatch}} {{known}}_on = :answered_on,
        {{known}}_note = r.note, {{known}}_file_id = :register_file_id, updated_at = :now
    FROM register_row r
    JOIN unnest(CAST(:findings AS text[]), CAST(:known AS text[]), CAST(:mismatches AS text[]))
        AS m(finding, known, mismatch) ON m.finding = r.finding
    WHERE {_MINE} AND {_CANDIDATE} AND (k.{{known}}_on IS NULL OR k.{{known}}_on <= :answered_on)
"""  # noqa: S608 - as above
_ANSWER = text(
    f"""
    UPDATE register_line l SET register_file_id = :register_file_id FROM register_row r
    WHERE {_MINE} AND l.tenant_id = r.tenant_id AND l.register_request_id = :register_request_id
        AND l.worker_id = r.worker_id
    """  # noqa: S608 - constants of ours, no value
)
_TAKE_BACK = """
    WITH mine AS (
        SELECT k.id, k.worker_id FROM candidate k
        WHERE k.tenant_id = :tenant_id AND k.{known}_file_id = :register_file_id
        ORDER BY k.worker_id FOR UPDATE OF k),
    said AS (
        SELECT r.worker_id, e.known, e.mismatch, f.answered_on AS said_on, r.note,
            f.id AS file_id, f.confirmed_at
        FROM mine
        JOIN register_row r ON r.tenant_id = :tenant_id AND r.worker_id = mine.worker_id
            AND r.problem IS NULL
        JOIN register_file f ON f.tenant_id = r.tenant_id AND f.id = r.register_file_id
            AND f.state = 'applied'
        JOIN register_request q ON q.tenant_id = f.tenant_id AND q.id = f.register_request_id
            AND q.commitment_id = :commitment_id AND q.register = :register
        JOIN unnest(CAST(:findings AS text[]), CAST(:known AS text[]), CAST(:mismatches AS text[]))
            AS e(finding, known, mismatch) ON e.finding = r.finding
        UNION ALL
        SELECT r.worker_id, r.replaced, r.replaced_mismatch, r.replaced_on, r.replaced_note,
            NULL, NULL
        FROM mine
        JOIN register_row r ON r.tenant_id = :tenant_id AND r.worker_id = mine.worker_id
            AND r.replaced IS NOT NULL
        JOIN register_file f ON f.tenant_id = r.tenant_id AND f.id = r.register_file_id
        JOIN register_request q ON q.tenant_id = f.tenant_id AND q.id = f.register_request_id
            AND q.commitment_id = :commitment_id AND q.register = :register),
    latest AS (
        SELECT DISTINCT ON (worker_id) * FROM said
        ORDER BY worker_id, said_on DESC, confirmed_at DESC NULLS LAST)
    UPDATE candidate k SET {known} = m.known, {with_mismatch} {known}_on = m.said_on,
        {known}_note = m.note, {known}_file_id = m.file_id, updated_at = :now
    FROM mine LEFT JOIN latest m ON m.worker_id = mine.worker_id
    WHERE k.tenant_id = :tenant_id AND k.id = mine.id
"""
_ASK_AGAIN = text(
    """
    UPDATE register_line l SET register_file_id = (
        SELECT f.id FROM register_row r
        JOIN register_file f ON f.tenant_id = r.tenant_id AND f.id = r.register_file_id
            AND f.register_request_id = l.register_request_id AND f.state = 'applied'
        WHERE r.tenant_id = l.tenant_id AND r.worker_id = l.worker_id AND r.problem IS NULL
        ORDER BY f.answered_on DESC, f.confirmed_at DESC LIMIT 1)
    WHERE l.tenant_id = :tenant_id AND l.register_request_id = :register_request_id
        AND l.register_file_id = :register_file_id
    """
)


def apply_register_file(
    session: Session, *, tenant_id: int, register_file_id: UUID, now: datetime
) -> None:
    """Make what the usable rows say known of their people, unless a later answer is known already.

    Args:
        session: role job.
        tenant_id: whose.
        register_file_id: a file somebody confirmed; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Locks the file and the regency's imports; writes ``candidate``, notes in ``register_row``
        what was recorded by hand before and in ``register_line`` who is answered, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    if file.state != PostingState.APPLYING:
        return
    take_turn(session, tenant_id=tenant_id)
    join_large_sets(session)
    values, words = _terms(session, file, now)
    session.execute(_MAKE_ROOM, values)
    session.execute(_HOLD, values)
    session.execute(text(_REMEMBER.format(**words)), values)
    told = write(session, text(_TELL.format(**words)), values)
    session.execute(_ANSWER, values)
    file.stored_count = told
    file.state = next_posting_state(PostingState(file.state), PostingAction.STORE)
    session.flush()
    record(
        session,
        file,
        actor=Actor(id=file.confirmed_by_id, name=file.confirmed_by_name or ""),
        now=now,
        action="register:apply",
        people_count=file.stored_count,
        data_on=file.answered_on.isoformat(),
        sha256=file.sha256.hex(),
    )


def undo_register_file(
    session: Session, *, tenant_id: int, register_file_id: UUID, now: datetime
) -> None:
    """Let what was known before count again: the latest other answer, or what was said by hand.

    Args:
        session: role job.
        tenant_id: whose.
        register_file_id: a file whose undoing was asked for; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Locks the file and the regency's imports; writes ``candidate`` and ``register_line``,
        audits. What the file said stays readable.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    if file.state != PostingState.UNDOING:
        return
    take_turn(session, tenant_id=tenant_id)
    join_large_sets(session)
    values, words = _terms(session, file, now)
    session.execute(text(_TAKE_BACK.format(**words)), values)
    session.execute(_ASK_AGAIN, values)
    file.state = next_posting_state(PostingState(file.state), PostingAction.RELEASE)
    session.flush()
    actor = Actor(id=None, name=file.undone_by_name or "")
    record(session, file, actor=actor, now=now, action="register:release")


def _terms(
    session: Session, file: RegisterFile, now: datetime
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """The values of the statements, and the columns they are about: constants of ours."""
    request = get_request(
        session, tenant_id=file.tenant_id, register_request_id=file.register_request_id
    )
    is_identity = request.register == RegisterKind.IDENTITY
    facts = (
        {one: (known.value, other) for one, (known, other) in IDENTITY_FACTS.items()}
        if is_identity
        else {one: (known.value, None) for one, known in MEMBERSHIP_FACTS.items()}
    )
    values = {
        "tenant_id": file.tenant_id,
        "register_file_id": file.id,
        "register_request_id": request.id,
        "commitment_id": request.commitment_id,
        "register": request.register,
        "answered_on": file.answered_on,
        "now": now,
        "findings": [one.value for one in facts],
        "known": [known for known, _mismatch in facts.values()],
        "mismatches": [other and other.value for _known, other in facts.values()],
    }
    words = {
        "known": "identity" if is_identity else "membership",
        "mismatch": "k.mismatch" if is_identity else "NULL",
        "with_mismatch": "mismatch = m.mismatch," if is_identity else "",
    }
    return values, words
