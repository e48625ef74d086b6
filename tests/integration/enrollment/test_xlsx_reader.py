"""The process that reads workbooks: what it hands out, what it refuses, how it is held."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from enrollment.parsing import sheet_program
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.sheet_rows import Cell, CellKind, SheetRow
from enrollment.services.sheets import PROGRAM, SheetLimits, SheetReader, SheetReaderFailed
from tenants.kernel import confinement
from tests.unit.enrollment.workbooks import (
    HEADS,
    PACKAGE,
    PARTS,
    RELATIONS,
    crafted,
    line_of,
    package,
    patched,
    roster_workbook,
    sheet_markup,
    text_row,
    workbook,
)

PERSON = ("3505010101709993", "Sumini", "1970-01-01", "L", "35.05.01.2001")
LIMITS = SheetLimits()
HEAD_ROW = text_row(1, HEADS)


@contextmanager
def reader_of(
    content: bytes, limits: SheetLimits = LIMITS, program: Path = PROGRAM
) -> Iterator[SheetReader]:
    with os.fdopen(os.memfd_create("test"), "r+b", buffering=0) as memory:
        memory.write(content)
        memory.seek(0)
        with SheetReader(memory.fileno(), limits=limits, program=program) as reader:
            yield reader


def rows_of(content: bytes, limits: SheetLimits = LIMITS) -> list[SheetRow]:
    """Everything of the chosen sheet, its names too."""
    with reader_of(content, limits) as reader:
        reader.choose_sheet()
        return list(reader.rows_from(1))


def refusal_of(content: bytes, limits: SheetLimits = LIMITS) -> FileProblem:
    with pytest.raises(RosterFileRefused) as refused:
        rows_of(content, limits)
    return refused.value.problem


def program(tmp_path: Path, body: str) -> Path:
    """A reading program that does something else, confined as ours is."""
    path = tmp_path / "program.py"
    ours = 'Path(__file__).parents[2] / "tenants" / "kernel" / "confinement.py"'
    path.write_text(body.replace(ours, f"Path({str(Path(confinement.__file__))!r})"))
    return path


def test_reader_when_cells_are_typed_hands_their_types_out() -> None:
    cells = [3505010101709993, "3505010101709993", date(1970, 1, 2), 1.5, datetime(1970, 1, 2, 3)]  # noqa: DTZ001 - a workbook's times have no zone

    head, row = rows_of(roster_workbook([cells]))

    assert [cell.text for cell in head.cells] == HEADS
    assert list(row.cells[:5]) == [
        Cell(CellKind.NUMBER, "3505010101709993"),
        Cell(CellKind.TEXT, "3505010101709993"),
        Cell(CellKind.DATE, "1970-01-02"),
        Cell(CellKind.NUMBER, "1.5"),
        Cell(CellKind.DATE, "1970-01-02 03:00:00"),
    ]


def test_reader_when_sheets_are_hidden_or_empty_passes_them_over() -> None:
    content = workbook(
        {
            "Kosong": [],
            "Lama": [HEADS, PERSON],
            "Rekap": [["Jumlah", 1]],
            "Data": [[], ["DAFTAR CALON"], HEADS, [], PERSON],
            "Salinan": [HEADS],
        },
        hidden=["Lama"],
    )

    with reader_of(content) as reader:
        layout = reader.choose_sheet()
        rows = list(reader.rows_from(layout.header_row + 1))

    assert (layout.name, layout.header_row, layout.last_row) == ("Data", 3, 5)
    assert [row.number for row in rows] == [5]


def test_reader_when_asked_for_later_rows_leaves_out_the_earlier() -> None:
    with reader_of(roster_workbook([PERSON] * 50)) as reader:
        reader.choose_sheet()

        assert [row.number for row in reader.rows_from(40)] == list(range(40, 52))


def test_reader_when_rows_are_many_holds_back_what_nobody_has_asked_for() -> None:
    with reader_of(roster_workbook([PERSON] * 4_000)) as reader:
        reader.choose_sheet()
        rows = reader.rows_from(1)
        next(rows)
        waiting = sum(map(len, reader._lines)) + len(reader._kept)

        assert waiting <= 64 * 1024
        assert sum(1 for _ in rows) == 4_000


def test_reader_when_texts_are_long_and_rows_are_wide_cuts_them() -> None:
    wide = [*HEADS, *(["x" * 32_000] * 200)]

    row = rows_of(workbook({"Data": [HEADS, wide]}))[1]

    assert len(row.cells) == sheet_program.COLUMN_LIMIT
    assert {len(cell.text) for cell in row.cells[len(HEADS) :]} == {sheet_program.CELL_LIMIT}


@pytest.mark.parametrize(
    "content",
    [
        package({**PARTS}),
        package({**PARTS, "xl/workbook.xml": "<workbook"}),
        crafted("kein XML"),
        crafted(sheet_markup(HEAD_ROW)[:-60]),
        patched(crafted(sheet_markup(HEAD_ROW)), "unpacked", 10),
        b"PK\x03\x04" + b"\0" * 100,
        roster_workbook([PERSON])[:-200],
    ],
    ids=["sheet-missing", "book-cut", "no-xml", "sheet-cut", "size-lied", "no-zip", "file-cut"],
)
def test_workbook_when_damaged_is_refused(content: bytes) -> None:
    assert refusal_of(content) is FileProblem.WORKBOOK_DAMAGED


def test_workbook_when_it_swells_more_than_it_says_is_refused() -> None:
    content = crafted(sheet_markup(HEAD_ROW) + " " * 2_000_000)
    limits = replace(LIMITS, unpacked_bytes=1_000_000)

    assert refusal_of(content, limits) is FileProblem.WORKBOOK_SWELLS


@contextmanager
def listening() -> Iterator[tuple[str, list[object]]]:
    """An address that notes who calls."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def accept() -> None:
            while not stop.is_set():
                try:
                    calls.append(server.accept())
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/x", calls
        finally:
            stop.set()
            thread.join()


