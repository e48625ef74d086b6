"""Keys of programs: made, checked, counted and revoked. A secret is shown once and kept nowhere."""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tenants.access import ASKED_BY_PROGRAMS, GRANTS, ROLES_OF, Permission
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotFound, RateLimited
from tenants.models.identity import ApiKey, Organisation, OrganisationKind
from tenants.services import throttle

PREFIX = "siap"
VALIDITY_DAYS = (30, 90, 365)
REQUESTS_PER_MINUTE = 600
FAILED_TRIES_PER_ADDRESS = 30
FAILED_TRIES_WINDOW = timedelta(minutes=10)
NOTE_USE_EVERY = timedelta(minutes=1)

# What no program may hold: people, keys, decisions of a person, and the sight of a whole NIK.
_FOR_PEOPLE_ONLY = frozenset(
    {
        Permission.DOCUMENT_EDIT,
        Permission.KEY_MANAGE,
        Permission.ORGANISATION_MANAGE,
        Permission.REVIEW_DECIDE,
        Permission.SCORECARD_CERTIFY,
        Permission.USER_MANAGE,
        Permission.USER_READ,
        Permission.WORKER_REVEAL,
    }
)


@dataclass(frozen=True)
class NewKey:
    """A key just made; ``token`` is what the program sends, shown this once."""

    key: ApiKey
    token: str


def possible_scopes(kind: OrganisationKind) -> list[Permission]:
    """What keys of an organisation of this kind may be given, by name: what opens something."""
    held = frozenset[Permission]().union(*(GRANTS[role] for role in ROLES_OF[kind]))
    return sorted(held & ASKED_BY_PROGRAMS[kind] - _FOR_PEOPLE_ONLY)


def granted_scopes(key: ApiKey, kind: OrganisationKind) -> list[Permission]:
    """What a key of an organisation of this kind opens; whatever else it was given is ignored."""
    return [scope for scope in possible_scopes(kind) if scope.value in key.scopes]


def create_key(
    session: Session,
    *,
    organisation: Organisation,
    label: str,
    scopes: Collection[Permission],
    valid_days: int,
    actor: Actor,
    now: datetime,
) -> NewKey:
    """Make a key.

    Args:
        session: role identity, bound to the organisation's chain.
        organisation: whose data it opens.
        label: what the key is for, as the person calls it.
        scopes: what it may do, at least one.
        valid_days: one of ``VALIDITY_DAYS``.
        actor: who makes it.
        now: the present moment.

    Raises:
        InvalidInput: no scope, one that this organisation cannot hold, or another validity.

    Effects:
        Flushes; audits.
    """
    possible = possible_scopes(OrganisationKind(organisation.kind))
    errors = []
    if not scopes or not set(scopes) <= set(possible):
        errors.append(FieldError("/scopes", N_("Pilih paling sedikit satu hak dari daftar.")))
    if valid_days not in VALIDITY_DAYS:
        errors.append(FieldError("/valid_days", N_("Pilih masa berlaku dari daftar.")))
    if errors:
        raise InvalidInput(errors=errors)
    secret = secrets.token_urlsafe(32)
    key = ApiKey(
        organisation_id=organisation.id,
        label=label,
        secret_hash=_digest(secret),
        scopes=sorted(scope.value for scope in scopes),
        created_at=now,
        created_by_name=actor.name,
        expires_at=now + timedelta(days=valid_days),
        revoked_at=None,
        last_used_at=None,
    )
    session.add(key)
    session.flush()
    detail: audit.Detail = {
        "label": label,
        "scopes": ", ".join(key.scopes),
        "valid_days": valid_days,
    }
    _record(session, organisation, actor, now, "key:create", key.id, detail)
    return NewKey(key, f"{PREFIX}_{key.id.hex}_{secret}")


def revoke_key(
    session: Session, *, organisation: Organisation, key_id: UUID, actor: Actor, now: datetime
) -> None:
    """End a key; it is refused from the next request on.

    Raises:
        NotFound: the organisation has no live key of this id.

    Effects:
        Audits.
    """
    label = session.scalars(
        update(ApiKey)
        .where(
            ApiKey.id == key_id,
            ApiKey.organisation_id == organisation.id,
            ApiKey.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(ApiKey.label)
    ).one_or_none()
    if label is None:
        raise NotFound(N_("Kunci itu tidak ada atau sudah dicabut."))
    _record(session, organisation, actor, now, "key:revoke", key_id, {"label": label})


def find_key(session: Session, *, token: str, now: datetime) -> ApiKey | None:
    """The live key a token opens; None for whatever else was sent."""
    prefix, _, rest = token.partition("_")
    key_hex, _, secret = rest.partition("_")
    if prefix != PREFIX or not secret:
        return None
    try:
        key_id = UUID(hex=key_hex)
    except ValueError:
        return None
    key = session.scalars(
        select(ApiKey).where(
            ApiKey.id == key_id, ApiKey.revoked_at.is_(None), ApiKey.expires_at > now
        )
    ).one_or_none()
    if key is None or not hmac.compare_digest(key.secret_hash, _digest(secret)):
        return None
    return key


def count_request(session: Session, *, key: ApiKey, now: datetime) -> RateLimited | None:
    """Count one request of a key and note, at most every minute, that it is in use.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limit.
    """
    if key.last_used_at is None or now - key.last_used_at >= NOTE_USE_EVERY:
        session.execute(update(ApiKey).where(ApiKey.id == key.id).values(last_used_at=now))
    return throttle.count_attempt(
        session,
        scope="api-key",
        key=str(key.id),
        limit=REQUESTS_PER_MINUTE,
        window=timedelta(minutes=1),
        now=now,
    )


def count_failed_try(session: Session, *, address: str, now: datetime) -> RateLimited | None:
    """Count one request with a key that opens nothing, by network address.

    Returns:
        the refusal, to be raised after this transaction is committed; None while within the limit.
    """
    return throttle.count_attempt(
        session,
        scope="api-address",
        key=address,
        limit=FAILED_TRIES_PER_ADDRESS,
        window=FAILED_TRIES_WINDOW,
        now=now,
    )


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def _record(
    session: Session,
    organisation: Organisation,
    actor: Actor,
    now: datetime,
    action: str,
    key_id: UUID,
    detail: audit.Detail,
) -> None:
    audit.record(
        session,
        tenant_id=organisation.tenant_id or audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action=action,
        subject="key",
        subject_id=key_id,
        detail=detail,
    )
