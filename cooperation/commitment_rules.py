"""What must fit inside one commitment before it is kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperation.kinds import (
    FundingSource,
    OccupationGroup,
    Payer,
    Programme,
    RiskClass,
    Segment,
)
from cooperation.months import Month
from cooperation.pricing import PROGRAMMES_OF_SEGMENT
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus

PROGRAMME_GIVEN_UP = N_(
    "Program %(title)s dibatalkan. Buka kembali program itu dahulu, atau pilih program lain."
)


@dataclass(frozen=True, kw_only=True)
class CommitmentDetails:
    """Everything an officer may state about a commitment. None means not stated, never zero.

    Amounts are rupiah; ``income_idr`` and ``wage_idr`` a person and month.
    """

    title: str
    budget_year: int
    programmes: frozenset[Programme]
    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    segment: Segment = Segment.BPU
    payer: Payer = Payer.NOT_STATED
    funding_source: FundingSource = FundingSource.NOT_STATED
    department_id: UUID | None = None
    regulation_id: UUID | None = None
    continues_id: UUID | None = None
    budget_line: str | None = None
    budget_idr: int | None = None
    stated_total_idr: int | None = None
    stated_rate_idr: int | None = None
    people_count: int | None = None
    first_month: Month | None = None
    month_count: int | None = None
    months_assumed: bool = False
    programmes_assumed: bool = False
    occupation_group: OccupationGroup | None = None
    income_idr: int | None = None
    wage_idr: int | None = None
    risk_class: RiskClass | None = None
    contract_value_idr: int | None = None
    criteria: str | None = None


def continued_title(title: str, year: int, next_year: int) -> str:
    """What a programme is first called that continues another, told apart from it by its year.

    Args:
        title: of the programme that is continued.
        year: its budget year.
        next_year: that of the continuation.

    Source:
        Programmes are registered once for every budget year (practice of offices).
    """
    if str(year) in title:
        return title.replace(str(year), str(next_year))
    return title if str(next_year) in title else f"{title} {next_year}"


def commitment_errors(details: CommitmentDetails) -> list[FieldError]:
    """Every contradiction inside the stated details, in order of the form's fields.

    Source:
        PP 45/2015 and PP 37/2021 for programmes of a segment; a budget belongs to one year.
    """
    return [*_time_errors(details), *_insurance_errors(details)]


def _time_errors(details: CommitmentDetails) -> Iterable[FieldError]:
    if details.first_month is not None and details.first_month.year != details.budget_year:
        yield FieldError(
            "/first_month",
            N_("Bulan pertama harus berada dalam tahun anggaran %(year)s."),
            {"year": str(details.budget_year)},
        )
    if details.months_assumed and details.month_count is None:
        yield FieldError(
            "/month_count", N_("Isi jumlah bulan yang diasumsikan, atau hapus tanda asumsi.")
        )


def _insurance_errors(details: CommitmentDetails) -> Iterable[FieldError]:
    if not details.programmes:
        yield FieldError(
            "/programmes",
            N_("Pilih paling sedikit satu program. Bila tidak disebut, pilih lalu tandai asumsi."),
        )
    refused = details.programmes - PROGRAMMES_OF_SEGMENT[details.segment]
    if refused:
        yield FieldError(
            "/programmes",
            N_("Program %(programmes)s tidak tersedia untuk segmen %(segment)s."),
            {
                "programmes": ", ".join(sorted(refused)).upper(),
                "segment": details.segment.upper(),
            },
        )
    is_pu, is_jakon = details.segment is Segment.PU, details.segment is Segment.JAKON
    misplaced = {
        "wage_idr": (details.wage_idr is not None and not is_pu, N_("Upah hanya diisi untuk PU.")),
        "risk_class": (
            details.risk_class is not None and not is_pu,
            N_("Tingkat risiko hanya diisi untuk PU."),
        ),
        "contract_value_idr": (
            details.contract_value_idr is not None and not is_jakon,
            N_("Nilai kontrak hanya diisi untuk jasa konstruksi."),
        ),
        "income_idr": (
            details.income_idr is not None and details.segment is not Segment.BPU,
            N_("Penghasilan hanya diisi untuk BPU."),
        ),
    }
    for name, (is_wrong, text) in misplaced.items():
        if is_wrong:
            yield FieldError(f"/{name}", text)
