"""Bring the region tables of the database to the state of the project's own reference table."""

from dataclasses import asdict, dataclass

from sqlalchemy import or_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tenants.kernel.db import Base
from tenants.models.regions import Province, Region
from tenants.reference.regions import provinces, regions


@dataclass(frozen=True)
class LoadedRegions:
    """How many rows the reference table has, and how many of them the database had otherwise."""

    province_count: int
    region_count: int
    changed_province_count: int
    changed_region_count: int


def load_regions(session: Session) -> LoadedRegions:
    """Insert what is new and update what differs; nothing is deleted, other tables point here.

    Args:
        session: a transaction that may write reference tables.

    Effects:
        One statement per table. Running it again changes nothing.
    """
    return LoadedRegions(
        province_count=len(provinces()),
        region_count=len(regions()),
        changed_province_count=upsert_by_code(
            session, Province, [asdict(province) for province in provinces().values()]
        ),
        changed_region_count=upsert_by_code(
            session, Region, [asdict(region) for region in regions().values()]
        ),
    )


def upsert_by_code(session: Session, model: type[Base], rows: list[dict[str, object]]) -> int:
    """Bring a reference table with the key ``code`` to the state of some rows.

    Returns:
        how many rows the database had otherwise.
    """
    statement = insert(model).values(rows)
    columns = [column for column in model.__table__.columns if not column.primary_key]
    upsert = statement.on_conflict_do_update(
        index_elements=["code"],
        set_={column.name: statement.excluded[column.name] for column in columns},
        where=or_(
            *(column.is_distinct_from(statement.excluded[column.name]) for column in columns)
        ),
    ).returning(model.__table__.c.code)
    return len(session.execute(upsert).all())
