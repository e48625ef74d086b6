"""What of an agreement could be checked, and what nobody stated."""

from dataclasses import replace

from cooperation.arithmetic import Terms, compute
from cooperation.checks.scope import Scope, StatedClaims, scope_of
from cooperation.kinds import AgreementKind, FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.tariff_files import current_tariffs

INSURED = Insured(
    segment=Segment.BPU,
    programmes=frozenset({Programme.JKK, Programme.JKM}),
    source=FundingSource.APBD,
)
TERMS = Terms(INSURED, Month(2025, 3), 8_125, 10, stated_total_idr=1_365_000_000)
WHOLE = StatedClaims(
    kind=AgreementKind.PKS,
    has_text=True,
    has_number_regency=True,
    has_number_bpjs=True,
    has_term=True,
    are_parties_named=True,
    are_capacities_stated=True,
    computed=[compute(current_tariffs(), TERMS)],
)


def test_agreement_that_states_everything_was_checked_in_everything() -> None:
    assert scope_of(WHOLE) == Scope(("nomor", "masa berlaku", "kewenangan", "hitungan"), ())


def test_agreement_that_states_nothing_was_checked_in_nothing() -> None:
    nothing = StatedClaims(AgreementKind.PKS, False, False, False, False, False, True, [])

    assert scope_of(nothing) == Scope(
        (),
        (
            "naskah",
            "nomor pemerintah daerah",
            "nomor BPJS Ketenagakerjaan",
            "masa berlaku",
            "penanda tangan kedua pihak",
            "program",
        ),
    )


def test_umbrella_owes_no_programme() -> None:
    umbrella = replace(WHOLE, kind=AgreementKind.NOTA_KESEPAKATAN, computed=[])

    assert scope_of(umbrella) == Scope(("nomor", "kewenangan"), ())


def test_authority_is_not_checked_where_a_capacity_is_not_stated() -> None:
    scope = scope_of(replace(WHOLE, are_capacities_stated=False))

    assert "kewenangan" not in scope.checked
    assert scope.missing == ("kapasitas penanda tangan",)


def test_arithmetic_is_not_checked_where_nothing_is_stated_to_compare_it_with() -> None:
    bare = compute(current_tariffs(), replace(TERMS, stated_total_idr=None, month_count=None))

    scope = scope_of(replace(WHOLE, computed=[bare]))

    assert scope == Scope(("nomor", "kewenangan"), ("bulan program", "nilai atau besaran iuran"))


def test_one_programme_that_cannot_be_computed_leaves_the_arithmetic_open() -> None:
    scope = scope_of(replace(WHOLE, computed=[*WHOLE.computed, None]))

    assert "hitungan" not in scope.checked
    assert "jumlah pekerja" in scope.missing