LAUGHS = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    ("declared", "cell"),
    [
        (f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>', "&a9;"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "URL">]>', "&a;"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;"),
        ('<!DOCTYPE x SYSTEM "URL">', "a"),
        ('<!DOCTYPE x [<!ENTITY % a SYSTEM "URL"> %a;]>', "a"),
    ],
    ids=["laughs", "remote", "local", "remote-grammar", "remote-parameter"],
)
def test_workbook_when_it_declares_entities_is_refused_and_calls_nobody(
    declared: str, cell: str, encoding: str
) -> None:
    with listening() as (url, calls):
        markup = sheet_markup(
            HEAD_ROW + text_row(2, [PERSON[0], cell]), before=declared.replace("URL", url)
        ).replace("UTF-8", encoding.upper())

        problem = refusal_of(crafted(markup.encode(encoding)))

    assert problem is FileProblem.WORKBOOK_UNUSUAL
    assert calls == []


def test_workbook_when_it_links_elsewhere_is_read_without_calling_anybody() -> None:
    with listening() as (url, calls):
        links = (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" TargetMode="External"'
            f' Type="{RELATIONS}/externalLinkPath" Target="{url}"/></Relationships>'
        )
        markup = sheet_markup(HEAD_ROW + text_row(2, PERSON))
        parts = {"xl/externalLinks/_rels/externalLink1.xml.rels": links}

        rows = rows_of(crafted(markup, **parts))

    assert len(rows) == 2
    assert calls == []


def test_workbook_when_undeclared_entities_stand_in_it_is_refused() -> None:
    markup = sheet_markup(HEAD_ROW + text_row(2, [PERSON[0], "a&lol;b"]))

    assert refusal_of(crafted(markup)) is FileProblem.WORKBOOK_DAMAGED


def test_memory_when_it_is_used_up_ends_the_process_not_the_caller() -> None:
    content = crafted(
        sheet_markup(HEAD_ROW + text_row(1_048_576, ["x"]).replace("<c ", '<c r="XFD1048576" '))
    )

    assert refusal_of(content) is FileProblem.WORKBOOK_TOO_HEAVY


def test_memory_when_a_workbook_needs_more_than_its_limit_ends_the_process() -> None:
    long = text_row(2, ["x" * 30_000_000])
    content = crafted(sheet_markup(HEAD_ROW + long))
    little = replace(LIMITS, memory_bytes=48 * 1024 * 1024)

    assert len(rows_of(content)) == 2
    assert refusal_of(content, little) is FileProblem.WORKBOOK_TOO_HEAVY


def test_time_when_it_is_used_up_ends_the_process(tmp_path: Path) -> None:
    limited = Path(PROGRAM).read_text().replace("_count_again(content, unpacked)", "_spin()")
    body = limited.replace("class Refused", "def _spin():\n    while True: pass\n\n\nclass Refused")

    with (
        pytest.raises(RosterFileRefused) as refused,
        reader_of(b"x", replace(LIMITS, cpu_seconds=1), program(tmp_path, body)) as reader,
    ):
        reader.choose_sheet()

    assert refused.value.problem is FileProblem.WORKBOOK_TOO_HEAVY
    assert reader._process.returncode == -signal.SIGXCPU


def test_silence_when_it_lasts_too_long_is_not_waited_for(tmp_path: Path) -> None:
    body = "import time\ntime.sleep(600)\n"

    with (
        pytest.raises(RosterFileRefused) as refused,
        reader_of(b"x", replace(LIMITS, wait_seconds=0.2), program(tmp_path, body)) as reader,
    ):
        reader.choose_sheet()

    assert refused.value.problem is FileProblem.WORKBOOK_TOO_HEAVY
    assert not Path(f"/proc/{reader.process_id}").exists()


