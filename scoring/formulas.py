"""Formula kinds of a rubric: small pure functions from facts to a fraction of the points."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, prod

from scoring.facts import Fact, FactsDocument, Unit

ONE = Fraction(1)
NOTHING = Fraction(0)
NUMBER = "number"


class State(StrEnum):
    """Whether an indicator, or one part of it, has anything to score. Not filled is not zero."""

    FILLED = "filled"
    NOT_FILLED = "not_filled"
    NOT_APPLICABLE = "not_applicable"


class ZeroBase(StrEnum):
    """What a base of zero means: nothing of that kind exists here, or nothing is known yet."""

    NOT_APPLICABLE = "not_applicable"
    NOT_FILLED = "not_filled"


class Note(StrEnum):
    """Something a reader must know about one part; worded where it is shown."""

    ABOVE_BASE = "above_base"
    BASIS_NOT_ACCEPTED = "basis_not_accepted"
    BASIS_CHANGED = "basis_changed"
    ZERO_BASE = "zero_base"
    ZERO_BASE_UNVERIFIED = "zero_base_unverified"


@dataclass(frozen=True)
class Quantity:
    """A number of a formula with what it counts, so that the page can format it."""

    value: Fraction
    unit: str


@dataclass(frozen=True)
class Outcome:
    """What one part is worth: ``fraction`` of its weight, 0..1, and how it came about.

    ``formula`` mixes quantities with the signs ``( ) * / - =`` in reading order.
    ``shortage`` is what full marks still need, in the unit of the numerator.
    """

    state: State
    fraction: Fraction = NOTHING
    formula: tuple[Quantity | str, ...] = ()
    shortage: Quantity | None = None
    notes: tuple[Note, ...] = ()


NOT_FILLED = Outcome(State.NOT_FILLED)


@dataclass(frozen=True)
class Reading:
    """The facts as claimed, or only as far as they are verified."""

    document: FactsDocument
    verified_only: bool = False

    def fact(self, key: str) -> Fact | None:
        """The fact under the key, verified or not."""
        return self.document.facts.get(key)

    def unit(self, key: str) -> str:
        """What the fact under the key counts; a bare number when there is none."""
        fact = self.fact(key)
        return fact.unit if fact else NUMBER

    def amount(self, key: str) -> Fraction | None:
        """A number that earns points: the stated one, or its verified part."""
        fact = self.fact(key)
        if fact is None:
            return None
        value = fact.verified if self.verified_only else fact.value
        return Fraction(value) if isinstance(value, Decimal) else None

    def base(self, key: str) -> Fraction | None:
        """A number one divides by or grows from: when verifying, the whole of it or nothing."""
        fact = self.fact(key)
        if fact is None or (self.verified_only and not fact.is_wholly_verified):
            return None
        return Fraction(fact.value) if isinstance(fact.value, Decimal) else None

    def word(self, key: str) -> bool | str | None:
        """A yes, a no or a chosen code."""
        fact = self.fact(key)
        if fact is None:
            return None
        value = fact.verified if self.verified_only else fact.value
        return None if isinstance(value, Decimal) else value


@dataclass(frozen=True, kw_only=True)
class Part(ABC):
    """One summand of an indicator.

    ``label`` names it, ``missing`` is the sentence that tells an officer what to do for it while
    the period runs, ``improve`` what to do once it is filled in but not full, ``record`` what can
    still be recorded once the period has ended. ``weight`` is its share beside the other parts of
    the indicator.
    """

    label: str
    missing: str
    improve: str
    record: str
    weight: Fraction

    @property
    @abstractmethod
    def keys(self) -> tuple[str, ...]:
        """The facts the part reads."""

    @abstractmethod
    def evaluate(self, reading: Reading) -> Outcome:
        """The fraction of the weight that the facts earn."""


@dataclass(frozen=True, kw_only=True)
class YesNo(Part):
    """All of the weight for a yes, nothing for a no."""

    key: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The one question."""
        return (self.key,)

    def evaluate(self, reading: Reading) -> Outcome:
        """Score one question.

        Source:
            Rubric seimbang-2025.1 indicators A2, A3, A5, C3, D1, E2.
        """
        answer = reading.word(self.key)
        if answer is None:
            return NOT_FILLED
        fraction = ONE if answer is True else NOTHING
        return Outcome(State.FILLED, fraction, (Quantity(fraction, Unit.YES_NO),))


@dataclass(frozen=True, kw_only=True)
class Choice(Part):
    """A chosen code looked up on a scale; a code outside the scale earns nothing."""

    key: str
    scale: Mapping[str, Fraction]

    @property
    def keys(self) -> tuple[str, ...]:
        """The one choice."""
        return (self.key,)

    def evaluate(self, reading: Reading) -> Outcome:
        """Score one choice.

        Source:
            Rubric seimbang-2025.1 indicator E1.
        """
        answer = reading.word(self.key)
        if answer is None:
            return NOT_FILLED
        fraction = self.scale.get(str(answer), NOTHING)
        return Outcome(State.FILLED, fraction, (Quantity(fraction, Unit.RATIO),))


