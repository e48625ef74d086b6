"""What the forms about answers of the BPJS office may send."""

from marshmallow import fields

from enrollment.answers import AnswerKind
from tenants.kernel.schemas import BaseSchema, LongText


class AnswerIn(BaseSchema):
    """The upload form, beside the file and the letter."""

    kind = fields.Enum(AnswerKind, by_value=True, required=True)
    covers_whole_list = fields.Boolean(load_default=False)


class UndoIn(BaseSchema):
    """Why a stored answer is taken out again."""

    reason = LongText(limit=2000, load_default=None, allow_none=True)
