"""Figures that are shown for information and score nothing: quoted, invented, to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from scoring.facts import QUOTED_PREFIX, SYNTHETIC_PREFIX, TOLD_PREFIX, Fact, FactsDocument
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
class InformingView:
    """A figure with where it comes from: shown, never scored."""

    value: str
    title: str
    source: str
    date: str
    status: str


@dataclass(frozen=True)
class SyntheticView:
    """A figure of invented people: shown, never scored."""

    label: str
    value: str


def quoted_views(facts: FactsDocument) -> list[InformingView]:
    """The quoted figures of the document: published percentages without their base."""
    return [_informing(fact, fact.basis or "") for _key, fact in _figures(facts, QUOTED_PREFIX)]


def told_views(facts: FactsDocument) -> list[InformingView]:
    """The figures of the document that belong in the presentation."""
    return [_informing(fact, _(_TOLD[key])) for key, fact in _figures(facts, TOLD_PREFIX)]


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


def _figures(facts: FactsDocument, prefix: str) -> list[tuple[str, Fact]]:
    return [
        (key, fact)
        for key, fact in facts.facts.items()
        if key.startswith(prefix) and isinstance(fact.value, Decimal)
    ]


def _informing(fact: Fact, title: str) -> InformingView:
    return InformingView(
        value=quantity_text(Quantity(Fraction(fact.value), fact.unit)),
        title=title,
        source=retold(fact.source),
        date=formats.date_id(fact.data_on) if fact.data_on else _("tidak disebut"),
        status=fact.status.value,
    )
