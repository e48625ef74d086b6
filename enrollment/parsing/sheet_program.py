"""A program of its own: reads one workbook where it can do no harm. Nobody imports it.

It is started with nothing but the file, gives up every right it does not need, and only then looks
at the content: no file, no connection and no process can be opened any more, memory and processor
time are limited, and it dies with whoever started it. Rows go out as lines, one at a time, so
nobody else ever holds the whole workbook.

Lines out: an object of JSON introduces a sheet, ends it or refuses the file; any other line is a
row, its number and then its cells, each behind a separator and with its type as first letter. Lines
in: ``next`` for the next sheet, ``read N`` for the rows from number N on.
"""

import importlib.util
import json
import os
import signal
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

HEAD_ROWS = 30
COLUMN_LIMIT = 100
CELL_LIMIT = 512
NAME_LIMIT = 100
_BEFORE_CELL, _LINE_END = "\x1f", "\x1e"  # as ``sheet_rows`` reads them
_PIECE = 64 * 1024
_MARKUP = (".xml", ".rels", ".vml")
_DECLARATIONS = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_LONGEST_DECLARATION = max(map(len, _DECLARATIONS))
_CONFINEMENT = Path(__file__).parents[2] / "tenants" / "kernel" / "confinement.py"


class Refused(Exception):
    """The file is not read further; the message is the code of the reason."""


def main(arguments: Sequence[str]) -> None:
    """Give up rights, then read the workbook behind an open file.

    Args:
        arguments: number of the open file, process id of the starter, bytes of memory, seconds of
            processor time, bytes that the parts may unpack to.
    """
    file, parent, memory, seconds, unpacked = map(int, arguments)
    confinement = _confinement()
    confinement.limit(parent, memory, seconds)
    for shutdown in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(shutdown, signal.SIG_IGN)  # the starter ends this process when it is done
    import python_calamine  # while files can still be opened, as is the next line

    b"-".decode("cp437")  # how old archives write names

    with os.fdopen(file, "rb") as content:
        confinement.forbid()
        try:
            _count_again(content, unpacked)
            _serve(python_calamine, content)
        except Refused as refused:
            _write({"refused": str(refused)})
        except MemoryError:
            _write({"refused": "too-heavy"})
        except BrokenPipeError:
            return
        except BaseException:  # noqa: BLE001 - a parser's panic is no Exception, and shows cells
            _write({"refused": "damaged"})


def _confinement() -> ModuleType:
    spec = importlib.util.spec_from_file_location("confinement", _CONFINEMENT)
    if spec is None or spec.loader is None:
        sys.exit(1)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _count_again(content: BinaryIO, limit: int) -> None:
    """Unpack every part of markup once, counting: what the directory says may be a lie."""
    total = 0
    try:
        with zipfile.ZipFile(content) as package:
            for part in package.infolist():
                if not part.filename.lower().endswith(_MARKUP):
                    continue
                with package.open(part) as markup:
                    total = _count_part(markup, total, limit)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused("damaged") from error
    content.seek(0)


def _count_part(markup: Any, total: int, limit: int) -> int:
    kept = b""
    while piece := markup.read(_PIECE):
        total += len(piece)
        if total > limit:
            raise Refused("swells")
        window = kept + piece
        if any(mark in window for mark in _DECLARATIONS):
            raise Refused("unusual")
        kept = window[-_LONGEST_DECLARATION:]
    return total


def _serve(calamine: Any, content: BinaryIO) -> None:
    """Offer the visible sheets one after another, until the rows of one are wanted."""
    with calamine.CalamineWorkbook.from_filelike(content) as book:
        visible = [
            (index, about.name[:NAME_LIMIT])
            for index, about in enumerate(book.sheets_metadata)
            if about.typ is calamine.SheetTypeEnum.WorkSheet
            and about.visible is calamine.SheetVisibleEnum.Visible
        ]
        names = [name for _, name in visible]
        for index, name in visible:
            sheet = book.get_sheet_by_index(index)
            if sheet.end is None:
                continue
            _write({"sheet": name, "last_row": sheet.end[0] + 1, "visible": names})
            _write_rows(islice(sheet.iter_rows(), HEAD_ROWS), 1)
            wish = sys.stdin.readline().split()
            if wish[:1] == ["read"]:
                _write_rows(sheet.iter_rows(), int(wish[1]))
                return
    _write({"sheet": None})


def _write_rows(rows: Iterator[list[Any]], first: int) -> None:
    for number, row in enumerate(rows, start=1):
        cells = [_typed(cell) for cell in row[:COLUMN_LIMIT]] if number >= first else []
        if any(cells):
            sys.stdout.write(f"{number}{_written(cells)}\n")
    _write({"end": True})


def _written(cells: Sequence[str]) -> str:
    """Cells behind separators; a blank stands for a separator that a cell holds itself."""
    line = _BEFORE_CELL + _BEFORE_CELL.join(cells)
    if "\n" not in line and _LINE_END not in line and line.count(_BEFORE_CELL) == len(cells):
        return line
    marks = str.maketrans({_BEFORE_CELL: " ", _LINE_END: " ", "\n": _LINE_END})
    return "".join(f"{_BEFORE_CELL}{cell.translate(marks)}" for cell in cells)


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _typed(cell: Any) -> str:
    if isinstance(cell, str):
        return f"t{cell[:CELL_LIMIT]}" if cell.strip() else ""
    if isinstance(cell, bool):
        return "bTRUE" if cell else "bFALSE"
    if isinstance(cell, float) and cell.is_integer():
        return f"n{cell:.0f}"[:CELL_LIMIT]
    if isinstance(cell, int | float):
        return f"n{cell!r}"[:CELL_LIMIT]
    if isinstance(cell, datetime):
        return f"d{cell.date() if cell.time() == time() else cell.isoformat(' ')}"
    return f"d{cell}" if isinstance(cell, date) else f"t{cell}"


if __name__ == "__main__":
    main(sys.argv[1:])
