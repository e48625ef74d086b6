"""What somebody states about participation, and what makes a statement impossible. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from enrollment.kinds import (
    DenominatorKind,
    NumeratorBasis,
    RecipientGroup,
    RecipientStage,
    StatementSegment,
)
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus

LARGEST_PERCENT = Decimal(1000)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Who says so, when it was published, and which day it describes."""

    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class StatementDetails(Source):
    """A participation figure with its base. Persons."""

    segment: StatementSegment = StatementSegment.ALL
    numerator_count: int
    numerator_basis: NumeratorBasis
    denominator_count: int
    denominator_kind: DenominatorKind
    denominator_note: str | None = None
    includes_jakon: bool


@dataclass(frozen=True, kw_only=True)
class QuotationDetails(Source):
    """A published figure without its base. Percents and points as published: 17.60 is 17,60 %."""

    title: str
    quoted_percent: Decimal | None = None
    target_percent: Decimal | None = None
    gap_points: Decimal | None = None
    gap_worker_count: int | None = None
    numerator_count: int | None = None
    denominator_count: int | None = None
    denominator_kind: DenominatorKind | None = None
    note: str | None = None


@dataclass(frozen=True, kw_only=True)
class TargetDetails(Source):
    """A target of one year, in percent; ``family`` names whose target it is."""

    year: int
    target_percent: Decimal
    family: str
    document: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecipientDetails(Source):
    """People of a group at a stage; without a count, ``note`` says what the source says."""

    recipient_group: RecipientGroup
    stage: RecipientStage
    people_count: int | None = None
    note: str | None = None


def statement_errors(details: StatementDetails, today: date) -> Sequence[FieldError]:
    """Why a statement cannot stand.

    Source:
        Coverage dictionary: no percentage without numerator, denominator, kind, source and date.
    """
    return list(_statement_errors(details, today))


def quotation_errors(details: QuotationDetails, today: date) -> Sequence[FieldError]:
    """Why a quoted figure cannot stand.

    Source:
        Coverage dictionary: a quoted figure lacks a count; with both it is a statement.
    """
    return list(_quotation_errors(details, today))


def target_errors(details: TargetDetails, today: date) -> Sequence[FieldError]:
    """Why a target cannot stand.

    Source:
        Rubric seimbang-2025.1 B2.
    """
    return list(_target_errors(details, today))


def recipient_errors(details: RecipientDetails, today: date) -> Sequence[FieldError]:
    """Why a count cannot stand.

    Source:
        Not filled is not zero: a group named without a count needs the words of its source.
    """
    return list(_recipient_errors(details, today))


def _statement_errors(details: StatementDetails, today: date) -> Iterator[FieldError]:
    yield from _source_errors(details, today)
    for name, day in (("source_on", details.source_on), ("data_on", details.data_on)):
        if day is None:
            yield FieldError(f"/{name}", N_("Wajib diisi: angka tanpa tanggal tidak dinilai."))
    if details.numerator_count < 0:
        yield FieldError("/numerator_count", N_("Jumlah orang tidak boleh negatif."))
    if details.denominator_count < 1:
        yield FieldError("/denominator_count", N_("Penyebut paling sedikit satu orang."))
    if details.denominator_kind is DenominatorKind.OTHER and not details.denominator_note:
        yield FieldError("/denominator_note", N_("Sebutkan apa yang dihitung penyebut ini."))


def _quotation_errors(details: QuotationDetails, today: date) -> Iterator[FieldError]:
    yield from _source_errors(details, today)
    quoted = (details.quoted_percent, details.gap_points, details.gap_worker_count)
    if all(figure is None for figure in quoted):
        yield FieldError("/quoted_percent", N_("Isi paling sedikit satu angka yang dikutip."))
    if details.numerator_count is not None and details.denominator_count is not None:
        yield FieldError(
            "/denominator_count",
            N_("Dengan pembilang dan penyebut angka ini lengkap: catat sebagai pernyataan."),
        )
    if details.denominator_count is not None and details.denominator_count < 1:
        yield FieldError("/denominator_count", N_("Penyebut paling sedikit satu orang."))
    for name in ("quoted_percent", "target_percent", "gap_points"):
        yield from _percent_errors(name, getattr(details, name))


def _target_errors(details: TargetDetails, today: date) -> Iterator[FieldError]:
    yield from _source_errors(details, today)
    if not 0 < details.target_percent <= 100:  # noqa: PLR2004  percent
        yield FieldError("/target_percent", N_("Sasaran di atas 0 % dan paling tinggi 100 %."))
    if not 2000 <= details.year <= 2100:  # noqa: PLR2004  years the table keeps
        yield FieldError("/year", N_("Isi tahun dengan empat angka, misalnya 2025."))


def _recipient_errors(details: RecipientDetails, today: date) -> Iterator[FieldError]:
    yield from _source_errors(details, today)
    if details.people_count is None and not details.note:
        yield FieldError(
            "/people_count",
            N_("Isi jumlahnya. Bila sumber tidak menyebut jumlah, kutip kalimatnya di Catatan."),
        )
    if details.people_count is not None and details.people_count < 0:
        yield FieldError("/people_count", N_("Jumlah orang tidak boleh negatif."))


def _source_errors(source: Source, today: date) -> Iterator[FieldError]:
    for name, day in (("source_on", source.source_on), ("data_on", source.data_on)):
        if day is not None and day > today:
            yield FieldError(f"/{name}", N_("Tanggal ini belum tiba."))
    if source.source_on and source.data_on and source.data_on > source.source_on:
        yield FieldError("/data_on", N_("Tanggal data tidak mungkin setelah tanggal sumber."))


def _percent_errors(name: str, percent: Decimal | None) -> Iterator[FieldError]:
    if percent is None:
        return
    if not 0 <= percent <= LARGEST_PERCENT:
        yield FieldError(f"/{name}", N_("Isi persentase antara 0 dan 1.000."))
    if decimals_of(percent) > 4:  # noqa: PLR2004  the table keeps four
        yield FieldError(f"/{name}", N_("Paling banyak empat angka di belakang koma."))


def decimals_of(percent: Decimal) -> int:
    """Decimals as written: 17.60 has two.

    Source:
        Coverage dictionary: implied ranges follow from the rounding of the stated figures.
    """
    exponent = percent.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0
