"""What operations of all packages share: the page asked for, the page given, a problem."""

from enum import StrEnum
from typing import Any

from marshmallow import INCLUDE, fields

from tenants.kernel.days import FIRST_DAY, LAST_DAY
from tenants.kernel.paging import PAGE_SIZE
from tenants.kernel.schemas import BaseSchema, Between, Text
from tenants.kernel.sources import Sourced

PAGE_LIMIT = 100
_CURSOR_LIMIT = 1_000


def words(codes: type[StrEnum], *, allow_none: bool = False) -> fields.String:
    """A code on its way out; the document lists what it may be."""
    values: list[str | None] = [code.value for code in codes]
    return fields.String(
        required=True,
        allow_none=allow_none,
        metadata={"enum": [*values, None] if allow_none else values},
    )


class DecimalText(fields.Decimal):
    """An exact decimal number on its way out, as text: a JSON number is rounded by its reader."""

    def __init__(
        self, *, description: str, places: int | None = None, allow_none: bool = False
    ) -> None:
        fraction = r"(\.[0-9]+)?" if places is None else rf"\.[0-9]{{{places}}}"
        super().__init__(
            required=True,
            allow_none=allow_none,
            as_string=True,
            places=places,
            metadata={
                "type": "string",
                "pattern": f"^-?[0-9]+{fraction}$",
                "description": description,
            },
        )


def year_filter(**kwargs: Any) -> fields.Integer:
    """A year to look for; one that cannot be meant is refused before the database is asked."""
    meant = Between(FIRST_DAY.year, LAST_DAY.year)
    return fields.Integer(load_default=None, allow_none=True, validate=meant, **kwargs)


class PageIn(BaseSchema):
    """Which part of a list."""

    limit = fields.Integer(
        load_default=PAGE_SIZE,
        validate=Between(1, PAGE_LIMIT),
        metadata={"description": "Banyaknya baris, paling banyak 100."},
    )
    cursor = Text(
        limit=_CURSOR_LIMIT,
        load_default=None,
        metadata={"description": "Penanda dari `next_cursor` halaman sebelumnya."},
    )


class PageOut(BaseSchema):
    """A part of a list; to be inherited with ``items``."""

    next_cursor = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Penanda halaman berikutnya; null pada halaman terakhir."},
    )


class FieldProblemOut(BaseSchema):
    """What is wrong with one field."""

    pointer = fields.String(required=True, metadata={"example": "/limit"})
    detail = fields.String(required=True)


class ProblemOut(BaseSchema):
    """An error (RFC 9457), in the language that Accept-Language asks for.

    Some kinds tell more in members of their own.
    """

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True, metadata={"example": "/problems/not-found"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    instance = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldProblemOut))


class SourceOut(BaseSchema):
    """Where a figure comes from; to be inherited by sourced records."""

    source_name = fields.String(required=True)
    source_on = fields.Date(required=True, allow_none=True)
    data_on = fields.Date(required=True, allow_none=True)
    source_status = fields.String(required=True, metadata={"example": "official"})


def verified_mark() -> fields.Boolean:
    """Whether a figure counts as verified; all other figures are stated only."""
    return fields.Boolean(
        required=True,
        metadata={
            "description": "Dinyatakan sendiri oleh kantor BPJS Ketenagakerjaan, atau berstatus"
            " resmi dengan dokumennya terlampir."
        },
    )


class FigureOut(SourceOut):
    """A sourced figure that counts as verified, or as stated only."""

    is_verified = verified_mark()


def described_figure(record: Sourced) -> dict[str, Any]:
    """The fields of ``FigureOut``."""
    return {**described_source(record), "is_verified": record.is_verified}


def described_source(record: Sourced) -> dict[str, Any]:
    """The fields of ``SourceOut``."""
    return {
        "source_name": record.source_name,
        "source_on": record.source_on,
        "data_on": record.data_on,
        "source_status": record.source_status,
    }
