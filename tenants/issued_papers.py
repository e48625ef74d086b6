"""Kinds of official papers, and how the record a paper was made from is found again.

Packages above register how: the page that checks a code then tells whether the data have changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from tenants.kernel.errors import N_
from tenants.models.issued_papers import IssuedPaper


class PaperKind(StrEnum):
    """Official papers that carry a code."""

    AGREEMENT_DRAFT = "agreement_draft"
    NAME_LIST = "name_list"
    HANDOVER = "handover"
    RECONCILIATION = "reconciliation"
    REGISTRATION = "registration"
    QUARTERLY_REPORT = "quarterly_report"
    DETERMINATION_ANNEX = "determination_annex"
    CHANGE_ANNEX = "change_annex"
    CONTINUATION_MEMO = "continuation_memo"
    VILLAGE_MINUTES = "village_minutes"


PAPER_LABELS: Mapping[PaperKind, str] = {
    PaperKind.AGREEMENT_DRAFT: N_("Rancangan perjanjian kerja sama"),
    PaperKind.NAME_LIST: N_("Daftar nama penerima"),
    PaperKind.HANDOVER: N_("Berita acara serah terima data"),
    PaperKind.RECONCILIATION: N_("Berita acara rekonsiliasi"),
    PaperKind.REGISTRATION: N_("Surat permohonan pendaftaran"),
    PaperKind.QUARTERLY_REPORT: N_("Laporan realisasi triwulan"),
    PaperKind.DETERMINATION_ANNEX: N_("Lampiran SK penetapan"),
    PaperKind.CHANGE_ANNEX: N_("Lampiran SK perubahan"),
    PaperKind.CONTINUATION_MEMO: N_("Nota dinas kelanjutan perlindungan"),
    PaperKind.VILLAGE_MINUTES: N_("Berita acara verifikasi dan validasi"),
}


_LATER_FORMATS: Mapping[PaperKind, int] = {
    PaperKind.AGREEMENT_DRAFT: 3,
    PaperKind.NAME_LIST: 2,
    PaperKind.HANDOVER: 2,
    PaperKind.RECONCILIATION: 4,
    PaperKind.REGISTRATION: 2,
    PaperKind.QUARTERLY_REPORT: 4,
    PaperKind.CONTINUATION_MEMO: 2,
}


def format_of(kind: PaperKind) -> int:
    """Which form the content of a kind has now, from 1: a code of another form tells no change."""
    return _LATER_FORMATS.get(kind, 1)


@dataclass(frozen=True)
class Origin:
    """The record a paper was made from, as it is now.

    ``sha256`` is of what the same paper would be made from today; None where that is not told here,
    or ``is_long``: it names too many people to be compared on the spot.
    """

    title: str
    url: str
    version: int | None
    sha256: bytes | None
    is_long: bool = False


FindOrigin = Callable[[Session, IssuedPaper, datetime], Origin | None]

_origins: dict[tuple[str, PaperKind], FindOrigin] = {}


def register_origin(place: str, kind: PaperKind, find: FindOrigin) -> None:
    """Let a package find the record behind papers of a kind.

    Args:
        place: where the page that asks stands, ``r`` or ``b``.
        kind: of paper.
        find: given the transaction, the paper and the present moment; None where the record is gone
            or closed to them.
    """
    _origins[place, kind] = find


def origin_of(session: Session, paper: IssuedPaper, *, place: str, now: datetime) -> Origin | None:
    """The record behind a paper, as far as it may be told at a place."""
    find = _origins.get((place, PaperKind(paper.kind)))
    return None if find is None else find(session, paper, now)


def check_page_of(public_url: str, slug: str) -> str:
    """The address of the page that checks codes, for papers that a job sets; empty if unknown."""
    return f"{public_url}/papers/check?regency={slug}" if public_url else ""
