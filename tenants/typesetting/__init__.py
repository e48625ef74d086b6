"""Official papers as PDF: a template of ours and data, set by a process of its own.

The data reach the template as one text of JSON and stay data: nothing that somebody typed is ever
read as markup. Only the fonts that come with the compiler are used, and nothing is downloaded.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tenants.kernel.errors import N_, Unavailable

PROGRAM = Path(__file__).with_name("program.py")
PDF_MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True)
class TypesettingLimits:
    """What setting one paper may take: bytes of memory, seconds of processor and of waiting."""

    memory_bytes: int = 1536 * 1024 * 1024
    cpu_seconds: int = 60
    wait_seconds: float = 90


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    moment: datetime,
    limits: TypesettingLimits | None = None,
) -> bytes:
    """A paper as PDF/A; the same template, data and moment give the same bytes.

    Args:
        template: a ``.typ`` file of ours; what ``official.typ`` defines is known to it.
        data: what it is filled with, as JSON can hold it.
        moment: of which the file says that it was made.
        limits: what it may take.

    Raises:
        Unavailable: it could not be set within its limits.
    """
    allowed = limits or TypesettingLimits()
    given = (os.getpid(), allowed.memory_bytes, allowed.cpu_seconds, int(moment.timestamp()))
    # Its environment is empty: no address of a database, no key.
    process = subprocess.Popen(  # noqa: S603 - our own program, no shell
        [sys.executable, "-I", "-X", "utf8", str(PROGRAM), str(template), *map(str, given)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    )
    try:
        paper, _nothing = process.communicate(
            json.dumps(data).encode(), timeout=allowed.wait_seconds
        )
    except subprocess.TimeoutExpired as error:
        raise _unavailable() from error
    finally:
        process.kill()
        process.wait()
    if process.returncode != 0 or not paper.startswith(b"%PDF-"):
        raise _unavailable()
    return paper


def _unavailable() -> Unavailable:
    return Unavailable(N_("Dokumen PDF belum dapat disusun. Coba kembali beberapa saat lagi."))
