"""Load the demo once: organisations, accounts, and each regency's records in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from scoring.demo import accounts, blitar, blora
from scoring.demo.setting import By
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import Organisation
from tenants.reference.regions import region_of
from tenants.services.organisations import onboard_regency

FOUNDERS = {"33.16": blora.load_records, "35.05": blitar.load_records}
_LOADED = "demo:load"


@dataclass(frozen=True)
class LoadedRegency:
    """What loading did for one regency; ``is_new`` is False when its records were there already."""

    name: str
    is_new: bool


def load_demo(accounts_file: Path, now: datetime) -> Sequence[LoadedRegency]:
    """Bring the demo into this database; running it again changes nothing.

    A lost accounts file is written anew with new passwords.

    Args:
        accounts_file: where names and passwords are written, readable by the owner only.
        now: the moment at which everything is recorded.
    """
    organisations = {code: _onboarded(code, now) for code in FOUNDERS}
    if not accounts_file.exists():
        renewed = []
        for organisation in organisations.values():
            principal = Principal(DatabaseRole.IDENTITY, organisation.tenant_id)
            with transaction(principal) as session:
                renewed += accounts.renew_accounts(session, organisation=organisation, now=now)
        accounts.write_accounts(accounts_file, renewed)
    return [_loaded(code, organisation, now) for code, organisation in organisations.items()]


def _onboarded(region_code: str, now: datetime) -> Organisation:
    tenant_id = region_of(region_code).tenant_id
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        found = session.scalars(
            select(Organisation).where(Organisation.tenant_id == tenant_id)
        ).one_or_none()
        return found or onboard_regency(session, region_code=region_code, actor=SYSTEM, now=now)


def _loaded(region_code: str, organisation: Organisation, now: datetime) -> LoadedRegency:
    tenant_id = region_of(region_code).tenant_id
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        officer = accounts.officer_of(session, organisation)
    with transaction(Principal(DatabaseRole.REGENCY, tenant_id, organisation.id)) as session:
        if _is_loaded(session, tenant_id):
            return LoadedRegency(organisation.name, is_new=False)
        by = By(tenant_id=tenant_id, actor=officer, now=now)
        FOUNDERS[region_code](session, by)
        audit.record(session, **by, action=_LOADED, subject="demo", subject_id=region_code)
    return LoadedRegency(organisation.name, is_new=True)


def _is_loaded(session: Session, tenant_id: int) -> bool:
    marked = exists().where(
        audit.AuditEntry.tenant_id == tenant_id, audit.AuditEntry.action == _LOADED
    )
    return bool(session.scalar(select(marked)))
