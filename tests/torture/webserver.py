"""The product's web server as it runs on a real server: gunicorn, processes and threads."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

PROCESSES, THREADS = 2, 4
_START_SECONDS = 60.0


@contextmanager
def running_webserver(
    environment: Mapping[str, str], log: Path, tree: Path = ROOT
) -> Iterator[int]:
    """Start it on a free port and stop it at the end.

    Args:
        environment: its whole environment.
        log: receives its output.
        tree: the sources it runs.
    """
    port = free_port()
    arguments = [
        *(sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level=warning"),
        "--config=python:tenants.web_server",
        *(f"--bind=127.0.0.1:{port}", f"--workers={PROCESSES}", f"--threads={THREADS}"),
        *("--keep-alive=30", "--graceful-timeout=3", "wsgi:create_app()"),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            arguments, cwd=tree, env=environment, stdout=output, stderr=output
        )
    try:
        wait_until_ready(port, process)
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait until it accepts connections.

    Raises:
        RuntimeError: it ended, or does not in time.
    """
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == os.EX_OK:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server does not start; look at its log")
