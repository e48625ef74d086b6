"""The command behind ``make run``: what it takes for a folder."""

from pathlib import Path

import pytest

from tenants.local.__main__ import main


@pytest.mark.parametrize("arguments", [["run", "--help"], ["reset", "-f"], ["--help"], []])
def test_command_when_it_is_not_understood_says_how_and_makes_no_folder(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(arguments) == 2

    assert "Pemakaian" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
