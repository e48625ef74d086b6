"""Reads of OPD: the departments of a regency."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import Department


def list_departments(session: Session, *, tenant_id: int) -> Sequence[Department]:
    """Every OPD of the regency, by name."""
    return session.scalars(
        select(Department)
        .where(Department.tenant_id == tenant_id)
        .order_by(Department.name, Department.id)
    ).all()


def get_department(session: Session, *, tenant_id: int, department_id: UUID) -> Department:
    """One OPD.

    Raises:
        NotFound: none with this id in this regency.
    """
    department = session.scalars(
        select(Department).where(Department.tenant_id == tenant_id, Department.id == department_id)
    ).one_or_none()
    if department is None:
        raise NotFound(N_("OPD tidak ditemukan."))
    return department


def find_department(session: Session, *, tenant_id: int, name: str) -> Department | None:
    """The OPD that goes by this name or alias, in any case of letters."""
    wanted = func.lower(name)
    alias = func.unnest(Department.aliases).column_valued("alias")
    return session.scalars(
        select(Department)
        .where(
            Department.tenant_id == tenant_id,
            or_(
                func.lower(Department.name) == wanted,
                select(1).where(func.lower(alias) == wanted).exists(),
            ),
        )
        .order_by(Department.name, Department.id)
    ).first()
