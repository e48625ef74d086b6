"""What the page of a billing list shows of its bill, its payments, and amounts in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.bills import BILL_STATE_LABELS, BillState, Standing
from cooperation.doubts import AmountDoubt, DoubtfulEntry
from cooperation.models.bills import Bill, BillPayment
from cooperation.paper_particulars import Particulars
from cooperation.queries.bills import get_account, get_bill, list_particulars, list_payments
from cooperation.sentences import render
from enrollment.models.billing import BillingList
from enrollment.queries.overpayments import Overpaid, find_overpaid, has_bill_to_come
from enrollment.queries.programmes import get_programme
from tenants.kernel.terbilang import rupiah_in_words

BILL_MARKS: Mapping[BillState, str] = {
    BillState.PART_PAID: "act",
    BillState.LATE: "bad",
    BillState.PAID: "ok",
    BillState.OVERPAID: "act",
}


@dataclass(frozen=True)
class BillingAccount:
    """The bill of a list with its payments, where it stands, and what was paid too much for it.

    ``papers`` is what is known of the paper of each payment.
    ``has_next`` tells whether the programme has a bill after this one, or is to have one.
    """

    bill: Bill | None = None
    standing: Standing | None = None
    payments: Sequence[BillPayment] = ()
    papers: Mapping[UUID, Particulars] = field(default_factory=dict)
    overpaid: Overpaid | None = None
    has_next: bool = True


def billing_account(session: Session, billing: BillingList, today: date) -> BillingAccount:
    """What was billed and paid of a list; nothing before it is billed.

    ``today`` is the day by which a programme is over, so that no further bill is promised.
    """
    if billing.bill_id is None:
        return BillingAccount()
    tenant_id, commitment_id = billing.tenant_id, billing.commitment_id
    account = get_account(session, tenant_id=tenant_id, commitment_id=commitment_id)
    standing = account.of(billing.bill_id)
    payments = list_payments(session, tenant_id=tenant_id, bill_id=billing.bill_id)
    papers = list_particulars(session, tenant_id=tenant_id, bill_id=billing.bill_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    carried = standing.carried_idr
    if account.standings[-1].bill.id != billing.bill_id:
        overpaid, has_next = Overpaid(carried, awaits_bill=True) if carried else None, True
    else:
        overpaid = find_overpaid(
            session, tenant_id=tenant_id, programme=programme, credit_idr=carried, today=today
        )
        has_next = has_bill_to_come(session, tenant_id=tenant_id, programme=programme, today=today)
    bill = get_bill(session, tenant_id=tenant_id, bill_id=billing.bill_id)
    return BillingAccount(bill, standing, payments, papers, overpaid, has_next)


@dataclass(frozen=True)
class AskedPayment:
    """What is asked about a payment: the amounts in words too, other doubts as sentences."""

    amount: AmountDoubt | None
    texts: Sequence[str]
    marks: str

    @property
    def amount_words(self) -> tuple[str, str]:
        """What was typed and what is open, in words."""
        if self.amount is None:
            return "", ""
        return rupiah_in_words(self.amount.amount_idr), rupiah_in_words(self.amount.expected_idr)


def doubt_words(entry: DoubtfulEntry) -> AskedPayment:
    """Everything that is asked about a payment before it is kept."""
    amount = next((one for one in entry.doubts if isinstance(one, AmountDoubt)), None)
    return AskedPayment(amount, [render(one.asked, _) for one in entry.doubts], entry.marks)


def bill_label(state: str) -> str:
    """The state of a bill in words."""
    return str(_(BILL_STATE_LABELS[BillState(state)]))


def bill_mark(state: str) -> str:
    """How the state of a bill is marked."""
    return BILL_MARKS.get(BillState(state), "")
