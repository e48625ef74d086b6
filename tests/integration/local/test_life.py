"""A whole life: start, loss of a process, kill -9, start again, stop."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tenants.local import processes, supervisor
from tests.integration.local.conftest import Run

Start = Callable[..., Run]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait two minutes at most, for a busy machine."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.1)


def pid_of(run: Run, name: str) -> int:
    """Return the newest process of the supervisor whose command line holds a word, or 0."""
    return max((pid for pid in run.children() if name in command_line(pid)), default=0)


def command_line(pid: int) -> str:
    """Return a process's command line, nothing when it has just ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_supervisor_keeps_its_word_from_first_start_to_last_stop(
    start: Start, tmp_path: Path
) -> None:
    first = start()
    first.wait_until_serving()
    assert_private(first)

    relay = pid_of(first, "flask relay")
    os.kill(relay, signal.SIGKILL)
    wait_until(
        lambda: pid_of(first, "flask relay") not in {0, relay}, "the relay was not started again"
    )

    first.process.kill()
    wait_until(lambda: not first.children(), "something outlived the supervisor")
    assert not supervisor.answers(f"http://127.0.0.1:{first.port}/healthz")

    second = start()
    second.wait_until_serving()
    second.process.send_signal(signal.SIGTERM)
    output = second.output()

    assert second.process.returncode == 0
    assert second.children() == []
    assert f"http://localhost:{second.port}" in output
    assert output.endswith(f"Semua sudah berhenti; data tersimpan di {second.var}.\n")
    assert "relay berhenti (kode -9)" in first.output()

    assert start("reset").output().startswith("Data setempat")
    assert not (tmp_path / "var").exists()


def assert_private(run: Run) -> None:
    """The folder is closed to others, and the engines never run as root."""
    modes = {path.name: path.stat().st_mode & 0o077 for path in run.var.iterdir()}
    assert run.var.stat().st_mode & 0o077 == 0
    assert {name for name, mode in modes.items() if mode} == set()
    engines = [pid_of(run, name) for name in ("bin/postgres", "valkey-server")]
    expected = processes.UNPRIVILEGED_ID if os.geteuid() == 0 else os.geteuid()
    assert {Path(f"/proc/{pid}").stat().st_uid for pid in engines} == {expected}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_early_stop_leaves_nothing_and_a_folder_that_starts(
    start: Start, number: signal.Signals
) -> None:
    run = start()
    wait_until((run.var / "children").is_file, "no child was started")
    run.process.send_signal(number)

    assert "Semua sudah berhenti" in run.output()
    assert run.process.returncode == 0
    assert run.children() == []


def test_lost_database_ends_everything_with_a_reason(start: Start) -> None:
    run = start()
    run.wait_until_serving()
    os.kill(pid_of(run, "bin/postgres"), signal.SIGKILL)

    output = run.output()

    assert run.process.returncode == 1
    assert "PostgreSQL berhenti sendiri" in output.splitlines()[-1]
    assert run.children() == []
