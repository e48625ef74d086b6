"""Prices opened to the rule that makes them, in the reader's language, for pages of any package."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from cooperation.arithmetic import Computation, PricedRun
from cooperation.cover_gaps import GapRun, PricedGap
from cooperation.derivation import Step
from cooperation.gap_words import rule_words, run_words
from cooperation.kinds import Programme, Segment
from cooperation.labels import GRADES, PROGRAMMES
from cooperation.months import Month
from cooperation.months import runs as unbroken
from cooperation.pricing import Insured, Share
from cooperation.sentences import render
from cooperation.step_wording import describe_step
from cooperation.tariffs import Parameter
from tenants.kernel.formats import month_range
from tenants.shell.filters import translated


@dataclass(frozen=True)
class StepView:
    """One step of an opened number, with the law it rests on."""

    text: str
    citation: str
    grade: str
    is_verified: bool
    note: str


@dataclass(frozen=True)
class ShareView:
    """One programme's part of a price."""

    title: str
    amount_idr: int
    steps: Sequence[StepView]


@dataclass(frozen=True)
class RuleView:
    """A rule of price, opened: ``number`` is how lines refer to it."""

    number: int
    title: str
    rate_idr: int
    shares: Sequence[ShareView]


@dataclass(frozen=True)
class Rules:
    """The rules that some gaps rest on, each once; ``numbers`` by rule and wage."""

    views: Sequence[RuleView]
    numbers: Mapping[tuple[int, int | None], int]

    def number_of(self, run: GapRun, insured: Insured) -> int:
        """By which number a run's rule is shown."""
        return self.numbers[_rule_key(run, insured)]


@dataclass(frozen=True)
class PriceTerm:
    """A part of an amount: months at one price, and the rule that makes it."""

    text: str
    rule: int


@dataclass(frozen=True)
class RunView:
    """Months at one price, with the shares that make it up."""

    period: str
    people_count: int
    month_count: int
    rate_idr: int
    amount_idr: int
    shares: Sequence[ShareView]


def run_views(runs: Iterable[PricedRun]) -> list[RunView]:
    """Priced months, opened down to the law."""
    return [
        RunView(
            period=month_range(run.first.first_day, run.last.first_day),
            people_count=run.people_count,
            month_count=len(run.months),
            rate_idr=run.price.rate_idr,
            amount_idr=run.amount_idr,
            shares=[share_view(share) for share in run.price.shares],
        )
        for run in runs
    ]


def contract_views(computation: Computation) -> list[ShareView]:
    """The programmes of a construction contract, opened slice by slice."""
    contract = computation.contract
    if contract is None:
        return []
    parts = (
        (Programme.JKK, contract.jkk_idr, contract.jkk_steps),
        (Programme.JKM, contract.jkm_idr, contract.jkm_steps),
    )
    return [
        ShareView(translated(PROGRAMMES[programme]), amount, [step_view(one) for one in steps])
        for programme, amount, steps in parts
    ]


def step_view(step: Step) -> StepView:
    """One step of an opened number in words, with the law it rests on."""
    basis = step.basis
    return StepView(
        text=render([describe_step(step)], _),
        citation=translated(basis.citation) if basis else "",
        grade=parameter_grade(basis) if basis else "",
        is_verified=basis is None or basis.grade.is_verified,
        note=translated(basis.note) if basis and basis.note else "",
    )


def parameter_grade(parameter: Parameter[Any]) -> str:
    """How well a parameter is known, in words."""
    return translated(GRADES[parameter.grade])


def share_view(share: Share) -> ShareView:
    """One programme's part of a price, opened."""
    return ShareView(
        title=translated(PROGRAMMES[share.programme]),
        amount_idr=share.payable_idr,
        steps=[step_view(step) for step in share.steps],
    )


def rule_views(gaps: Iterable[PricedGap]) -> Rules:
    """The rules of all gaps shown, numbered as they first appear."""
    numbers: dict[tuple[int, int | None], int] = {}
    views: list[RuleView] = []
    for priced in gaps:
        insured = priced.gap.of.insured
        for run in priced.runs:
            key = _rule_key(run, insured)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                views.append(_rule_view(numbers[key], run, insured))
    return Rules(views, numbers)


def month_rules(runs: Iterable[PricedRun]) -> tuple[Sequence[RuleView], Mapping[Month, int]]:
    """The rules of priced months, each once, and by which number the rule of a month is shown."""
    prices: list[tuple[Share, ...]] = []
    months: list[list[Month]] = []
    for run in runs:
        if run.price.shares not in prices:
            prices.append(run.price.shares)
            months.append([])
        months[prices.index(run.price.shares)].extend(run.months)
    views = [
        RuleView(
            number=number,
            title=", ".join(
                month_range(first.first_day, last.first_day)
                for first, last in unbroken(tuple(held))
            ),
            rate_idr=sum(share.payable_idr for share in shares),
            shares=[share_view(share) for share in shares],
        )
        for number, (shares, held) in enumerate(zip(prices, months, strict=True), start=1)
    ]
    return views, {month: number for number, held in enumerate(months, 1) for month in held}


def price_terms(priced: PricedGap, rules: Rules) -> list[PriceTerm]:
    """The parts of what a gap costs, each with its rule."""
    gap = priced.gap
    return [
        PriceTerm(run_words(run, gap.people_count), rules.number_of(run, gap.of.insured))
        for run in priced.runs
    ]


def _rule_key(run: GapRun, insured: Insured) -> tuple[int, int | None]:
    return id(run.rule), insured.wage_idr if insured.segment is Segment.PU else None


def _rule_view(number: int, run: GapRun, insured: Insured) -> RuleView:
    return RuleView(
        number=number,
        title=rule_words(run, insured),
        rate_idr=run.rate_idr,
        shares=[share_view(share) for share in run.rule.open_shares(insured.wage_idr)],
    )
