"""What a programme that continues another is first called."""

import pytest

from cooperation.commitment_rules import continued_title


@pytest.mark.parametrize(
    ("title", "year", "expected"),
    [
        ("Pekerja rentan Blitar 2026", 2027, "Pekerja rentan Blitar 2027"),
        ("Pekerja rentan", 2027, "Pekerja rentan 2027"),
        ("Pekerja rentan 2027", 2027, "Pekerja rentan 2027"),
        ("Pekerja rentan 2026", 2026, "Pekerja rentan 2026"),
    ],
)
def test_continuation_is_told_apart_by_its_year(title: str, year: int, expected: str) -> None:
    assert continued_title(title, 2026, year) == expected
