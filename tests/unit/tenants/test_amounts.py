"""Money as officers type it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel import formats
from tenants.kernel.amounts import UnclearAmount, read_rupiah

AMOUNT = 50_400_000
PAPERS = [
    "Rp50.400.000",
    "Rp 50.400.000,00",
    "Rp. 50.400.000,00",
    "rp50.400.000,-",
    "IDR 50.400.000",
    "50.400.000",
    "50400000",
    " Rp\u00a050.400.000,-- ",
    "50400000,00",
]


@pytest.mark.parametrize("language", formats.STYLES)
@pytest.mark.parametrize("typed", PAPERS)
def test_amount_as_the_papers_write_it_is_read_on_every_page(language: str, typed: str) -> None:
    with formats.written_in(language):
        assert read_rupiah(typed) == AMOUNT


@pytest.mark.parametrize("language", formats.STYLES)
@given(st.integers(min_value=0, max_value=10**18))
def test_amount_as_shown_is_read_back(language: str, value: int) -> None:
    with formats.written_in(language):
        assert read_rupiah(formats.rupiah(value)) == value
        assert read_rupiah(formats.count(value)) == value
        assert read_rupiah(str(value)) == value


@given(st.integers(min_value=1_000, max_value=10**18))
def test_amount_grouped_in_english_is_never_taken_on_an_indonesian_page(value: int) -> None:
    with pytest.raises(UnclearAmount):
        read_rupiah(f"{value:,}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("50,400,000", "Bila maksudnya Rp50.400.000"),
        ("50,400,000.00", "Bila maksudnya Rp50.400.000"),
        ("50,400", "Bila maksudnya Rp50.400"),
        ("5.0400", "Bila maksudnya Rp50.400"),
        ("50.40", "50.40 terbaca Rp50 dengan 40 di belakang tanda desimal"),
        ("50.400,50", "terbaca Rp50.400 dengan 50 di belakang tanda desimal"),
        ("lima puluh juta", "Isi dengan rupiah bulat, misalnya Rp50.400.000."),
        ("-5", "Isi dengan rupiah bulat"),
        ("1e3", "Isi dengan rupiah bulat"),
        ("²", "Isi dengan rupiah bulat"),
        ("Rp", "Isi dengan rupiah bulat"),
        ("9" * 5_000, "Isi dengan rupiah bulat"),
    ],
)
def test_amount_that_is_none_or_could_be_two_is_refused_with_its_reading(
    typed: str, said: str
) -> None:
    with pytest.raises(UnclearAmount) as refused:
        read_rupiah(typed)

    assert said in refused.value.sentence % refused.value.params


def test_amount_on_an_english_page_is_read_as_that_page_shows_it() -> None:
    with formats.written_in("en"):
        assert read_rupiah("Rp50,400,000.00") == AMOUNT
        with pytest.raises(UnclearAmount):
            read_rupiah("50.400")  # fifty and four tenths, or fifty thousand
