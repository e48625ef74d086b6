"""The directory of a workbook's package, judged before anything unpacks it. Pure.

A workbook is a ZIP archive. Its directory alone tells most of what must not be opened: too many
parts, parts that swell, parts that overlap, names that lead elsewhere, macros, passwords. Sizes may
be lied about, so whoever unpacks counts again.
"""

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from tenants.kernel import formats

PACKAGE_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 300 * 1024 * 1024
PART_LIMIT = 200
RATIO_LIMIT = 100
RATIO_FROM = 4 * 1024 * 1024
"""Unpacked bytes below which any ratio is harmless."""

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_ENTRY_MARK = b"PK\x01\x02"
_LOCAL_HEAD_BYTES = 30
_COMMENT_LIMIT = 0xFFFF
_DIRECTORY_LIMIT = 256 * 1024
_ENCRYPTED, _UTF8 = 0x1, 0x800
_METHODS = (0, 8)
_LONG, _LONG_FIELD = 0xFFFFFFFF, 0x0001
_BOOK = re.compile(r"xl/workbook\d*\.xml")


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the directory. Sizes and ``offset`` in bytes, as the directory states them."""

    name: str
    packed: int
    unpacked: int
    offset: int
    method: int
    is_encrypted: bool


def check_package(content: BinaryIO) -> None:
    """Judge a ZIP archive by its directory: only a plain workbook of reasonable size passes.

    Args:
        content: seekable; its position is not kept. Nothing of it is unpacked.

    Raises:
        RosterFileRefused: too large, damaged, protected, with macros, of another kind, or made to
            swell.

    Source:
        ZIP (APPNOTE 6.3); parts of a workbook (ECMA-376).
    """
    size = refuse_large(content)
    parts, directory_offset = _read_directory(content, size)
    names = [part.name.lower().replace("\\", "/") for part in parts]
    if any(part.is_encrypted for part in parts):
        raise RosterFileRefused(FileProblem.PROTECTED)
    _refuse_other_kinds(names)
    if len(set(names)) < len(names) or any(map(_leads_elsewhere, names)):
        raise RosterFileRefused(FileProblem.WORKBOOK_UNUSUAL)
    _refuse_swelling(parts, size)
    _refuse_overlap(parts, directory_offset)


def refuse_large(content: BinaryIO) -> int:
    """The size of a file that is to be a workbook. Bytes.

    Raises:
        RosterFileRefused: more than a workbook may have.

    Source:
        Stated format of the upload page.
    """
    size = content.seek(0, 2)
    if size > PACKAGE_LIMIT:
        raise RosterFileRefused(
            FileProblem.WORKBOOK_TOO_LARGE,
            limit=formats.file_size(PACKAGE_LIMIT),
            size=formats.size_beyond(size, PACKAGE_LIMIT),
        )
    return size


def _read_directory(content: BinaryIO, size: int) -> tuple[Sequence[Part], int]:
    content.seek(max(size - _COMMENT_LIMIT - _END.size, 0))
    tail = content.read()
    at = tail.rfind(_END_MARK)
    if at < 0 or len(tail) - at < _END.size:
        raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
    _, disk, _, here, count, length, offset, _ = _END.unpack_from(tail, at)
    if count > PART_LIMIT or length > _DIRECTORY_LIMIT:
        raise RosterFileRefused(FileProblem.WORKBOOK_TOO_MANY_PARTS, parts=PART_LIMIT)
    if disk or here != count or offset + length > size - len(tail) + at:
        raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
    content.seek(offset)
    return _parts_of(content.read(length), count), offset


def _parts_of(directory: bytes, count: int) -> Sequence[Part]:
    parts: list[Part] = []
    at = 0
    for _ in range(count):
        if len(directory) - at < _ENTRY.size or directory[at : at + 4] != _ENTRY_MARK:
            raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
        _, _, _, flags, method, _, _, _, packed, unpacked, *lengths, _, _, _, offset = (
            _ENTRY.unpack_from(directory, at)
        )
        name_end = at + _ENTRY.size + lengths[0]
        name = directory[at + _ENTRY.size : name_end]
        extra = directory[name_end : name_end + lengths[1]]
        unpacked, packed, offset = _long_values(extra, unpacked, packed, offset)
        encoding = "utf-8" if flags & _UTF8 else "cp437"
        text = name.decode(encoding, errors="replace")
        parts.append(Part(text, packed, unpacked, offset, method, bool(flags & _ENCRYPTED)))
        at = name_end + lengths[1] + lengths[2]
    if at != len(directory):
        raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
    return parts


def _long_values(extra: bytes, *values: int) -> list[int]:
    """Values too long for their field stand in an extra field, in this order."""
    long_values = iter(_long_field(extra))
    found = [next(long_values, -1) if value == _LONG else value for value in values]
    if -1 in found:
        raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
    return found


def _long_field(extra: bytes) -> Sequence[int]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _LONG_FIELD:
            body = extra[at + 4 : at + 4 + length]
            return struct.unpack(f"<{len(body) // 8}Q", body[: len(body) // 8 * 8])
        at += 4 + length
    return ()


def _refuse_other_kinds(names: Sequence[str]) -> None:
    if "xl/workbook.bin" in names:
        raise RosterFileRefused(FileProblem.BINARY_EXCEL)
    if "xl/vbaproject.bin" in names or any(name.startswith("xl/macrosheets/") for name in names):
        raise RosterFileRefused(FileProblem.MACRO)
    if "content.xml" in names and "mimetype" in names:
        raise RosterFileRefused(FileProblem.OPEN_DOCUMENT)
    if "[content_types].xml" not in names or not any(map(_BOOK.fullmatch, names)):
        raise RosterFileRefused(FileProblem.NOT_WORKBOOK)


def _leads_elsewhere(name: str) -> bool:
    steps = name.split("/")
    return (
        steps[0] == "" or ".." in steps or ":" in name or not name.isprintable() or "\ufffd" in name
    )


def _refuse_swelling(parts: Sequence[Part], size: int) -> None:
    unpacked = sum(part.unpacked for part in parts)
    if unpacked > UNPACKED_LIMIT or (unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * size):
        raise RosterFileRefused(FileProblem.WORKBOOK_SWELLS)
    if any(part.method not in _METHODS for part in parts):
        raise RosterFileRefused(FileProblem.WORKBOOK_UNUSUAL)


def _refuse_overlap(parts: Sequence[Part], directory_offset: int) -> None:
    spans = sorted(
        (part.offset, part.offset + _LOCAL_HEAD_BYTES + len(part.name) + part.packed)
        for part in parts
    )
    starts = [*(start for start, _ in spans), directory_offset]
    if any(end > following for (_, end), following in zip(spans, starts[1:], strict=True)):
        raise RosterFileRefused(FileProblem.WORKBOOK_UNUSUAL)
