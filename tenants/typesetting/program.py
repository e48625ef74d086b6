"""A program of its own: sets one paper. Nobody imports it.

It is started with the path of a template, takes its data from the standard input, sets the look of
official papers before the template, and writes the PDF to the standard output. Memory and processor
time are limited, it writes no file, and it dies with whoever started it.

PDF/A has no place for a character that no font draws, and the fonts are few: of what somebody typed
such a character is set as a mark, so that one name never stops the paper of a whole village.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

_DIE_WITH_PARENT, _DUMPABLE, _NO_NEW_RIGHTS = 1, 4, 38
_STANDARD: Final = "a-2b"
_STAND_IN = "\ufffd"
_LOOK = Path(__file__).with_name("official.typ")
_PROBE = Path(__file__).with_name("probe.typ")
_Compiler = Callable[[Path, str], bytes]
"""Sets a template with its data, or refuses with a ``RuntimeError``."""


def main(arguments: Sequence[str]) -> None:
    """Give up rights, then set the paper.

    Args:
        arguments: path of the template, process id of the starter, bytes of memory, seconds of
            processor time, and the moment the file bears, in seconds.
    """
    template = Path(arguments[0])
    parent, memory, seconds, moment = map(int, arguments[1:])
    _limit(parent, memory, seconds)
    given = sys.stdin.buffer.read().decode()
    compiler = _compiler(moment)
    try:
        paper = compiler(template, given)
    except RuntimeError:
        paper = _set_displayable(template, json.loads(given), compiler)
    sys.stdout.buffer.write(paper)


def _set_displayable(template: Path, content: object, compiler: _Compiler) -> bytes:
    """A paper with a mark for each character that no font has, wherever it stands.

    Some have a glyph by themselves and none beside a neighbour; then of what is no plain Latin
    letter nothing is left.
    """
    unusual = {unit for text in _texts(content) for unit in _units(text) if _is_unusual(unit)}
    unseen = dict.fromkeys(filter(_is_unseen, unusual), "")
    missing = _missing(sorted(unusual - unseen.keys()), compiler)
    shown = unseen | dict.fromkeys(missing, _STAND_IN)
    try:
        return compiler(template, _with_marks(content, shown))
    except RuntimeError:
        foreign = dict.fromkeys(filter(_is_foreign, unusual), _STAND_IN)
        return compiler(template, _with_marks(content, foreign | shown))


def _compiler(moment: int) -> _Compiler:
    import typst

    fonts = typst.Fonts(include_system_fonts=False)

    def compiled(template: Path, data: str) -> bytes:
        whole = typst.Compiler(
            _LOOK.read_bytes() + template.read_bytes(),
            root=template.parent,
            font_paths=fonts,
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            package_path=Path(os.devnull),
            package_cache_path=Path(os.devnull),
        )
        paper = whole.compile(
            format="pdf", pdf_standards=_STANDARD, pdf_tags=False, timestamp=moment
        )
        return paper if isinstance(paper, bytes) else b"".join(paper or ())

    return compiled


def _with_marks(content: object, shown: Mapping[str, str]) -> str:
    return json.dumps(
        _each_text(content, lambda text: "".join(shown.get(unit, unit) for unit in _units(text)))
    )


def _texts(content: object) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, list | dict):
        for one in content.values() if isinstance(content, dict) else content:
            yield from _texts(one)


def _each_text(content: object, change: Callable[[str], str]) -> object:
    if isinstance(content, str):
        return change(content)
    if isinstance(content, list):
        return [_each_text(one, change) for one in content]
    if isinstance(content, dict):
        return {name: _each_text(one, change) for name, one in content.items()}
    return content


def _units(text: str) -> Sequence[str]:
    """Characters with the accents that stand on them: a font draws both or neither."""
    if text.isascii():
        return list(text)
    units: list[str] = []
    for letter in text:
        if units and unicodedata.category(letter).startswith("M"):
            units[-1] += letter
        else:
            units.append(letter)
    return units


def _missing(units: Sequence[str], compiler: _Compiler) -> Iterator[str]:
    """The units that cannot be set, found by halves: most of them can."""
    try:
        compiler(_PROBE, json.dumps(units))
    except RuntimeError:
        if len(units) == 1:
            yield units[0]
            return
        middle = len(units) // 2
        yield from _missing(units[:middle], compiler)
        yield from _missing(units[middle:], compiler)


def _is_unusual(unit: str) -> bool:
    return not (unit.isascii() and unit.isprintable()) and unit != "\n"


def _is_foreign(unit: str) -> bool:
    return len(unit) > 1 or not unicodedata.name(unit, "").startswith("LATIN ")


def _is_unseen(unit: str) -> bool:
    """Marks of direction and joins, and control characters, leave nothing that is missed."""
    return unicodedata.category(unit[0]) in {"Cc", "Cf"}


def _limit(parent: int, memory: int, seconds: int) -> None:
    libc = ctypes.CDLL(None)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(_NO_NEW_RIGHTS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(1)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
