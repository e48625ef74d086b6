"""Numbers and rupiah in Indonesian words, and in English ones for readers of English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel.formats import written_in
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


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zero"),
        (5, "five"),
        (13, "thirteen"),
        (20, "twenty"),
        (48, "forty-eight"),
        (100, "one hundred"),
        (168, "one hundred and sixty-eight"),
        (1000, "one thousand"),
        (1005, "one thousand and five"),
        (1100, "one thousand one hundred"),
        (86_250, "eighty-six thousand two hundred and fifty"),
        (302_400_000, "three hundred and two million four hundred thousand"),
        (1_365_000_000, "one billion three hundred and sixty-five million"),
        (10**12, "one trillion"),
        (-16_800, "minus sixteen thousand eight hundred"),
    ],
)
def test_reader_of_english_is_told_english_words(number: int, words: str) -> None:
    with written_in("en"):
        assert in_words(number) == words


_ENGLISH = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_ENGLISH_SCALES = {
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "quadrillion": 10**15,
}


def _read_english(words: str) -> int:
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in _ENGLISH_SCALES:
            total, group = total + group * _ENGLISH_SCALES[word], 0
        elif word == "hundred":
            group *= 100
        elif word != "and":
            group += _ENGLISH[word]
    return total + group


@given(st.integers(1, LARGEST))
def test_english_words_read_back_are_the_number(number: int) -> None:
    with written_in("en"):
        words = in_words(number)
    assert _read_english(words) == number
    assert " and and " not in words
    assert "  " not in words


def test_rupiah_in_english_keep_their_name() -> None:
    with written_in("en"):
        assert rupiah_in_words(168) == "One hundred and sixty-eight rupiah"
    assert rupiah_in_words(168) == "Seratus enam puluh delapan rupiah"
