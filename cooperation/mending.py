"""In which form a finding is mended. Pure; the addresses of the forms belong to the pages."""

from collections.abc import Mapping
from enum import StrEnum

from cooperation.findings import FindingCode


class Place(StrEnum):
    """A form, or the papers of an agreement."""

    PROGRAMME = "programme"
    NEXT_PROGRAMME = "next-programme"
    PLAN = "plan"
    AGREEMENT = "agreement"
    AGREED = "agreed"
    """Whichever form states what was agreed otherwise, from the page of the agreement."""
    NEW_AGREEMENT = "new-agreement"
    PAPERS = "papers"
    LISTS = "lists"


MENDED_IN: Mapping[FindingCode, Place] = {
    FindingCode.FIGURE_SLIP: Place.PROGRAMME,
    FindingCode.STATED_RATE_MISMATCH: Place.PROGRAMME,
    FindingCode.STATED_RATE_OFF_TARIFF: Place.PROGRAMME,
    FindingCode.STATED_TOTAL_OFF: Place.PROGRAMME,
    FindingCode.IMPLIED_MONTHS_NOT_WHOLE: Place.PROGRAMME,
    FindingCode.IMPLIED_MONTHS_OVER_YEAR: Place.PROGRAMME,
    FindingCode.BASIS_ENDED: Place.PROGRAMME,
    FindingCode.BASIS_LOST: Place.PROGRAMME,
    FindingCode.BASIS_NOT_YET: Place.PROGRAMME,
    FindingCode.AMENDED_OVER_BUDGET: Place.PROGRAMME,
    FindingCode.BUDGET_DIFFERS: Place.PROGRAMME,
    FindingCode.BUDGET_LINE_SHARED: Place.PROGRAMME,
    FindingCode.MONTHS_BEYOND_BUDGET_YEAR: Place.PROGRAMME,
    FindingCode.SHORT_PACKAGE: Place.PROGRAMME,
    FindingCode.COMMITMENTS_OVERLAP: Place.PROGRAMME,
    FindingCode.COMING_MONTHS_UNCOVERED: Place.NEXT_PROGRAMME,
    FindingCode.COMING_MONTHS_UNPAYABLE: Place.NEXT_PROGRAMME,
    FindingCode.COMING_MONTHS_PLANNED: Place.PLAN,
    FindingCode.AGREEMENT_NUMBER_TAKEN: Place.AGREEMENT,
    FindingCode.TERM_OUTSIDE_MONTHS: Place.AGREEMENT,
    FindingCode.AGREEMENTS_OVERLAP: Place.AGREEMENT,
    FindingCode.AUTHORITY_NOT_SHOWN: Place.AGREEMENT,
    FindingCode.SIGNATORIES_MISSING: Place.AGREEMENT,
    FindingCode.AMENDED_PEOPLE_UNLIKELY: Place.AGREEMENT,
    FindingCode.AGREEMENT_CHANGED: Place.AGREED,
    FindingCode.AGREEMENT_ENDED_EARLY: Place.NEW_AGREEMENT,
    FindingCode.AGREEMENT_MISSING: Place.NEW_AGREEMENT,
    FindingCode.SIGNED_COPY_MISSING: Place.PAPERS,
    FindingCode.START_BEFORE_SIGNATURE: Place.PAPERS,
    FindingCode.AMENDED_TOTAL_OFF: Place.PAPERS,
    FindingCode.NAMES_SHORT: Place.LISTS,
    FindingCode.NAMES_OVER: Place.LISTS,
}
"""Every finding that asks for something; a test compares."""
