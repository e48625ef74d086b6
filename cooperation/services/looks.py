"""Keep that somebody of a BPJS office looked at a submission."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cooperation.models.looks import AgreementLook, Look


def keep_look(
    session: Session,
    kind: type[Look],
    subject: dict[str, UUID],
    *,
    tenant_id: int,
    viewer_id: UUID,
    office_id: UUID,
    seen_round: int,
    now: datetime,
) -> None:
    """Keep a look at a round; the one before is forgotten.

    Args:
        session: role branch, bound to the regency.
        kind: ``AgreementLook``, or the looks at another kind of submission.
        subject: the column that names the submission, and its id.
        tenant_id: the regency.
        viewer_id: the account of whoever looks.
        office_id: the BPJS office for which they do.
        seen_round: the latest round, as it was shown.
        now: when.

    Effects:
        Inserts or changes one row. A page that is opened twice at once keeps one look.
    """
    seen = {"branch_id": office_id, "seen_round": seen_round, "seen_at": now}
    key = {"tenant_id": tenant_id, **subject, "viewer_id": viewer_id}
    table: Table = kind.__table__  # type: ignore[attr-defined]  # every mapped class has one
    kept = insert(table).values(**key, **seen)
    changed = {name: kept.excluded[name] for name in ("seen_round", "seen_at")}
    session.execute(kept.on_conflict_do_update(index_elements=list(key), set_=changed))


def look_at_agreement(
    session: Session,
    *,
    tenant_id: int,
    agreement_id: UUID,
    viewer_id: UUID,
    office_id: UUID,
    seen_round: int,
    now: datetime,
) -> None:
    """Keep that somebody looked at an agreement. See ``keep_look``."""
    keep_look(
        session,
        AgreementLook,
        {"agreement_id": agreement_id},
        tenant_id=tenant_id,
        viewer_id=viewer_id,
        office_id=office_id,
        seen_round=seen_round,
        now=now,
    )
