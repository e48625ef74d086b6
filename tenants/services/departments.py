"""Keep the OPD of a regency: one department under however many names reports give it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.models.identity import Department
from tenants.queries.departments import find_department


def ensure_department(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    name: str,
    aliases: Sequence[str] = (),
) -> Department:
    """The OPD of this name or alias, made if there is none; new aliases are added to it.

    Effects:
        Flushes; audits when something changed.
    """
    department = find_department(session, tenant_id=tenant_id, name=name)
    if department is None:
        department = Department(tenant_id=tenant_id, name=name, aliases=[])
        session.add(department)
    known = {department.name.casefold(), *(alias.casefold() for alias in department.aliases)}
    added = [alias for alias in dict.fromkeys(aliases) if alias.casefold() not in known]
    department.aliases = [*department.aliases, *added]
    if not session.is_modified(department):
        return department
    session.flush()
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="department:keep",
        subject="department",
        subject_id=department.id,
        detail={"name": department.name, "aliases": ", ".join(department.aliases)},
    )
    return department
