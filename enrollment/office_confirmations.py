"""What a BPJS office states of a billing list by form, and where it differs from the list. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from cooperation.bills import SLIP_TEXTS, Slip, find_slip
from cooperation.doubts import Doubt
from cooperation.months import Month
from cooperation.sentences import Sentence
from enrollment.nik import reads_as_nik
from enrollment.reference import region_codes
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.formats import count
from tenants.remark_rules import long_numbers, number_errors, reason_errors


class ConfirmationKind(StrEnum):
    """What is stated."""

    REGISTRATION = "registration"
    PAYMENT = "payment"


class ConfirmationOutcome(StrEnum):
    """Whether it happened."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"


CONFIRMATION_LABELS: Mapping[ConfirmationKind, str] = {
    ConfirmationKind.REGISTRATION: N_("pendaftaran"),
    ConfirmationKind.PAYMENT: N_("pembayaran"),
}
OUTCOME_LABELS: Mapping[ConfirmationOutcome, str] = {
    ConfirmationOutcome.CONFIRMED: N_("dipastikan"),
    ConfirmationOutcome.REFUSED: N_("ditolak"),
}


@dataclass(frozen=True)
class Stated:
    """What the form says; people and rupiah as far as they belong to the kind."""

    kind: ConfirmationKind
    outcome: ConfirmationOutcome
    happened_on: date | None = None
    people_count: int | None = None
    amount_idr: int | None = None
    billing_code: str | None = None
    reference: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Named:
    """How many people files of an office name as accepted, all of them together.

    Two files may speak of the same people, so several files tell bounds; one tells the number.
    """

    least: int
    most: int

    def away_from(self, people_count: int) -> int:
        """People that a count is above the most or, negative, below the least; else 0."""
        return max(people_count - self.most, 0) + min(people_count - self.least, 0)


@dataclass(frozen=True)
class Listed:
    """What the list and the records about it say. Whole rupiah.

    ``billing_code`` and ``received_idr`` are None before it is billed; ``named`` is how many
    people the office's own files name as accepted, ``posted`` of how many they post a month, None
    where it sent none.
    """

    people_count: int
    amount_idr: int
    billing_code: str | None = None
    received_idr: int | None = None
    named: Named | None = None
    posted: Named | None = None
    is_same_list: bool = True


class DifferenceKind(StrEnum):
    """What a statement differs from."""

    OTHER_LIST = "other-list"
    PEOPLE = "people"
    NAMED_PEOPLE = "named-people"
    POSTED_PEOPLE = "posted-people"
    AMOUNT = "amount"
    RECORDED_PAYMENT = "recorded-payment"
    CODE = "code"


@dataclass(frozen=True)
class Difference:
    """One difference: stated less listed, in people or in rupiah; codes have no number.

    ``worth_idr`` is what people that are more or fewer come to at the average of the list.
    """

    kind: DifferenceKind
    people: int | None = None
    amount_idr: int | None = None
    worth_idr: int | None = None
    slip: Slip | None = None


@dataclass(frozen=True)
class NumberDoubt:
    """A number that looks mistyped beside the list: people, or rupiah where ``slip`` says how."""

    typed: int
    listed: int
    slip: Slip | None = None

    @property
    def mark(self) -> str:
        """The number."""
        return str(self.typed)

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """How it looks."""
        if self.slip is not None:
            return (Sentence(SLIP_TEXTS[self.slip]),)
        more = {"people": count(self.typed - self.listed)}
        return (Sentence(N_("Lebih %(people)s orang daripada daftar."), more),)


@dataclass(frozen=True)
class CodeDoubt:
    """The code of a bill or payment that reads as somebody's NIK; ``numbers`` are its digits."""

    pointer: str
    numbers: tuple[str, ...] = field(repr=False)

    @property
    def mark(self) -> str:
        """Field and digits."""
        return f"{self.pointer}:{'-'.join(self.numbers)}"

    @property
    def asked(self) -> tuple[Sentence, ...]:
        """Which field."""
        return (Sentence(_CODE_QUESTIONS[self.pointer]),)


_CODE_QUESTIONS: Mapping[str, str] = {
    "/billing_code": N_(
        "Kode iuran ini terbaca seperti NIK: kode kecamatan, tanggal lahir, lalu nomor urut."
        " Pastikan ini memang kode iuran dari BPJS; NIK tidak ditulis di sini."
    ),
    "/reference": N_(
        "Nomor bukti ini terbaca seperti NIK: kode kecamatan, tanggal lahir, lalu nomor urut."
        " Pastikan ini memang nomor dari bank; NIK tidak ditulis di sini."
    ),
}


def doubt_of(stated: Stated, people_count: int, amount_idr: int) -> NumberDoubt | None:
    """What a statement is to be asked about before it is kept.

    Args:
        stated: without errors.
        people_count: of the list.
        amount_idr: of the list, rupiah.

    Source:
        Slips between thousands and rupiah are the common error of amounts; an office registers
        nobody whom the list does not name. Both may be meant, so they are asked about, not refused.
    """
    if stated.outcome is ConfirmationOutcome.REFUSED:
        return None
    if stated.kind is ConfirmationKind.REGISTRATION:
        registered = stated.people_count or 0
        return NumberDoubt(registered, people_count) if registered > people_count else None
    received = stated.amount_idr or 0
    slip = find_slip(received, amount_idr) if received and amount_idr else None
    return NumberDoubt(received, amount_idr, slip) if slip else None


