"""Numbers and rupiah in Indonesian words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel.terbilang import LARGEST, in_words, rupiah_in_words

_DIGITS = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
_SCALES = {
    "ribu": 10**3,
    "juta": 10**6,
    "miliar": 10**9,
    "triliun": 10**12,
    "kuadriliun": 10**15,
}


def _read(words: str) -> int:
    """Read words back by the rules of a listener, which are not those of the writer."""
    total = group = digit = 0
    one_word = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
    for word in words.split():
        if word in one_word:
            group += one_word[word]
        elif word == "seribu":
            total += 1000
        elif word == "belas":
            group, digit = group + 10 + digit, 0
        elif word == "puluh":
            group, digit = group + 10 * digit, 0
        elif word == "ratus":
            group, digit = group + 100 * digit, 0
        elif word in _SCALES:
            total, group, digit = total + (group + digit) * _SCALES[word], 0, 0
        else:
            digit = _DIGITS.index(word)
    return total + group + digit


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (99, "sembilan puluh sembilan"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1100, "seribu seratus"),
        (2017, "dua ribu tujuh belas"),
        (11_000, "sebelas ribu"),
        (21_000, "dua puluh satu ribu"),
        (101_000, "seratus satu ribu"),
        (1_000_000, "satu juta"),
        (1_001_000, "satu juta seribu"),
        (302_400_000, "tiga ratus dua juta empat ratus ribu"),
        (1_365_000_000, "satu miliar tiga ratus enam puluh lima juta"),
        (10**12, "satu triliun"),
        (-16_800, "minus enam belas ribu delapan ratus"),
    ],
)
def test_numbers_read_as_official_papers_write_them(number: int, words: str) -> None:
    assert in_words(number) == words


@given(st.integers(1, LARGEST))
def test_words_read_back_are_the_number(number: int) -> None:
    words = in_words(number)
    assert _read(words) == number
    assert "satu ratus" not in words
    assert "satu puluh" not in words
    assert "  " not in words


@given(st.integers(1, LARGEST // 1000))
def test_three_noughts_more_sound_different(number: int) -> None:
    assert in_words(number) != in_words(number * 1000)


def test_rupiah_begin_with_a_capital_and_end_with_the_unit() -> None:
    assert rupiah_in_words(136_500_000) == "Seratus tiga puluh enam juta lima ratus ribu rupiah"


@pytest.mark.parametrize("number", [LARGEST + 1, -LARGEST - 1])
def test_beyond_the_named_numbers_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=str(abs(number))):
        in_words(number)


@pytest.mark.parametrize("number", [1.0, "12", True, None])
def test_only_whole_numbers_have_words(number: object) -> None:
    with pytest.raises(TypeError):
        in_words(number)  # type: ignore[arg-type]
