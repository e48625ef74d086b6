"""Figures that are shown for information and score nothing: quoted, invented, to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from scoring.facts import QUOTED_PREFIX, SYNTHETIC_PREFIX, TOLD_PREFIX, FactsDocument
from scoring.formulas import Quantity
from scoring.queries.facts_of_people import BENEFIT_AMOUNT, BENEFIT_RECIPIENTS
from scoring.rubric import FactDefinition
from scoring.views.words import quantity_text, retold, value_text
from tenants.kernel import formats
from tenants.kernel.errors import N_

_TOLD = {
    BENEFIT_AMOUNT: N_("Manfaat yang dibayar"),
    BENEFIT_RECIPIENTS: N_("Penerima manfaat"),
}


@dataclass(frozen=True)
class QuotedView:
    """A published percentage without its base: shown, never scored."""

    value: str
    title: str
    source: str
    date: str
    status: str


@dataclass(frozen=True)
class ToldView:
    """A figure that belongs in the presentation: shown, never scored."""

    label: str
    value: str
    source: str
    date: str
    status: str


@dataclass(frozen=True)
class SyntheticView:
    """A figure of invented people: shown, never scored."""

    label: str
    value: str


def quoted_views(facts: FactsDocument) -> list[QuotedView]:
    """The quoted figures of the document."""
    return [
        QuotedView(
            value=quantity_text(Quantity(Fraction(fact.value), fact.unit)),
            title=fact.basis or "",
            source=retold(fact.source),
            date=formats.date_id(fact.data_on) if fact.data_on else _("tidak disebut"),
            status=fact.status.value,
        )
        for key, fact in facts.facts.items()
        if key.startswith(QUOTED_PREFIX) and isinstance(fact.value, Decimal)
    ]


def told_views(facts: FactsDocument) -> list[ToldView]:
    """The figures of the document that belong in the presentation."""
    return [
        ToldView(
            label=_(_TOLD[key]),
            value=quantity_text(Quantity(Fraction(fact.value), fact.unit)),
            source=retold(fact.source),
            date=formats.date_id(fact.data_on) if fact.data_on else _("tidak disebut"),
            status=fact.status.value,
        )
        for key, fact in facts.facts.items()
        if key.startswith(TOLD_PREFIX) and isinstance(fact.value, Decimal)
    ]


def synthetic_views(
    facts: FactsDocument, definitions: Mapping[str, FactDefinition]
) -> list[SyntheticView]:
    """The invented figures of the document, under the names of the facts they stand in for."""
    found = (
        (definitions.get(key.removeprefix(SYNTHETIC_PREFIX)), fact)
        for key, fact in facts.facts.items()
        if key.startswith(SYNTHETIC_PREFIX)
    )
    return [
        SyntheticView(_(definition.label), value_text(fact, definition))
        for definition, fact in found
        if definition is not None
    ]
