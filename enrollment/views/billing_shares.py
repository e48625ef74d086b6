"""What a frozen list comes to, share by share, and how each price is made; for both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cooperation.opened_prices import RunView, run_views
from enrollment.list_shares import Share
from enrollment.models.billing import BillingList
from enrollment.queries.billing import shares_of
from enrollment.queries.closing import open_shares
from enrollment.views.billing_words import months_text
from tenants.kernel import formats


@dataclass(frozen=True)
class ShareLine:
    """People of a list who are billed alike.

    ``opened`` is how their price is made; empty where the programme or a tariff has changed since.
    """

    months: str
    people: int
    month_count: int
    rates: str
    amount_idr: int
    insurance: str
    opened: Sequence[RunView]


def share_lines(session: Session, billing: BillingList) -> Sequence[ShareLine]:
    """What a list consists of as it was priced when it was closed. Role regency or branch."""
    shares = shares_of(billing)
    opened = open_shares(session, billing, shares)
    return [
        _line(billing, share, run_views(runs) if runs else [])
        for share, runs in zip(shares, opened, strict=True)
    ]


def _line(billing: BillingList, share: Share, opened: Sequence[RunView]) -> ShareLine:
    return ShareLine(
        months=months_text(billing.first_month_on.year, share.months),
        people=share.people_count,
        month_count=share.months.bit_count(),
        rates=" / ".join(formats.rupiah(rate) for rate in dict.fromkeys(share.rates_idr)),
        amount_idr=share.amount_idr,
        insurance=f"{share.segment.upper()}: {', '.join(share.programmes).upper()}",
        opened=opened,
    )
