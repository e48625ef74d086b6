"""Addresses and telephone numbers of known people, which SQL cannot compare: they are sealed."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from enrollment.models.rosters import Roster
from enrollment.services.clashes import IS_SAME_PERSON, OF_LIST
from tenants.kernel.crypto import DecryptionFailed, decrypt, encrypt

CONTACTS = ("address_encrypted", "phone_encrypted")
BATCH_PEOPLE = 5_000

_STATED = text(
    f"""
    SELECT s.row_number, s.worker_id AS staged_id, w.id AS known_id,
        s.address_encrypted AS staged_address_encrypted,
        s.phone_encrypted AS staged_phone_encrypted,
        w.address_encrypted, w.phone_encrypted
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON} AND w.is_synthetic = :is_synthetic
    WHERE {OF_LIST} AND s.exclusion IS NULL
        AND coalesce(s.address_encrypted, s.phone_encrypted) IS NOT NULL
        AND (NOT :only_new OR s.has_new_contact)
    """  # noqa: S608 - constants of ours, no value
)
_MARK = text(
    f"""
    UPDATE roster_staging s SET has_new_contact = true
    WHERE {OF_LIST} AND s.row_number = ANY(CAST(:row_numbers AS integer[]))
    """  # noqa: S608 - a constant of ours, no value
)
_CORRECT = text(
    """
    UPDATE worker w SET
        address_encrypted = coalesce(n.address_encrypted, w.address_encrypted),
        phone_encrypted = coalesce(n.phone_encrypted, w.phone_encrypted)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:address_encrypted AS bytea[]),
            CAST(:phone_encrypted AS bytea[])) AS n(id, address_encrypted, phone_encrypted)
    WHERE w.tenant_id = :tenant_id AND w.id = n.id
    """
)


def note_new_contacts(session: Session, roster: Roster) -> None:
    """Mark rows that state another address or telephone number of a known person.

    A list that states neither changes neither; a recorded value that no key opens any more is
    another one.

    Effects:
        Marks rows of ``roster_staging``.
    """
    for people in _stated(session, roster, only_new=False):
        changed = [one.row_number for one in people if _has_changed(roster.tenant_id, one)]
        if changed:
            session.execute(_MARK, {**_keys(roster), "row_numbers": changed})


def correct_contacts(session: Session, roster: Roster) -> None:
    """Let people have the addresses and numbers of the marked rows, sealed for their own records.

    Effects:
        Changes ``worker``.
    """
    for people in _stated(session, roster, only_new=True):
        sealed = {
            column: [_sealed_anew(roster.tenant_id, column, one) for one in people]
            for column in CONTACTS
        }
        ids = [one.known_id for one in people]
        session.execute(_CORRECT, {"tenant_id": roster.tenant_id, "ids": ids, **sealed})


def _stated(session: Session, roster: Roster, *, only_new: bool) -> Iterator[Sequence[Row[Any]]]:
    values = {**_keys(roster), "is_synthetic": roster.is_synthetic, "only_new": only_new}
    found = session.execute(_STATED, values, execution_options={"yield_per": BATCH_PEOPLE})
    return found.partitions()


def _has_changed(tenant_id: int, row: Row[Any]) -> bool:
    return any(
        _staged(tenant_id, column, row) not in {None, _recorded(tenant_id, column, row)}
        for column in CONTACTS
    )


def _sealed_anew(tenant_id: int, column: str, row: Row[Any]) -> bytes | None:
    plain = _staged(tenant_id, column, row)
    if plain is None:
        return None
    return encrypt(plain, table="worker", column=column, tenant_id=tenant_id, row_id=row.known_id)


def _staged(tenant_id: int, column: str, row: Row[Any]) -> bytes | None:
    return _opened(tenant_id, column, row.staged_id, getattr(row, f"staged_{column}"))


def _recorded(tenant_id: int, column: str, row: Row[Any]) -> bytes | None:
    try:
        return _opened(tenant_id, column, row.known_id, getattr(row, column))
    except DecryptionFailed:
        return None


def _opened(tenant_id: int, column: str, row_id: UUID, sealed: bytes | None) -> bytes | None:
    if sealed is None:
        return None
    return decrypt(sealed, table="worker", column=column, tenant_id=tenant_id, row_id=row_id)


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}
