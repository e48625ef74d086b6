"""Cutting bytes into records: lines, joined where a quoted cell runs over several. Pure."""

from dataclasses import dataclass

LONGEST_RECORD_LINES = 20


@dataclass(frozen=True, slots=True)
class Record:
    """The bytes of one record without its line end; ``end`` is where the next begins."""

    content: bytes
    end: int


def cut_records(window: bytes, *, newline: bytes, limit: int, is_last: bool) -> list[Record]:
    r"""Cut complete records off the front of a window.

    A quote that is never closed does not swallow the rest of the file: after
    ``LONGEST_RECORD_LINES`` lines its first line stands alone.

    Args:
        window: bytes beginning at a record.
        newline: what ends a line, ``b"\n"`` or ``b"\r"``.
        limit: most records wanted.
        is_last: nothing follows the window, so its last line is complete.

    Returns:
        Records in order; empty when the window holds no complete one.

    Source:
        RFC 4180.
    """
    records: list[Record] = []
    start = 0
    while start < len(window) and len(records) < limit:
        record = _cut_one(window, start, newline, is_last=is_last)
        if record is None:
            break
        records.append(record)
        start = record.end
    return records


def _cut_one(window: bytes, start: int, newline: bytes, *, is_last: bool) -> Record | None:
    first_end = _line_end(window, start, newline, is_last=is_last)
    if first_end is None:
        return None
    if window.count(b'"', start, first_end) % 2 == 0:
        return _record(window, start, first_end)

    end, quotes = first_end, window.count(b'"', start, first_end)
    for _ in range(LONGEST_RECORD_LINES - 1):
        line_start = end + 1
        if line_start > len(window) or (line_start == len(window) and is_last):
            break
        next_end = _line_end(window, line_start, newline, is_last=is_last)
        if next_end is None:
            return None
        quotes += window.count(b'"', line_start, next_end)
        end = next_end
        if quotes % 2 == 0:
            return _record(window, start, end)
    return _record(window, start, first_end)


def _line_end(window: bytes, start: int, newline: bytes, *, is_last: bool) -> int | None:
    end = window.find(newline, start)
    if end >= 0:
        return end
    return len(window) if is_last else None


def _record(window: bytes, start: int, end: int) -> Record:
    return Record(window[start:end].rstrip(b"\r"), min(end + 1, len(window)))