@dataclass(frozen=True, kw_only=True)
class BestOf(Part):
    """The highest level whose question is answered with yes."""

    levels: tuple[tuple[str, Fraction], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """One question per level, best first."""
        return tuple(key for key, _ in self.levels)

    def evaluate(self, reading: Reading) -> Outcome:
        """Score the best level that holds.

        Source:
            Rubric seimbang-2025.1 indicator A1.
        """
        answers = {key: reading.word(key) for key in self.keys}
        if all(answer is None for answer in answers.values()):
            return NOT_FILLED
        fraction = max(
            (worth for key, worth in self.levels if answers[key] is True), default=NOTHING
        )
        return Outcome(State.FILLED, fraction, (Quantity(fraction, Unit.RATIO),))


@dataclass(frozen=True, kw_only=True)
class Ratio(Part):
    """Numerator through the product of the bases, kept within 0..1."""

    numerator: str
    bases: tuple[str, ...]
    factor: Fraction = ONE
    zero_base: ZeroBase = ZeroBase.NOT_FILLED
    numerator_basis: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The numerator, then the bases."""
        return (self.numerator, *self.bases)

    def evaluate(self, reading: Reading) -> Outcome:
        """Score how much of the base is reached.

        A base of zero leaves the denominator only when it is verified: nobody gains points by
        saying that there is nothing to protect.

        Source:
            Rubric seimbang-2025.1 indicators A4, B1, B2, B4, C1, C2, C3, C4, C5, D2, E3.
        """
        parts = [reading.base(key) for key in self.bases]
        bases = [base for base in parts if base is not None]
        if NOTHING in bases:
            return self._without_base(reading)
        amount = reading.amount(self.numerator)
        if amount is None or len(bases) < len(parts):
            return NOT_FILLED
        if not _is_basis(reading, self.numerator, self.numerator_basis):
            return Outcome(State.NOT_FILLED, notes=(Note.BASIS_NOT_ACCEPTED,))
        return self._divide(reading, amount, bases)

    def _divide(self, reading: Reading, amount: Fraction, bases: list[Fraction]) -> Outcome:
        unit = reading.unit(self.numerator)
        base = prod(bases, start=self.factor)
        factors = [
            Quantity(value, reading.unit(key)) for key, value in zip(self.bases, bases, strict=True)
        ]
        if self.factor != ONE:
            factors.append(Quantity(self.factor, NUMBER if bases else unit))
        short = ceil(base - amount)
        return Outcome(
            State.FILLED,
            min(ONE, amount / base),
            (
                Quantity(amount, unit),
                "/",
                *_product(factors),
                "=",
                Quantity(amount / base, Unit.RATIO),
            ),
            shortage=Quantity(Fraction(short), unit) if short > 0 else None,
            notes=(Note.ABOVE_BASE,) if amount > base else (),
        )

    def _without_base(self, reading: Reading) -> Outcome:
        if self.zero_base is ZeroBase.NOT_FILLED:
            return Outcome(State.NOT_FILLED, notes=(Note.ZERO_BASE,))
        verified = Reading(reading.document, verified_only=True)
        if NOTHING in [verified.base(key) for key in self.bases]:
            return Outcome(State.NOT_APPLICABLE, notes=(Note.ZERO_BASE,))
        return Outcome(State.NOT_FILLED, notes=(Note.ZERO_BASE_UNVERIFIED,))


@dataclass(frozen=True, kw_only=True)
class Growth(Part):
    """Rise of a ratio since the period before, through a span, kept within 0..1."""

    numerator: str
    base: str
    previous_numerator: str
    previous_base: str
    span: Fraction
    numerator_basis: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """This period's two facts, then the two of the period before."""
        return (self.numerator, self.base, self.previous_numerator, self.previous_base)

    def evaluate(self, reading: Reading) -> Outcome:
        """Score the growth of coverage, on one and the same basis only.

        Source:
            Rubric seimbang-2025.1 indicator B3.
        """
        amount = reading.amount(self.numerator)
        base, before, base_before = (reading.base(key) for key in self.keys[1:])
        if amount is None or base is None or before is None or base_before is None:
            return NOT_FILLED
        if NOTHING in (base, base_before):
            return Outcome(State.NOT_FILLED, notes=(Note.ZERO_BASE,))
        if not _is_basis(reading, self.numerator, self.numerator_basis):
            return Outcome(State.NOT_FILLED, notes=(Note.BASIS_NOT_ACCEPTED,))
        if not self._is_same_basis(reading):
            return Outcome(State.NOT_FILLED, notes=(Note.BASIS_CHANGED,))
        return self._compare(amount / base, before / base_before, base)

    def _compare(self, now: Fraction, before: Fraction, base: Fraction) -> Outcome:
        short = ceil((before + self.span - now) * base)
        return Outcome(
            State.FILLED,
            min(ONE, max(NOTHING, (now - before) / self.span)),
            (
                "(",
                Quantity(now, Unit.RATIO),
                "-",
                Quantity(before, Unit.RATIO),
                ")",
                "/",
                Quantity(self.span, Unit.RATIO),
                "=",
                Quantity((now - before) / self.span, Unit.RATIO),
            ),
            shortage=Quantity(Fraction(short), Unit.PEOPLE) if short > 0 else None,
        )

    def _is_same_basis(self, reading: Reading) -> bool:
        bases = {key: _basis(reading, key) for key in self.keys}
        return (
            bases[self.numerator] == bases[self.previous_numerator]
            and bases[self.base] == bases[self.previous_base]
        )


def _basis(reading: Reading, key: str) -> str | None:
    fact = reading.fact(key)
    return fact.basis if fact else None


def _is_basis(reading: Reading, key: str, required: str | None) -> bool:
    return required is None or _basis(reading, key) == required


def _product(factors: list[Quantity]) -> tuple[Quantity | str, ...]:
    if len(factors) == 1:
        return tuple(factors)
    joined: list[Quantity | str] = ["("]
    for factor in factors:
        joined += [factor, "*"]
    return (*joined[:-1], ")")
