"""The facts document: what a scorecard is computed from, as canonical JSON with a SHA-256."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

SCHEMA = "siap-paritrana/facts/1"
QUOTED_PREFIX = "quoted."
SYNTHETIC_PREFIX = "synthetic."
TOLD_PREFIX = "told."
"""Of figures that belong in a presentation and that no indicator reads."""
UNSCORED_PREFIXES = (QUOTED_PREFIX, SYNTHETIC_PREFIX, TOLD_PREFIX)

Value: TypeAlias = Decimal | bool | str
Plain: TypeAlias = str | bool | None

_KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_REGENCY = re.compile(r"[0-9]{2}[0-9.]*")


class FactsError(ValueError):
    """A facts document that cannot be right: a malformed key, value, unit, source or status."""


class Unit(StrEnum):
    """What a value counts. The unit decides the type of the value."""

    YES_NO = "yes_no"
    CHOICE = "choice"
    RATIO = "ratio"
    MARK = "mark"
    RUPIAH = "rupiah"
    PEOPLE = "people"
    PERSON_MONTHS = "person_months"
    DAYS = "days"
    PACKAGES = "packages"
    VILLAGES = "villages"


_FRACTIONAL = frozenset({Unit.RATIO, Unit.MARK})


class Status(StrEnum):
    """How far a figure may be trusted, as shown beside it."""

    OFFICIAL = "official"
    PRESS = "press"
    DERIVED = "derived"
    SYNTHETIC = "synthetic"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One known thing. What is not known has no fact at all; it is never written as zero.

    ``verified`` is the part of ``value`` that somebody other than the regency vouches for: the
    value itself, a smaller number (two of three agreements proven), or None.
    ``basis`` says what was counted (``ktp``, ``work``, a kind of denominator) or how it came about.
    ``record`` points at the place where the fact is edited; it is no part of the document's hash.
    """

    value: Value
    unit: Unit
    source: str
    status: Status
    basis: str | None = None
    data_on: date | None = None
    evidence: str | None = None
    verified: Value | None = None
    record: str | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.source.strip():
            message = "a fact names its source"
            raise FactsError(message)
        _check_value(self.value, self.unit)
        if self.verified is None:
            return
        _check_value(self.verified, self.unit)
        if not _supports(self.verified, self.value):
            message = "no more can be verified than is stated"
            raise FactsError(message)

    @property
    def is_wholly_verified(self) -> bool:
        """Somebody other than the regency vouches for the value as it stands."""
        return self.verified is not None and self.verified == self.value


def known(
    value: Value,
    unit: Unit,
    *,
    source: str,
    status: Status,
    basis: str | None = None,
    data_on: date | None = None,
    evidence: str | None = None,
    is_verified: bool = False,
    record: str | None = None,
) -> Fact:
    """State one fact. It is only claimed unless whoever states it says that it is verified.

    Args:
        value: Decimal for counts, rupiah, ratios (0..1) and marks (0..100); bool; or a code.
        unit: what the value counts.
        source: who says so, for people to read.
        status: grade of the source.
        basis: what was counted, or how it was derived.
        data_on: the day the figure describes; None when the source does not say.
        evidence: the proof, for people to read (document, page, article).
        is_verified: whether the record counts as verified (``counts_as_verified``). What is
            invented never does.
        record: where the fact is edited, ``noun`` or ``noun:id``.

    Raises:
        FactsError: see `Fact`.

    Source:
        README, decision 8.
    """
    return Fact(
        value=value,
        unit=unit,
        source=source,
        status=status,
        basis=basis,
        data_on=data_on,
        evidence=evidence,
        verified=value if is_verified and status is not Status.SYNTHETIC else None,
        record=record,
    )


