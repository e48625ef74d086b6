"""Tables that leave as files: readable by spreadsheets, and harmless in them. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with a byte order mark, semicolons, everything quoted.

    Args:
        rows: heads first; each of equal length.

    Source:
        RFC 4180; spreadsheets set to Indonesian separate by semicolon.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before a risky start.

    Source:
        OWASP, CSV injection.
    """
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell
