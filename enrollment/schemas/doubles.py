"""What may be asked about cases of doubles, and what a decision sends."""

from marshmallow import fields

from enrollment.double_figures import DoubleDecision
from enrollment.queries.doubles import CaseState
from tenants.kernel.schemas import BaseSchema, LongText, Text

REASON_LIMIT = 500


class CaseExportIn(BaseSchema):
    """Which cases."""

    state = fields.Enum(CaseState, by_value=True, load_default=CaseState.WAITING)


class CaseFilterIn(CaseExportIn):
    """The address of a page of the list."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class CaseDecisionIn(BaseSchema):
    """A decision, and what the case stood at when the form was made."""

    decision = fields.Enum(DoubleDecision, by_value=True, load_default=DoubleDecision.PENDING)
    expected = fields.Enum(DoubleDecision, by_value=True, required=True)
    reason = LongText(limit=REASON_LIMIT, load_default=None, allow_none=True)
