"""What a computation has to say: codes, severities, parameters. ``wording`` has the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from cooperation.arithmetic import PricedRun
from cooperation.months import Month
from cooperation.recognition import RateMatch

FindingValue: TypeAlias = int | str | Fraction | Month | date | tuple[int, ...] | None


class Severity(StrEnum):
    """How a finding is to be read. Only ``WRONG`` and ``ACTION`` ask for something."""

    WRONG = "wrong"
    ACTION = "action"
    NOTE = "note"
    ASSUMPTION = "assumption"


class FindingCode(StrEnum):
    """Every finding about a commitment and its lists, in the order they are read."""

    FIGURE_SLIP = "figure-slip"
    STATED_RATE_MISMATCH = "stated-rate-mismatch"
    STATED_RATE_OFF_TARIFF = "stated-rate-off-tariff"
    STATED_TOTAL_OFF = "stated-total-off"
    IMPLIED_MONTHS_NOT_WHOLE = "implied-months-not-whole"
    IMPLIED_MONTHS_OVER_YEAR = "implied-months-over-year"
    AGREEMENT_NUMBER_TAKEN = "agreement-number-taken"
    TERM_OUTSIDE_MONTHS = "term-outside-months"
    AGREEMENTS_OVERLAP = "agreements-overlap"
    AUTHORITY_NOT_SHOWN = "authority-not-shown"
    AGREEMENT_CHANGED = "agreement-changed"
    BASIS_ENDED = "basis-ended"
    BASIS_LOST = "basis-lost"
    BASIS_NOT_YET = "basis-not-yet"
    AMENDED_PEOPLE_UNLIKELY = "amended-people-unlikely"
    AMENDED_TOTAL_OFF = "amended-total-off"
    AMENDED_OVER_BUDGET = "amended-over-budget"
    BUDGET_DIFFERS = "budget-differs"
    BUDGET_LINE_SHARED = "budget-line-shared"
    MONTHS_BEYOND_BUDGET_YEAR = "months-beyond-budget-year"
    COMMITMENTS_OVERLAP = "commitments-overlap"
    NAMES_SHORT = "names-short"
    NAMES_OVER = "names-over"
    CANDIDATES_OVER = "candidates-over"
    COMING_MONTHS_UNCOVERED = "coming-months-uncovered"
    COMING_MONTHS_UNPAYABLE = "coming-months-unpayable"
    COMING_MONTHS_PLANNED = "coming-months-planned"
    START_BEFORE_SIGNATURE = "start-before-signature"
    SHORT_PACKAGE = "short-package"
    AGREEMENT_ENDED_EARLY = "agreement-ended-early"
    AGREEMENT_MISSING = "agreement-missing"
    SIGNATORIES_MISSING = "signatories-missing"
    SIGNED_COPY_MISSING = "signed-copy-missing"
    PAST_MONTHS_UNCOVERED = "past-months-uncovered"
    SIGNED_WITHIN_FIRST_MONTH = "signed-within-first-month"
    THREE_MONTH_PACKAGE = "three-month-package"
    DISCOUNT_APPLIED = "discount-applied"
    DISCOUNT_WINDOW_CROSSED = "discount-window-crossed"
    DISCOUNT_EXCLUDED = "discount-excluded"
    DISCOUNT_OPEN = "discount-open"
    INCOME_BETWEEN_BANDS = "income-between-bands"
    PROGRESSIVE_SLICES = "progressive-slices"
    FIRST_MONTH_ASSUMED = "first-month-assumed"
    MONTHS_IMPLIED = "months-implied"
    MONTHS_ASSUMED = "months-assumed"
    PROGRAMMES_ASSUMED = "programmes-assumed"
    SOURCE_NOT_STATED = "source-not-stated"
    OCCUPATION_GROUP_ASSUMED = "occupation-group-assumed"
    TARIFF_UNVERIFIED = "tariff-unverified"


@dataclass(frozen=True)
class Finding:
    """One thing to say. ``runs`` carries priced months, ``match`` a price that was recognised."""

    code: FindingCode
    severity: Severity
    params: Mapping[str, FindingValue] = field(default_factory=dict)
    runs: tuple[PricedRun, ...] = ()
    match: RateMatch | None = None

    @property
    def needs_action(self) -> bool:
        """True for what somebody has to correct or decide."""
        return self.severity in {Severity.WRONG, Severity.ACTION}
