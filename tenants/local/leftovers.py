"""Children of a supervisor that was killed: waited for, then ended.

The kernel tells every child that the supervisor died, but an engine needs a moment to close its
files, and the next start must not meet it half-way.
"""

import os
import signal
import time
from pathlib import Path

from tenants.local import processes

_PATIENCE_SECONDS = 10.0


def remember(path: Path, pid: int) -> None:
    """Add a child to the list; its start time tells it from a later process with the same id."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
        file.write(f"{pid} {processes.start_time(pid) or 0}\n")


def end(path: Path) -> None:
    """Wait for the listed children and whatever they started, end the stubborn, empty the list."""
    sessions = _listed(path)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (alive := _alive(sessions)) and time.monotonic() < deadline:
        time.sleep(0.1)
    for pid in alive:
        processes.send_quietly(pid, signal.SIGKILL)
    path.unlink(missing_ok=True)


def _alive(sessions: list[int]) -> list[int]:
    return [pid for session in sessions for pid in processes.session_members(session)]


def _listed(path: Path) -> list[int]:
    """Return the sessions of the list that are still those of our children."""
    if not path.is_file():
        return []
    pairs = [line.split() for line in path.read_text().splitlines()]
    return [
        int(pair[0])
        for pair in pairs
        if len(pair) == 2 and processes.start_time(int(pair[0])) in {None, int(pair[1])}  # noqa: PLR2004 - pid and start time
    ]
