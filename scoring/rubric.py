"""The rubric: versioned data, checked as a whole when it is read, and never code."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from scoring.facts import UNSCORED_PREFIXES, Unit, canonical_json, sha256_text
from scoring.formulas import ONE, BestOf, Choice, Growth, Part, Ratio, YesNo, ZeroBase
from scoring.points import apportion

FULL_SCORE = Decimal("100.00")
RUBRIC_CODES = ("seimbang-2025.1",)


class RubricError(ValueError):
    """A rubric that contradicts itself or lacks something."""


class Entry(StrEnum):
    """Where a fact is filled in."""

    REGULATION = "regulation"
    AGREEMENT = "agreement"
    COVERAGE = "coverage"
    ROSTER = "roster"
    CLAIM = "claim"
    PERIOD = "period"


@dataclass(frozen=True)
class FactDefinition:
    """What a fact is called on screen, what it counts and where it is filled in.

    ``options`` holds code and label of each choice, in the order on screen; empty otherwise.
    """

    key: str
    label: str
    unit: Unit
    entry: Entry
    hint: str | None
    options: Mapping[str, str]


@dataclass(frozen=True)
class Indicator:
    """One line of the scorecard. ``points`` are those of the rubric before any profile.

    ``open_after_period`` says that it can still be improved once the assessed period has ended:
    the interview is held in the year of the award.
    """

    code: str
    aspect: str
    name: str
    points: Decimal
    rule: str
    owner: str
    parts: tuple[Part, ...]
    open_after_period: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The facts the indicator reads, each once, in the order of its parts."""
        return tuple(dict.fromkeys(key for part in self.parts for key in part.keys))


@dataclass(frozen=True)
class Aspect:
    """A group of indicators."""

    code: str
    name: str


@dataclass(frozen=True)
class Profile:
    """A way of weighing the aspects; ``points`` per indicator sum to 100.00."""

    code: str
    name: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True)
class Band:
    """A word for a score from ``lowest`` up to the next band."""

    name: str
    lowest: Decimal


@dataclass(frozen=True)
class Rubric:
    """A whole instrument; ``sha256`` covers every word and number of its file, not its layout."""

    code: str
    name: str
    status: str
    statement: str
    not_applicable: str
    first_year: int
    target_band: str
    aspects: tuple[Aspect, ...]
    indicators: tuple[Indicator, ...]
    profiles: tuple[Profile, ...]
    bands: tuple[Band, ...]
    facts: Mapping[str, FactDefinition]
    canonical: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical JSON of the file's content, 64 hexadecimal digits."""
        return sha256_text(self.canonical)

    def profile(self, code: str) -> Profile:
        """The profile with this code.

        Raises:
            KeyError: the rubric has no such profile.

        Source:
            Rubric seimbang-2025.1, profiles.
        """
        return {profile.code: profile for profile in self.profiles}[code]

    def indicator(self, code: str) -> Indicator:
        """The indicator with this code.

        Raises:
            KeyError: the rubric has no such indicator.

        Source:
            Rubric seimbang-2025.1, table of indicators.
        """
        return {indicator.code: indicator for indicator in self.indicators}[code]

    def band(self, score: Decimal) -> Band:
        """The band a score of 0..100 lies in; a score on a boundary is in the higher band.

        Source:
            Rubric seimbang-2025.1, bands.
        """
        return [band for band in self.bands if band.lowest <= score][-1]

    @property
    def target_ratio(self) -> Decimal:
        """Share of the points, 0..1, at which the band to reach begins; pages mark it."""
        return next(band.lowest for band in self.bands if band.name == self.target_band) / 100


def rubric_for(year: int) -> Rubric:
    """The newest rubric that applies to an assessed year.

    Raises:
        KeyError: no rubric applies to a year that early.

    Source:
        Rubric seimbang-2025.1, heading (assessed period 1 January to 31 December of year N).
    """
    rubrics = [load_rubric(code) for code in RUBRIC_CODES]
    fitting = [rubric for rubric in rubrics if rubric.first_year <= year]
    if not fitting:
        raise KeyError(year)
    return max(fitting, key=lambda rubric: rubric.first_year)


