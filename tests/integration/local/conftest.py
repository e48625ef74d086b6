"""A supervisor as its operator sees it: a process with output and an exit code."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tenants.local import processes, supervisor

ROOT = Path(__file__).parents[3]
# The schema is enough to serve; loading the demo has tests of its own.
_WITHOUT_CONTENTS = """
import sys
from tenants.local import installation
from tenants.local.__main__ import main
installation.CONTENTS = ("schema",)
sys.exit(main(sys.argv[1:]))
"""


@dataclass
class Run:
    """One started supervisor."""

    var: Path
    port: int
    process: subprocess.Popen[bytes]
    screen: Path

    def wait_until_serving(self) -> None:
        """Wait until it has told its address."""
        deadline = time.monotonic() + 180
        while f"http://localhost:{self.port}" not in self.screen.read_text():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.screen.read_text()
            time.sleep(0.1)
        assert supervisor.answers(f"http://127.0.0.1:{self.port}/readyz")

    def children(self) -> list[int]:
        """Return the living processes that it started, and theirs."""
        path = self.var / "children"
        pids = [int(line.split()[0]) for line in path.read_text().splitlines()]
        return [member for pid in pids for member in processes.session_members(pid)]

    def output(self) -> str:
        """Return what it said until its end."""
        self.process.wait(timeout=180)
        return self.screen.read_text()


@pytest.fixture
def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def start(free_port: int, tmp_path: Path) -> Iterator[Callable[..., Run]]:
    """Start a supervisor on a folder of this test's own; ends what is left of it."""
    started: list[Run] = []

    def start(command: str = "run", var: Path = tmp_path / "var", port: int = free_port) -> Run:
        screen = tmp_path / f"screen-{len(started)}"
        with screen.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-c", _WITHOUT_CONTENTS, command, str(var)],
                cwd=ROOT,
                env={**os.environ, "PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(Run(var, port, process, screen))
        return started[-1]

    yield start
    for run in started:
        if run.process.poll() is None:
            run.process.send_signal(signal.SIGTERM)
        run.process.wait(timeout=180)
