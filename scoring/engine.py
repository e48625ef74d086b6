"""The engine: facts and a rubric in, a scorecard out whose lines sum to the score exactly."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring.facts import Fact, FactsDocument
from scoring.formulas import NOTHING, Outcome, Part, Reading, State
from scoring.points import ZERO, apportion, round_points
from scoring.rubric import FULL_SCORE, Aspect, Band, Indicator, Profile, Rubric


@dataclass(frozen=True)
class FactUse:
    """A fact as one part used it; ``fact`` is None when it is not filled."""

    key: str
    fact: Fact | None


@dataclass(frozen=True)
class PartResult:
    """What one part of a line earned. Points sum over the parts of a line to those of the line.

    ``points_to_claim`` is what better or missing facts would still bring,
    ``points_to_verify`` what accepted evidence for the stated facts would bring.
    """

    part: Part
    outcome: Outcome
    verified_fraction: Fraction
    facts: tuple[FactUse, ...]
    points_to_claim: Decimal
    points_to_verify: Decimal


@dataclass(frozen=True)
class Line:
    """One row of the ledger: verified <= claimed <= available, points with two decimals."""

    indicator: Indicator
    state: State
    available: Decimal
    claimed: Decimal
    verified: Decimal
    parts: tuple[PartResult, ...]

    @property
    def missing(self) -> Decimal:
        """Points between what is verified and what is available."""
        return self.available - self.verified


@dataclass(frozen=True)
class Totals:
    """Sums of ledger lines, points with two decimals."""

    available: Decimal
    claimed: Decimal
    verified: Decimal


@dataclass(frozen=True)
class Scorecard:
    """The result of a rubric on facts under one profile. The score is the sum of the lines."""

    rubric: Rubric
    profile: Profile
    facts_sha256: str
    lines: tuple[Line, ...]

    @property
    def totals(self) -> Totals:
        """The score: 100.00 available, and what is claimed and verified of it."""
        return _sum(self.lines)

    @property
    def claimed_band(self) -> Band:
        """The band of the claimed score."""
        return self.rubric.band(self.totals.claimed)

    @property
    def verified_band(self) -> Band:
        """The band of the verified score."""
        return self.rubric.band(self.totals.verified)

    def aspect_lines(self, aspect: Aspect) -> tuple[Line, ...]:
        """The lines of one aspect, in the order of the rubric."""
        return tuple(line for line in self.lines if line.indicator.aspect == aspect.code)

    def aspect_totals(self, aspect: Aspect) -> Totals:
        """The sums of one aspect; over all aspects they sum to the score."""
        return _sum(self.aspect_lines(aspect))


def score(facts: FactsDocument, rubric: Rubric, profile: Profile) -> Scorecard:
    """Score one regency for one period under one profile.

    Claimed points use every fact; verified points only what accepted evidence or an official
    source supports. An indicator that is not filled counts 0 and stays marked as not filled. One
    that is not applicable leaves the denominator: its points go to all other indicators in
    proportion, so that 100.00 stay available.

    Args:
        facts: the facts document; keys that the rubric does not read have no effect.
        rubric: the instrument.
        profile: one of the rubric's profiles.

    Returns:
        The scorecard, one line per indicator in the order of the rubric.

    Effects:
        None.

    Source:
        Rubric seimbang-2025.1, heading, table of indicators and profiles.
    """
    evaluated = [_evaluate(indicator, facts) for indicator in rubric.indicators]
    weights = [
        NOTHING if state is State.NOT_APPLICABLE else Fraction(profile.points[indicator.code])
        for indicator, (state, _) in zip(rubric.indicators, evaluated, strict=True)
    ]
    available = apportion(FULL_SCORE, weights) if any(weights) else (ZERO,) * len(weights)
    lines = tuple(
        _line(indicator, state, parts, points)
        for indicator, (state, parts), points in zip(
            rubric.indicators, evaluated, available, strict=True
        )
    )
    return Scorecard(rubric, profile, facts.sha256, lines)


@dataclass(frozen=True)
class _Evaluated:
    part: Part
    outcome: Outcome
    verified_fraction: Fraction
    facts: tuple[FactUse, ...]

    @property
    def weight(self) -> Fraction:
        applies = self.outcome.state is not State.NOT_APPLICABLE
        return self.part.weight if applies else NOTHING


def _evaluate(indicator: Indicator, facts: FactsDocument) -> tuple[State, tuple[_Evaluated, ...]]:
    parts = tuple(_evaluate_part(part, facts) for part in indicator.parts)
    states = {part.outcome.state for part in parts}
    if State.FILLED in states:
        return State.FILLED, parts
    return (State.NOT_FILLED if State.NOT_FILLED in states else State.NOT_APPLICABLE), parts


def _evaluate_part(part: Part, facts: FactsDocument) -> _Evaluated:
    return _Evaluated(
        part,
        part.evaluate(Reading(facts)),
        part.evaluate(Reading(facts, verified_only=True)).fraction,
        tuple(FactUse(key, facts.facts.get(key)) for key in part.keys),
    )


def _line(
    indicator: Indicator, state: State, parts: tuple[_Evaluated, ...], available: Decimal
) -> Line:
    whole = sum((part.weight for part in parts), NOTHING)
    claimed = _earned(available, whole, (part.weight * part.outcome.fraction for part in parts))
    verified = _earned(available, whole, (part.weight * part.verified_fraction for part in parts))
    to_claim = apportion(
        available - claimed, [part.weight * (1 - part.outcome.fraction) for part in parts]
    )
    to_verify = apportion(
        claimed - verified,
        [part.weight * (part.outcome.fraction - part.verified_fraction) for part in parts],
    )
    results = tuple(
        PartResult(part.part, part.outcome, part.verified_fraction, part.facts, claim, verify)
        for part, claim, verify in zip(parts, to_claim, to_verify, strict=True)
    )
    return Line(indicator, state, available, claimed, verified, results)


def _earned(available: Decimal, whole: Fraction, earned: Iterable[Fraction]) -> Decimal:
    return round_points(Fraction(available) * sum(earned, NOTHING) / whole) if whole else ZERO


def _sum(lines: Iterable[Line]) -> Totals:
    listed = tuple(lines)
    return Totals(
        sum((line.available for line in listed), ZERO),
        sum((line.claimed for line in listed), ZERO),
        sum((line.verified for line in listed), ZERO),
    )
