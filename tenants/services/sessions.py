"""Signing in, staying in, and being put out. Sessions live in the database and can be revoked."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotFound, RateLimited
from tenants.kernel.security import SESSION_COOKIE
from tenants.models.identity import UserAccount, UserSession
from tenants.queries.identity import token_digest
from tenants.services import passwords, throttle

COOKIE_NAME = SESSION_COOKIE
ATTEMPT_WINDOW = timedelta(minutes=10)
ATTEMPTS_PER_ACCOUNT = 10
ATTEMPTS_PER_ADDRESS = 30
TOUCH_EVERY = timedelta(seconds=30)
_USER_AGENT_LIMIT = 200
_ENDED = N_("Sesi itu sudah berakhir.")
_WRONG_CURRENT = FieldError("/current_password", N_("Kata sandi sekarang tidak cocok."))


def count_sign_in_attempt(
    session: Session, *, username: str, address: str, now: datetime
) -> RateLimited | None:
    """Count one attempt against the account name and the network address.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limits.
    """
    by_account = throttle.count_attempt(
        session,
        scope="sign-in-account",
        key=username.casefold(),
        limit=ATTEMPTS_PER_ACCOUNT,
        window=ATTEMPT_WINDOW,
        now=now,
    )
    by_address = throttle.count_attempt(
        session,
        scope="sign-in-address",
        key=address,
        limit=ATTEMPTS_PER_ADDRESS,
        window=ATTEMPT_WINDOW,
        now=now,
    )
    return by_account or by_address


def forgive_address(session: Session, *, address: str) -> None:
    """Take a sign-in that succeeded off the address's count: an office shares one address."""
    throttle.forgive_attempt(session, scope="sign-in-address", key=address)


def find_candidate(session: Session, *, username: str) -> UserAccount | None:
    """The active account of a user name, for its password to be checked outside the transaction."""
    return session.scalars(
        select(UserAccount).where(
            UserAccount.username == username.casefold(), UserAccount.is_active
        )
    ).one_or_none()


