"""A regency as a visit names it."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from tenants.models.identity import Tenant


@dataclass(frozen=True)
class TenantRef:
    """The regency in use."""

    id: int
    slug: str
    name: str
    timezone: str
    region_code: str

    @classmethod
    def of(cls, tenant: Tenant) -> "TenantRef":
        """The reference of a tenant that is a regency."""
        return cls(tenant.id, tenant.slug, tenant.name, tenant.timezone, tenant.region_code or "")


def regencies() -> Select[Tenant]:
    """Every regency that keeps its records here; the platform's own chain (0) is none."""
    return select(Tenant).where(Tenant.id > 0)
