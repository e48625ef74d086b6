"""Forms about a file that is kept already, and what the list of files is asked for."""

from typing import Any

from marshmallow import fields, validate

from tenants.document_types import MediaType
from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Text
from tenants.queries.documents import FileChoice, FileFilter, FileOrder

REASON_LIMIT = 300


class PersonalDataIn(BaseSchema):
    """What is said about a file, why, and the words by which opening it is confirmed."""

    contains_personal_data = fields.Boolean(required=True)
    reason = Text(
        limit=REASON_LIMIT,
        required=True,
        validate=validate.Length(min=5, error=N_("Tulis alasannya dengan jelas.")),
    )
    confirmation = Text(load_default="", allow_none=True)


class WithdrawalIn(BaseSchema):
    """Why a redacted copy is closed."""

    reason = Text(
        limit=REASON_LIMIT,
        required=True,
        validate=validate.Length(min=5, error=N_("Tulis alasannya dengan jelas.")),
    )


class FileFilterIn(BaseSchema):
    """The address of a page of the list."""

    show = fields.Enum(FileChoice, by_value=True, load_default=None, allow_none=True)
    search = Text(limit=100, load_default=None, allow_none=True)
    media_type = fields.Enum(MediaType, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(FileOrder, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


def file_filter(data: dict[str, Any]) -> FileFilter:
    """What the address narrows the list to."""
    return FileFilter(
        choice=data["show"] or FileChoice.EVERY,
        search=data["search"],
        media_type=data["media_type"],
        order=data["order"] or FileOrder.NEWEST,
    )