def open_session(
    session: Session,
    *,
    account: UserAccount,
    user_agent: str,
    now: datetime,
    organisation_id: UUID | None = None,
) -> str:
    """Sign a person in: a new random token each time, so a planted one is worth nothing.

    Args:
        session: role identity.
        account: who signs in.
        user_agent: of the browser.
        now: the present moment.
        organisation_id: the organisation in use; None until the person chooses one.

    Returns:
        the token for the cookie; only its digest is stored.

    Effects:
        Forgets the account's failed attempts; audits.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=token_digest(token),
            user_id=account.id,
            created_at=now,
            last_seen_at=now,
            revoked_at=None,
            user_agent=user_agent[:_USER_AGENT_LIMIT],
            organisation_id=organisation_id,
        )
    )
    session.execute(
        update(UserAccount).where(UserAccount.id == account.id).values(last_signed_in_at=now)
    )
    throttle.forget_attempts(session, scope="sign-in-account", key=account.username)
    _record(session, Actor(account.id, account.display_name), now, "session:sign-in", account.id)
    return token


def switch_organisation(
    session: Session,
    *,
    user_id: UUID,
    session_id: UUID,
    organisation_id: UUID,
    actor: Actor,
    now: datetime,
) -> str:
    """Put another session in the place of one, to use another organisation.

    Args:
        session: role identity.
        user_id: whose session.
        session_id: the session that ends.
        organisation_id: which is used from now on; the caller knows that the person belongs to it.
        actor: who switches.
        now: the present moment.

    Returns:
        the token of the new session, which ends when the old one would have.

    Raises:
        NotFound: not a live session of this person.
    """
    ended = _end(session, user_id=user_id, session_id=session_id, now=now)
    successor = secrets.token_urlsafe(32)
    session.add(
        UserSession(
            token_hash=token_digest(successor),
            user_id=user_id,
            created_at=ended.created_at,
            last_seen_at=now,
            revoked_at=None,
            user_agent=ended.user_agent,
            organisation_id=organisation_id,
        )
    )
    _record(session, actor, now, "session:switch", user_id)
    return successor


def touch_session(
    session: Session, *, session_id: UUID, last_seen_at: datetime, now: datetime
) -> None:
    """Note that the session is in use, at most every half minute."""
    if now - last_seen_at >= TOUCH_EVERY:
        session.execute(
            update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now)
        )


def revoke_session(
    session: Session, *, user_id: UUID, session_id: UUID, actor: Actor, now: datetime
) -> None:
    """End one session of a person; its cookie is refused from the next request on.

    Raises:
        NotFound: not a live session of this person.
    """
    _end(session, user_id=user_id, session_id=session_id, now=now)
    _record(session, actor, now, "session:revoke", session_id)


def revoke_all_sessions(
    session: Session, *, user_id: UUID, actor: Actor, now: datetime, but: UUID | None = None
) -> int:
    """End every session of a person, but perhaps the one in use.

    Returns:
        how many were ended.
    """
    statement = update(UserSession).where(
        UserSession.user_id == user_id, UserSession.revoked_at.is_(None)
    )
    if but is not None:
        statement = statement.where(UserSession.id != but)
    ended = session.scalars(statement.values(revoked_at=now).returning(UserSession.id)).all()
    if ended:
        _record(session, actor, now, "session:revoke-all", user_id)
    return len(ended)


def count_password_attempt(session: Session, *, user_id: UUID, now: datetime) -> RateLimited | None:
    """Count one try of a person to change the password.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limit.
    """
    return throttle.count_attempt(
        session,
        scope="password-change",
        key=str(user_id),
        limit=ATTEMPTS_PER_ACCOUNT,
        window=ATTEMPT_WINDOW,
        now=now,
    )


def check_new_password(account: UserAccount, *, current: str, new: str) -> str:
    """Check the current password and hash the new one: slow, so outside any transaction.

    Returns:
        the hash of the new password.

    Raises:
        InvalidInput: the current password is wrong, or the new one breaks a rule.
    """
    if not passwords.is_password(current, account.password_hash):
        raise InvalidInput(errors=[_WRONG_CURRENT])
    errors = passwords.password_errors(new, username=account.username, pointer="/new_password")
    if errors:
        raise InvalidInput(errors=errors)
    return passwords.hash_password(new)


def change_password(
    session: Session,
    *,
    user_id: UUID,
    checked_hash: str,
    new_hash: str,
    actor: Actor,
    now: datetime,
    keep: UUID | None,
) -> None:
    """Set a new password; ends every other session of the person.

    Args:
        session: role identity.
        user_id: whose.
        checked_hash: what the current password was checked against.
        new_hash: from ``check_new_password``.
        actor: who changes.
        now: the present moment.
        keep: the session that stays.

    Raises:
        InvalidInput: the password was changed since it was checked.
    """
    account = session.scalars(
        select(UserAccount).where(UserAccount.id == user_id).with_for_update()
    ).one()
    if account.password_hash != checked_hash:
        raise InvalidInput(errors=[_WRONG_CURRENT])
    account.password_hash = new_hash
    account.password_changed_at = now
    account.has_given_password = False
    throttle.forget_attempts(session, scope="password-change", key=str(user_id))
    revoke_all_sessions(session, user_id=user_id, actor=actor, now=now, but=keep)
    _record(session, actor, now, "user:change-password", user_id)


def reset_password(
    session: Session,
    *,
    account: UserAccount,
    new: str,
    actor: Actor,
    now: datetime,
    is_given: bool = False,
    password_hash: str | None = None,
) -> None:
    """Set a password without knowing the current one; ends every session of the person.

    Args:
        session: role identity.
        account: whose.
        new: the password.
        actor: who sets it.
        now: the present moment.
        is_given: somebody else knows it, so that its owner has to change it first.
        password_hash: of the password, from callers who hash before their transaction; None
            hashes here.

    Raises:
        InvalidInput: the new password breaks a rule.
    """
    errors = passwords.password_errors(new, username=account.username, pointer="/new_password")
    if errors:
        raise InvalidInput(errors=errors)
    account.password_hash = password_hash or passwords.hash_password(new)
    account.password_changed_at = now
    account.has_given_password = is_given
    revoke_all_sessions(session, user_id=account.id, actor=actor, now=now)
    _record(session, actor, now, "user:reset-password", account.id)


def _end(session: Session, *, user_id: UUID, session_id: UUID, now: datetime) -> UserSession:
    """End a session of a person that is live."""
    ended = session.scalars(
        update(UserSession)
        .where(
            UserSession.id == session_id,
            UserSession.user_id == user_id,
            UserSession.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(UserSession)
    ).one_or_none()
    if ended is None:
        raise NotFound(_ENDED)
    return ended


def _record(session: Session, actor: Actor, now: datetime, action: str, subject_id: UUID) -> None:
    """Into the chain this transaction is bound to: the platform's, or the regency's."""
    audit.record(
        session,
        tenant_id=session.info["principal"].tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="user-session" if action.startswith("session") else "user",
        subject_id=subject_id,
    )
