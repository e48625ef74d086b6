"""Reads about keys of programs. All run as role identity."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.models.identity import ApiKey, Organisation, Tenant
from tenants.queries.tenants import OrganisationRef


def list_keys(session: Session, *, organisation_id: UUID) -> list[ApiKey]:
    """Every key an organisation ever made: newest first."""
    return list(
        session.scalars(
            select(ApiKey)
            .where(ApiKey.organisation_id == organisation_id)
            .order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
        )
    )


def count_live_keys_made_by(
    session: Session, *, organisation_id: UUID, name: str, now: datetime
) -> int:
    """Keys that still open something and were made by somebody of this name."""
    found = session.scalar(
        select(func.count())
        .select_from(ApiKey)
        .where(
            ApiKey.organisation_id == organisation_id,
            ApiKey.created_by_name == name,
            ApiKey.revoked_at.is_(None),
            ApiKey.expires_at > now,
        )
    )
    return found or 0


def organisation_of_key(session: Session, *, key: ApiKey) -> OrganisationRef:
    """The organisation whose data a key opens."""
    organisation, tenant = session.execute(
        select(Organisation, Tenant)
        .outerjoin(Tenant, Tenant.id == Organisation.tenant_id)
        .where(Organisation.id == key.organisation_id)
    ).one()
    return OrganisationRef.of(organisation, tenant)