def confirmation_errors(stated: Stated, today: date, first_month: Month) -> list[FieldError]:
    """What keeps a statement from being kept.

    Args:
        stated: as typed.
        today: the latest day that has come anywhere in the country.
        first_month: of the list.

    Source:
        A confirmation names day and number; a refusal its reason, so that the regency can act.
        Nothing happens to a list more than a year before its months (convention of this product).
    """
    if stated.outcome is ConfirmationOutcome.REFUSED:
        return list(reason_errors(stated.reason))
    errors = [*number_errors("/reason", stated.reason)]
    if stated.happened_on is None:
        errors.append(FieldError("/happened_on", N_("Isi tanggalnya.")))
    elif stated.happened_on > today:
        errors.append(FieldError("/happened_on", N_("Tanggal ini belum tiba.")))
    elif stated.happened_on < first_month.plus(-12).first_day:
        detail = N_("Tanggal ini lebih dari setahun sebelum bulan pertama daftar.")
        errors.append(FieldError("/happened_on", detail))
    if stated.kind is ConfirmationKind.REGISTRATION:
        if stated.people_count is None:
            errors.append(FieldError("/people_count", N_("Isi jumlah orang yang terdaftar.")))
        return errors
    if stated.amount_idr is None:
        errors.append(FieldError("/amount_idr", N_("Isi nilai yang diterima.")))
    if stated.billing_code is None:
        errors.append(FieldError("/billing_code", N_("Isi kode iurannya.")))
    return errors


def statement_doubts(
    stated: Stated, people_count: int, amount_idr: int, today: date
) -> list[Doubt]:
    """Everything that a statement is to be asked about, of a refusal nothing.

    Args:
        stated: without errors.
        people_count: of the list.
        amount_idr: of the list, rupiah.
        today: the latest day that has come anywhere in the country.
    """
    if stated.outcome is ConfirmationOutcome.REFUSED:
        return []
    number = doubt_of(stated, people_count, amount_idr)
    return [
        *([number] if number is not None else []),
        *code_doubts("/billing_code", stated.billing_code, today),
        *code_doubts("/reference", stated.reference, today),
    ]


def code_doubts(pointer: str, code: str | None, today: date) -> list[Doubt]:
    """What is asked about the code of a bill or payment: whether it is somebody's NIK.

    Unlike in a remark sixteen digits alone are no reason to ask: a kode iuran may have as many, and
    one in 1,700 reads as a NIK by chance. Without a way to say so its list could never be billed.

    Args:
        pointer: of the field, ``/billing_code`` or ``/reference``.
        code: as typed.
        today: the latest day that has come anywhere in the country.

    Source:
        Structure of the NIK as published by Dukcapil; codes are kept by the trail for good.
    """
    found = tuple(one for one in long_numbers(code) if reads_as_nik(one, region_codes(), today))
    return [CodeDoubt(pointer, found)] if found else []


def named_by(files: Sequence[tuple[int, int]]) -> Named | None:
    """How many people some files of one office name as accepted; None without any file.

    Args:
        files: people accepted and people not accepted of each, in the order of their confirmation.

    Source:
        A later file outweighs an earlier one about the same person; each names a person once.
    """
    if not files:
        return None
    least = 0
    for accepted, others in files:
        least = max(least - others, accepted)
    return Named(least, sum(accepted for accepted, _others in files))


def differences_of(stated: Stated, listed: Listed) -> list[Difference]:
    """Where a statement differs from the list; nothing where it was refused.

    Source:
        Names in the list = registered = billed = paid; the tolerance is zero for what is not
        explained. A file names persons, so it outweighs a count.
    """
    if stated.outcome is ConfirmationOutcome.REFUSED:
        return []
    found = [] if listed.is_same_list else [Difference(DifferenceKind.OTHER_LIST)]
    of_kind = (
        _of_registration(stated, listed)
        if stated.kind is ConfirmationKind.REGISTRATION
        else _of_payment(stated, listed)
    )
    return [*found, *of_kind]


def _of_registration(stated: Stated, listed: Listed) -> Iterator[Difference]:
    registered = stated.people_count or 0
    fewer = registered - listed.people_count
    if fewer:
        worth = (
            round(listed.amount_idr * fewer / listed.people_count) if listed.people_count else None
        )
        yield Difference(DifferenceKind.PEOPLE, people=fewer, worth_idr=worth)
    for kind, files in (
        (DifferenceKind.NAMED_PEOPLE, listed.named),
        (DifferenceKind.POSTED_PEOPLE, listed.posted),
    ):
        away = files.away_from(registered) if files is not None else 0
        if away:
            yield Difference(kind, people=away)


def _of_payment(stated: Stated, listed: Listed) -> Iterator[Difference]:
    received = stated.amount_idr or 0
    if received != listed.amount_idr:
        slip = find_slip(received, listed.amount_idr) if received and listed.amount_idr else None
        yield Difference(DifferenceKind.AMOUNT, amount_idr=received - listed.amount_idr, slip=slip)
    if listed.received_idr is not None and received != listed.received_idr:
        yield Difference(DifferenceKind.RECORDED_PAYMENT, amount_idr=received - listed.received_idr)
    if listed.billing_code is not None and stated.billing_code != listed.billing_code:
        yield Difference(DifferenceKind.CODE)
