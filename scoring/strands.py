"""The strands of the golden thread, how they hold, and what lets go of which. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from cooperation.findings import FindingCode
from tenants.kernel.errors import N_


class Strand(StrEnum):
    """The six strands, in the order in which each holds the next."""

    ARTICLE = "article"
    AGREEMENT = "agreement"
    BUDGET = "budget"
    BILL = "bill"
    PAYMENT = "payment"
    PERSON = "person"


STRAND_LABELS: Mapping[Strand, str] = {
    Strand.ARTICLE: N_("Dasar hukum"),
    Strand.AGREEMENT: N_("Perjanjian"),
    Strand.BUDGET: N_("Anggaran"),
    Strand.BILL: N_("Tagihan"),
    Strand.PAYMENT: N_("Pembayaran"),
    Strand.PERSON: N_("Peserta"),
}


class Hold(StrEnum):
    """How a strand holds; ``NOT_YET`` where nothing is due of it."""

    BROKEN = "broken"
    LOOSE = "loose"
    NOT_YET = "not-yet"
    WHOLE = "whole"


HOLD_LABELS: Mapping[Hold, str] = {
    Hold.BROKEN: N_("terputus"),
    Hold.LOOSE: N_("longgar"),
    Hold.NOT_YET: N_("belum waktunya"),
    Hold.WHOLE: N_("terhubung"),
}


class FaultCode(StrEnum):
    """What is wrong between two strands, beside the findings of the programme itself."""

    BASIS_MISSING = "basis-missing"
    BASIS_UNCERTAIN = "basis-uncertain"
    GROUP_NOT_COVERED = "group-not-covered"
    FUNDING_NOT_NAMED = "funding-not-named"
    AGREEMENT_UNSIGNED = "agreement-unsigned"
    BUDGET_MISSING = "budget-missing"
    BUDGET_LINE_MISSING = "budget-line-missing"
    MONTHS_UNLISTED = "months-unlisted"
    PEOPLE_UNLISTED = "people-unlisted"
    LISTS_UNBILLED = "lists-unbilled"
    BILLS_LATE = "bills-late"
    PAID_UNPOSTED = "paid-unposted"
    UNEXPLAINED = "unexplained"


STRAND_OF_FINDING: Mapping[FindingCode, Strand] = {
    FindingCode.BASIS_ENDED: Strand.ARTICLE,
    FindingCode.BASIS_LOST: Strand.ARTICLE,
    FindingCode.BASIS_NOT_YET: Strand.ARTICLE,
    FindingCode.AGREEMENT_NUMBER_TAKEN: Strand.AGREEMENT,
    FindingCode.TERM_OUTSIDE_MONTHS: Strand.AGREEMENT,
    FindingCode.AGREEMENTS_OVERLAP: Strand.AGREEMENT,
    FindingCode.AUTHORITY_NOT_SHOWN: Strand.AGREEMENT,
    FindingCode.AGREEMENT_CHANGED: Strand.AGREEMENT,
    FindingCode.AMENDED_PEOPLE_UNLIKELY: Strand.AGREEMENT,
    FindingCode.AMENDED_TOTAL_OFF: Strand.AGREEMENT,
    FindingCode.START_BEFORE_SIGNATURE: Strand.AGREEMENT,
    FindingCode.AGREEMENT_ENDED_EARLY: Strand.AGREEMENT,
    FindingCode.AGREEMENT_MISSING: Strand.AGREEMENT,
    FindingCode.SIGNATORIES_MISSING: Strand.AGREEMENT,
    FindingCode.SIGNED_COPY_MISSING: Strand.AGREEMENT,
    FindingCode.FIGURE_SLIP: Strand.BUDGET,
    FindingCode.STATED_RATE_MISMATCH: Strand.BUDGET,
    FindingCode.STATED_RATE_OFF_TARIFF: Strand.BUDGET,
    FindingCode.STATED_TOTAL_OFF: Strand.BUDGET,
    FindingCode.IMPLIED_MONTHS_NOT_WHOLE: Strand.BUDGET,
    FindingCode.IMPLIED_MONTHS_OVER_YEAR: Strand.BUDGET,
    FindingCode.AMENDED_OVER_BUDGET: Strand.BUDGET,
    FindingCode.BUDGET_DIFFERS: Strand.BUDGET,
    FindingCode.BUDGET_LINE_SHARED: Strand.BUDGET,
    FindingCode.MONTHS_BEYOND_BUDGET_YEAR: Strand.BUDGET,
    FindingCode.COMMITMENTS_OVERLAP: Strand.PERSON,
    FindingCode.NAMES_SHORT: Strand.PERSON,
    FindingCode.NAMES_OVER: Strand.PERSON,
}
