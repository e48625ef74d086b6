"""What lists and their months are called on pages."""

from collections.abc import Mapping

from flask_babel import gettext as _

from cooperation.bills import named_paper
from enrollment.billing import BILLING_STATE_LABELS, BillingState, shown_runs
from enrollment.models.billing import BillingList
from enrollment.views.billing_account import bill_label, bill_mark
from tenants.kernel import formats
from tenants.kernel.problems import sentence

STATE_MARKS: Mapping[BillingState, str] = {
    BillingState.OPEN: "act",
    BillingState.PAID: "ok",
}


def billing_vocabulary() -> dict[str, object]:
    """The words of billing lists, for templates."""
    return {
        "billing_label": lambda state: _(BILLING_STATE_LABELS[BillingState(state)]),
        "billing_mark": lambda state: STATE_MARKS.get(BillingState(state), ""),
        "title_of": title_of,
        "sentence": sentence,
        "bill_label": bill_label,
        "bill_mark": bill_mark,
        "named_paper": named_paper,
    }


def title_of(billing: BillingList) -> str:
    """What a list is called: its number and its months."""
    months = formats.month_range(billing.first_month_on, billing.last_month_on)
    return str(_("Tagihan %(number)s: %(months)s", number=billing.number, months=months))


def months_text(year: int, months: int) -> str:
    """The months of a mask in words, run by run."""
    return ", ".join(
        formats.month_range(first.first_day, last.first_day)
        for first, last in shown_runs(year, months)
    )
