"""What lists of people by name share: where a page goes on, and the workers behind some ids."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.models.workers import Worker
from tenants.kernel.errors import N_, MalformedRequest
from tenants.kernel.paging import decode_cursor, row_id

AFTER_LAST_SEEN = """
    (CAST(:after_id AS uuid) IS NULL
        OR (w.name_key, w.id) > (CAST(:after_key AS text) COLLATE "C", :after_id))
"""
"""Goes on behind the worker ``place_after`` names; ``w`` is the worker, by name and id."""


def place_after(session: Session, *, tenant_id: int, cursor: str | None) -> dict[str, Any]:
    """Where a list by name goes on. The cursor is an id, because addresses are logged.

    Raises:
        MalformedRequest: the cursor was not made for such a list of this regency.
    """
    if cursor is None:
        return {"after_id": None, "after_key": None}
    (last_id,) = decode_cursor(cursor, row_id)
    worker = session.get(Worker, (tenant_id, last_id))
    if worker is None:
        raise MalformedRequest(N_("Penanda halaman tidak dikenali."))
    return {"after_id": last_id, "after_key": worker.name_key}


def workers_by_id(
    session: Session, *, tenant_id: int, ids: Collection[UUID]
) -> Mapping[UUID, Worker]:
    """Some workers by their ids."""
    found = session.scalars(select(Worker).where(Worker.tenant_id == tenant_id, Worker.id.in_(ids)))
    return {worker.id: worker for worker in found}