@cache
def load_rubric(code: str) -> Rubric:
    """Read a shipped rubric.

    Raises:
        KeyError: there is no rubric of that code.
        RubricError: see `parse_rubric`.

    Source:
        Rubric seimbang-2025.1.
    """
    if code not in RUBRIC_CODES:
        raise KeyError(code)
    path = files("scoring").joinpath("rubrics", f"{code}.toml")
    return parse_rubric(tomllib.loads(path.read_text(encoding="utf-8")))


def parse_rubric(plain: Mapping[str, Any]) -> Rubric:
    """Build a rubric from the content of its file and check it as a whole.

    Raises:
        RubricError: something is missing, points do not sum to 100, a fact is read but not
            described or described but not read, a quoted figure would be scored.

    Source:
        Rubric seimbang-2025.1, sums, profiles and bands.
    """
    try:
        rubric = _build(plain)
    except (AttributeError, InvalidOperation, KeyError, TypeError, ValueError) as error:
        message = f"the rubric lacks or misspells something: {error!r}"
        raise RubricError(message) from error
    if problems := _problems(rubric):
        raise RubricError("; ".join(problems))
    return rubric


def _build(plain: Mapping[str, Any]) -> Rubric:
    indicators = tuple(_read_indicator(item) for item in plain["indicators"])
    return Rubric(
        code=plain["code"],
        name=plain["name"],
        status=plain["status"],
        statement=plain["statement"],
        not_applicable=plain["not_applicable"],
        first_year=plain["first_year"],
        target_band=plain["target_band"],
        aspects=tuple(Aspect(item["code"], item["name"]) for item in plain["aspects"]),
        indicators=indicators,
        profiles=tuple(_read_profile(item, indicators) for item in plain["profiles"]),
        bands=tuple(Band(item["name"], Decimal(item["from"])) for item in plain["bands"]),
        facts=MappingProxyType({item["key"]: _read_fact(item) for item in plain["facts"]}),
        canonical=canonical_json(plain),
    )


def _read_fact(plain: Mapping[str, Any]) -> FactDefinition:
    return FactDefinition(
        key=plain["key"],
        label=plain["label"],
        unit=Unit(plain["unit"]),
        entry=Entry(plain["entry"]),
        hint=plain.get("hint"),
        options=MappingProxyType(dict(plain.get("options", {}))),
    )


def _read_indicator(plain: Mapping[str, Any]) -> Indicator:
    code = plain["code"]
    return Indicator(
        code=code,
        aspect=code[:1],
        name=plain["name"],
        points=Decimal(plain["points"]),
        rule=plain["rule"],
        owner=plain["owner"],
        parts=tuple(_read_part(item) for item in plain["parts"]),
        open_after_period=plain.get("open_after_period", False),
    )


def _read_part(plain: Mapping[str, Any]) -> Part:
    return _KINDS[plain["kind"]](
        plain,
        {
            "label": plain["label"],
            "missing": plain["missing"],
            "improve": plain.get("improve", plain["missing"]),
            "record": plain.get("record", plain["missing"]),
            "weight": Fraction(plain["weight"]),
        },
    )


def _read_yes_no(plain: Mapping[str, Any], common: dict[str, Any]) -> Part:
    return YesNo(**common, key=plain["key"])


def _read_choice(plain: Mapping[str, Any], common: dict[str, Any]) -> Part:
    scale = {code: Fraction(worth) for code, worth in plain["scale"].items()}
    return Choice(**common, key=plain["key"], scale=MappingProxyType(scale))


def _read_best_of(plain: Mapping[str, Any], common: dict[str, Any]) -> Part:
    levels = tuple((level["key"], Fraction(level["worth"])) for level in plain["levels"])
    return BestOf(**common, levels=levels)


def _read_ratio(plain: Mapping[str, Any], common: dict[str, Any]) -> Part:
    return Ratio(
        **common,
        numerator=plain["numerator"],
        bases=tuple(plain["bases"]),
        factor=Fraction(plain.get("factor", "1")),
        zero_base=ZeroBase(plain.get("zero_base", ZeroBase.NOT_FILLED)),
        numerator_basis=plain.get("numerator_basis"),
    )


