"""Where a figure comes from, and the one rule by which it counts as verified."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from tenants.kernel.errors import N_


class SourceStatus(StrEnum):
    """How far a figure may be trusted."""

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
SOURCE_STATUS_HELP = {
    SourceStatus.OFFICIAL: N_(
        "Tertulis dalam surat, keputusan, atau dokumen instansi. Terverifikasi setelah dokumennya"
        " dilampirkan."
    ),
    SourceStatus.PRESS: N_("Dari pemberitaan. Tampil sebagai dinyatakan, belum diverifikasi."),
    SourceStatus.DERIVED: N_("Hasil hitungan dari angka lain. Tampil sebagai dinyatakan."),
    SourceStatus.SYNTHETIC: N_("Contoh atau data uji. Tidak pernah terverifikasi."),
}


def counts_as_verified(
    status: str, *, is_stated_by_branch: bool = False, has_paper: bool = False
) -> bool:
    """Whether a figure is more than the word of the one it benefits.

    Args:
        status: of the figure, a ``SourceStatus``.
        is_stated_by_branch: a BPJS office stated it here itself, in its own name.
        has_paper: the official paper it rests on is kept with it, as a document of the regency.

    Source:
        README, decision 8.
    """
    return status == SourceStatus.OFFICIAL and (is_stated_by_branch or has_paper)


class Sourced:
    """Columns of a sourced fact: ``source_on`` dates the report, ``data_on`` its content."""

    source_name: Mapped[str]
    source_on: Mapped[date | None]
    data_on: Mapped[date | None]
    source_status: Mapped[str]

    @property
    def has_paper(self) -> bool:
        """A paper is kept with it; never so where a record of its kind can carry none."""
        return False

    @property
    def is_stated_by_branch(self) -> bool:
        """A BPJS office stated it here itself."""
        return False

    @property
    def is_verified(self) -> bool:
        """Whether it counts as verified, or is only stated."""
        return counts_as_verified(
            self.source_status,
            is_stated_by_branch=self.is_stated_by_branch,
            has_paper=self.has_paper,
        )


class Papered(Sourced):
    """A sourced fact with which the official paper it rests on can be kept."""

    document_id: Mapped[UUID | None] = mapped_column()
    """A file of the regency; its table has the key that ties both to one tenant."""

    @property
    def has_paper(self) -> bool:
        """The paper is kept with it."""
        return self.document_id is not None
