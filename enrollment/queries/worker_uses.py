"""Which tables name a worker, asked of the schema, so that none is forgotten."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_REFERENCES = text(
    """
    SELECT CAST(k.conrelid AS regclass)::text AS used_in, f.attname AS used_as
    FROM pg_constraint k
    JOIN pg_attribute f ON f.attrelid = k.conrelid AND f.attnum = k.conkey[2]
    WHERE k.contype = 'f' AND k.confrelid = CAST('worker' AS regclass)
    ORDER BY 1, 2
    """
)
MOVABLE = frozenset(
    {
        *("cover", "cover_year", "candidate", "worker_change", "duplicate_pair", "former_nik"),
        *("verification_line", "verification_row", "register_line", "register_row"),
        "roster_waiver",
    }
)
"""Tables whose rows may follow a person to another record. All others keep what was decided."""


@dataclass(frozen=True)
class WorkerUse:
    """A column that names workers."""

    table: str
    column: str

    def names(self, worker: str) -> str:
        """SQL: whether a row names the worker of that alias."""
        return (
            f"EXISTS (SELECT FROM {self.table} u WHERE u.tenant_id = {worker}.tenant_id"
            f" AND u.{self.column} = {worker}.id)"
        )


def worker_uses(session: Session) -> Sequence[WorkerUse]:
    """Every column of the schema that names workers."""
    return [WorkerUse(row.used_in, row.used_as) for row in session.execute(_REFERENCES)]


def frozen_ids(
    session: Session, *, tenant_id: int, worker_ids: Collection[UUID]
) -> frozenset[UUID]:
    """Those whose record rests in a decree, a frozen list or an answer, and must stay."""
    tests = " OR ".join(use.names("w") for use in worker_uses(session) if use.table not in MOVABLE)
    found = session.execute(
        text(
            "SELECT w.id FROM worker w"  # noqa: S608 - as above
            f" WHERE w.tenant_id = :tenant_id AND w.id = ANY(:worker_ids) AND ({tests})"
        ),
        {"tenant_id": tenant_id, "worker_ids": list(worker_ids)},
    )
    return frozenset(found.scalars())
