"""Lists of people frozen for one bill: their states, what a line is worth, what their hash says.

Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from cooperation.agreement_terms import is_never_bound
from cooperation.bills import LATEST_DUE_DAY, due_date
from cooperation.months import MONTHS_A_YEAR, Month, runs
from enrollment.cover_months import YearMonths, masks_of, months_of
from tenants.kernel.errors import N_, FieldError, InvalidTransition
from tenants.kernel.formats import date_id, month_range

_FORM = "siap-paritrana/billing-list/1"


class BillingState(StrEnum):
    """Where a list stands. ``CLOSING`` and ``REOPENING`` last until the background work is done."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENING = "reopening"
    BILLED = "billed"
    PAID = "paid"


class BillingAction(StrEnum):
    """What can become of a list; ``FREEZE``, ``FIND_NOBODY`` and ``THAW`` are background work."""

    CLOSE = "close"
    FREEZE = "freeze"
    FIND_NOBODY = "find-nobody"
    REOPEN = "reopen"
    THAW = "thaw"
    BILL = "bill"
    PAY = "pay"
    TAKE_BACK = "take-back"
    DROP = "drop"


class BillingProblem(StrEnum):
    """Why closing a list froze nothing."""

    NOBODY = "nobody"
    NO_PRICE = "no-price"
    CANCELLED = "cancelled"


FROZEN_STATES = (
    BillingState.CLOSED,
    BillingState.REOPENING,
    BillingState.BILLED,
    BillingState.PAID,
)
"""States in which a list has its lines."""
ANSWERED_STATES = (BillingState.CLOSED, BillingState.BILLED, BillingState.PAID)
"""States in which the BPJS office is to answer about a list."""

BILLING_TRANSITIONS: Mapping[tuple[BillingState, BillingAction], BillingState] = {
    (BillingState.OPEN, BillingAction.CLOSE): BillingState.CLOSING,
    (BillingState.OPEN, BillingAction.DROP): BillingState.OPEN,
    (BillingState.CLOSING, BillingAction.FREEZE): BillingState.CLOSED,
    (BillingState.CLOSING, BillingAction.FIND_NOBODY): BillingState.OPEN,
    (BillingState.CLOSED, BillingAction.REOPEN): BillingState.REOPENING,
    (BillingState.REOPENING, BillingAction.THAW): BillingState.OPEN,
    (BillingState.CLOSED, BillingAction.BILL): BillingState.BILLED,
    (BillingState.BILLED, BillingAction.BILL): BillingState.BILLED,
    (BillingState.BILLED, BillingAction.TAKE_BACK): BillingState.CLOSED,
    (BillingState.BILLED, BillingAction.PAY): BillingState.PAID,
    (BillingState.PAID, BillingAction.TAKE_BACK): BillingState.BILLED,
}
"""A billed list is paid once nothing of its bill is open, so ``PAY`` may leave it billed. What was
recorded by mistake is taken back: a payment, and the bill once it has none."""

BILLING_STATE_LABELS: Mapping[BillingState, str] = {
    BillingState.OPEN: N_("disusun"),
    BillingState.CLOSING: N_("sedang ditutup"),
    BillingState.CLOSED: N_("ditutup"),
    BillingState.REOPENING: N_("sedang dibuka kembali"),
    BillingState.BILLED: N_("ditagihkan"),
    BillingState.PAID: N_("dibayar"),
}
BILLING_PROBLEM_TEXTS: Mapping[BillingProblem, str] = {
    BillingProblem.NOBODY: N_(
        "Tidak ada orang yang ditetapkan atau didaftarkan pada bulan-bulan ini yang belum masuk"
        " daftar tagihan lain. Daftar tetap terbuka."
    ),
    BillingProblem.NO_PRICE: N_(
        "Besaran iuran bulan-bulan ini belum dapat dihitung dari isian programnya. Daftar tetap"
        " terbuka."
    ),
    BillingProblem.CANCELLED: N_(
        "Program ini dibatalkan, sehingga daftarnya tidak dapat ditutup. Daftar tetap terbuka."
    ),
}


@dataclass(frozen=True)
class Period:
    """Months of one calendar year that are billed together: one SP2D pays from one budget year."""

    first: Month
    month_count: int

    @property
    def last(self) -> Month:
        """The last month of the period."""
        return self.first.plus(self.month_count - 1)

    @property
    def mask(self) -> int:
        """Its months as bits, January lowest."""
        return sum(held.mask for held in masks_of(self.first, self.last))

    def due_on(self, due_day: int) -> date:
        """The day by which its contribution is to be paid: in its first month, or soon after."""
        return due_date(self.first, due_day)


@dataclass(frozen=True)
class Line:
    """One person of a frozen list, as the hash takes it."""

    worker_id: UUID
    segment: str
    programmes: Sequence[str]
    months: int
    amount_idr: int


