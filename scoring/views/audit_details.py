"""The facts a regency states itself, as the audit trail shows them."""

from collections.abc import Callable

from scoring.claim_forms import read_value
from scoring.facts import Fact, Status
from scoring.rubric import RUBRIC_CODES, Entry, FactDefinition, load_rubric
from scoring.views.words import value_text
from tenants.audit_words import Scalar, register_detail_words


def register_claim_words() -> None:
    """Name every fact of every rubric that is stated by the regency, and how its values read."""
    stated = [
        fact
        for code in RUBRIC_CODES
        for fact in load_rubric(code).facts.values()
        if fact.entry is Entry.CLAIM
    ]
    register_detail_words(
        {fact.key: fact.label for fact in stated},
        writers={fact.key: _writer_of(fact) for fact in stated},
    )


def _writer_of(definition: FactDefinition) -> Callable[[Scalar], str]:
    def write(value: Scalar) -> str:
        stated = read_value(str(value), definition.unit)
        return value_text(
            Fact(
                value=stated, unit=definition.unit, source=definition.label, status=Status.OFFICIAL
            ),
            definition,
        )

    return write
