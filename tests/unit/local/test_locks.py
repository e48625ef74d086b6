"""The lock files: everything by hash, from nowhere in particular."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(lock: str) -> dict[str, list[str]]:
    """Return each pinned requirement with its hashes."""
    logical = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    return {line.split(" ")[0]: re.findall(r"--hash=sha256:[0-9a-f]{64}", line) for line in logical}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_everything_by_version_and_hash(lock: str) -> None:
    found = pins(lock)

    assert len(found) > 30
    assert [name for name, hashes in found.items() if "==" not in name or not hashes] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_download_host(lock: str) -> None:
    text = (ROOT / lock).read_text()

    assert not re.search(r"://|--index|--find-links|--extra|--trusted", text)


def test_development_has_the_very_versions_of_runtime() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)

    assert runtime.items() <= development.items()
