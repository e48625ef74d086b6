"""A program of its own: sets one paper. Nobody imports it.

It is started with the path of a template, takes its data from the standard input, and writes the
PDF to the standard output. Memory and processor time are limited, it writes no file, and it dies
with whoever started it.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_DIE_WITH_PARENT, _DUMPABLE, _NO_NEW_RIGHTS = 1, 4, 38
_STANDARD: Final = "a-2b"


def main(arguments: Sequence[str]) -> None:
    """Give up rights, then set the paper.

    Args:
        arguments: path of the template, process id of the starter, bytes of memory, seconds of
            processor time, and the moment the file bears, in seconds.
    """
    template = Path(arguments[0])
    parent, memory, seconds, moment = map(int, arguments[1:])
    _limit(parent, memory, seconds)
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    paper = typst.compile(
        template,
        root=template.parent,
        font_paths=fonts,
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": sys.stdin.buffer.read().decode()},
        pdf_standards=_STANDARD,
        pdf_tags=False,
        timestamp=moment,
        package_path=os.devnull,
        package_cache_path=os.devnull,
    )
    if isinstance(paper, bytes):
        sys.stdout.buffer.write(paper)


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