def _read_growth(plain: Mapping[str, Any], common: dict[str, Any]) -> Part:
    return Growth(
        **common,
        numerator=plain["numerator"],
        base=plain["base"],
        previous_numerator=plain["previous_numerator"],
        previous_base=plain["previous_base"],
        span=Fraction(plain["span"]),
        numerator_basis=plain.get("numerator_basis"),
    )


_KINDS = {
    "yes_no": _read_yes_no,
    "choice": _read_choice,
    "best_of": _read_best_of,
    "ratio": _read_ratio,
    "growth": _read_growth,
}


def _read_profile(plain: Mapping[str, Any], indicators: Sequence[Indicator]) -> Profile:
    """Split each aspect's weight over its indicators in proportion to their points."""
    points: dict[str, Decimal] = {}
    for aspect, weight in plain["aspects"].items():
        inside = [indicator for indicator in indicators if indicator.aspect == aspect]
        shares = apportion(Decimal(weight), [Fraction(indicator.points) for indicator in inside])
        points |= {indicator.code: share for indicator, share in zip(inside, shares, strict=True)}
    return Profile(plain["code"], plain["name"], MappingProxyType(points))


def _problems(rubric: Rubric) -> list[str]:
    problems = [
        f"the points of profile {profile.code} do not sum to 100"
        for profile in rubric.profiles
        if sum(profile.points.values()) != FULL_SCORE
        or set(profile.points) != {indicator.code for indicator in rubric.indicators}
    ]
    if sum(indicator.points for indicator in rubric.indicators) != FULL_SCORE:
        problems.append("the points of the indicators do not sum to 100")
    lowest = [band.lowest for band in rubric.bands]
    if not lowest or lowest[0] != 0 or lowest != sorted(set(lowest)):
        problems.append("the bands begin at 0 and rise")
    if rubric.target_band not in {band.name for band in rubric.bands}:
        problems.append("the band to reach is none of the bands")
    if not {indicator.aspect for indicator in rubric.indicators} <= {
        a.code for a in rubric.aspects
    }:
        problems.append("an indicator belongs to no aspect")
    return problems + _fact_problems(rubric) + _part_problems(rubric)


def _fact_problems(rubric: Rubric) -> list[str]:
    read = {key for indicator in rubric.indicators for key in indicator.keys}
    problems = [f"read but not described: {key}" for key in sorted(read - set(rubric.facts))]
    problems += [f"described but not read: {key}" for key in sorted(set(rubric.facts) - read)]
    problems += [
        f"a quoted or invented figure is never scored: {key}"
        for key in sorted(read)
        if key.startswith(UNSCORED_PREFIXES)
    ]
    problems += [
        f"options belong to a choice, and a choice has them: {fact.key}"
        for fact in rubric.facts.values()
        if bool(fact.options) is not (fact.unit is Unit.CHOICE)
    ]
    return problems


def _part_problems(rubric: Rubric) -> list[str]:
    return [
        f"{indicator.code}, {part.label}: {problem}"
        for indicator in rubric.indicators
        for part in indicator.parts
        for problem in _problems_of_part(part)
    ] + [f"{indicator.code} has no parts" for indicator in rubric.indicators if not indicator.parts]


def _problems_of_part(part: Part) -> list[str]:
    problems = [] if part.weight > 0 else ["the weight is above zero"]
    if isinstance(part, Ratio) and (part.factor <= 0 or (not part.bases and part.factor == ONE)):
        problems.append("a ratio divides by a base or by a factor above zero")
    if isinstance(part, Growth) and part.span <= 0:
        problems.append("the span is above zero")
    worths: list[Fraction] = []
    if isinstance(part, Choice):
        worths = list(part.scale.values())
    if isinstance(part, BestOf):
        worths = [worth for _, worth in part.levels]
    if not all(0 <= worth <= ONE for worth in worths):
        problems.append("a level is worth 0 to 1")
    return problems
