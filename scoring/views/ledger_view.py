"""The ledger prepared for the page: every figure formatted, every fact with its place."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from scoring.cycle import Period
from scoring.engine import FactUse, Line, PartResult, Scorecard, Totals
from scoring.facts import Fact
from scoring.formulas import NOTHING, State, YesNo
from scoring.ledger import CALENDAR_KEY, Lack, Missing, missing_of
from scoring.rubric import Aspect, Rubric
from scoring.views.places import entry_url, record_url
from scoring.views.words import (
    LACK_WORDS,
    NOTE_SENTENCES,
    basis_text,
    claim_reason,
    formula_text,
    quantity_text,
    retold,
    value_text,
)
from tenants.kernel import formats


@dataclass(frozen=True)
class FactView:
    """A filled fact; ``url`` leads to the record it comes from."""

    label: str
    value: str
    basis: str
    url: str


@dataclass(frozen=True)
class ProofView:
    """What supports facts of a line, once per source; ``places`` says where in it.

    ``reason`` says why they are only claimed, or claimed in part.
    """

    source: str
    date: str
    status: str
    is_verified: bool
    is_partly_verified: bool
    reason: str = ""
    places: Sequence[str] = ()


@dataclass(frozen=True)
class UnfilledView:
    """A fact nobody has filled in yet; ``url`` leads to where it can be."""

    label: str
    url: str


@dataclass(frozen=True)
class MissingView:
    """One missing thing; ``key`` is the first fact to fill in or prove for it.

    ``record`` is what keeps that fact, ``noun:id``; empty where nothing does yet.
    """

    label: str
    text: str
    points: Decimal
    shortage: str
    key: str
    record: str
    url: str


@dataclass(frozen=True)
class LackView:
    """Missing things of one kind; ``is_past``: the period is over, they can no longer be had."""

    lack: Lack
    word: str
    is_past: bool
    items: Sequence[MissingView]

    @property
    def points(self) -> Decimal:
        """What all of them would bring."""
        return sum((item.points for item in self.items), Decimal(0))


@dataclass(frozen=True)
class LineView:
    """One row of the ledger as shown."""

    code: str
    name: str
    rule: str
    owner: str
    state: State
    available: Decimal
    claimed: Decimal
    verified: Decimal
    formulas: Sequence[str]
    notes: Sequence[str]
    facts: Sequence[FactView]
    unfilled: Sequence[UnfilledView]
    proofs: Sequence[ProofView]
    missing: Sequence[LackView]


@dataclass(frozen=True)
class AspectView:
    """One aspect: its sums, the mark to reach, and its rows."""

    code: str
    name: str
    totals: Totals
    target: Decimal
    lines: Sequence[LineView]

    @property
    def title(self) -> str:
        """``A Regulasi``."""
        return f"{self.code} {self.name}"


@dataclass(frozen=True)
class _Setting:
    rubric: Rubric
    records: Mapping[str, str]
    facts: Mapping[str, Fact]
    period: Period
    is_over: bool
    computed_on: date

    def url(self, key: str) -> str:
        if key in self.records and (url := record_url(self.records[key], self.period.year)):
            return url
        return entry_url(self.rubric.facts[key], self.rubric, self.period.year)


def aspect_views(
    scorecard: Scorecard,
    records: Mapping[str, str],
    period: Period,
    *,
    is_over: bool,
    computed_on: date,
) -> list[AspectView]:
    """Every aspect with its rows, in the order of the rubric.

    Args:
        scorecard: the result.
        records: which record each fact was read from.
        period: the assessed one.
        is_over: whether it has ended.
        computed_on: the day of the result; what is said of the end of a period that had not come
            by then was known of that day.
    """
    filled = {
        use.key: use.fact
        for line in scorecard.lines
        for part in line.parts
        for use in part.facts
        if use.fact is not None
    }
    setting = _Setting(scorecard.rubric, records, filled, period, is_over, computed_on)
    return [_aspect_view(scorecard, aspect, setting) for aspect in scorecard.rubric.aspects]


def _aspect_view(scorecard: Scorecard, aspect: Aspect, setting: _Setting) -> AspectView:
    totals = scorecard.aspect_totals(aspect)
    return AspectView(
        code=aspect.code,
        name=_(aspect.name),
        totals=totals,
        target=totals.available * scorecard.rubric.target_ratio,
        lines=[_line_view(line, setting) for line in scorecard.aspect_lines(aspect)],
    )


def _line_view(line: Line, setting: _Setting) -> LineView:
    uses = {use.key: use for part in line.parts for use in part.facts}
    filled = [use for use in uses.values() if use.fact is not None]
    return LineView(
        code=line.indicator.code,
        name=_(line.indicator.name),
        rule=_(line.indicator.rule),
        owner=_(line.indicator.owner),
        state=line.state,
        available=line.available,
        claimed=line.claimed,
        verified=line.verified,
        formulas=_formulas(line) if line.state is State.FILLED else (),
        notes=list(
            dict.fromkeys(
                _(NOTE_SENTENCES[note]) for part in line.parts for note in part.outcome.notes
            )
        ),
        facts=[_fact_view(use, setting) for use in filled],
        unfilled=[
            UnfilledView(_(setting.rubric.facts[use.key].label), setting.url(use.key))
            for use in uses.values()
            if use.fact is None
        ],
        proofs=_proofs(filled, setting.computed_on),
        missing=_missing_views(line, setting),
    )


def _formulas(line: Line) -> list[str]:
    applying = [part for part in line.parts if part.outcome.state is not State.NOT_APPLICABLE]
    texts = [
        f"{_(part.part.label)}: {formula_text(part.outcome.formula)}"
        for part in applying
        if len(part.outcome.formula) > 1
    ]
    questions = [part for part in applying if isinstance(part.part, YesNo)]
    if questions:
        fulfilled = sum(1 for part in questions if part.outcome.fraction)
        texts.append(_("%(met)s dari %(all)s terpenuhi", met=fulfilled, all=len(questions)))
    return [*texts, _result(line, applying)]


def _result(line: Line, applying: Sequence[PartResult]) -> str:
    whole = sum((part.part.weight for part in applying), NOTHING)
    earned = sum((part.part.weight * part.outcome.fraction for part in applying), NOTHING)
    share = formats.percent(_decimal(earned / whole))
    return f"{formats.points(line.available)} × {share} = {formats.points(line.claimed)}"


def _fact_view(use: FactUse, setting: _Setting) -> FactView:
    definition = setting.rubric.facts[use.key]
    fact = use.fact
    return FactView(
        label=_(definition.label),
        value=value_text(fact, definition) if fact else "",
        basis=basis_text(fact.basis) if fact and fact.basis else "",
        url=setting.url(use.key),
    )


def _proofs(uses: Sequence[FactUse], computed_on: date) -> list[ProofView]:
    places: defaultdict[ProofView, list[str]] = defaultdict(list)
    for use in uses:
        if use.fact is not None and use.key != CALENDAR_KEY:
            proof = _proof(use.fact, computed_on)
            places[proof] += [use.fact.evidence] if use.fact.evidence else []
    return [
        replace(proof, places=list(dict.fromkeys(map(retold, found))))
        for proof, found in places.items()
    ]


def _proof(fact: Fact, computed_on: date) -> ProofView:
    known_on = min(fact.data_on, computed_on) if fact.data_on else None
    return ProofView(
        source=retold(fact.source),
        date=formats.date_id(known_on) if known_on else _("tidak disebut"),
        status=fact.status.value,
        is_verified=fact.is_wholly_verified,
        is_partly_verified=fact.verified is not None,
        reason=claim_reason(fact),
    )


def _missing_views(line: Line, setting: _Setting) -> list[LackView]:
    is_closed = setting.is_over and not line.indicator.open_after_period
    found = missing_of(line)
    return [
        LackView(
            lack=lack,
            word=_(LACK_WORDS[lack]),
            is_past=is_closed and lack is Lack.IMPROVE,
            items=[
                _missing_view(one, setting, is_closed=is_closed)
                for one in found
                if one.lack is lack
            ],
        )
        for lack in dict.fromkeys(one.lack for one in found)
    ]


def _missing_view(missing: Missing, setting: _Setting, *, is_closed: bool) -> MissingView:
    keys, facts = missing.part.keys, setting.facts
    if missing.lack is Lack.VERIFY:
        wanted = [key for key in keys if key in facts and not facts[key].is_wholly_verified]
    else:
        wanted = [key for key in keys if key not in facts]
    key = next(iter(wanted), keys[0])
    return MissingView(
        label=_(missing.part.label),
        text=_missing_text(missing, setting, is_closed=is_closed),
        points=missing.points,
        shortage=quantity_text(missing.shortage) if missing.shortage else "",
        key=key,
        record=setting.records.get(key, ""),
        url=setting.url(key),
    )


def _missing_text(missing: Missing, setting: _Setting, *, is_closed: bool) -> str:
    part = missing.part
    if missing.lack is Lack.VERIFY:
        facts = (setting.facts[key] for key in part.keys if key in setting.facts)
        reasons = dict.fromkeys(reason for fact in facts if (reason := claim_reason(fact)))
        return str(_("%(label)s. %(reasons)s", label=_(part.label), reasons=" ".join(reasons)))
    if missing.absent:
        labels = [_(setting.rubric.facts[key].label) for key in missing.absent]
        return str(_("Catat yang belum ada: %(facts)s.", facts="; ".join(labels)))
    can_record = is_closed and missing.lack is Lack.FILL
    return str(_(part.record if can_record else missing.advice))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
