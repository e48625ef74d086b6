"""A form that was sent twice: what a row says is kept once."""

from datetime import datetime, timedelta

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from tenants.kernel.db import TenantScoped
from tenants.kernel.errors import N_, DuplicateRecord

REPEATED_WITHIN = timedelta(minutes=1)
_LOCK_REPEATS = text("SELECT pg_advisory_xact_lock(3519, :tenant_id)")
_OWN = {"id", "created_at", "updated_at"}


def refuse_repeat(session: Session, row: TenantScoped, *, now: datetime) -> None:
    """Refuse a row that says word for word what one of the last minute says.

    A button that was pressed twice sends its form twice; the second would be a record of its own.

    Args:
        session: the transaction.
        row: not added yet; its table has ``created_at``.
        now: the present moment.

    Raises:
        DuplicateRecord: such a row is kept.

    Effects:
        Holds the regency's turn until the transaction ends, so that of two sent at once the second
        finds the first.
    """
    session.execute(_LOCK_REPEATS, {"tenant_id": row.tenant_id})
    table = inspect(type(row)).local_table
    said = [
        column.is_not_distinct_from(getattr(row, column.key))
        for column in table.columns
        if column.key not in _OWN
    ]
    since = table.columns["created_at"] >= now - REPEATED_WITHIN
    if session.execute(select(table.columns["id"]).where(since, *said).limit(1)).first():
        raise DuplicateRecord(
            N_(
                "Isian yang sama persis baru saja disimpan, mungkin karena tombolnya tertekan dua"
                " kali. Yang kedua tidak disimpan."
            )
        )
