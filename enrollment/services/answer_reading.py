"""Reading an answer of the BPJS office, and finding of whom each of its rows speaks."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, text
from sqlalchemy.orm import Session

from enrollment.answers import (
    AnswerFileProblem,
    AnswerFileRefused,
    AnswerKind,
    AnswerProblem,
    AnswerRow,
    bare_remark,
    read_row,
)
from enrollment.models.billing import BillingList
from enrollment.models.postings import PostingFile, PostingRow
from enrollment.parsing.refusals import RosterFileRefused
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.answer_differences import count_differing
from enrollment.queries.billing import get_billing, period_of
from enrollment.services.answer_files import OpenedAnswer, open_answer, pieces_of
from enrollment.services.answer_intake import ANSWER_LIMIT_ROWS
from enrollment.services.imports import join_large_sets
from enrollment.services.postings import lock_posting, record
from tenants.kernel import formats
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import blind_index, encrypt
from tenants.kernel.ids import uuid7

BATCH_ROWS = 5_000
_REASON_LETTERS = 200

_MINE = "r.tenant_id = :tenant_id AND r.posting_file_id = :posting_file_id"
_LINE = (
    "l.tenant_id = r.tenant_id AND l.billing_list_id = :billing_list_id"
    " AND l.worker_id = r.worker_id"
)
_FIND_PEOPLE = text(
    f"""
    UPDATE posting_row r SET worker_id = w.id FROM worker w
    WHERE {_MINE} AND w.tenant_id = r.tenant_id AND w.nik_index = r.nik_index
    """  # noqa: S608 - constants of ours, no value
)
_NOT_ON_LIST = text(
    f"""
    UPDATE posting_row r SET problem = :problem
    WHERE {_MINE} AND r.problem IS NULL AND NOT EXISTS (SELECT FROM billing_line l WHERE {_LINE})
    """  # noqa: S608 - constants of ours, no value
)
# Who joined the programme late has fewer months on the list than the list has.
_OWN_MONTHS = text(
    f"""
    UPDATE posting_row r SET months = l.months FROM billing_line l
    WHERE {_MINE} AND r.problem IS NULL AND {_LINE}
    """  # noqa: S608 - constants of ours, no value
)
_MONTHS_NOT_LISTED = text(
    f"""
    UPDATE posting_row r SET problem = :problem FROM billing_line l
    WHERE {_MINE} AND r.problem IS NULL AND {_LINE} AND r.months & ~l.months <> 0
    """  # noqa: S608 - constants of ours, no value
)
_TWICE = text(
    f"""
    UPDATE posting_row r SET problem = :problem
    FROM (
        SELECT r.worker_id, min(r.row_number) AS first_row FROM posting_row r
        WHERE {_MINE} AND r.problem IS NULL GROUP BY r.worker_id) f
    WHERE {_MINE} AND r.problem IS NULL AND r.worker_id = f.worker_id
        AND r.row_number > f.first_row
    """  # noqa: S608 - constants of ours, no value
)
_TALLY = text(
    f"""
    SELECT count(*) AS row_count,
        count(*) FILTER (WHERE r.problem IS NULL) AS valid_count,
        count(DISTINCT r.worker_id) FILTER (WHERE r.problem IS NULL) AS people_count,
        count(*) FILTER (WHERE r.problem IS NULL AND r.outcome = 'accepted') AS accepted_count,
        count(*) FILTER (WHERE r.problem IS NULL AND r.outcome = 'rejected') AS rejected_count,
        count(*) FILTER (WHERE r.problem IS NULL AND r.outcome = 'elsewhere') AS elsewhere_count
    FROM posting_row r WHERE {_MINE}
    """  # noqa: S608 - constants of ours, no value
)
_NEW_MONTHS = text(
    f"""
    SELECT CAST(coalesce(
        sum(bit_count(CAST(n.months & ~coalesce(y.months, 0) AS bit(12)))), 0) AS int)
    FROM (
        SELECT r.worker_id, bit_or(CAST(r.months AS int)) AS months FROM posting_row r
        WHERE {_MINE} AND r.problem IS NULL GROUP BY r.worker_id) n
    JOIN billing_line l ON l.tenant_id = :tenant_id AND l.billing_list_id = :billing_list_id
        AND l.worker_id = n.worker_id
    LEFT JOIN LATERAL (
        SELECT bit_or(CAST(y.months AS int)) AS months FROM posted_year y
        WHERE y.tenant_id = :tenant_id AND y.worker_id = n.worker_id AND y.segment = l.segment
            AND y.programme = ANY(l.programmes) AND y.year = :year) y ON true
    """  # noqa: S608 - constants of ours, no value
)


def read_answer(session: Session, *, tenant_id: int, posting_file_id: UUID, now: datetime) -> None:
    """Read a file whole, find its people by the blind index of their NIK, and count.

    Nothing is stored of anybody yet: a person sees the counts first.

    Args:
        session: role job.
        tenant_id: whose.
        posting_file_id: a file that waits to be read; otherwise nothing changes.
        now: the present moment.

    Raises:
        NotFound: no such file in this regency.
        AnswerFileRefused, RosterFileRefused: the file cannot be used as a whole.
        SheetReaderFailed: try again.

    Effects:
        Inserts ``posting_row``, counts the file and moves it to ``ready``, audits.
    """
    file = lock_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
    if file.state != PostingState.RECEIVED:
        return
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=file.billing_list_id)
    with ExitStack() as opened:
        answer = open_answer(session, file, opened)
        _keep_rows(session, file, billing, answer)
    join_large_sets(session)
    _match(session, file, billing, names_months=answer.names_months)
    _tally(session, file, billing)
    file.state = next_posting_state(PostingState(file.state), PostingAction.READ)
    session.flush()
    record(session, file, actor=_sender(file), now=now, action="posting:verify", **_told(file))


def refuse_answer(
    session: Session,
    *,
    tenant_id: int,
    posting_file_id: UUID,
    refusal: AnswerFileRefused | RosterFileRefused,
    now: datetime,
) -> None:
    """Keep why a file cannot be used, and forget its content.

    Raises:
        NotFound: no such file in this regency.

    Effects:
        Moves the file to ``failed``, deletes its pieces, audits.
    """
    file = lock_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
    if file.state != PostingState.RECEIVED:
        return
    file.state = next_posting_state(PostingState(file.state), PostingAction.REFUSE)
    file.failure_code = refusal.problem.value
    file.failure_params = {name: str(value) for name, value in refusal.params.items()}
    file.finished_at = now
    pieces_of(file).forget(session)
    session.flush()
    record(
        session,
        file,
        actor=_sender(file),
        now=now,
        action="posting:refuse",
        problem=refusal.problem.value,
    )


def _keep_rows(
    session: Session, file: PostingFile, billing: BillingList, answer: OpenedAnswer
) -> None:
    count = 0
    rows = _rows(file, billing, answer)
    while batch := list(islice(rows, BATCH_ROWS)):
        count += len(batch)
        if count > ANSWER_LIMIT_ROWS:
            limit = formats.count(ANSWER_LIMIT_ROWS)
            raise AnswerFileRefused(AnswerFileProblem.TOO_MANY_ROWS, limit=limit)
        session.execute(insert(PostingRow), [_kept(file, row) for row in batch])
    if not count:
        raise AnswerFileRefused(AnswerFileProblem.NO_ROWS)


def _rows(file: PostingFile, billing: BillingList, answer: OpenedAnswer) -> Iterator[AnswerRow]:
    period, kind = period_of(billing), AnswerKind(file.kind)
    whole = period.mask if file.covers_whole_list else 0
    for number, cells in answer.rows:
        row = read_row(number, cells, kind, year=period.first.year, whole=whole)
        if row is not None:
            yield row


def _kept(file: PostingFile, row: AnswerRow) -> dict[str, object]:
    row_id = uuid7()
    return {
        "tenant_id": file.tenant_id,
        "posting_file_id": file.id,
        "row_number": row.row_number,
        "row_id": row_id,
        "nik_index": blind_index(row.nik, tenant_id=file.tenant_id) if row.nik else None,
        "kpj_encrypted": _sealed_kpj(file, row_id, row.kpj),
        "outcome": row.outcome,
        "months": row.months,
        "reason": bare_remark(row.reason or "", _REASON_LETTERS),
        "problem": row.problem,
    }


def _sealed_kpj(file: PostingFile, row_id: UUID, kpj: str | None) -> bytes | None:
    if kpj is None:
        return None
    return encrypt(
        kpj,
        table="posting_row",
        column="kpj_encrypted",
        tenant_id=file.tenant_id,
        row_id=row_id,
    )


def _match(
    session: Session, file: PostingFile, billing: BillingList, *, names_months: bool
) -> None:
    values = _values(file, billing)
    session.execute(_FIND_PEOPLE, values)
    session.execute(_NOT_ON_LIST, values | {"problem": AnswerProblem.NOT_ON_LIST.value})
    if file.kind == AnswerKind.MEMBERSHIP:
        session.execute(_TWICE, values | {"problem": AnswerProblem.TWICE.value})
    elif names_months:
        session.execute(
            _MONTHS_NOT_LISTED, values | {"problem": AnswerProblem.MONTH_NOT_LISTED.value}
        )
    else:
        session.execute(_OWN_MONTHS, values)


def _tally(session: Session, file: PostingFile, billing: BillingList) -> None:
    values = _values(file, billing)
    row: Row[Any] = session.execute(_TALLY, values).one()
    file.row_count, file.valid_count = row.row_count, row.valid_count
    file.error_count = row.row_count - row.valid_count
    file.people_count = row.people_count
    file.differing_count = count_differing(session, file)
    if file.kind == AnswerKind.MEMBERSHIP:
        file.accepted_count, file.rejected_count = row.accepted_count, row.rejected_count
        file.elsewhere_count = row.elsewhere_count
    else:
        file.month_count = session.execute(_NEW_MONTHS, values).scalar_one()


def _values(file: PostingFile, billing: BillingList) -> dict[str, Any]:
    return {
        "tenant_id": file.tenant_id,
        "posting_file_id": file.id,
        "billing_list_id": billing.id,
        "year": billing.first_month_on.year,
    }


def _told(file: PostingFile) -> dict[str, int | None]:
    return {"rows": file.row_count, "valid": file.valid_count, "errors": file.error_count}


def _sender(file: PostingFile) -> Actor:
    return Actor(id=file.uploaded_by_id, name=file.uploaded_by_name)
