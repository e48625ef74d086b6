"""What must fit inside one agreement before it is kept. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from cooperation.amendments import Amendment
from cooperation.bills import USUAL_DUE_DAY
from cooperation.kinds import AgreementKind, Capacity, WadahCode
from cooperation.months import Month
from tenants.kernel.days import day_errors
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.sources import SourceStatus
from tenants.remark_rules import reason_errors


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
    regulation_id: UUID | None = None
    number_regency: str | None = None
    number_bpjs: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    due_day: int = USUAL_DUE_DAY
    regency_office: str | None = None
    regency_capacity: Capacity | None = None
    regency_mandate: str | None = None
    bpjs_office: str | None = None
    bpjs_capacity: Capacity | None = None
    bpjs_mandate: str | None = None
    signatories: str | None = None
    wadah_code: WadahCode | None = None
    umbrella_id: UUID | None = None
    predecessor_id: UUID | None = None
    amends_id: UUID | None = None
    changes_from: Month | None = None
    new_people_count: int | None = None
    new_last_month: Month | None = None
    new_total_idr: int | None = None


def unlikely_day_errors(name: str, day: date, today: date) -> list[FieldError]:
    """Why a day cannot be that of something that happened: not come yet, or no year to be meant.

    Args:
        name: its field.
        day: as stated.
        today: in the regency's time zone.

    Source:
        What is recorded has happened.
    """
    errors = list(day_errors({name: day}))
    if not errors and day > today:
        errors = [FieldError(f"/{name}", N_("Tanggal ini belum tiba."))]
    return errors


def ending_errors(
    signed_on: date | None, terminated_on: date | None, reason: str | None, today: date
) -> list[FieldError]:
    """Everything for which an agreement cannot be ended so.

    Args:
        signed_on: the day of its signature; None where it is not known.
        terminated_on: the first day it no longer binds; None where the form gave none.
        reason: why; None where the form gave none.
        today: in the regency's time zone.

    Source:
        An early end is recorded once it is agreed; whoever rests on it learns why.
    """
    errors: list[FieldError] = []
    if terminated_on is not None:
        errors = unlikely_day_errors("terminated_on", terminated_on, today)
        if not errors and signed_on is not None and terminated_on < signed_on:
            text = N_("Tanggal pengakhiran tidak boleh sebelum tanda tangan.")
            errors = [FieldError("/terminated_on", text)]
    told = reason_errors(reason) if reason is not None else ()
    return [*errors, *(replace(one, pointer="/termination_reason") for one in told)]


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
    yield from _party_errors(details)
    yield from _link_errors(details)
    yield from _change_errors(details)


def _party_errors(details: AgreementDetails) -> Iterable[FieldError]:
    for side in ("regency", "bpjs"):
        names = (f"{side}_capacity", f"{side}_mandate")
        if getattr(details, f"{side}_office") is None and any(
            getattr(details, name) is not None for name in names
        ):
            text = N_("Isi jabatan yang menandatangani, misalnya Kepala Dinas Sosial.")
            yield FieldError(f"/{side}_office", text)


def _link_errors(details: AgreementDetails) -> Iterable[FieldError]:
    is_addendum = details.kind is AgreementKind.ADENDUM
    if is_addendum and details.amends_id is None:
        yield FieldError("/amends_id", N_("Pilih perjanjian yang diubah oleh adendum ini."))
    if not is_addendum and details.amends_id is not None:
        text = N_("Hanya adendum yang mengubah perjanjian lain. Pilih bentuk adendum.")
        yield FieldError("/amends_id", text)
    if is_addendum and details.predecessor_id is not None:
        text = N_("Adendum mengubah perjanjian, tidak melanjutkannya. Kosongkan isian ini.")
        yield FieldError("/predecessor_id", text)
    if details.regulation_id is not None and details.commitment_id is not None:
        text = N_(
            "Dasar hukum perjanjian dengan program dicatat pada programnya. Kosongkan isian ini."
        )
        yield FieldError("/regulation_id", text)
    if details.umbrella_id is not None and details.kind is AgreementKind.NOTA_KESEPAKATAN:
        text = N_("Nota kesepakatan tidak bernaung pada nota kesepakatan lain.")
        yield FieldError("/umbrella_id", text)


def _change_errors(details: AgreementDetails) -> Iterable[FieldError]:
    changes = (details.new_people_count, details.new_last_month, details.new_total_idr)
    is_changed = any(value is not None for value in changes)
    if details.kind is not AgreementKind.ADENDUM:
        if is_changed or details.changes_from is not None:
            text = N_("Isian ini hanya untuk adendum.")
            yield FieldError("/changes_from", text)
        return
    if is_changed and details.changes_from is None:
        yield FieldError("/changes_from", N_("Isi sejak bulan apa perubahan ini berlaku."))


def amendment_in(details: AgreementDetails) -> Amendment | None:
    """What the details of an addendum change; None before they say from which month."""
    if details.changes_from is None:
        return None
    return Amendment(
        from_month=details.changes_from,
        people_count=details.new_people_count,
        last_month=details.new_last_month,
        total_idr=details.new_total_idr,
    )
