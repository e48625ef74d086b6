"""What is owed by a bill on a day: due date, lateness, payments in parts, credit carried on. Pure.

Nothing that can be derived is kept: bills and payments are records, and who paid what follows from
them in order. Of what a payment is too much for its own bill, the bill of the same commitment that
was issued next gets the rest, so no rupiah is ever lost between two of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from cooperation.months import Month
from tenants.kernel.errors import N_, FieldError
from tenants.working_days import working_day_on_or_after

LATEST_DUE_DAY = 28
"""Every month has it."""
USUAL_DUE_DAY = 15
"""Contributions of wage earners are due by it (PP 44/2015); for others it is a parameter."""
_THOUSAND_ABOUT = 500
"""From here on an amount is taken for one with three noughts too many, or too few."""
_FAR = 2


class BillState(StrEnum):
    """How a bill stands on a day."""

    AWAITING = "awaiting"
    PART_PAID = "part-paid"
    LATE = "late"
    PAID = "paid"
    OVERPAID = "overpaid"


BILL_STATE_LABELS: Mapping[BillState, str] = {
    BillState.AWAITING: N_("menunggu pembayaran"),
    BillState.PART_PAID: N_("dibayar sebagian"),
    BillState.LATE: N_("terlambat"),
    BillState.PAID: N_("lunas"),
    BillState.OVERPAID: N_("lebih bayar"),
}


class Slip(StrEnum):
    """How an amount looks mistyped beside what is open."""

    THOUSANDFOLD = "thousandfold"
    THOUSANDTH = "thousandth"
    NOUGHTS_SHORT = "noughts-short"
    FAR_OVER = "far-over"


SLIP_TEXTS: Mapping[Slip, str] = {
    Slip.THOUSANDFOLD: N_("Nilainya sekitar seribu kali tagihan: tiga nol tampaknya berlebih."),
    Slip.THOUSANDTH: N_("Nilainya sekitar seperseribu tagihan: tiga nol tampaknya kurang."),
    Slip.NOUGHTS_SHORT: N_(
        "Nilainya sepersepuluh atau seperseratus tagihan: satu atau dua nol tampaknya kurang."
    ),
    Slip.FAR_OVER: N_("Nilainya dua kali tagihan atau lebih."),
}


@dataclass(frozen=True)
class Owed:
    """A bill: rupiah, and the day by which they are to be paid."""

    id: UUID
    amount_idr: int
    due_on: date


@dataclass(frozen=True)
class Receipt:
    """A payment for one bill: rupiah, and the day on which they were paid."""

    id: UUID
    bill_id: UUID
    paid_on: date
    amount_idr: int


@dataclass(frozen=True)
class Allocation:
    """What of a payment settled a bill, its own or a later one."""

    payment_id: UUID
    bill_id: UUID
    paid_on: date
    amount_idr: int


@dataclass(frozen=True)
class Standing:
    """Where a bill stands; whole rupiah.

    ``received_idr`` are payments made for it, ``credit_idr`` is what earlier bills were paid too
    much and ``carried_idr`` what goes on to the next. ``settled_on`` is the day of the payment that
    completed it.
    """

    bill: Owed
    received_idr: int
    credit_idr: int
    carried_idr: int
    settled_on: date | None

    @property
    def settled_idr(self) -> int:
        """What of the bill is paid."""
        return self.received_idr + self.credit_idr - self.carried_idr

    @property
    def open_idr(self) -> int:
        """What of the bill is not paid."""
        return self.bill.amount_idr - self.settled_idr

    def days_late(self, today: date) -> int:
        """Days between the due date and the payment, or today while something is open.

        Source:
            Days after the due date, 0 up to it.
        """
        until = self.settled_on if self.settled_on is not None else today
        return max((until - self.bill.due_on).days, 0)

    def state_on(self, today: date) -> BillState:
        """How the bill stands on a day.

        Source:
            What is open after its due date is late, whatever was paid of it before.
        """
        if self.open_idr == 0:
            return BillState.OVERPAID if self.carried_idr else BillState.PAID
        if today > self.bill.due_on:
            return BillState.LATE
        return BillState.PART_PAID if self.settled_idr else BillState.AWAITING


@dataclass(frozen=True)
class Account:
    """The bills of a commitment in order, what settled them, and the credit that waits.

    ``waiting_idr`` tells that credit by the bill it was paid for.
    """

    standings: Sequence[Standing] = ()
    allocations: Sequence[Allocation] = ()
    waiting_idr: Mapping[UUID, int] = field(default_factory=dict)

    @property
    def credit_idr(self) -> int:
        """What was paid too much and waits for the next bill."""
        return self.standings[-1].carried_idr if self.standings else 0

    def of(self, bill_id: UUID) -> Standing:
        """Where one of the bills stands.

        Raises:
            KeyError: it is not a bill of this account.
        """
        return {one.bill.id: one for one in self.standings}[bill_id]


def due_date(first: Month, due_day: int) -> date:
    """The day by which the contribution of a bill is to be paid.

    Args:
        first: first month that is billed.
        due_day: day of that month, 1..28.

    Source:
        PP 44/2015 for wage earners, the agreement for others; a day off moves it to the next
        working day (SKB 3 Menteri).
    """
    return working_day_on_or_after(date(first.year, first.number, due_day))


def settle(bills: Sequence[Owed], receipts: Iterable[Receipt]) -> Account:
    """Distribute payments: each to its own bill, oldest first, what is too much to the next bill.

    A credit is used before later money. What is missing from one bill stays open there; money of a
    later bill never flows back.

    Args:
        bills: of one commitment, in the order in which they were issued.
        receipts: payments for them.

    Source:
        Excess contribution counts towards the following months.
    """
    own: dict[UUID, list[Receipt]] = {bill.id: [] for bill in bills}
    for receipt in sorted(receipts, key=lambda one: (one.paid_on, one.id)):
        own[receipt.bill_id].append(receipt)
    standings: list[Standing] = []
    allocations: list[Allocation] = []
    credit: list[tuple[Receipt, int]] = []
    for bill in bills:
        carried_in = sum(left for _, left in credit)
        chunks = credit + [(receipt, receipt.amount_idr) for receipt in own[bill.id]]
        used, credit = _use(bill, chunks)
        allocations += used
        is_settled = sum(one.amount_idr for one in used) == bill.amount_idr
        standings.append(
            Standing(
                bill=bill,
                received_idr=sum(receipt.amount_idr for receipt in own[bill.id]),
                credit_idr=carried_in,
                carried_idr=sum(left for _, left in credit),
                settled_on=max(one.paid_on for one in used) if is_settled else None,
            )
        )
    waiting: Counter[UUID] = Counter()
    for receipt, left in credit:
        waiting[receipt.bill_id] += left
    return Account(standings, allocations, waiting)


def find_slip(amount_idr: int, expected_idr: int) -> Slip | None:
    """Whether an amount looks mistyped beside what is open; whole rupiah, both above 0.

    Source:
        Slips between thousands and rupiah are the common error of amounts; a payment for several
        bills at once is lawful and rare, so it is asked about and never refused.
    """
    if amount_idr >= expected_idr * _THOUSAND_ABOUT:
        return Slip.THOUSANDFOLD
    if amount_idr * _THOUSAND_ABOUT <= expected_idr:
        return Slip.THOUSANDTH
    if any(_is_about(amount_idr * times, expected_idr) for times in (10, 100)):
        return Slip.NOUGHTS_SHORT
    return Slip.FAR_OVER if amount_idr >= expected_idr * _FAR else None


def _is_about(amount_idr: int, expected_idr: int) -> bool:
    """Whether two amounts are the same to one part in a hundred: parts of a bill rarely are."""
    return abs(amount_idr - expected_idr) * 100 <= expected_idr


PAPER_DAYS = ("spp_on", "spm_on", "sp2d_on", "deposited_on")
"""The days that papers of a payment bear, in the order of the papers."""


def paper_errors(days: Mapping[str, date | None], today: date) -> list[FieldError]:
    """Every day of SPP, SPM, SP2D and deposit that has not come or lies before the one it follows.

    Args:
        days: field to day, in the order of the papers.
        today: the latest day that has come anywhere in the country.

    Source:
        Permendagri 77/2020: SPP, then SPM, then SP2D; the bank deposits afterwards.
    """
    errors: list[FieldError] = []
    before: date | None = None
    for name, day in days.items():
        if day is None:
            continue
        if day > today:
            errors.append(FieldError(f"/{name}", N_("Tanggal ini belum tiba.")))
        elif before is not None and day < before:
            errors.append(
                FieldError(f"/{name}", N_("Tanggal ini mendahului tanggal surat sebelumnya."))
            )
        before = day
    return errors


def named_paper(kind: str, number: str) -> str:
    """``SP2D 12/2026``; a number that begins with the name of its kind is not named twice.

    Args:
        kind: SPP, SPM or SP2D.
        number: as the paper bears it.

    Source:
        Many treasuries number their papers ``SP2D/12/2026``.
    """
    return number if number.upper().startswith(kind) else f"{kind} {number}"


def _use(
    bill: Owed, chunks: Sequence[tuple[Receipt, int]]
) -> tuple[list[Allocation], list[tuple[Receipt, int]]]:
    """What of each piece of money a bill takes, and what is left of it."""
    missing = bill.amount_idr
    used: list[Allocation] = []
    left: list[tuple[Receipt, int]] = []
    for receipt, amount in chunks:
        taken = min(amount, missing)
        missing -= taken
        if taken:
            used.append(Allocation(receipt.id, bill.id, receipt.paid_on, taken))
        if amount > taken:
            left.append((receipt, amount - taken))
    return used, left
