"""What must fit inside one agreement before it is kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperation.kinds import AgreementKind
from tenants.kernel.days import day_errors
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus


@dataclass(frozen=True, kw_only=True)
class AgreementDetails:
    """Everything an officer may state about an agreement. None means not stated.

    ``ends_on`` is the last day. The date of signature is a step of its own, ``sign_agreement``.
    """

    title: str
    kind: AgreementKind
    source_name: str
    source_status: SourceStatus
    source_on: date | None = None
    data_on: date | None = None
    commitment_id: UUID | None = None
    number_regency: str | None = None
    number_bpjs: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    signatories: str | None = None


def agreement_errors(details: AgreementDetails) -> Iterable[FieldError]:
    """Every contradiction inside the stated details, and every day that cannot be meant.

    Source:
        The term agreed in the agreement itself.
    """
    names = ("starts_on", "ends_on", "source_on", "data_on")
    yield from day_errors({name: getattr(details, name) for name in names})
    starts, ends = details.starts_on, details.ends_on
    if starts is not None and ends is not None and ends < starts:
        yield FieldError("/ends_on", N_("Hari terakhir tidak boleh sebelum hari pertama."))
