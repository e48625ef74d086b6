"""Checks of what an agreement states of itself: its numbers, its term, who may sign it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.findings import Finding, FindingCode, FindingValue, Severity
from cooperation.months import Month
from cooperation.submitted_claims import FIGURES

_ACTING = re.compile(
    r"\b(plt|plh|pjs|pelaksana tugas|pelaksana harian|penjabat sementara)\b", re.IGNORECASE
)
_AROUND = " \t.,;:"  # what a line may end with, and no sentence goes on after
_LETTER = re.compile(r"\b(kuasa|mandat|surat perintah|surat tugas|sk)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Party:
    """Who signs for one side: the office, whether it is held for good, and by which letter."""

    office: str
    is_acting: bool
    mandate: str | None


@dataclass(frozen=True)
class Continued:
    """The signed agreement that another continues, and the last day on which it binds."""

    title: str
    last_day: date


@dataclass(frozen=True)
class StatedAgreement:
    """What an agreement states. None is not stated.

    ``first`` and ``last`` are months of its programme, without those other agreements bind.

    ``numbers_elsewhere`` are the numbers of the regency's other agreements.
    """

    number_regency: str | None
    number_bpjs: str | None
    starts_on: date | None
    ends_on: date | None
    signatories: str | None
    parties: tuple[Party, ...]
    first: Month | None
    last: Month | None
    numbers_elsewhere: frozenset[str] = frozenset()
    continues: Continued | None = None


def check_claims(stated: StatedAgreement) -> Iterator[Finding]:
    """Findings about number, period and authority.

    Source:
        Permendagri 22/2020: a cooperation agreement names its parties, its term and who signs by
        which authority; UU 30/2014 art. 14: who acts for another does so by mandate.
    """
    yield from _check_numbers(stated)
    yield from check_term(stated.starts_on, stated.ends_on, stated.first, stated.last)
    yield from _check_continuation(stated)
    yield from _check_authority(stated)


def check_acceptance(title: str, changed: Sequence[str]) -> Finding | None:
    """A finding about a signed agreement that states otherwise than the BPJS office accepted.

    Args:
        title: of the agreement.
        changed: keys of ``CLAIM_LABELS`` that differ.

    Source:
        What was agreed is changed by an addendum (Permendagri 22/2020).
    """
    if not changed:
        return None
    where = "parts" if set(changed) == {"parts"} else "agreement"
    if not set(changed).isdisjoint(FIGURES):
        where = "programme"
    params: dict[str, FindingValue] = {
        "agreement": title,
        "claims": " ".join(changed),
        "where": where,
    }
    return Finding(FindingCode.AGREEMENT_CHANGED, Severity.WRONG, params)


def plain_number(number: str) -> str:
    """A number as it is compared: without blanks, in one case.

    Source:
        Convention of this product.
    """
    return "".join(number.split()).casefold()


def _check_numbers(stated: StatedAgreement) -> Iterator[Finding]:
    taken = {plain_number(number) for number in stated.numbers_elsewhere}
    for number in (stated.number_regency, stated.number_bpjs):
        if number is not None and plain_number(number) in taken:
            params = {"agreement_number": number}
            yield Finding(FindingCode.AGREEMENT_NUMBER_TAKEN, Severity.WRONG, params)


def check_term(
    starts_on: date | None, ends_on: date | None, first: Month | None, last: Month | None
) -> Iterator[Finding]:
    """Whether a programme protects months that its agreement leaves out, on either side.

    Args:
        starts_on: first day of the agreement, None where not stated.
        ends_on: its last day, likewise.
        first: first protected month, None where not known.
        last: the last one, likewise.

    Source:
        What is agreed and what is paid for concern the same months.
    """
    if first is None or last is None:
        return
    is_early = starts_on is not None and first < Month.of(starts_on)
    is_late = ends_on is not None and last > Month.of(ends_on)
    if is_early or is_late:
        params: dict[str, FindingValue] = {
            "starts_on": starts_on,
            "ends_on": ends_on,
            "first_month": first,
            "last_month": last,
        }
        yield Finding(FindingCode.TERM_OUTSIDE_MONTHS, Severity.WRONG, params)


def _check_continuation(stated: StatedAgreement) -> Iterator[Finding]:
    """Days on which both an agreement and the one it continues bind."""
    former, starts_on = stated.continues, stated.starts_on
    if former is None or starts_on is None or former.last_day < starts_on:
        return
    last_on = min(former.last_day, stated.ends_on or former.last_day)
    params: dict[str, FindingValue] = {
        "other": former.title,
        "starts_on": starts_on,
        "ends_on": former.last_day,
        "last_on": last_on,
        "days": (last_on - starts_on).days + 1,
    }
    yield Finding(FindingCode.AGREEMENTS_OVERLAP, Severity.WRONG, params)


def _check_authority(stated: StatedAgreement) -> Iterator[Finding]:
    if stated.signatories is None and not stated.parties:
        yield Finding(FindingCode.SIGNATORIES_MISSING, Severity.ACTION)
        return
    for party in stated.parties:
        if party.is_acting and party.mandate is None:
            yield Finding(
                FindingCode.AUTHORITY_NOT_SHOWN, Severity.WRONG, {"signatory": party.office}
            )
    for line in (stated.signatories or "").splitlines():
        if _ACTING.search(line) and not _LETTER.search(line):
            params = {"signatory": line.strip(_AROUND)}
            yield Finding(FindingCode.AUTHORITY_NOT_SHOWN, Severity.WRONG, params)
