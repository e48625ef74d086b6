"""What a machine or a Python that does not fit is told."""

import importlib.util
import platform
import sys
from pathlib import Path

import pytest

from tenants.local import environment


def test_python_of_ours_on_this_machine_fits() -> None:
    assert environment.problem_with_machine() == ""


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 15, 0), (2, 7, 18)])
def test_python_outside_the_range_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)

    line = environment.problem_with_machine()

    assert line.startswith(f"Python {version[0]}.{version[1]} tidak cocok")
    assert "3.11 sampai 3.14" in line
    assert "\n" not in line


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_module_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == module else real(name)
    )

    line = environment.problem_with_machine()

    assert f"Modul {module}" in line
    assert "apt install python3" in line


@pytest.mark.parametrize(
    ("system", "machine", "libc"),
    [("darwin", "x86_64", "glibc"), ("linux", "aarch64", "glibc"), ("linux", "x86_64", "musl")],
)
def test_other_machines_are_refused(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, libc: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(platform, "libc_ver", lambda: (libc, ""))

    assert "diperlukan Linux x86-64" in environment.problem_with_machine()


def test_unchanged_lock_installs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands: list[list[str]] = []

    def note(command: list[str]) -> int:
        commands.append(command)
        return 0

    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.lock").write_text("one==1")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "DIRECTORY", tmp_path / ".venv")
    monkeypatch.setattr(environment, "works", lambda: True)
    monkeypatch.setattr(environment, "run", note)

    assert [environment.prepare("runtime") for _ in range(2)] == [0, 0]
    first = len(commands)
    (tmp_path / "requirements.lock").write_text("one==2")
    environment.prepare("runtime")

    assert (first, len(commands)) == (1, 2)
    assert all("--require-hashes" in command for command in commands)
