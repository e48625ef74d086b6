"""What the pages about Dukcapil and BPJS may be asked, and what their forms may send."""

from marshmallow import fields

from enrollment.downloads import FileKind
from enrollment.registers import RegisterKind
from tenants.kernel.schemas import BaseSchema, Day, LongText


class RegisterIn(BaseSchema):
    """Which register a page is about."""

    register = fields.Enum(RegisterKind, by_value=True, load_default=RegisterKind.IDENTITY)


class RegisterAskedIn(BaseSchema):
    """Which register is asked about whom, and as what the file leaves."""

    register = fields.Enum(RegisterKind, by_value=True, required=True)
    before_on = Day(load_default=None, allow_none=True)
    includes_pending = fields.Boolean(load_default=False)
    kind = fields.Enum(FileKind, by_value=True, load_default=FileKind.XLSX)


class RegisterFileWantedIn(BaseSchema):
    """As what a request leaves once more."""

    kind = fields.Enum(FileKind, by_value=True, load_default=FileKind.XLSX)


class RegisterAnswerIn(BaseSchema):
    """Beside the file: of which day the answer is."""

    answered_on = Day(required=True)


class RegisterTemplateIn(BaseSchema):
    """How a register is asked, and how its answer is read."""

    register = fields.Enum(RegisterKind, by_value=True, required=True)
    columns = LongText(limit=10_000, required=True)
    answer = LongText(limit=10_000, required=True)


class RegisterUndoIn(BaseSchema):
    """Why a stored answer is taken out again."""

    reason = LongText(limit=2000, load_default=None, allow_none=True)
