"""What somebody typed while their session ended: kept sealed for an hour, for them alone."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.kernel.audit import PLATFORM_TENANT
from tenants.kernel.crypto import decrypt, encrypt
from tenants.kernel.typed_fields import Fields
from tenants.models.identity import KeptForm
from tenants.queries.identity import find_ended_session

KEPT_FOR = timedelta(hours=1)
SESSION_KNOWN_FOR = timedelta(hours=12)
"""A session unused for longer vouches for nobody's form."""
LONGEST_BYTES = 256 * 1024


def keep_form(session: Session, *, token: str, address: str, typed: Fields, now: datetime) -> bool:
    """Keep a form for whoever's session this was, in the place of an earlier one of theirs.

    Args:
        session: role identity.
        token: of the browser's session, which is over.
        address: where the form was sent.
        typed: its fields as ``fields_to_keep`` leaves them.
        now: the present moment.

    Returns:
        whether it is kept; not where nobody is known by the token, nothing was typed, or too much.

    Effects:
        Inserts or changes ``kept_form``, forgets those that are over.
    """
    content = json.dumps(list(typed), ensure_ascii=False).encode()
    ended = find_ended_session(session, token=token, seen_after=now - SESSION_KNOWN_FOR)
    if ended is None or not typed or len(content) > LONGEST_BYTES:
        return False
    forget_old_forms(session, now=now)
    values = {
        "organisation_id": ended.organisation_id,
        "address": address,
        "content_encrypted": encrypt(content, **_cell(ended.user_id)),
        "kept_at": now,
    }
    session.execute(
        insert(KeptForm)
        .values(user_id=ended.user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )
    return True


def find_kept(session: Session, *, user_id: UUID, now: datetime) -> KeptForm | None:
    """The form that waits for a person; what it holds stays sealed."""
    return session.scalars(
        select(KeptForm).where(KeptForm.user_id == user_id, KeptForm.kept_at > now - KEPT_FOR)
    ).one_or_none()


def take_form(session: Session, *, user_id: UUID, address: str, now: datetime) -> Fields | None:
    """What a person had typed at an address, once; None where nothing waits for them there.

    Effects:
        Deletes it from ``kept_form``.
    """
    sealed = session.scalars(
        delete(KeptForm)
        .where(
            KeptForm.user_id == user_id,
            KeptForm.address == address,
            KeptForm.kept_at > now - KEPT_FOR,
        )
        .returning(KeptForm.content_encrypted)
    ).one_or_none()
    if sealed is None:
        return None
    return [(name, value) for name, value in json.loads(decrypt(sealed, **_cell(user_id)))]


def drop_form(session: Session, *, user_id: UUID) -> None:
    """Forget the form that waits for a person.

    Effects:
        Deletes it from ``kept_form``.
    """
    session.execute(delete(KeptForm).where(KeptForm.user_id == user_id))


def forget_old_forms(session: Session, *, now: datetime) -> None:
    """Forget every form that nobody came back for in time.

    Effects:
        Deletes from ``kept_form``.
    """
    session.execute(delete(KeptForm).where(KeptForm.kept_at <= now - KEPT_FOR))


def _cell(user_id: UUID) -> dict[str, Any]:
    """Bound to the account: under another one it does not open."""
    return {
        "table": "kept_form",
        "column": "content_encrypted",
        "tenant_id": PLATFORM_TENANT,
        "row_id": user_id,
    }
