"""What of an agreement could be checked, and what is not stated so that it could not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cooperation.arithmetic import Computation
from cooperation.kinds import AgreementKind, Segment
from tenants.kernel.errors import N_


@dataclass(frozen=True)
class StatedClaims:
    """Which claims an agreement states. ``are_capacities_stated`` is about every party named.

    An addendum need not state a term; where it does, ``has_term`` is about its last day.

    ``computed`` has an entry for each programme, None where nothing can be computed.
    """

    kind: AgreementKind
    has_text: bool
    has_number_regency: bool
    has_number_bpjs: bool
    has_term: bool
    are_parties_named: bool
    are_capacities_stated: bool
    computed: Sequence[Computation | None]


@dataclass(frozen=True)
class Scope:
    """Texts of what was checked and of what is not stated, marked for translation."""

    checked: tuple[str, ...]
    missing: tuple[str, ...]


def scope_of(stated: StatedClaims) -> Scope:
    """What could be checked of an agreement.

    Source:
        Nothing is found to be right that nobody stated.
    """
    return Scope(tuple(_checked(stated)), tuple(_missing(stated)))


def _checked(stated: StatedClaims) -> Iterator[str]:
    if stated.has_number_regency or stated.has_number_bpjs:
        yield N_("nomor")
    if stated.has_term and _have_months(stated):
        yield N_("masa berlaku")
    if stated.are_parties_named and stated.are_capacities_stated:
        yield N_("kewenangan")
    if stated.computed and all(_is_comparable(one) for one in stated.computed):
        yield N_("hitungan")


def _missing(stated: StatedClaims) -> Iterator[str]:
    if not stated.has_text:
        yield N_("naskah")
    if not stated.has_number_regency:
        yield N_("nomor pemerintah daerah")
    if not stated.has_number_bpjs:
        yield N_("nomor BPJS Ketenagakerjaan")
    if not stated.has_term and stated.kind is not AgreementKind.ADENDUM:
        yield N_("masa berlaku")
    if not stated.are_parties_named:
        yield N_("penanda tangan kedua pihak")
    elif not stated.are_capacities_stated:
        yield N_("kapasitas penanda tangan")
    yield from _missing_figures(stated)


def _missing_figures(stated: StatedClaims) -> Iterator[str]:
    if stated.kind is AgreementKind.NOTA_KESEPAKATAN:
        return
    if not stated.computed:
        yield N_("program")
        return
    if any(_lacks_people(one) for one in stated.computed):
        yield N_("jumlah pekerja")
    if not _have_months(stated):
        yield N_("bulan program")
    if any(one is None or _states_nothing(one) for one in stated.computed):
        yield N_("nilai atau besaran iuran")


def _have_months(stated: StatedClaims) -> bool:
    known = [one is not None and (one.months or one.contract) for one in stated.computed]
    return bool(known) and all(known)


def _lacks_people(computed: Computation | None) -> bool:
    if computed is None:
        return True
    is_contract = computed.terms.insured.segment is Segment.JAKON
    return not is_contract and not computed.terms.people_count


def _states_nothing(computed: Computation) -> bool:
    terms = computed.terms
    return terms.total_now_idr is None and terms.stated_rate_idr is None


def _is_comparable(computed: Computation | None) -> bool:
    return computed is not None and computed.total_idr is not None and not _states_nothing(computed)
