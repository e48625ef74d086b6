"""What the forms of a review may send."""

from marshmallow import fields

from cooperation.review_rules import ReviewDecision
from tenants.kernel.schemas import BaseSchema, LongText

REVIEW_TEXT_LIMIT = 2000


class SubmissionIn(BaseSchema):
    """A word to the branch that goes with a submission."""

    note = LongText(limit=REVIEW_TEXT_LIMIT, load_default=None, allow_none=True)


class WithdrawalIn(BaseSchema):
    """Why a stored list is taken out again."""

    reason = LongText(
        limit=REVIEW_TEXT_LIMIT,
        load_default=None,
        allow_none=True,
        metadata={"description": "Alasan, paling sedikit 10 huruf, tanpa NIK."},
    )


class DecisionIn(BaseSchema):
    """The decision of the branch; a return needs its reason."""

    decision = fields.Enum(ReviewDecision, by_value=True, required=True)
    reason = LongText(limit=REVIEW_TEXT_LIMIT, load_default=None, allow_none=True)
