"""Remarks kept for good: a reason says something, and no remark holds a NIK."""

import pytest

from tenants.remark_rules import REASON_LETTERS, number_errors, reason_errors


@pytest.mark.parametrize("reason", [None, "", "..........", "1234567890", "a" * 9])
def test_reason_with_too_few_letters_is_refused(reason: str | None) -> None:
    (error,) = reason_errors(reason)

    assert error.pointer == "/reason"
    assert error.params == {"count": REASON_LETTERS}


def test_reason_with_ten_letters_stands() -> None:
    assert reason_errors("Tercatat dua kali.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Baris 3: 3505010101700001 ganda.",
        "Baris 3: 3505 0101 0170 0001 ganda.",
        "350501.010170.0001 tidak padan, keluarkan.",
    ],
)
def test_remark_that_holds_a_nik_is_refused(text: str) -> None:
    assert [error.pointer for error in number_errors("/note", text)] == ["/note"]
    assert [error.pointer for error in reason_errors(text)] == ["/reason"]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "Rp302.400.000.000.000 untuk 1.500 orang",
        "14-04-2025 sampai 31-12-2025, Pasal 7",
        "PKS 560/1234/409.05/2025 dan PER/12/042025",
        "12345678901234567",
    ],
)
def test_remark_with_sums_days_and_numbers_of_papers_stands(text: str | None) -> None:
    assert number_errors("/note", text) == []
