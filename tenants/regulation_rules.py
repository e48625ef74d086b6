"""What must fit inside one regulation before it is kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus
from tenants.regulation_periods import RegulationDates, is_retroactive
from tenants.regulation_stages import StageDates
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus
from tenants.remark_rules import is_telling, number_errors

_NOT_ENACTED = N_("Tanggal penetapan belum tiba. Simpan sebagai rancangan sampai ditetapkan.")
_NOT_PROMULGATED = N_(
    "Tanggal pengundangan belum tiba. Kosongkan sampai diundangkan, atau simpan sebagai rancangan."
)


@dataclass(frozen=True, kw_only=True)
class RegulationDetails:
    """Everything an officer may state about a regulation. None means not stated, never no."""

    kind: RegulationKind
    number: str | None
    year: int
    title: str
    status: RegulationStatus
    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    enacted_on: date | None = None
    promulgated_on: date | None = None
    effective_on: date | None = None
    ended_on: date | None = None
    retroactive_ground: str | None = None
    names_funding_source: bool | None = None
    funding_source_article: str | None = None
    has_sanction: bool | None = None
    sanction_article: str | None = None
    has_reporting: bool | None = None
    reporting_article: str | None = None
    has_team: bool | None = None
    team_article: str | None = None
    funding_source_page: int | None = None
    sanction_page: int | None = None
    reporting_page: int | None = None
    team_page: int | None = None
    finding: str | None = None
    issuing_body: str | None = None
    place: str | None = None
    gazette: str | None = None
    subject: str | None = None
    legal_field: str | None = None
    language: str | None = None
    location: str | None = None
    jdih_url: str | None = None
    abstract: str | None = None


@dataclass(frozen=True, kw_only=True)
class ProvisionDetails:
    """What a regulation orders for one group; without an article it is kept but not scored."""

    group: ProvisionGroup
    article: str | None = None
    summary: str | None = None
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class StageDetails:
    """What is stated of one drafting stage; one that says nothing is not kept."""

    dates: StageDates
    note: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is stated."""
        return self.dates.planned_on is None and self.dates.done_on is None and not self.note


@dataclass(frozen=True, kw_only=True)
class SocialisationDetails:
    """An occasion on which a regulation was made known. None means not stated."""

    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    held_on: date | None = None
    place: str | None = None
    organiser: str | None = None
    participants: str | None = None
    description: str | None = None
    decisions: str | None = None


def detail_errors(details: RegulationDetails, *, today: date) -> list[FieldError]:
    """Every contradiction inside the stated details, in order of the form's fields.

    Args:
        details: as stated.
        today: the latest day it is anywhere in the country; only a draft is issued after it.

    Source:
        UU 12/2011 article 87 for the order of enactment, promulgation and effect; Lampiran II for
        effect before it, which has to stand in the text.
    """
    return [
        *_identity_errors(details, today),
        *_date_errors(details, today),
        *_ground_errors(details),
        *_article_errors(details),
    ]


def _identity_errors(details: RegulationDetails, today: date) -> Iterable[FieldError]:
    is_draft = details.status is RegulationStatus.DRAFT
    if details.number is None and not is_draft:
        yield FieldError(
            "/number", N_("Isi nomor. Hanya rancangan yang boleh disimpan tanpa nomor.")
        )
    if not is_draft and details.year > today.year:
        yield FieldError("/year", N_("Tahun ini belum tiba. Simpan sebagai rancangan dahulu."))
    if details.enacted_on is not None and details.enacted_on.year != details.year:
        yield FieldError(
            "/enacted_on",
            N_("Tahun penetapan %(enacted)s berbeda dari tahun regulasi %(year)s."),
            {"enacted": str(details.enacted_on.year), "year": str(details.year)},
        )


def _date_errors(details: RegulationDetails, today: date) -> Iterable[FieldError]:
    enacted, promulgated = details.enacted_on, details.promulgated_on
    is_draft = details.status is RegulationStatus.DRAFT
    if enacted is not None and enacted > today and not is_draft:
        yield FieldError("/enacted_on", _NOT_ENACTED)
    if promulgated is not None and promulgated > today and not is_draft:
        yield FieldError("/promulgated_on", _NOT_PROMULGATED)
    if enacted is not None and promulgated is not None and promulgated < enacted:
        yield FieldError(
            "/promulgated_on", N_("Tanggal pengundangan mendahului tanggal penetapan.")
        )
    if details.ended_on is None:
        return
    begins = details.effective_on or promulgated or enacted
    if begins is not None and details.ended_on <= begins:
        yield FieldError("/ended_on", N_("Tanggal berakhir harus setelah tanggal mulai berlaku."))
    if is_draft:
        yield FieldError("/ended_on", N_("Rancangan belum berlaku, sehingga belum dapat berakhir."))


def _ground_errors(details: RegulationDetails) -> Iterable[FieldError]:
    ground = details.retroactive_ground
    if ground is None:
        return
    dates = RegulationDates(
        status=details.status,
        year=details.year,
        enacted_on=details.enacted_on,
        promulgated_on=details.promulgated_on,
        effective_on=details.effective_on,
    )
    pointer = "/retroactive_ground"
    if not is_retroactive(dates):
        yield FieldError(
            pointer,
            N_(
                "Hanya diisi bila tanggal mulai berlaku mendahului penetapan atau pengundangan."
                " Kosongkan, atau perbaiki tanggalnya."
            ),
        )
        return
    named = number_errors(pointer, ground)
    yield from named
    if not named and not (any(letter.isdigit() for letter in ground) and is_telling(ground)):
        yield FieldError(
            pointer,
            N_(
                "Sebutkan ketentuan yang menyatakannya beserta alasannya, misalnya Pasal 12:"
                " berlaku surut sejak 1 Januari 2026 karena iuran Januari sudah dibayar."
            ),
        )


def _article_errors(details: RegulationDetails) -> Iterable[FieldError]:
    places = (
        (
            "names_funding_source",
            (details.funding_source_article, details.funding_source_page),
            N_("Pasal sumber dana diisi: pilih Ya, atau kosongkan pasal."),
        ),
        (
            "has_sanction",
            (details.sanction_article, details.sanction_page),
            N_("Pasal sanksi diisi: pilih Ya, atau kosongkan pasal."),
        ),
        (
            "has_reporting",
            (details.reporting_article, details.reporting_page),
            N_("Pasal pelaporan diisi: pilih Ya, atau kosongkan pasal."),
        ),
        (
            "has_team",
            (details.team_article, details.team_page),
            N_("Pasal tim pelaksana diisi: pilih Ya, atau kosongkan pasal."),
        ),
    )
    for name, place, text in places:
        if any(place) and getattr(details, name) is not True:
            yield FieldError(f"/{name}", text)
