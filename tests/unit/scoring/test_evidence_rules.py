"""Evidence: what it must say, whether it holds on a day, and when its end is told."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from scoring.evidence_notices import ENDED, ENDING, RunningOut, ending_tidings
from scoring.evidence_rules import EvidenceDetails, Validity, evidence_errors, validity_on

LAST = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("days_left", "validity"),
    [
        (31, Validity.VALID),
        (30, Validity.ENDING),
        (0, Validity.ENDING),
        (-1, Validity.ENDED),
    ],
)
def test_evidence_when_its_last_day_nears_is_running_out(
    days_left: int, validity: Validity
) -> None:
    assert validity_on(LAST, LAST - timedelta(days=days_left)) is validity
    assert validity_on(None, LAST) is Validity.VALID


@pytest.mark.parametrize(
    ("details", "pointers"),
    [
        (EvidenceDetails("Pasal 7"), []),
        (EvidenceDetails("  "), ["/place"]),
        (EvidenceDetails("hlm. 3", note="NIK 3505012301900001"), ["/note"]),
        (EvidenceDetails("3505012301900001"), ["/place"]),
    ],
)
def test_evidence_when_kept_names_a_page_and_no_person(
    details: EvidenceDetails, pointers: list[str]
) -> None:
    assert [one.pointer for one in evidence_errors(details)] == pointers


def test_end_when_it_comes_is_told_at_four_thresholds_and_once_afterwards() -> None:
    one = RunningOut(UUID(int=1), "sertifikat.pdf", "D1", LAST)
    days = [LAST + timedelta(days=number) for number in range(-120, 60)]

    told = [(day, tidings) for day in days if (tidings := ending_tidings(one, day))]

    first_of_key = {tidings.key: (day, tidings.code) for day, tidings in reversed(told)}
    assert sorted(first_of_key.values()) == [
        (date(2026, 4, 1), ENDING),
        (date(2026, 5, 29), ENDING),
        (date(2026, 6, 23), ENDING),
        (date(2026, 6, 29), ENDING),
        (date(2026, 7, 1), ENDED),
    ]
    assert told[-1][0] == LAST + timedelta(days=30)
