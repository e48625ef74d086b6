"""What every record of the demo is made with: one regency, one officer, one moment, one report."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from tenants.kernel.actor import Actor
from tenants.kernel.sources import SourceStatus


class By(TypedDict):
    """The keyword arguments every service takes."""

    tenant_id: int
    actor: Actor
    now: datetime


class Origin(TypedDict):
    """Where a figure comes from, as the columns of a sourced record."""

    source_name: str
    source_on: date | None
    data_on: date | None
    source_status: SourceStatus


@dataclass(frozen=True)
class Report:
    """A news report; where its year is inferred, or it is no founding report, its name says so."""

    name: str
    published_on: date | None

    def says(self, *, data_on: date | None = None) -> Origin:
        """A figure of this report; the date of the data is open unless the report gives it."""
        return Origin(
            source_name=self.name,
            source_on=self.published_on,
            data_on=data_on,
            source_status=SourceStatus.PRESS,
        )


GAGAK_RIMANG = Report("Gagak Rimang FM", date(2025, 9, 15))
HARIAN_MURIA = Report("Harian Muria", date(2025, 9, 24))
ANTARA_JATENG = Report("Antara Jateng (tahun disimpulkan: 2022)", date(2022, 6, 13))
JATIMTIMES_2021 = Report("Jatimtimes", date(2021, 11, 10))
JATIMTIMES_2025 = Report("Jatimtimes", date(2025, 4, 14))
OUTSIDE = Report("Harian Bangsa dan Sinar Perbatasan", None)
"""Reports of 2025 outside the five; the day they were printed is not known."""