@dataclass(frozen=True)
class FactsDocument:
    """All facts of one regency for one assessed period (1 January to 31 December of ``year``)."""

    regency: str
    year: int
    facts: Mapping[str, Fact]

    def __post_init__(self) -> None:
        if not _REGENCY.fullmatch(self.regency):
            message = "the regency is a Kemendagri code such as 35.05"
            raise FactsError(message)
        for key in self.facts:
            if not _KEY.fullmatch(key):
                message = f"not a namespaced key: {key}"
                raise FactsError(message)
        ordered = {key: self.facts[key] for key in sorted(self.facts)}
        object.__setattr__(self, "facts", MappingProxyType(ordered))

    def canonical(self) -> str:
        """The one spelling of the document: sorted keys, no spaces, decimals as plain strings.

        Source:
            Rubric seimbang-2025.1; the same facts give the same bytes on every machine.
        """
        return canonical_json(
            {
                "schema": SCHEMA,
                "regency": self.regency,
                "period": {"first": f"{self.year}-01-01", "last": f"{self.year}-12-31"},
                "facts": {key: _to_plain(fact) for key, fact in self.facts.items()},
            }
        )

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical bytes in UTF-8, 64 hexadecimal digits."""
        return sha256_text(self.canonical())


def read_document(text: str) -> FactsDocument:
    """Read a canonical facts document back.

    Raises:
        FactsError: not JSON, another schema, or a fact that cannot be right.

    Source:
        Rubric seimbang-2025.1; a stored document recomputes to the stored score.
    """
    try:
        return _read_plain(json.loads(text))
    except FactsError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError, InvalidOperation) as error:
        message = "not a facts document"
        raise FactsError(message) from error


def canonical_json(plain: object) -> str:
    """JSON with sorted keys, no spaces and no escapes for letters, so that equal is equal."""
    return json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def sha256_text(text: str) -> str:
    """SHA-256 of the text in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain_decimal(value: Decimal) -> str:
    """Write a number without exponent and without trailing zeros: 0.3194, 262, 0."""
    text = format(abs(value) if value == 0 else value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def plain_value(value: Value) -> str | bool:
    """The JSON form of a value: decimals as strings, yes and no as they are."""
    return plain_decimal(value) if isinstance(value, Decimal) else value


def _check_value(value: Value, unit: Unit) -> None:
    expected = {Unit.YES_NO: bool, Unit.CHOICE: str}.get(unit, Decimal)
    if type(value) is not expected:
        message = f"a value in {unit} is a {expected.__name__}"
        raise FactsError(message)
    if isinstance(value, Decimal) and not (value.is_finite() and value >= 0):
        message = "a number is finite and not negative"
        raise FactsError(message)
    if isinstance(value, Decimal) and unit not in _FRACTIONAL and value != int(value):
        message = f"a value in {unit} is whole"
        raise FactsError(message)


def _supports(verified: Value, value: Value) -> bool:
    if isinstance(verified, Decimal) and isinstance(value, Decimal):
        return verified <= value
    return verified == value


def _read_plain(plain: Mapping[str, Any]) -> FactsDocument:
    if plain["schema"] != SCHEMA:
        message = f"unknown schema: {plain['schema']}"
        raise FactsError(message)
    year = date.fromisoformat(plain["period"]["first"]).year
    facts = {key: _from_plain(item) for key, item in plain["facts"].items()}
    return FactsDocument(plain["regency"], year, facts)


def _to_plain(fact: Fact) -> dict[str, Plain]:
    plain: dict[str, Plain] = {
        "value": plain_value(fact.value),
        "unit": fact.unit.value,
        "basis": fact.basis,
        "source": fact.source,
        "date": fact.data_on.isoformat() if fact.data_on else None,
        "status": fact.status.value,
        "verified": None if fact.verified is None else plain_value(fact.verified),
    }
    if fact.evidence is not None:
        plain["evidence"] = fact.evidence
    return plain


def _from_plain(plain: Mapping[str, Plain]) -> Fact:
    unit = Unit(str(plain["unit"]))
    verified = plain.get("verified")
    data_on = plain.get("date")
    return Fact(
        value=_value_from_plain(plain["value"], unit),
        unit=unit,
        basis=_text(plain.get("basis")),
        source=str(plain["source"]),
        data_on=None if data_on is None else date.fromisoformat(str(data_on)),
        status=Status(str(plain["status"])),
        evidence=_text(plain.get("evidence")),
        verified=None if verified is None else _value_from_plain(verified, unit),
    )


def _value_from_plain(plain: Plain, unit: Unit) -> Value:
    if isinstance(plain, bool):
        return plain
    if plain is None or unit is Unit.YES_NO:
        message = f"a value in {unit} is missing or malformed"
        raise FactsError(message)
    return plain if unit is Unit.CHOICE else Decimal(plain)


def _text(plain: Plain) -> str | None:
    return None if plain is None else str(plain)
