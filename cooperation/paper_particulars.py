"""What one paper states beside its number, its day and its payees: told alike on every bill. Pure.

Who records the second bill of an SP2D need not type again what the first one states.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from cooperation.spending import line_key
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.formats import date_id


class StatesParticulars(Protocol):
    """A payment, recorded or to be recorded."""

    @property
    def paper_idr(self) -> int | None:
        """What the whole paper is worth."""

    @property
    def spp_number(self) -> str | None:
        """The SPP that asked for it."""

    @property
    def spp_on(self) -> date | None:
        """The day of that."""

    @property
    def spm_number(self) -> str | None:
        """The SPM that ordered it."""

    @property
    def spm_on(self) -> date | None:
        """The day of that."""

    @property
    def sub_activity(self) -> str | None:
        """Sub-kegiatan of the DPA, as written."""

    @property
    def budget_account(self) -> str | None:
        """Kode rekening, as written."""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What is known of a paper; None where nobody stated it. ``paper_idr`` is whole rupiah."""

    paper_idr: int | None = None
    spp_number: str | None = None
    spp_on: date | None = None
    spm_number: str | None = None
    spm_on: date | None = None
    sub_activity: str | None = None
    budget_account: str | None = None


_GROUPS = (
    ("paper_idr",),
    ("spp_number", "spp_on"),
    ("spm_number", "spm_on"),
    ("sub_activity", "budget_account"),
)
"""What belongs together: the day of one SPP is never told beside the number of another."""


def particulars_of(stated: StatesParticulars) -> Particulars:
    """What one payment states of its paper."""
    return Particulars(
        paper_idr=stated.paper_idr,
        spp_number=stated.spp_number,
        spp_on=stated.spp_on,
        spm_number=stated.spm_number,
        spm_on=stated.spm_on,
        sub_activity=stated.sub_activity,
        budget_account=stated.budget_account,
    )


def complete_particulars(own: Particulars, others: Sequence[Particulars]) -> Particulars:
    """What a payment states of its paper, and beside it what other payments of the paper do.

    Args:
        own: of the payment; it is never told otherwise.
        others: of the other payments of the same paper, the earliest recorded first.
    """
    known = own
    for one in others:
        for group in _GROUPS:
            told = {name: getattr(one, name) for name in group}
            held = {name: getattr(known, name) for name in group}
            if not any(_differ(held[name], told[name]) for name in group):
                missing = {name: told[name] for name in group if held[name] is None}
                known = replace(known, **missing)
    return known


def particular_errors(own: Particulars, others: Sequence[Particulars]) -> list[FieldError]:
    """Every SPP and SPM of a paper that contradicts what is recorded of it for another bill.

    Its worth and its budget line are judged with what it pays (``share_errors``).

    Args:
        own: what is to be recorded.
        others: what is recorded of the same paper, of other bills.

    Source:
        Permendagri 77/2020: one SPP leads to one SPM, and one SPM to one SP2D, in this order.
    """
    known = complete_particulars(Particulars(), others)
    errors: list[FieldError] = []
    if _differ(own.spp_number, known.spp_number):
        detail = N_(
            "Tagihan lain mencatat surat ini dengan SPP bernomor %(number)s. Samakan, atau"
            " batalkan pembayaran yang salah catat."
        )
        errors.append(FieldError("/spp_number", detail, {"number": known.spp_number or ""}))
    if _differ(own.spp_on, known.spp_on):
        errors.append(_day_error("/spp_on", _SPP_DAY, known.spp_on))
    elif own.spp_on and known.spm_on and own.spm_on is None and own.spp_on > known.spm_on:
        errors.append(_day_error("/spp_on", _SPM_DAY, known.spm_on))
    if _differ(own.spm_number, known.spm_number):
        detail = N_(
            "Tagihan lain mencatat surat ini dengan SPM bernomor %(number)s. Samakan, atau"
            " batalkan pembayaran yang salah catat."
        )
        errors.append(FieldError("/spm_number", detail, {"number": known.spm_number or ""}))
    if _differ(own.spm_on, known.spm_on):
        errors.append(_day_error("/spm_on", _SPM_DAY, known.spm_on))
    elif own.spm_on and known.spp_on and own.spp_on is None and own.spm_on < known.spp_on:
        errors.append(_day_error("/spm_on", _SPP_DAY, known.spp_on))
    return errors


_SPP_DAY = N_(
    "Tagihan lain mencatat surat ini dengan SPP tanggal %(day)s. Samakan, atau batalkan pembayaran"
    " yang salah catat."
)
_SPM_DAY = N_(
    "Tagihan lain mencatat surat ini dengan SPM tanggal %(day)s. Samakan, atau batalkan pembayaran"
    " yang salah catat."
)


def _day_error(pointer: str, detail: str, day: date | None) -> FieldError:
    return FieldError(pointer, detail, {"day": date_id(day) if day else ""})


def _differ(one: object, other: object) -> bool:
    """Whether both are stated and are not one; texts are copied by hand from papers."""
    if isinstance(one, str) and isinstance(other, str):
        return line_key(one) != line_key(other)
    return one is not None and other is not None and one != other
