"""Names on lists against the people of a programme: what is said, and in which words."""

import pytest

from cooperation.checks.names import check_names
from cooperation.findings import FindingCode, Severity
from cooperation.sentences import render
from cooperation.wording import describe


@pytest.mark.parametrize(
    ("names", "are_candidates", "code", "severity"),
    [
        (1_480, False, FindingCode.NAMES_SHORT, Severity.ACTION),
        (1_480, True, FindingCode.NAMES_SHORT, Severity.ACTION),
        (1_501, False, FindingCode.NAMES_OVER, Severity.ACTION),
        (1_501, True, FindingCode.CANDIDATES_OVER, Severity.NOTE),
    ],
)
def test_names_when_they_differ_are_a_finding(
    names: int, are_candidates: bool, code: FindingCode, severity: Severity
) -> None:
    finding = check_names(1_500, names, are_candidates=are_candidates)

    assert finding is not None
    assert (finding.code, finding.severity) == (code, severity)


@pytest.mark.parametrize(("people", "names"), [(1_500, 1_500), (None, 10), (0, 0)])
def test_names_when_they_agree_or_nothing_is_stated_are_none(
    people: int | None, names: int
) -> None:
    assert check_names(people, names, are_candidates=False) is None


@pytest.mark.parametrize(
    ("names", "are_candidates", "words"),
    [
        (
            1_480,
            False,
            (
                "Daftar memuat 1.480 nama, sedangkan program menyebut 1.500 orang: kurang 20 nama."
                " Lengkapi daftarnya, atau ubah jumlah orang pada program bila memang berkurang."
            ),
        ),
        (
            1_520,
            False,
            (
                "Daftar memuat 1.520 nama, sedangkan program menyebut 1.500 orang: lebih 20 nama."
                " Iuran bagi kelebihannya belum dihitung. Keluarkan nama yang berlebih, atau ubah"
                " jumlah orang pada program."
            ),
        ),
        (
            1_737,
            True,
            (
                "1.737 calon tercatat, sedangkan program menyebut 1.500 orang. Tetapkan 1.500"
                " penerima dan masukkan 237 orang ke daftar cadangan."
            ),
        ),
    ],
)
def test_names_when_said_state_both_counts(names: int, are_candidates: bool, words: str) -> None:
    finding = check_names(1_500, names, are_candidates=are_candidates)

    assert finding is not None
    assert render(describe(finding)) == words
