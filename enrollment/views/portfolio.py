"""Portofolio of a BPJS office: lapses, agreements, coverage and response times by regency."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from cooperation.cover_gaps import GapKind, PricedGap, price_gaps
from cooperation.cover_lapses import AftermathKind
from cooperation.kinds import AgreementKind
from cooperation.labels import AGREEMENT_STATES, GAP_KINDS
from cooperation.months import Month
from cooperation.opened_prices import price_terms, rule_views
from cooperation.queries.agreements import state_on
from cooperation.queries.branch_agreements import list_before_branch
from cooperation.queries.lapses import Lapse, list_lapses
from cooperation.response_times import ResponseTimes, Turn, response_times
from cooperation.states import AgreementState
from cooperation.tariff_files import current_tariffs
from enrollment.queries.desk import read_levels
from enrollment.queries.turns import list_turns
from enrollment.schemas.portfolio import PortfolioChoice, PortfolioIn, PortfolioOrder
from enrollment.views.coverage_summary import Summary, level_of
from enrollment.views.desk import blueprint as desk_blueprint
from enrollment.views.review_queue import principal_at, served_regencies
from tenants.access import Permission, requires
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_
from tenants.kernel.schemas import load
from tenants.queries.assignments import ServedRegency
from tenants.request import visit

blueprint = desk_blueprint
COUNTED_FOR = timedelta(days=365)
"""Decisions of so long ago count towards the response times."""
CHOICES: Mapping[PortfolioChoice, str] = {
    PortfolioChoice.EVERY: N_("semua kabupaten/kota"),
    PortfolioChoice.LAPSING: N_("ada yang berakhir dalam 90 hari"),
    PortfolioChoice.WAITING: N_("ada yang menunggu telaah"),
    PortfolioChoice.UNCOUNTED: N_("belum ada angka cakupan"),
}
ORDERS: Mapping[PortfolioOrder, str] = {
    PortfolioOrder.REGENCY: N_("nama"),
    PortfolioOrder.LAPSE: N_("paling dekat berakhir"),
    PortfolioOrder.COVERAGE: N_("cakupan terendah"),
    PortfolioOrder.WAITING: N_("paling lama menunggu"),
}
MARKED_GAPS = frozenset({GapKind.UNPAYABLE, GapKind.UNBOUND})
"""Months that are named for what they are, because they belong to no need."""
AFTERMATHS: Mapping[AftermathKind, str] = {
    AftermathKind.UNKNOWN: N_("belum dapat ditentukan: bulan perlindungan program belum disebut"),
    AftermathKind.CONTINUED: N_("sudah ada lanjutannya"),
    AftermathKind.CONSTRUCTION: N_("kontrak jasa konstruksi"),
}


@dataclass(frozen=True)
class PricedLapse:
    """An agreement that ends soon, with the months after it that nothing covers yet."""

    regency: str
    """Slug."""
    regency_name: str
    lapse: Lapse
    gaps: Sequence[PricedGap]

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.lapse.ending.ends_on

    @property
    def month_count(self) -> int | None:
        """How many months to come some of its people lack; None where that cannot be told.

        A month that several of its programmes leave empty counts once.
        """
        if self.lapse.kind is AftermathKind.UNKNOWN:
            return None
        return len({month for one in self.gaps for month in one.gap.months})

    @property
    def unbound_month_count(self) -> int | None:
        """How many of them a budget holds while no agreement does; None where that is not told.

        A month of several programmes counts once.
        """
        if self.lapse.kind is AftermathKind.UNKNOWN:
            return None
        unbound = (one.gap for one in self.gaps if one.gap.kind is GapKind.UNBOUND)
        return len({month for gap in unbound for month in gap.months})

    @property
    def worker_months(self) -> int | None:
        """People x months of them (orang-bulan); None where that cannot be told.

        Several programmes of an agreement may have the same people, so of each month the largest
        number counts: at least so many.
        """
        if self.lapse.kind is AftermathKind.UNKNOWN:
            return None
        people: dict[Month, int] = {}
        for one in self.gaps:
            if one.gap.people_count is None:
                return None
            for month in one.gap.months:
                people[month] = max(people.get(month, 0), one.gap.people_count)
        return sum(people.values())

    @property
    def first_month(self) -> Month | None:
        """The first month that nothing covers; None where there is none."""
        return min((one.gap.first for one in self.gaps), default=None)

    @property
    def need_idr(self) -> int | None:
        """What the months cost that a budget can still pay, rupiah.

        None where there are none or it cannot be told.
        """
        return self._amount(is_payable=True)

    @property
    def forgone_idr(self) -> int | None:
        """What the months cost that no budget can pay any more; None as for the need."""
        return self._amount(is_payable=False)

    @property
    def aftermath(self) -> str | None:
        """What follows, in words to be translated; None where its months say it."""
        kind = self.lapse.kind
        if kind is not None:
            return AFTERMATHS.get(kind)
        if self.lapse.ending.agreement.kind == AgreementKind.NOTA_KESEPAKATAN:
            return N_("perjanjian payung")
        return N_("program tidak disebut")

    def programme_of(self, priced: PricedGap) -> str:
        """Whose months they are, where the agreement alone does not say so; else no text."""
        carried = [one.id for one in self.lapse.ending.carried]
        own = priced.gap.of.commitment_id
        return "" if carried == [own] else self.lapse.titles[own]

    def _amount(self, *, is_payable: bool) -> int | None:
        amounts = [
            one.amount_idr
            for one in self.gaps
            if one.gap.kind is not GapKind.UNBOUND
            and (one.gap.kind is not GapKind.UNPAYABLE) is is_payable
        ]
        told = [amount for amount in amounts if amount is not None]
        is_whole = len(told) == len(amounts) and self.lapse.kind is not AftermathKind.UNKNOWN
        return sum(told) if amounts and is_whole else None


@dataclass(frozen=True)
class PortfolioLine:
    """One regency that the office serves."""

    served: ServedRegency
    states: Mapping[AgreementState, int]
    lapses: Sequence[PricedLapse]
    level: Summary | None
    times: ResponseTimes

    @property
    def next_lapse_on(self) -> date | None:
        """The day on which the next agreement ends."""
        return min((one.ends_on for one in self.lapses), default=None)


@dataclass(frozen=True)
class Portfolio:
    """The regencies that are shown, and the rounds of all of them together."""

    lines: Sequence[PortfolioLine]
    served_count: int
    times: ResponseTimes

    @property
    def lapses(self) -> list[PricedLapse]:
        """What lapses anywhere among them, the nearest first."""
        found = (one for line in self.lines for one in line.lapses)
        return sorted(found, key=lambda one: (one.ends_on, one.regency_name))


@dataclass(frozen=True)
class _Read:
    """What one regency told, before its months are priced with those of all others."""

    served: ServedRegency
    states: Mapping[AgreementState, int]
    lapses: Sequence[Lapse]
    level: Summary | None
    turns: Sequence[Turn]
    today: date


@blueprint.get("/portfolio")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_portfolio() -> str:
    """What lapses, what stands where, how far people are covered, how long the office takes."""
    asked = load(PortfolioIn, request.args)
    portfolio = read_portfolio(asked)
    rules = rule_views(gap for lapse in portfolio.lapses for gap in lapse.gaps)
    return render_template(
        "enrollment/branch/portfolio.html",
        portfolio=portfolio,
        rules=rules.views,
        terms_of=lambda priced: price_terms(priced, rules),
        asked=asked,
        kept={name: value for name, value in asked.items() if value},
        show_options=[(one.value, _(label)) for one, label in CHOICES.items()],
        order_options=[(one.value, _(label)) for one, label in ORDERS.items()],
        state_labels=AGREEMENT_STATES,
        gap_labels={kind: GAP_KINDS[kind] for kind in MARKED_GAPS},
    )


def read_portfolio(asked: Mapping[str, Any]) -> Portfolio:
    """Every regency served today as the address asks for it; each in a transaction of its own."""
    read = [_read(one) for one in served_regencies()]
    gaps = [gap for one in read for lapse in one.lapses for gap in lapse.gaps]
    priced = iter(price_gaps(current_tariffs(), gaps) if gaps else ())
    lines = [
        PortfolioLine(
            served=one.served,
            states=one.states,
            lapses=[
                PricedLapse(
                    one.served.tenant.slug,
                    one.served.tenant.name,
                    lapse,
                    [next(priced) for _gap in lapse.gaps],
                )
                for lapse in one.lapses
            ],
            level=one.level,
            times=response_times(one.turns, one.today),
        )
        for one in read
    ]
    words = (asked["search"] or "").casefold().split()
    passes = _PASSES[asked["show"] or PortfolioChoice.EVERY]
    shown = [
        one
        for one in lines
        if passes(one) and all(word in one.served.tenant.name.casefold() for word in words)
    ]
    names = {one.served.tenant.id for one in shown}
    turns = [turn for one in read if one.served.tenant.id in names for turn in one.turns]
    return Portfolio(
        lines=sorted(shown, key=_ORDER_KEYS[asked["order"] or PortfolioOrder.REGENCY]),
        served_count=len(lines),
        times=response_times(turns, visit().today),
    )


def _read(served: ServedRegency) -> _Read:
    tenant = served.tenant
    today = local_day(visit().now, tenant.timezone)
    with transaction(principal_at(tenant)) as session:
        agreements = list_before_branch(session, tenant_id=tenant.id)
        lapses = list_lapses(session, tenant_id=tenant.id, today=today)
        levels = read_levels(session, tenant_id=tenant.id)
        turns = list_turns(
            session,
            tenant_id=tenant.id,
            office_id=visit().organisation.organisation_id,
            since=visit().now - COUNTED_FOR,
            timezone=tenant.timezone,
        )
    return _Read(
        served=served,
        states=Counter(state_on(one, today) for one in agreements),
        lapses=lapses,
        level=level_of(levels),
        turns=turns,
        today=today,
    )


def _percent(line: PortfolioLine) -> Decimal | None:
    return None if line.level is None else line.level.percent


_PASSES: Mapping[PortfolioChoice, Callable[[PortfolioLine], bool]] = {
    PortfolioChoice.EVERY: lambda _line: True,
    PortfolioChoice.LAPSING: lambda line: bool(line.lapses),
    PortfolioChoice.WAITING: lambda line: line.times.waiting_count > 0,
    PortfolioChoice.UNCOUNTED: lambda line: _percent(line) is None,
}
_ORDER_KEYS: Mapping[PortfolioOrder, Callable[[PortfolioLine], Any]] = {
    PortfolioOrder.REGENCY: lambda line: line.served.tenant.name,
    PortfolioOrder.LAPSE: lambda line: (
        line.next_lapse_on or date.max,
        line.served.tenant.name,
    ),
    PortfolioOrder.COVERAGE: lambda line: (
        _percent(line) is None,
        _percent(line) or 0,
        line.served.tenant.name,
    ),
    PortfolioOrder.WAITING: lambda line: (
        -(line.times.oldest_days if line.times.oldest_days is not None else -1),
        line.served.tenant.name,
    ),
}
