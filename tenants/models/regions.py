"""Provinces and regencies as the database holds them: keys for other tables, loaded as a whole."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.db import Base


class Province(Base):
    """A province and its time zone."""

    __tablename__ = "province"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    timezone: Mapped[str]


class Region(Base):
    """A kabupaten or kota with its cell on the tile map."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    capital: Mapped[str]
    population: Mapped[int]
    tile_col: Mapped[int]
    tile_row: Mapped[int]
    edition: Mapped[str]
