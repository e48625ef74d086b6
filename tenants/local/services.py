"""The product's own processes, restarted with back-off when they end."""

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, SIGQUIT, SIGTERM, Signals

from tenants.local import processes

_FIRST_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_STEADY_SECONDS = 60.0  # after this long without an end, the pause starts small again
_WEB_PROCESSES = 2
_WEB_THREADS = 4


@dataclass
class Service:
    """One long-running process of the product.

    Attributes:
        name: What messages and the log file call it.
        arguments: The Python module and its arguments.
        environment: Its whole environment.
        directory: Where it runs.
        log: File that receives its output.
        death_signal: What it gets when the supervisor dies.
        stop_steps: Signals and seconds that stop it.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    log: Path
    death_signal: Signals
    stop_steps: Sequence[tuple[Signals, float]]
    process: subprocess.Popen[bytes] | None = None
    pause_seconds: float = _FIRST_PAUSE_SECONDS
    started_at: float = 0.0
    due_at: float = 0.0
    asked_to_stop: bool = False

    def start(self) -> int:
        """Start the process and return its id."""
        self.process = processes.spawn(
            [sys.executable, "-m", *self.arguments],
            directory=self.directory,
            environment=self.environment,
            log=self.log,
            death_signal=self.death_signal,
        )
        self.started_at = time.monotonic()
        return self.process.pid

    def ask_to_stop(self) -> None:
        """Send the first signal, so that several services end at the same time."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_steps[0][0])
            self.asked_to_stop = True

    def stop(self) -> None:
        """Stop the process and whatever it started."""
        if self.process is not None:
            processes.stop(self.process, self.stop_steps, asked=self.asked_to_stop)
            self.process = None

    def notice_end(self) -> int | None:
        """Return the exit code if the process has just ended, and plan its next start."""
        if self.process is None or self.process.poll() is None:
            return None
        code = self.process.returncode
        self.stop()  # ends what the process may have left in its session
        now = time.monotonic()
        steady = now - self.started_at > _STEADY_SECONDS
        self.pause_seconds = (
            _FIRST_PAUSE_SECONDS if steady else min(self.pause_seconds * 2, _LONGEST_PAUSE_SECONDS)
        )
        self.due_at = now + self.pause_seconds
        return code

    def is_due(self) -> bool:
        """Tell whether the process is down and its pause is over."""
        return self.process is None and time.monotonic() >= self.due_at


def web_arguments(port: int) -> list[str]:
    """Return how the web server is started on this machine's own address."""
    options = {
        "config": "python:tenants.web_server",
        "bind": f"127.0.0.1:{port}",
        "workers": _WEB_PROCESSES,
        "threads": _WEB_THREADS,
        "timeout": 60,
        "graceful-timeout": 3,
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return ["gunicorn", *flags, "--no-control-socket", "wsgi:create_app()"]


ENDINGS: Mapping[str, tuple[Signals, Sequence[tuple[Signals, float]]]] = {
    "web": (SIGQUIT, ((SIGTERM, 4.0), (SIGQUIT, 1.0))),
    # A worker asked once finishes its job first; asked twice it drops the job. When the supervisor
    # dies nobody is there to ask twice, and the job's lease hands it to the next worker anyway.
    "worker": (SIGKILL, ((SIGTERM, 2.0), (SIGTERM, 2.0))),
    "relay": (SIGTERM, ((SIGTERM, 2.0),)),
    # What it has not committed it does again at the next start.
    "matcher": (SIGTERM, ((SIGTERM, 2.0),)),
}
"""By name: what the kernel sends when the supervisor dies, and how the supervisor stops it."""
