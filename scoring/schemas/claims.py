"""The form on which a regency states facts about itself; its fields come from the rubric."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields, validate

from scoring.claim_forms import ClaimForm, field_name
from scoring.facts import Unit, Value
from scoring.rubric import FactDefinition
from tenants.kernel.document_fields import HeldEvidenceIn
from tenants.kernel.errors import N_
from tenants.kernel.schemas import Rupiah, SourceIn, Text, WholeNumber, load

PEOPLE_LIMIT = 10**9
RUPIAH_LIMIT = 10**15
MARK_LIMIT = Decimal(100)


class Mark(fields.Decimal):
    """A mark of 0 to 100 as people type it, with a comma or a point and at most two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            places=None,
            allow_nan=True,  # refused below, in the reader's language
            **kwargs,
        )

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        plain = value.replace(",", ".") if isinstance(value, str) else value
        mark = super()._deserialize(plain, attr, data, **kwargs)
        if isinstance(mark, Decimal):
            if not mark.is_finite() or not 0 <= mark <= MARK_LIMIT:
                raise ValidationError(N_("Isi dengan nilai 0 sampai 100."))
            if mark != round(mark, 2):
                raise ValidationError(N_("Isi dengan paling banyak dua desimal."))
        return mark


class ClaimSourceIn(SourceIn, HeldEvidenceIn):
    """Source of everything stated together, and where the proof is found."""

    evidence = Text(allow_none=True, load_default=None)


def load_claims(form: ClaimForm, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Read the form of one indicator.

    Returns:
        The source fields, and under ``values`` fact key to value, None where left empty.

    Raises:
        InvalidInput: one entry per wrong field; the field of a fact is named by
            `field_name`.
    """
    schema = type(
        "ClaimsIn", (ClaimSourceIn,), {field_name(fact.key): _field(fact) for fact in form.facts}
    )
    data = load(schema, sent)
    return {
        **data,
        "values": {fact.key: _value(data.pop(field_name(fact.key))) for fact in form.facts},
    }


def _field(fact: FactDefinition) -> fields.Field[Any]:
    allowed: dict[str, Any] = {"allow_none": True, "load_default": None}
    if fact.unit is Unit.YES_NO:
        return fields.Boolean(**allowed)
    if fact.unit is Unit.CHOICE:
        return fields.String(validate=validate.OneOf(list(fact.options)), **allowed)
    if fact.unit is Unit.MARK:
        return Mark(**allowed)
    if fact.unit is Unit.RUPIAH:
        return Rupiah(maximum=RUPIAH_LIMIT, **allowed)
    return WholeNumber(maximum=PEOPLE_LIMIT, **allowed)


def _value(loaded: bool | int | Decimal | str | None) -> Value | None:  # noqa: FBT001  a value, not a switch
    is_count = isinstance(loaded, int) and not isinstance(loaded, bool)
    return Decimal(loaded) if is_count else loaded  # type: ignore[arg-type,return-value]  # narrowed above
