"""Which facts a regency states itself, on which form, and how their values are written. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.facts import Unit, Value, plain_value
from scoring.rubric import Entry, FactDefinition, Indicator, Rubric


@dataclass(frozen=True)
class ClaimForm:
    """The facts filled in on the form of one indicator, in the order of the rubric."""

    indicator: Indicator
    facts: tuple[FactDefinition, ...]


def claim_forms(rubric: Rubric) -> Mapping[str, ClaimForm]:
    """The forms of a rubric by indicator.

    A fact that several indicators read is filled in once: with the indicator that lives by such
    facts alone, otherwise with the first that reads it.

    Source:
        Rubric seimbang-2025.1; indicators that no record feeds are stated by the regency.
    """
    owners = {
        key: _owner(rubric, key) for key, fact in rubric.facts.items() if fact.entry is Entry.CLAIM
    }
    forms: dict[str, ClaimForm] = {}
    for indicator in rubric.indicators:
        own = [rubric.facts[key] for key in indicator.keys if owners.get(key) is indicator]
        if own:
            forms[indicator.code] = ClaimForm(indicator, tuple(own))
    return forms


def field_name(key: str) -> str:
    """The name of a fact's field on a form: schemas read a point as nesting.

    Source:
        Rubric seimbang-2025.1; keys of the facts document.
    """
    return key.replace(".", "-")


def read_value(text: str, unit: Unit) -> Value:
    """A stored claim as a value of the facts document.

    Args:
        text: as written by `write_value`.
        unit: of the fact.

    Source:
        Rubric seimbang-2025.1; facts document, decimals as strings.
    """
    if unit is Unit.YES_NO:
        return text == "true"
    return text if unit is Unit.CHOICE else Decimal(text)


def write_value(value: Value) -> str:
    """A value as it is stored: a plain decimal, ``true``, ``false`` or a code.

    Source:
        Rubric seimbang-2025.1; facts document, decimals as strings.
    """
    plain = plain_value(value)
    return {True: "true", False: "false"}[plain] if isinstance(plain, bool) else plain


def _owner(rubric: Rubric, key: str) -> Indicator:
    readers = [indicator for indicator in rubric.indicators if key in indicator.keys]
    claimed_only = [
        indicator
        for indicator in readers
        if all(rubric.facts[other].entry is Entry.CLAIM for other in indicator.keys)
    ]
    return [*claimed_only, *readers][0]
