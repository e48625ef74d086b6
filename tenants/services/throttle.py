"""Counters of attempts in PostgreSQL, so that limits hold with Redis down and across processes."""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import case, delete, func, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, RateLimited
from tenants.models.identity import ThrottleCounter


def count_attempt(
    session: Session, *, scope: str, key: str, limit: int, window: timedelta, now: datetime
) -> RateLimited | None:
    """Count one attempt and say whether it is one too many.

    Returns the refusal instead of raising it, so that the caller can commit the count first.

    Args:
        session: role identity.
        scope: what is tried, ``sign-in-account``.
        key: by whom; stored hashed.
        limit: attempts allowed per window.
        window: fixed window that begins with the first attempt.
        now: the present moment.
    """
    fresh = ThrottleCounter.window_started_at <= now - window
    count, started_at = session.execute(
        insert(ThrottleCounter)
        .values(scope=scope, key_hash=_digest(key), window_started_at=now, count=1)
        .on_conflict_do_update(
            index_elements=["scope", "key_hash"],
            set_={
                "count": case((fresh, 1), else_=ThrottleCounter.count + 1),
                "window_started_at": case((fresh, now), else_=ThrottleCounter.window_started_at),
            },
        )
        .returning(ThrottleCounter.count, ThrottleCounter.window_started_at)
    ).one()
    if count <= limit:
        return None
    seconds = max(1, int((started_at + window - now).total_seconds()))
    minutes = -(-seconds // 60)
    return RateLimited(
        N_("Terlalu sering mencoba. Coba lagi dalam %(minutes)s menit."),
        retry_after_seconds=seconds,
        minutes=minutes,
    )


def forget_attempts(session: Session, *, scope: str, key: str) -> None:
    """Start over, after a success."""
    session.execute(
        delete(ThrottleCounter).where(
            ThrottleCounter.scope == scope, ThrottleCounter.key_hash == _digest(key)
        )
    )


def forgive_attempt(session: Session, *, scope: str, key: str) -> None:
    """Take one attempt back, after a success; the failures of others under this key stay."""
    session.execute(
        update(ThrottleCounter)
        .where(ThrottleCounter.scope == scope, ThrottleCounter.key_hash == _digest(key))
        .values(count=func.greatest(ThrottleCounter.count - 1, 0))
    )


def _digest(key: str) -> bytes:
    return sha256(key.encode()).digest()
