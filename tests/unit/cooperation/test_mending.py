"""Every finding that asks for something says in which form it is mended."""

from cooperation.findings import FindingCode
from cooperation.mending import MENDED_IN

TOLD_ALONE = {
    FindingCode.CANDIDATES_OVER,
    FindingCode.PAST_MONTHS_UNCOVERED,
    FindingCode.SIGNED_WITHIN_FIRST_MONTH,
    FindingCode.THREE_MONTH_PACKAGE,
    FindingCode.DISCOUNT_APPLIED,
    FindingCode.DISCOUNT_WINDOW_CROSSED,
    FindingCode.DISCOUNT_EXCLUDED,
    FindingCode.DISCOUNT_OPEN,
    FindingCode.INCOME_BETWEEN_BANDS,
    FindingCode.PROGRESSIVE_SLICES,
    FindingCode.FIRST_MONTH_ASSUMED,
    FindingCode.MONTHS_IMPLIED,
    FindingCode.MONTHS_ASSUMED,
    FindingCode.PROGRAMMES_ASSUMED,
    FindingCode.SOURCE_NOT_STATED,
    FindingCode.OCCUPATION_GROUP_ASSUMED,
    FindingCode.TARIFF_UNVERIFIED,
}


def test_finding_when_it_is_no_mere_note_has_a_form() -> None:
    assert MENDED_IN.keys() | TOLD_ALONE == set(FindingCode)
    assert not MENDED_IN.keys() & TOLD_ALONE
