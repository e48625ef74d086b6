"""What the forms of a review may send."""

from marshmallow import fields

from cooperation.looks import Novelty
from cooperation.review_rules import ReviewDecision
from enrollment.review_queue import QueueOrder, SubmissionKind
from tenants.kernel.schemas import BaseSchema, LongText, Text, WholeNumber

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


class QueueIn(BaseSchema):
    """What the queue of an office is narrowed to, its order, and which page."""

    search = Text(limit=100, load_default=None, allow_none=True)
    kind = fields.Enum(SubmissionKind, by_value=True, load_default=None, allow_none=True)
    regency = Text(limit=100, load_default=None, allow_none=True)
    novelty = fields.Enum(Novelty, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(QueueOrder, by_value=True, load_default=None, allow_none=True)
    page = WholeNumber(load_default=1, minimum=1, maximum=10_000)
