"""What is said of the columns of a list."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from enrollment.parsing.columns import Column
from enrollment.parsing.headings import HEADER_WITHIN_ROWS
from enrollment.parsing.mapping import ColumnMap
from tenants.kernel.schemas import BaseSchema, Text


class ColumnMapBaseIn(BaseSchema):
    """Which table, and which of its rows names the columns."""

    sheet = Text(
        limit=100,
        load_default=None,
        allow_none=True,
        metadata={"description": "Nama lembar; kosong untuk CSV."},
    )
    header_row = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, HEADER_WITHIN_ROWS),
        metadata={"description": "Nomor baris yang berisi judul kolom."},
    )


ColumnMapIn = ColumnMapBaseIn.from_dict(
    {
        column.value: fields.Integer(
            load_default=None,
            allow_none=True,
            validate=validate.Range(0),
            metadata={"description": "Letak kolom, mulai dari 0; kosong bila tidak ada."},
        )
        for column in Column
    },
    name="ColumnMapIn",
)
"""The same, and the position of each column; none where the list has none."""


def column_map_of(data: Mapping[str, Any]) -> ColumnMap:
    """A loaded form as what a person says."""
    columns = {column: data[column] for column in Column if data[column] is not None}
    return ColumnMap(data["sheet"], data["header_row"] or 0, columns)
