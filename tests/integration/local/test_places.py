"""Where the engines' programs and sockets lie."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.local import places, processes

AN_HOUR_AGO = -3600


@pytest.fixture
def runtime() -> Iterator[places.Runtime]:
    """A runtime directory as this user's supervisor would make it."""
    made = places.create_runtime(processes.engine_user())
    yield made
    made.remove()


def version_said_by(program: Path, runtime: places.Runtime, log: Path) -> str:
    """Run a program as the engines' user and return what it says its version is."""
    process = processes.spawn(
        [program, "--version"],
        directory=runtime.path,
        environment={},
        log=log,
        death_signal=signal.SIGKILL,
        user=runtime.user,
    )
    assert process.wait() == 0
    return log.read_text()


def test_programs_run_for_the_engines_user_also_when_copied(
    runtime: places.Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_reachable", lambda *_: False)

    programs = places.postgres_programs(runtime)
    valkey = places.valkey_program(runtime)

    assert runtime.path in programs.parents
    assert runtime.path in valkey.parents
    assert "PostgreSQL) 18" in version_said_by(programs / "postgres", runtime, tmp_path / "one")
    assert "PostgreSQL) 18" in version_said_by(programs / "initdb", runtime, tmp_path / "two")
    assert "Valkey" in version_said_by(valkey, runtime, tmp_path / "three")


def test_reachable_programs_stay_where_they_are(
    runtime: places.Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_reachable", lambda *_: True)

    assert runtime.path not in places.postgres_programs(runtime).parents
    assert list(runtime.path.iterdir()) == []


def test_folder_closed_above_is_not_reachable_for_another_user(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    (closed / "open").mkdir(parents=True)
    (closed / "open").chmod(0o755)
    closed.chmod(0o700)

    assert not places._world_enterable(closed / "open")
    assert places._world_enterable(Path("/usr/bin"))


def test_next_start_removes_what_a_killed_supervisor_left(runtime: places.Runtime) -> None:
    abandoned = places.create_runtime(processes.engine_user())
    (abandoned.path / "socket").touch()
    os.close(abandoned.lock)
    for path in (abandoned.path, runtime.path):
        long_ago = path.stat().st_mtime + AN_HOUR_AGO
        os.utime(path, (long_ago, long_ago))

    places.create_runtime(processes.engine_user()).remove()

    assert not abandoned.path.exists()
    assert runtime.path.exists()  # locked: its supervisor lives
