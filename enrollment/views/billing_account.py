"""What the page of a billing list shows of its bill, its payments, and amounts in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.bills import BILL_STATE_LABELS, SLIP_TEXTS, BillState, Standing
from cooperation.models.bills import Bill, BillPayment
from cooperation.queries.bills import list_payments
from cooperation.services.bill_payments import DoubtfulAmount
from enrollment.models.billing import BillingList
from enrollment.queries.billing import find_bill
from tenants.kernel.terbilang import rupiah_in_words

BILL_MARKS: Mapping[BillState, str] = {
    BillState.PART_PAID: "act",
    BillState.LATE: "bad",
    BillState.PAID: "ok",
    BillState.OVERPAID: "act",
}


@dataclass(frozen=True)
class BillingAccount:
    """The bill of a list with its payments, where it stands, and the later lists of its credit."""

    bill: Bill | None = None
    standing: Standing | None = None
    payments: Sequence[BillPayment] = ()


def billing_account(session: Session, billing: BillingList) -> BillingAccount:
    """What was billed and paid of a list; nothing before it is billed."""
    if billing.bill_id is None:
        return BillingAccount()
    bill, standing = find_bill(session, billing)
    payments = list_payments(session, tenant_id=billing.tenant_id, bill_id=billing.bill_id)
    return BillingAccount(bill, standing, payments)


def doubt_words(doubt: DoubtfulAmount) -> dict[str, Any]:
    """An amount that looks mistyped beside what is open, both in words."""
    return {
        "text": _(SLIP_TEXTS[doubt.slip]),
        "amount_idr": doubt.amount_idr,
        "amount_words": rupiah_in_words(doubt.amount_idr),
        "expected_idr": doubt.expected_idr,
        "expected_words": rupiah_in_words(doubt.expected_idr),
    }


def bill_label(state: str) -> str:
    """The state of a bill in words."""
    return str(_(BILL_STATE_LABELS[BillState(state)]))


def bill_mark(state: str) -> str:
    """How the state of a bill is marked."""
    return BILL_MARKS.get(BillState(state), "")