def test_line_when_it_never_ends_is_not_collected(tmp_path: Path) -> None:
    body = "import sys\nwhile True: sys.stdout.write('x' * 65536)\n"

    with (
        pytest.raises(RosterFileRefused) as refused,
        reader_of(b"x", LIMITS, program(tmp_path, body)) as reader,
    ):
        reader.choose_sheet()

    assert refused.value.problem is FileProblem.WORKBOOK_TOO_HEAVY


@pytest.mark.parametrize("ending", ["sys.exit(1)", "os.kill(os.getpid(), 9)"])
def test_process_when_it_ends_for_no_fault_of_the_file_may_be_tried_again(
    tmp_path: Path, ending: str
) -> None:
    body = f"import os, sys\n{ending}\n"

    with pytest.raises(SheetReaderFailed), reader_of(b"x", LIMITS, program(tmp_path, body)) as one:
        one.choose_sheet()


FORBIDDEN = {
    "a connection": "socket.socket()",
    "a file": "open('/etc/passwd').read()",
    "a new file": "open('/tmp/siap-forbidden', 'w').write('x')",
    "a process": "os.fork()",
    "another program": "os.execv('/bin/true', ['true'])",
    "a removal": "os.unlink('/tmp/siap-forbidden')",
    "a signal": "os.kill(os.getppid(), 0)",
}


@pytest.mark.parametrize("deed", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_process_when_it_reads_can_do_nothing_else(tmp_path: Path, deed: str) -> None:
    body = (
        Path(PROGRAM)
        .read_text()
        .replace("import json\n", "import json\nimport socket\n")
        .replace("_count_again(content, unpacked)", f"_try(lambda: {deed})")
        .replace(
            "class Refused",
            "def _try(deed):\n    try:\n        deed()\n    except PermissionError:\n"
            "        raise Refused('unusual')\n\n\nclass Refused",
            1,
        )
    )

    with (
        pytest.raises(RosterFileRefused) as refused,
        reader_of(b"x", LIMITS, program(tmp_path, body)) as reader,
    ):
        reader.choose_sheet()

    assert refused.value.problem is FileProblem.WORKBOOK_UNUSUAL
    assert not Path("/tmp/siap-forbidden").exists()  # noqa: S108 - it must never come to be


def test_process_when_started_inherits_no_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIAP_KEY_FILE", "/secret")
    body = (
        "import json, os, sys\n"
        "seen = ' '.join([*os.environ, *os.listdir('/proc/self/fd')])\n"
        "print(json.dumps({'sheet': seen, 'last_row': 1}))\n"
        f"print({line_of(SheetRow(1, [Cell(CellKind.TEXT, head) for head in HEADS]))!r})\n"
        "print(json.dumps({'end': True}), flush=True)\n"
        "sys.stdin.readline()\n"
    )

    with reader_of(b"x", LIMITS, program(tmp_path, body)) as reader:
        names = reader.choose_sheet().name.split()

    assert [name for name in names if not name.isdecimal()] in ([], ["LC_CTYPE"])
    assert len([name for name in names if name.isdecimal()]) == 5  # in, out, err, file, listing


STARTER = """
import os, sys
from enrollment.services.sheets import SheetReader
file = os.memfd_create("test")
os.write(file, open(sys.argv[1], "rb").read())
os.lseek(file, 0, 0)
reader = SheetReader(file)
reader.choose_sheet()
print(reader.process_id, flush=True)
sys.stdin.read()
"""


def test_process_when_its_starter_is_killed_dies_with_it(tmp_path: Path) -> None:
    path = tmp_path / "daftar.xlsx"
    path.write_bytes(roster_workbook([PERSON]))
    with subprocess.Popen(
        [sys.executable, "-c", STARTER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as starter:
        assert starter.stdout is not None
        child = int(starter.stdout.readline())
        alive_before = is_alive(child)
        starter.send_signal(signal.SIGKILL)
        starter.wait()

    assert alive_before
    assert not is_alive_for_long(child)


def is_alive(process_id: int) -> bool:
    try:
        state = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def is_alive_for_long(process_id: int) -> bool:
    deadline = time.monotonic() + 10
    while is_alive(process_id) and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_alive(process_id)


def test_process_when_the_machine_is_shut_down_leaves_its_end_to_its_starter() -> None:
    with reader_of(roster_workbook([PERSON])) as reader:
        reader.choose_sheet()
        os.kill(reader.process_id, signal.SIGTERM)

        assert len(list(reader.rows_from(1))) == 2


def test_process_when_reading_is_over_is_gone() -> None:
    with reader_of(roster_workbook([PERSON] * 3000)) as reader:
        reader.choose_sheet()
        next(reader.rows_from(1))

    assert not Path(f"/proc/{reader.process_id}").exists()


def test_limits_are_the_stated_ones() -> None:
    assert LIMITS.memory_bytes == 512 * 1024 * 1024
    assert LIMITS.unpacked_bytes == 300 * 1024 * 1024
    assert LIMITS.cpu_seconds + LIMITS.wait_seconds <= 180
