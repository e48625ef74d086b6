"""What was noticed about a file that is read: how, and what of it is left aside. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from enrollment.parsing.batches import Progress
from enrollment.parsing.columns import Column
from enrollment.parsing.encodings import Encoding
from enrollment.parsing.headings import ColumnPlaces
from enrollment.parsing.values import shown_cell

COLUMNS_SHOWN = 20


class NoticeCode(StrEnum):
    """What may be noticed about a file."""

    OLDER_LETTERS = "older-letters"
    ROWS_ABOVE = "rows-above"
    COLUMNS_ASIDE = "columns-aside"
    VILLAGES_BY_NAME = "villages-by-name"
    ROWS_OUTSIDE = "rows-outside"
    OTHER_TABLE = "other-table"


@dataclass(frozen=True)
class Notice:
    """One thing noticed, with its figures and names."""

    code: NoticeCode
    params: dict[str, str | int] = field(default_factory=dict)


def notices_of_heading(places: ColumnPlaces, encoding: Encoding) -> Iterator[Notice]:
    """What the beginning of a file tells.

    Args:
        places: of its columns.
        encoding: of its letters.

    Source:
        Stated format of the upload page.
    """
    if encoding is Encoding.CP1252:
        yield Notice(NoticeCode.OLDER_LETTERS)
    above = places.header_row - 1
    if above:
        yield Notice(NoticeCode.ROWS_ABOVE, {"rows": above})
    if Column.VILLAGE not in places.columns:
        yield Notice(NoticeCode.VILLAGES_BY_NAME)
    if names := places.ignored:
        shown = [shown_cell(name, is_identifier=False) for name in names[:COLUMNS_SHOWN]]
        columns = ", ".join(shown) + (", …" if len(names) > COLUMNS_SHOWN else "")
        yield Notice(NoticeCode.COLUMNS_ASIDE, {"columns": columns})


def notices_of_end(progress: Progress) -> Iterator[Notice]:
    """What the end of a file tells.

    Args:
        progress: at the end.

    Source:
        Stated format of the upload page.
    """
    if progress.outside_count:
        yield Notice(NoticeCode.ROWS_OUTSIDE, {"rows": progress.outside_count})
    if progress.table_row:
        yield Notice(NoticeCode.OTHER_TABLE, {"row": progress.table_row})
