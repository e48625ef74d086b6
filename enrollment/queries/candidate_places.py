"""Where the people of a programme live and what they do, as the choices of its forms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from enrollment.models.workers import Cover, Worker

OCCUPATION_LIMIT = 100


@dataclass(frozen=True)
class CandidatePlaces:
    """People of a programme by village code, and the occupations most of them state."""

    villages: Mapping[str, int]
    occupations: Sequence[str]


def count_candidate_places(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> CandidatePlaces:
    """Villages in the order of their codes; occupations with the most frequent first."""
    key: dict[str, Any] = {"tenant_id": tenant_id, "commitment_id": commitment_id}
    return CandidatePlaces(
        count_by_village(session, **key), list_occupations(session, **key, limit=OCCUPATION_LIMIT)
    )


def keep_places(places: CandidatePlaces) -> Mapping[str, Any]:
    """As they are kept, beside the outlook of the programme."""
    return {"places": dict(places.villages), "occupations": list(places.occupations)}


def places_as_kept(content: Mapping[str, Any]) -> CandidatePlaces | None:
    """What ``keep_places`` kept; None where an earlier count kept none."""
    if "places" not in content:
        return None
    return CandidatePlaces(dict(sorted(content["places"].items())), content["occupations"])


def list_occupations(
    session: Session, *, tenant_id: int, commitment_id: UUID, limit: int
) -> Sequence[str]:
    """Occupations that people of a programme state, the most frequent first."""
    occupations = session.scalars(
        select(Worker.occupation)
        .join(Cover, (Cover.tenant_id == Worker.tenant_id) & (Cover.worker_id == Worker.id))
        .where(
            Cover.tenant_id == tenant_id,
            Cover.commitment_id == commitment_id,
            Worker.occupation.is_not(None),
        )
        .group_by(Worker.occupation)
        .order_by(func.count().desc(), Worker.occupation)
        .limit(limit)
    )
    return [occupation for occupation in occupations if occupation is not None]


def count_by_village(session: Session, *, tenant_id: int, commitment_id: UUID) -> Mapping[str, int]:
    """People of a programme by village code, in its order."""
    rows = session.execute(
        select(Worker.village_code, func.count().label("people"))
        .join(Cover, (Cover.tenant_id == Worker.tenant_id) & (Cover.worker_id == Worker.id))
        .where(Cover.tenant_id == tenant_id, Cover.commitment_id == commitment_id)
        .group_by(Worker.village_code)
        .order_by(Worker.village_code)
    )
    return {row.village_code: row.people for row in rows}