def next_billing_state(state: BillingState, action: BillingAction) -> BillingState:
    """Where a step leads.

    Raises:
        InvalidTransition: the table has no such step.

    Source:
        A list is frozen, billed by its kode iuran, and paid by an SP2D, in this order.
    """
    found = BILLING_TRANSITIONS.get((state, action))
    if found is None:
        raise InvalidTransition(
            N_("Langkah ini tidak cocok dengan keadaan daftar tagihan sekarang. Muat ulang."),
            state=state.value,
            action=action.value,
        )
    return found


def period_errors(
    period: Period, due_day: int, first: Month | None, last: Month | None
) -> list[FieldError]:
    """Why a period cannot be billed for a programme.

    Args:
        period: as asked for.
        due_day: day of the month, 1..28.
        first: of the programme's months; None where they are not stated.
        last: of the programme's months.

    Source:
        One bill covers one or several months; a budget belongs to one year.
    """
    if first is None or last is None:
        detail = N_("Bulan program ini belum diisi. Lengkapi programnya lebih dahulu.")
        return [FieldError("/commitment_id", detail)]
    if not 1 <= due_day <= LATEST_DUE_DAY:
        return [FieldError("/due_day", N_("Isi dengan tanggal 1 sampai 28."))]
    if not 1 <= period.month_count <= MONTHS_A_YEAR:
        return [FieldError("/month_count", N_("Isi 1 sampai 12 bulan."))]
    if period.last.year != period.first.year:
        detail = N_("Satu daftar tagihan berada dalam satu tahun anggaran.")
        return [FieldError("/month_count", detail)]
    if period.first < first or period.last > last:
        months = month_range(first.first_day, last.first_day)
        detail = N_("Program ini berlaku %(months)s.")
        return [FieldError("/first_month", detail, {"months": months})]
    return []


def term_errors(period: Period, starts_on: date | None, last_day: date | None) -> list[FieldError]:
    """Why a period cannot be billed by an agreement: months outside its term.

    A month counts as inside from its first day on which the agreement binds.

    Args:
        period: as asked for.
        starts_on: first day of the term; None where the agreement states none.
        last_day: the last on which it binds; None where none is stated.

    Source:
        The term agreed in the agreement itself.
    """
    if starts_on is not None and period.first < Month.of(starts_on):
        detail = N_("Perjanjian ini baru berlaku mulai %(day)s.")
        return [FieldError("/first_month", detail, {"day": date_id(starts_on)})]
    if last_day is not None and period.last > Month.of(last_day):
        detail = N_("Perjanjian ini berlaku sampai %(day)s.")
        return [FieldError("/month_count", detail, {"day": date_id(last_day)})]
    return []


def is_in_term(period: Period, starts_on: date | None, last_day: date | None) -> bool:
    """Whether an agreement binds in a month of a period or more; of the rest ``term_errors`` tells.

    Args:
        period: as asked for.
        starts_on: first day of the term; None where the agreement states none.
        last_day: the last on which it binds; None where none is stated.

    Source:
        The term agreed in the agreement itself.
    """
    if is_never_bound(starts_on, last_day):
        return False
    has_begun = starts_on is None or period.last >= Month.of(starts_on)
    return has_begun and (last_day is None or period.first <= Month.of(last_day))


def suggest_period(first: Month, last: Month, billed_until: Month | None) -> Period | None:
    """The next month of a programme that no list holds; None once all are listed.

    Args:
        first: of the programme.
        last: of the programme.
        billed_until: the last month any of its lists holds.

    Source:
        Additions and replacements go to the next list.
    """
    start = first if billed_until is None else max(first, billed_until.plus(1))
    return None if start > last else Period(start, 1)


def list_digest(
    tenant_id: int, commitment_id: UUID, period: Period, lines: Iterable[Line]
) -> bytes:
    """SHA-256 over the canonical lines of a frozen list.

    Args:
        tenant_id: whose list.
        commitment_id: its programme.
        period: its months.
        lines: in ascending order of the workers' ids.

    Source:
        FIPS 180-4. A list that is billed must be the list that was frozen.
    """
    digest = sha256()
    head = (_FORM, tenant_id, commitment_id, period.first, period.last)
    digest.update("".join(f"{part}\n" for part in head).encode())
    for line in lines:
        parts = (
            line.worker_id,
            line.segment,
            ",".join(line.programmes),
            f"{line.months:012b}",
            line.amount_idr,
        )
        digest.update((" ".join(map(str, parts)) + "\n").encode())
    return digest.digest()


def shown_runs(year: int, months: int) -> tuple[tuple[Month, Month], ...]:
    """The months of a mask as unbroken runs, each by its first and last month.

    Source:
        Gregorian calendar.
    """
    return runs(months_of([YearMonths(year, months)]))
