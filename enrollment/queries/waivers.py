"""People who came into a programme, or stay in it, by a reason although something spoke against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from enrollment.selection import Outcome

IS_WAIVED = """(j.override_reason IS NOT NULL OR EXISTS (
        SELECT FROM roster_waiver v
        WHERE v.tenant_id = :tenant_id AND v.commitment_id = :commitment_id
            AND v.worker_id = j.worker_id))"""
"""Somebody's reason speaks for a person of ``selection_judging.JUDGED``."""

_OF_PEOPLE = text(
    """
    SELECT w.worker_id, w.commitment_id, w.codes, w.reason, w.said_by, w.roster_id FROM (
        SELECT v.worker_id, v.commitment_id, v.codes, r.override_reason AS reason,
            r.confirmed_by_name AS said_by, v.roster_id
        FROM roster_waiver v
        JOIN roster r ON r.tenant_id = v.tenant_id AND r.id = v.roster_id
        WHERE v.tenant_id = :tenant_id AND v.worker_id = ANY(:worker_ids)
        UNION ALL
        SELECT k.worker_id, k.commitment_id, NULL, k.override_reason, k.override_by_name, NULL
        FROM candidate k
        WHERE k.tenant_id = :tenant_id AND k.worker_id = ANY(:worker_ids)
            AND k.override_reason IS NOT NULL) w
    WHERE CAST(:commitment_id AS uuid) IS NULL OR w.commitment_id = :commitment_id
    ORDER BY w.worker_id, w.commitment_id, w.roster_id NULLS LAST
    """
)
_IDS = text(
    """
    SELECT v.worker_id FROM roster_waiver v
    WHERE v.tenant_id = :tenant_id AND v.commitment_id = :commitment_id
    UNION
    SELECT k.worker_id FROM candidate k
    WHERE k.tenant_id = :tenant_id AND k.commitment_id = :commitment_id
        AND k.override_reason IS NOT NULL
    LIMIT :size
    """
)
_DECREED = text(
    """
    SELECT count(*) FROM determination_line l
    JOIN determination d ON d.tenant_id = l.tenant_id AND d.id = l.determination_id
    LEFT JOIN candidate k ON k.tenant_id = l.tenant_id AND k.commitment_id = d.commitment_id
        AND k.worker_id = l.worker_id
    WHERE l.tenant_id = :tenant_id AND l.determination_id = :determination_id
        AND l.outcome = :chosen AND (k.override_reason IS NOT NULL OR EXISTS (
            SELECT FROM roster_waiver v
            WHERE v.tenant_id = l.tenant_id AND v.commitment_id = d.commitment_id
                AND v.worker_id = l.worker_id))
    """
)


@dataclass(frozen=True)
class Waiver:
    """Why a person is in a programme although something spoke against it, and who says so.

    ``codes`` and ``roster_id`` are of the list that brought the person in; neither is there where
    somebody spoke for a candidate whom BPJS knows as a wage-earner.
    """

    commitment_id: UUID
    codes: Sequence[str]
    reason: str
    said_by: str
    roster_id: UUID | None


def list_waivers(
    session: Session,
    *,
    tenant_id: int,
    worker_ids: Sequence[UUID],
    commitment_id: UUID | None = None,
) -> Mapping[UUID, Sequence[Waiver]]:
    """What was said for some people, in one programme or in all; only of whom something was."""
    rows = session.execute(
        _OF_PEOPLE,
        {"tenant_id": tenant_id, "worker_ids": list(worker_ids), "commitment_id": commitment_id},
    ).all()
    return {
        worker_id: [_waiver(row) for row in of_worker]
        for worker_id, of_worker in groupby(rows, attrgetter("worker_id"))
    }


def list_waived_ids(
    session: Session, *, tenant_id: int, commitment_id: UUID, limit: int
) -> Sequence[UUID] | None:
    """Everybody of a programme for whom a reason was given; None where they are more."""
    values = {"tenant_id": tenant_id, "commitment_id": commitment_id, "size": limit + 1}
    ids = session.execute(_IDS, values).scalars().all()
    return ids if len(ids) <= limit else None


def count_decreed_waivers(session: Session, *, tenant_id: int, determination_id: UUID) -> int:
    """For how many recipients of a decree a reason was given."""
    values = {
        "tenant_id": tenant_id,
        "determination_id": determination_id,
        "chosen": Outcome.CHOSEN.value,
    }
    people: int = session.execute(_DECREED, values).scalar_one()
    return people


def _waiver(row: Row[Any]) -> Waiver:
    return Waiver(row.commitment_id, row.codes or (), row.reason, row.said_by or "", row.roster_id)
