"""Where the answers that a regency and its BPJS office sent about one list say different things."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.models.postings import PostingFile

# What is said of a person: how BPJS answered, or which months it posted. A stored file counts, of
# several of one side the last word about a membership, and every month that any of them posted.
_DIFFERING = """
    WITH said AS (
        SELECT r.worker_id, max(r.outcome) AS outcome, bit_or(CAST(r.months AS int)) AS months
        FROM posting_row r
        WHERE r.tenant_id = :tenant_id AND r.posting_file_id = :posting_file_id
            AND r.problem IS NULL
        GROUP BY r.worker_id),
    others AS (
        SELECT r.worker_id,
            (array_agg(r.outcome ORDER BY f.confirmed_at DESC, f.id))[1] AS outcome,
            bit_or(CAST(r.months AS int)) AS months
        FROM posting_file f
        JOIN posting_row r ON r.tenant_id = f.tenant_id AND r.posting_file_id = f.id
            AND r.problem IS NULL
        WHERE f.tenant_id = :tenant_id AND f.billing_list_id = :billing_list_id
            AND f.kind = :kind AND f.state = 'applied'
            AND (f.branch_id IS NULL) = CAST(:by_regency AS boolean)
        GROUP BY r.worker_id),
    differing AS (
        SELECT s.worker_id, s.outcome, s.months, o.outcome AS other_outcome,
            o.months AS other_months
        FROM said s JOIN others o ON o.worker_id = s.worker_id
        WHERE CASE WHEN :kind = 'membership' THEN o.outcome <> s.outcome
            ELSE o.months <> s.months END)
"""
_COUNT = text(f"{_DIFFERING} SELECT count(*) FROM differing")  # noqa: S608
_LIST = text(
    f"""
    {_DIFFERING}
    SELECT d.*, w.name FROM differing d
    JOIN worker w ON w.tenant_id = :tenant_id AND w.id = d.worker_id
    ORDER BY w.name_key, w.id LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)


@dataclass(frozen=True)
class DifferingAnswer:
    """One person and what the two sides say: an outcome, or twelve bits of months."""

    worker_id: UUID
    name: str
    outcome: str | None
    months: int
    other_outcome: str | None
    other_months: int


def count_differing(session: Session, file: PostingFile) -> int:
    """People of whom stored files of the other side say something else. Role job.

    Who stands in one of the two alone is no difference: a file may be one of several.
    """
    found: int = session.execute(_COUNT, _values(file)).scalar_one()
    return found


def list_differing(session: Session, file: PostingFile, *, limit: int) -> Sequence[DifferingAnswer]:
    """The first of these people by name. Role regency: an office sees counts alone."""
    rows = session.execute(_LIST, {**_values(file), "room": limit})
    return [DifferingAnswer(**row._asdict()) for row in rows]


def _values(file: PostingFile) -> dict[str, object]:
    return {
        "tenant_id": file.tenant_id,
        "posting_file_id": file.id,
        "billing_list_id": file.billing_list_id,
        "kind": file.kind,
        "by_regency": file.branch_id is not None,
    }
