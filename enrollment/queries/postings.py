"""Reads of what BPJS answered: files, their problems, the months of a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from enrollment.answers import AnswerKind
from enrollment.models.postings import PostedYear, PostingFile, PostingRow
from enrollment.posting_states import PostingState
from tenants.kernel.errors import N_, NotFound

_GIVEN_UP = (PostingState.DISCARDED, PostingState.FAILED, PostingState.UNDONE)
_MONTHS_OF_WORKER = text(
    """
    SELECT m.commitment_id, m.year, bit_or(m.billed) AS billed, bit_or(m.paid) AS paid,
        bit_or(m.posted) AS posted
    FROM (
        SELECT b.commitment_id, CAST(extract(year FROM b.first_month_on) AS int) AS year,
            CAST(l.months AS int) AS billed,
            CASE WHEN b.state = 'paid' THEN CAST(l.months AS int) ELSE 0 END AS paid, 0 AS posted
        FROM billing_line l
        JOIN billing_list b ON b.tenant_id = l.tenant_id AND b.id = l.billing_list_id
        WHERE l.tenant_id = :tenant_id AND l.worker_id = :worker_id
        UNION ALL
        SELECT y.commitment_id, y.year, 0, 0, CAST(y.months AS int)
        FROM posted_year y WHERE y.tenant_id = :tenant_id AND y.worker_id = :worker_id) m
    GROUP BY m.commitment_id, m.year
    """
)


@dataclass(frozen=True)
class MonthsOfYear:
    """What happened to the months of a year, each as twelve bits, January lowest."""

    billed: int = 0
    paid: int = 0
    posted: int = 0


def get_posting(session: Session, *, tenant_id: int, posting_file_id: UUID) -> PostingFile:
    """One file.

    Raises:
        NotFound: no such file in this regency.
    """
    file = session.get(PostingFile, (tenant_id, posting_file_id))
    if file is None:
        raise NotFound(N_("Berkas jawaban BPJS tidak ditemukan."))
    return file


def find_same_answer(
    session: Session,
    *,
    tenant_id: int,
    billing_list_id: UUID,
    kind: AnswerKind,
    sha256: bytes,
    branch_id: UUID | None,
) -> PostingFile | None:
    """The record of the very same bytes about the same list, unless it was given up.

    Args:
        session: role regency or branch.
        tenant_id: whose.
        billing_list_id: of which list.
        kind: what the file answers.
        sha256: of its bytes.
        branch_id: the office that sent it; None for the regency.
    """
    return session.scalars(
        select(PostingFile).where(
            PostingFile.tenant_id == tenant_id,
            PostingFile.billing_list_id == billing_list_id,
            PostingFile.kind == kind,
            PostingFile.sha256 == sha256,
            PostingFile.branch_id.is_not_distinct_from(branch_id),
            PostingFile.state.not_in(_GIVEN_UP),
        )
    ).one_or_none()


def list_answers(
    session: Session, *, tenant_id: int, billing_list_id: UUID
) -> Sequence[PostingFile]:
    """What was answered about a list, newest first."""
    return session.scalars(
        select(PostingFile)
        .where(PostingFile.tenant_id == tenant_id, PostingFile.billing_list_id == billing_list_id)
        .order_by(PostingFile.uploaded_at.desc(), PostingFile.id)
    ).all()


def has_posting(session: Session, *, tenant_id: int, billing_list_id: UUID) -> bool:
    """Whether months of a list are posted, or just being posted."""
    found = session.scalar(
        select(PostingFile.id)
        .where(
            PostingFile.tenant_id == tenant_id,
            PostingFile.billing_list_id == billing_list_id,
            PostingFile.kind == AnswerKind.POSTING,
            PostingFile.state.in_(
                (PostingState.APPLYING, PostingState.APPLIED, PostingState.UNDOING)
            ),
        )
        .limit(1)
    )
    return found is not None


def list_problem_rows(
    session: Session, *, tenant_id: int, posting_file_id: UUID, limit: int
) -> Sequence[PostingRow]:
    """Rows that cannot be used, by their number."""
    return session.scalars(
        select(PostingRow)
        .where(
            PostingRow.tenant_id == tenant_id,
            PostingRow.posting_file_id == posting_file_id,
            PostingRow.problem.is_not(None),
        )
        .order_by(PostingRow.row_number)
        .limit(limit)
    ).all()


def count_problem_kinds(
    session: Session, *, tenant_id: int, posting_file_id: UUID
) -> Sequence[tuple[str, int]]:
    """Kinds of rows that cannot be used and how many of each, most first. Role branch may ask."""
    rows = session.execute(
        select(PostingRow.problem, func.count().label("times"))
        .where(
            PostingRow.tenant_id == tenant_id,
            PostingRow.posting_file_id == posting_file_id,
            PostingRow.problem.is_not(None),
        )
        .group_by(PostingRow.problem)
        .order_by(func.count().desc(), PostingRow.problem)
    )
    return [(row.problem, row.times) for row in rows]


def months_of_worker(
    session: Session, *, tenant_id: int, worker_id: UUID
) -> Mapping[tuple[UUID, int], MonthsOfYear]:
    """Months billed, paid and posted of one person, by programme and year."""
    rows: Sequence[Row[Any]] = session.execute(
        _MONTHS_OF_WORKER, {"tenant_id": tenant_id, "worker_id": worker_id}
    ).all()
    return {
        (row.commitment_id, row.year): MonthsOfYear(row.billed, row.paid, row.posted)
        for row in rows
    }


def count_posted_people(session: Session, *, tenant_id: int, billing_list_id: UUID) -> int:
    """People of whom a month of a list is posted."""
    return (
        session.scalar(
            select(func.count(PostedYear.worker_id.distinct()))
            .join(
                PostingFile,
                (PostingFile.tenant_id == PostedYear.tenant_id)
                & (PostingFile.id == PostedYear.posting_file_id),
            )
            .where(
                PostedYear.tenant_id == tenant_id,
                PostingFile.billing_list_id == billing_list_id,
            )
        )
        or 0
    )
