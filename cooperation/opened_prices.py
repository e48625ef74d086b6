"""A price opened down to the law: months at one price, programmes, steps, as pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from cooperation.arithmetic import Computation, PricedRun
from cooperation.derivation import Step
from cooperation.kinds import Programme
from cooperation.labels import GRADES, PROGRAMMES
from cooperation.pricing import Share
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
            shares=[_share_view(share) for share in run.price.shares],
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


def _share_view(share: Share) -> ShareView:
    return ShareView(
        title=translated(PROGRAMMES[share.programme]),
        amount_idr=share.payable_idr,
        steps=[step_view(step) for step in share.steps],
    )
