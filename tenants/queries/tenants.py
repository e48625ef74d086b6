"""Organisations and regencies as a visit names them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from tenants.models.identity import Organisation, Tenant


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


@dataclass(frozen=True, kw_only=True)
class OrganisationRef:
    """An organisation as a visit names it. Tenant fields are None outside regencies."""

    organisation_id: UUID
    kind: str
    slug: str
    name: str
    tenant_id: int | None
    region_code: str | None
    timezone: str | None
    office_kind: str | None
    province_code: str | None

    @property
    def tenant(self) -> TenantRef | None:
        """The regency, where the organisation is one."""
        if self.tenant_id is None:
            return None
        return TenantRef(
            self.tenant_id, self.slug, self.name, self.timezone or "", self.region_code or ""
        )

    @classmethod
    def of(cls, organisation: Organisation, tenant: Tenant | None) -> "OrganisationRef":
        """The reference of an organisation and, where it is a regency, its tenant."""
        return cls(**described(organisation, tenant))


def described(organisation: Organisation, tenant: Tenant | None) -> dict[str, Any]:
    """The fields of ``OrganisationRef``."""
    return {
        "organisation_id": organisation.id,
        "kind": organisation.kind,
        "slug": organisation.slug,
        "name": organisation.name,
        "tenant_id": organisation.tenant_id,
        "region_code": tenant.region_code if tenant else None,
        "timezone": tenant.timezone if tenant else None,
        "office_kind": organisation.office_kind,
        "province_code": organisation.province_code,
    }


def regencies() -> Select[Tenant]:
    """Every regency that keeps its records here; the platform's own chain (0) is none."""
    return select(Tenant).where(Tenant.id > 0)
