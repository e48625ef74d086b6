"""Reads of the reference table of regencies."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
from tenants.models.identity import Tenant
from tenants.reference.regions import Region, UnknownRegion, region_of, regions

SHOWN = 20


def tenant_id_of(region_code: str) -> int:
    """The tenant a regency is or will be: 35.05 is 3505.

    Raises:
        NotFound: no regency has this code.
    """
    try:
        return region_of(region_code).tenant_id
    except UnknownRegion:
        raise NotFound(
            N_("Tidak ada kabupaten/kota dengan kode %(code)s."), code=region_code
        ) from None


def find_free_regions(session: Session, *, search: str, limit: int = SHOWN) -> Sequence[Region]:
    """Regencies that are no tenants: the one of a code, or those whose name holds every word.

    Args:
        session: any role.
        search: ``35.05`` or words of a name; Kota and Kabupaten are part of it.
        limit: how many at most.
    """
    taken = set(session.scalars(select(Tenant.region_code)))
    words = search.casefold().split()
    return [
        region
        for region in regions().values()
        if region.code not in taken
        and (region.code == search or (words and all(w in region.name.casefold() for w in words)))
    ][:limit]
