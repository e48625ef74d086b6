"""Keep the OPD of a regency: one department under however many names reports give it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
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
    is_new = department is None and _insert_department(session, tenant_id, name)
    if department is None:
        department = session.scalars(
            select(Department).where(Department.tenant_id == tenant_id, Department.name == name)
        ).one()
    known = {department.name.casefold(), *(alias.casefold() for alias in department.aliases)}
    added = [alias for alias in dict.fromkeys(aliases) if alias.casefold() not in known]
    if not is_new and not added:
        return department
    department.aliases = [*department.aliases, *added]
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


def _insert_department(session: Session, tenant_id: int, name: str) -> bool:
    """Make the OPD unless somebody else just did; whether it was made here."""
    made = session.scalars(
        insert(Department)
        .values(tenant_id=tenant_id, name=name, aliases=[])
        .on_conflict_do_nothing(index_elements=["tenant_id", "name"])
        .returning(Department.id)
    ).one_or_none()
    return made is not None
