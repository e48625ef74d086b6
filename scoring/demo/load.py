"""Load the demo once: organisations, people, and each regency's records in one transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from scoring.demo import accounts, blitar, blora, programmes, room
from scoring.demo.setting import By
from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation
from tenants.reference.regions import region_of

LoadRecords = Callable[[Session, By], None]
RECORDS: Sequence[tuple[str, str, LoadRecords]] = (
    ("33.16", "33.16", blora.load_records),
    ("35.05", "35.05", blitar.load_records),
    ("35.05", "35.05-disnaker", programmes.load_blitar_labour_office),
)
"""Code of the regency, mark left in its audit trail, what to load. Marks are never reused."""

_LOADED = "demo:load"

# Thousands of people are invented between two statements; a request would not wait so long.
_PATIENTLY = text("SET LOCAL idle_in_transaction_session_timeout = '10min'")


@dataclass(frozen=True)
class LoadedRegency:
    """What loading did for one regency; ``is_new`` is False when all of it was there already."""

    name: str
    is_new: bool


def load_demo(accounts_file: Path, now: datetime) -> Sequence[LoadedRegency]:
    """Bring the demo into this database; running it again adds only what is missing.

    Where the accounts file is lost, it is written anew with new passwords.

    Args:
        accounts_file: where names and passwords are written, readable by the owner only.
        now: the moment at which everything is recorded.
    """
    known = accounts.read_accounts(accounts_file)
    regencies, people = room.fill(known, now)
    if list(known.values()) != people:
        accounts.write_accounts(accounts_file, people)
    return _load_records(regencies, now)


def _load_records(regencies: Mapping[str, Organisation], now: datetime) -> Sequence[LoadedRegency]:
    new: dict[str, bool] = {}
    for code, mark, load in RECORDS:
        is_new = _load_once(code, regencies[code], mark, load, now)
        new[code] = new.get(code, False) or is_new
    return [LoadedRegency(regencies[code].name, is_new) for code, is_new in new.items()]


def _load_once(
    code: str, organisation: Organisation, mark: str, load: LoadRecords, now: datetime
) -> bool:
    """Whether the records were loaded just now."""
    tenant_id = region_of(code).tenant_id
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        officer = accounts.officer_of(session, organisation)
    with transaction(Principal(DatabaseRole.REGENCY, tenant_id, organisation.id)) as session:
        if _is_marked(session, tenant_id, mark):
            return False
        session.execute(_PATIENTLY)
        by = By(tenant_id=tenant_id, actor=officer, now=now)
        load(session, by)
        audit.record(session, **by, action=_LOADED, subject="demo", subject_id=mark)
    return True


def _is_marked(session: Session, tenant_id: int, mark: str) -> bool:
    marked = exists().where(
        audit.AuditEntry.tenant_id == tenant_id,
        audit.AuditEntry.action == _LOADED,
        audit.AuditEntry.subject_id == mark,
    )
    return bool(session.scalar(select(marked)))
