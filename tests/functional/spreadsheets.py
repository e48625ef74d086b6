"""What a reader finds in an Excel file that left."""

import io
from typing import Any

from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse


def rows_of(response: TestResponse) -> list[list[Any]]:
    """The cells of the list, its heads first."""
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment;")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.data)).get_sheet_by_index(0)
    return sheet.to_python()


def lines_of(response: TestResponse) -> list[dict[str, Any]]:
    """The lines of the list, each by the heads of its cells."""
    heads, *lines = rows_of(response)
    return [dict(zip(heads, line, strict=True)) for line in lines]
