"""Reads for oversight: every region there is, with what its regency has published, if anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from scoring.models.comparison import WITHHELD, ComparisonEntry
from scoring.roll_up import RegionFigures
from tenants.kernel.paging import Page, decode_cursor, page_of, text
from tenants.models.identity import Tenant
from tenants.models.regions import Province, Region


@dataclass(frozen=True)
class ComparedRegion:
    """A kabupaten or kota; ``slug`` is None until it keeps its records here.

    ``entry`` is what was computed for the asked year and profile, if anything was.
    """

    code: str
    kind: str
    name: str
    province_code: str
    province: str
    tenant_id: int | None
    slug: str | None
    entry: ComparisonEntry | None

    @property
    def scored(self) -> ComparisonEntry | None:
        """The entry, if its totals are published: what can be ranked."""
        return None if self.entry is None or self.entry.is_withheld else self.entry

    @property
    def coverage_state(self) -> str:
        """What there is: ``shown``, ``withheld``, ``quoted`` alone, ``missing`` or ``absent``."""
        if self.slug is None:
            return "absent"
        if self.entry is None or self.entry.coverage_source is None:
            is_quoted = self.entry is not None and self.entry.quoted_source is not None
            return "quoted" if is_quoted else "missing"
        return "withheld" if self.entry.coverage_withheld else "shown"


@dataclass(frozen=True)
class LineFigures:
    """One line of a published ledger: points with two decimals, None where they are withheld."""

    indicator: str
    state: str
    available: Decimal
    claimed: Decimal | None
    verified: Decimal | None

    @property
    def is_withheld(self) -> bool:
        """The points would give away a count under five people."""
        return self.state == WITHHELD


def list_compared_regions(
    session: Session, *, province_code: str | None, year: int, profile: str
) -> list[ComparedRegion]:
    """Every region in view, by province and code, with its entry of one year and profile.

    Args:
        session: role oversight.
        province_code: only of this province; None for the whole country.
        year: assessed period.
        profile: code of the weights.
    """
    query = _compared(province_code, year, profile)
    return _regions(session, query.order_by(Region.province_code, Region.code))


def page_of_compared_regions(
    session: Session,
    *,
    province_code: str | None,
    year: int,
    profile: str,
    cursor: str | None,
    size: int,
) -> Page[ComparedRegion]:
    """The same by code alone, a page at a time.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = _compared(province_code, year, profile)
    if cursor is not None:
        (last_code,) = decode_cursor(cursor, text)
        query = query.where(Region.code > last_code)
    rows = _regions(session, query.order_by(Region.code).limit(size + 1))
    return page_of(rows, lambda one: (one.code,), size)


def _compared(
    province_code: str | None, year: int, profile: str
) -> Select[Region, str, Tenant, ComparisonEntry]:
    query = (
        select(Region, Province.name, Tenant, ComparisonEntry)
        .join(Province, Province.code == Region.province_code)
        .outerjoin(Tenant, and_(Tenant.region_code == Region.code, Tenant.id > 0))
        .outerjoin(
            ComparisonEntry,
            and_(
                ComparisonEntry.tenant_id == Tenant.id,
                ComparisonEntry.year == year,
                ComparisonEntry.profile == profile,
            ),
        )
    )
    if province_code is not None:
        query = query.where(Region.province_code == province_code)
    return query


def _regions(
    session: Session, query: Select[Region, str, Tenant, ComparisonEntry]
) -> list[ComparedRegion]:
    return [
        ComparedRegion(
            code=region.code,
            kind=region.kind,
            name=region.name,
            province_code=region.province_code,
            province=province,
            tenant_id=tenant.id if tenant else None,
            slug=tenant.slug if tenant else None,
            entry=entry,
        )
        for region, province, tenant, entry in session.execute(query)
    ]


def list_claimed_and_verified(
    session: Session, *, tenant_ids: Iterable[int], year: int
) -> dict[tuple[int, str], tuple[Decimal, Decimal]]:
    """Claimed and verified points by tenant and profile, of one year, where they are published."""
    rows = session.execute(
        select(
            ComparisonEntry.tenant_id,
            ComparisonEntry.profile,
            ComparisonEntry.claimed,
            ComparisonEntry.verified,
        ).where(ComparisonEntry.tenant_id.in_(list(tenant_ids)), ComparisonEntry.year == year)
    )
    return {
        (tenant, profile): (claimed, verified)
        for tenant, profile, claimed, verified in rows
        if claimed is not None and verified is not None
    }


def list_entries_of(
    session: Session, *, tenant_ids: Iterable[int], year: int, profile: str
) -> dict[int, ComparisonEntry]:
    """Entries of one year and profile by tenant."""
    found = session.scalars(
        select(ComparisonEntry).where(
            ComparisonEntry.tenant_id.in_(list(tenant_ids)),
            ComparisonEntry.year == year,
            ComparisonEntry.profile == profile,
        )
    )
    return {entry.tenant_id: entry for entry in found}


def lines_of(entry: ComparisonEntry) -> Mapping[str, LineFigures]:
    """The ledger of an entry by indicator, in the order of the rubric."""
    return {
        line["indicator"]: LineFigures(
            indicator=line["indicator"],
            state=line["state"],
            available=Decimal(line["available"]),
            claimed=_published(line["claimed"]),
            verified=_published(line["verified"]),
        )
        for line in entry.lines
    }


def _published(points: str | None) -> Decimal | None:
    return None if points is None else Decimal(points)


def figures_of(region: ComparedRegion) -> RegionFigures:
    """What completeness and sums know of a region."""
    entry = region.entry
    if entry is None:
        return RegionFigures(takes_part=region.slug is not None)
    return RegionFigures(
        takes_part=True,
        has_index=True,
        has_coverage=entry.coverage_source is not None,
        is_verified=bool(entry.coverage_is_verified),
        is_withheld=entry.coverage_withheld,
        is_quoted=region.coverage_state == "quoted",
        has_target=entry.target_source is not None,
        basis=entry.coverage_basis or "",
        kind=entry.coverage_kind or "",
        covered=entry.covered_count,
        eligible=entry.eligible_count,
        data_on=entry.coverage_on,
    )


def find_entry(
    session: Session, *, tenant_id: int, year: int, profile: str
) -> ComparisonEntry | None:
    """What one regency has published for a year and profile, if anything."""
    return session.get(ComparisonEntry, (tenant_id, year, profile))
