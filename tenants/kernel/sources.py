"""Where a figure comes from: every recorded fact names its source, its dates and its status."""

from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.errors import N_


class SourceStatus(StrEnum):
    """How far a figure may be trusted. Only official figures count as verified without review."""

    OFFICIAL = "official"
    PRESS = "press"
    DERIVED = "derived"
    SYNTHETIC = "synthetic"


SOURCE_STATUS_LABELS = {
    SourceStatus.OFFICIAL: N_("resmi"),
    SourceStatus.PRESS: N_("pers"),
    SourceStatus.DERIVED: N_("turunan"),
    SourceStatus.SYNTHETIC: N_("sintetis"),
}


class Sourced:
    """Columns of a sourced fact: ``source_on`` dates the report, ``data_on`` its content."""

    source_name: Mapped[str]
    source_on: Mapped[date | None]
    data_on: Mapped[date | None]
    source_status: Mapped[str] = mapped_column(default=SourceStatus.OFFICIAL)
