"""Workbooks read by a process of their own: started, asked, listened to, and always ended."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Self

from enrollment import parsing
from enrollment.parsing.mapping import ColumnMap
from enrollment.parsing.packages import UNPACKED_LIMIT
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.sheet_rows import SheetRow, row_of
from enrollment.parsing.sheets import SheetChoice, SheetLayout

PROGRAM = Path(parsing.__file__).with_name("sheet_program.py")
LINE_LIMIT = 1024 * 1024
_PIECE = 64 * 1024
_OBJECT = b"{"
_REFUSALS = {
    "damaged": FileProblem.WORKBOOK_DAMAGED,
    "unusual": FileProblem.WORKBOOK_UNUSUAL,
    "swells": FileProblem.WORKBOOK_SWELLS,
    "too-heavy": FileProblem.WORKBOOK_TOO_HEAVY,
}
_OVERSTRAINED = {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGXCPU, -signal.SIGILL}
"""How a process ends that its own file has brought down; any other end is not the file's fault."""


class SheetReaderFailed(Exception):
    """The reading process ended for a reason outside the file; it may be tried again."""


@dataclass(frozen=True)
class SheetLimits:
    """What reading one workbook may take: bytes of memory, seconds of processor and of waiting."""

    memory_bytes: int = 512 * 1024 * 1024
    cpu_seconds: int = 60
    wait_seconds: float = 120
    unpacked_bytes: int = UNPACKED_LIMIT


class SheetReader:
    """One workbook in a process of its own. Ends with its ``with`` block, whatever happens."""

    def __init__(
        self, file: int, *, limits: SheetLimits | None = None, program: Path = PROGRAM
    ) -> None:
        """Start the process.

        Args:
            file: descriptor of the plain workbook, open for reading from its start.
            limits: what it may take.
            program: what reads it.
        """
        self._limits = limits or SheetLimits()
        self._patience = self._limits.wait_seconds
        self._lines: deque[bytes] = deque()
        self._kept = b""
        given = (file, os.getpid(), self._limits.memory_bytes, self._limits.cpu_seconds)
        arguments = [str(one) for one in (*given, self._limits.unpacked_bytes)]
        # Its environment is empty: no address of a database, no key. Its session is its own: a
        # signal to the workers of this machine must not look like a fault of the file.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, no shell
            [sys.executable, "-I", "-X", "utf8", str(program), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            pass_fds=(file,),
            env={},
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._stdin, self._stdout):
            with suppress(BrokenPipeError):
                pipe.close()
        self._process.wait()

    @property
    def process_id(self) -> int:
        """Of the reading process."""
        return self._process.pid

    def choose_sheet(self, chosen: ColumnMap | None = None) -> SheetLayout:
        """The first visible sheet with our column names; hidden and empty ones are passed over.

        Args:
            chosen: what a person said of its columns.

        Raises:
            RosterFileRefused: no such sheet, or the workbook cannot be read.
            ColumnsUnclear: a person has to say which column is which.
            SheetReaderFailed: try again.
        """
        choice = SheetChoice(chosen)
        while True:
            about = self._object()
            if about.get("sheet") is None:
                raise choice.refusal()
            head = self._rows()
            layout = choice.consider(
                str(about["sheet"]), int(about["last_row"]), head, visible=about.get("visible", ())
            )
            if layout is not None:
                return layout
            self._ask("next")

    def heads(self) -> Iterator[tuple[str, Sequence[SheetRow]]]:
        """Each visible sheet by its name and its first rows; the sheet last given stays chosen.

        Raises:
            RosterFileRefused: the workbook cannot be read.
            SheetReaderFailed: try again.
        """
        while (about := self._object()).get("sheet") is not None:
            yield str(about["sheet"]), self._rows()
            self._ask("next")

    def rows_from(self, number: int) -> Iterator[SheetRow]:
        """The rows of ``lines_from``, each taken apart."""
        return map(row_of, self.lines_from(number))

    def lines_from(self, number: int) -> Iterator[str]:
        """The rows of the chosen sheet as they are written; none is read before it is wanted.

        Rows without content are left out.

        Args:
            number: of the first row wanted, as the spreadsheet shows it.

        Raises:
            RosterFileRefused: the workbook turns out unreadable.
            SheetReaderFailed: try again.
        """
        self._ask(f"read {number}")
        yield from self._written()

    @property
    def _stdin(self) -> IO[bytes]:
        return _present(self._process.stdin)

    @property
    def _stdout(self) -> IO[bytes]:
        return _present(self._process.stdout)

    def _ask(self, wish: str) -> None:
        with suppress(BrokenPipeError):  # what it died of is found where its answer is read
            self._stdin.write(f"{wish}\n".encode())
            self._stdin.flush()

    def _rows(self) -> list[SheetRow]:
        return [row_of(line) for line in self._written()]

    def _written(self) -> Iterator[str]:
        """Rows until something else is said of the sheet."""
        while not (line := self._line()).startswith(_OBJECT):
            yield line.decode()
        _read_object(line)

    def _object(self) -> dict[str, Any]:
        line = self._line()
        if not line.startswith(_OBJECT):
            raise RosterFileRefused(FileProblem.WORKBOOK_DAMAGED)
        return _read_object(line)

    def _line(self) -> bytes:
        while not self._lines:
            *lines, self._kept = (self._kept + self._more()).split(b"\n")
            self._lines.extend(lines)
            if len(self._kept) > LINE_LIMIT:
                raise RosterFileRefused(FileProblem.WORKBOOK_TOO_HEAVY)
        return self._lines.popleft()

    def _more(self) -> bytes:
        """The next bytes. Only waiting is charged, not what happens between two calls."""
        waiting = select.poll()
        waiting.register(self._stdout, select.POLLIN)
        started = time.monotonic()
        is_ready = waiting.poll(max(self._patience, 0) * 1000)
        self._patience -= time.monotonic() - started
        if not is_ready:
            raise RosterFileRefused(FileProblem.WORKBOOK_TOO_HEAVY)
        piece = os.read(self._stdout.fileno(), _PIECE)
        if not piece:
            self._tell_why()
        return piece

    def _tell_why(self) -> None:
        """It ended in the middle: of its limits, or of something that is not the file's fault."""
        if self._process.wait() in _OVERSTRAINED:
            raise RosterFileRefused(FileProblem.WORKBOOK_TOO_HEAVY)
        raise SheetReaderFailed


def _read_object(line: bytes) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(line)
    if "refused" in about:
        raise RosterFileRefused(_REFUSALS[about["refused"]])
    return about


def _present(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise SheetReaderFailed
    return pipe
