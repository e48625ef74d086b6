"""What a row of the security bar came to, as one line of JSON."""

import json
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TextIO

from tests.conftest import ROOT

_PARTS = ("flask", "sqlalchemy", "psycopg", "redis", "rq", "gunicorn")


@dataclass(frozen=True)
class Finding:
    """One row, or one part of it.

    Attributes:
        row: its number in the bar.
        name: what was tried.
        figure: what was counted, by name; exact counts.
        target: the figure that passes, as a sentence.
        passed: whether this one does.
        notes: what went wrong, a few examples.
    """

    row: int
    name: str
    figure: Mapping[str, int | float | str]
    target: str
    passed: bool
    notes: list[str] = field(default_factory=list)

    def line(self, *, scale: float, seconds: float) -> str:
        """The finding as one line of JSON, with what it was found on."""
        return json.dumps(
            {
                "row": self.row,
                "name": self.name,
                "figure": dict(self.figure),
                "target": self.target,
                "pass": self.passed,
                "notes": self.notes,
                "scale": scale,
                "seconds": round(seconds, 1),
                "at": datetime.now(UTC).isoformat(timespec="seconds"),
                "commit": commit(),
                "versions": {
                    "python": platform.python_version(),
                    **{part: version(part) for part in _PARTS},
                },
            },
            ensure_ascii=False,
        )


def commit() -> str:
    """The commit of the tree, with a mark when it holds more than that."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--abbrev=12"],  # noqa: S607  git is where the shell finds it
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    return found.stdout.strip() or "no commit"


def say(text: str, *, to: TextIO | None = None) -> None:
    """One line for whoever waits."""
    print(text, file=to or sys.stderr, flush=True)
