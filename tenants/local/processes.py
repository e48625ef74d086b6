"""Child processes that live in their own session and never outlive the supervisor."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tenants.kernel.parent import die_with_parent
from tenants.local.errors import LocalError

UNPRIVILEGED_ID = 65534
"""The kernel's overflow user, "nobody": present on every Linux, owner of nothing of value."""

_SESSION_FIELD = 3  # both: of the fields after the command name in /proc/PID/stat
_START_FIELD = 19


@dataclass(frozen=True)
class EngineUser:
    """The user that the engines' processes drop to when the supervisor is root."""

    uid: int = UNPRIVILEGED_ID
    gid: int = UNPRIVILEGED_ID


def engine_user() -> EngineUser | None:
    """Return the user to drop to, or None when the supervisor is not root."""
    return EngineUser() if os.geteuid() == 0 else None


def spawn(
    arguments: Sequence[str | Path],
    *,
    directory: Path,
    environment: Mapping[str, str],
    log: Path,
    death_signal: signal.Signals,
    user: EngineUser | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session, with its output appended to ``log``.

    Call it from the main thread: the death signal follows the thread that forked.

    Args:
        arguments: The program and its arguments.
        directory: Working directory, entered before the privileges are dropped.
        environment: The child's whole environment.
        log: File that receives standard output and standard error.
        death_signal: What the kernel sends to the child when the supervisor dies.
        user: The user to become, or None to stay the same.

    Raises:
        LocalError: The program cannot be started.
    """
    parent = os.getpid()
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)) as output:
        try:
            return subprocess.Popen(
                arguments,
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
                # The kernel forgets the death signal at setuid, so it is set after it, here.
                preexec_fn=partial(die_with_parent, death_signal, parent),  # noqa: PLW1509 - no threads here
            )
        except (OSError, subprocess.SubprocessError) as error:
            message = f"{Path(arguments[0]).name} tidak dapat dijalankan: {error}"
            raise LocalError(message) from error


def stop(
    process: subprocess.Popen[bytes],
    steps: Sequence[tuple[signal.Signals, float]],
    *,
    asked: bool = False,
) -> None:
    """Send each signal in turn until the process ends, then end what is left of its session.

    Args:
        process: A child started by ``spawn``.
        steps: Signals with the seconds to wait after each; SIGKILL is the last resort anyway.
        asked: Whether the first signal has been sent already.
    """
    for number, (signal_sent, seconds) in enumerate(steps):
        if process.poll() is None:
            if number > 0 or not asked:
                process.send_signal(signal_sent)
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
    if process.poll() is None:
        process.kill()
        process.wait()
    for pid in session_members(process.pid):
        send_quietly(pid, signal.SIGKILL)


def session_members(session: int) -> list[int]:
    """Return the ids of the living processes of a session, zombies left out."""
    members = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat_fields(int(entry.name))
            if fields and int(fields[_SESSION_FIELD]) == session and fields[0] not in "ZX":
                members.append(int(entry.name))
    return members


def start_time(pid: int) -> int | None:
    """Return when a process started, in the kernel's ticks since boot, or None if it is gone."""
    fields = _stat_fields(pid)
    return int(fields[_START_FIELD]) if fields else None


def send_quietly(pid: int, number: signal.Signals) -> None:
    """Send a signal to one of our processes, which may just have ended."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _stat_fields(pid: int) -> list[str]:
    """Return the fields of /proc/PID/stat after the command name, or none if it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
