"""What a person chose for themselves."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from tenants.models.identity import UserAccount


def keep_language(session: Session, *, user_id: UUID, language: str) -> None:
    """Keep the language with the account, so that every browser of the person speaks it.

    Not audited: it says nothing about any record.

    Args:
        session: of the identity role.
        user_id: whose.
        language: ``id`` or ``en``.
    """
    session.execute(update(UserAccount).where(UserAccount.id == user_id).values(language=language))
