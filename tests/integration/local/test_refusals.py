"""What cannot work is said in one line, with exit code 1, before anything is harmed."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tenants.kernel.roles import MATCHER
from tenants.local.var import open_var
from tests.integration.local.conftest import Run

Start = Callable[..., Run]


def refusal(run: Run) -> str:
    """Return the last line of a supervisor that refused."""
    output = run.output()
    assert run.process.returncode == 1, output
    assert "Traceback" not in output
    return output.splitlines()[-1]


def test_taken_port_is_refused_before_anything_starts(start: Start, tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        run = start(port=port)

        assert run.output() == (
            f"Porta {port} sudah dipakai program lain; pilih yang lain: PORT=8001 make run.\n"
        )
        assert run.process.returncode == 1
    assert not (tmp_path / "var" / "postgres").exists()


@pytest.mark.parametrize("command", ["run", "reset"])
def test_folder_in_use_is_refused_with_its_holder(
    start: Start, tmp_path: Path, command: str
) -> None:
    held = open_var(tmp_path / "var")

    line = refusal(start(command))

    assert f"sedang dipakai oleh proses {os.getpid()}" in line
    assert (tmp_path / "var" / "lock").exists()
    os.close(held.lock)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_port_that_is_none_is_refused(start: Start, port: str) -> None:
    assert "bukan nomor porta" in refusal(start(port=port))


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ({}, "tidak lengkap"),
        ({"PG_VERSION": "18"}, "tidak lengkap"),
        ({"PG_VERSION": "15\n", "global/pg_control": ""}, "dari versi 15"),
        ({"PG_VERSION": "18\n", "global/pg_control": ""}, "tidak mau menyala"),
    ],
)
def test_damaged_cluster_is_refused_with_the_cure(
    start: Start, tmp_path: Path, damage: dict[str, str], complaint: str
) -> None:
    held = open_var(tmp_path / "var")
    held.passwords()
    held.keys.write_text("never read")
    for name, text in {"somebody's file": "", **damage}.items():
        path = held.postgres / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    os.close(held.lock)

    line = refusal(start())

    assert complaint in line
    assert "make reset" in line
    assert (held.postgres / "somebody's file").exists()


@pytest.mark.parametrize("lost", ["passwords.json", "keys.json"])
def test_lost_secrets_of_existing_data_are_not_made_anew(
    start: Start, tmp_path: Path, lost: str
) -> None:
    held = open_var(tmp_path / "var")
    held.passwords()
    held.keys.write_text("never read")
    held.postgres.mkdir()
    (held.root / lost).unlink()
    os.close(held.lock)

    line = refusal(start())

    assert lost in line
    assert "make reset" in line
    assert not (held.root / lost).exists()


def test_role_of_a_later_release_gets_a_password_and_the_others_keep_theirs(tmp_path: Path) -> None:
    held = open_var(tmp_path / "var")
    before = held.passwords()
    path = held.root / "passwords.json"
    path.write_text(json.dumps({name: one for name, one in before.items() if name != MATCHER}))
    held.postgres.mkdir()

    after = held.passwords()

    os.close(held.lock)
    assert {name for name in after if after[name] != before[name]} == {MATCHER}
    assert json.loads(path.read_text()) == after
    assert path.stat().st_mode & 0o777 == 0o600
