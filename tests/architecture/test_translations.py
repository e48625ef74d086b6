"""Every text has an English sentence that says the same, and no sentence outlives its text."""

import re
from collections.abc import Mapping

import pytest

from tests.messages import PACKAGES, TRANSLATED, read_catalog, texts_by_package

OWNED = texts_by_package()
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
CHOICE = re.compile(r"\{(\w+)\?[^|{}]+\|[^|{}]*\}")
EVERY_FILE = pytest.mark.parametrize(
    ("package", "language"), [(package, code) for package in PACKAGES for code in TRANSLATED]
)


def untranslated(texts: set[str], sentences: Mapping[str, str]) -> list[str]:
    """Texts without a sentence."""
    return sorted(text for text in texts if not sentences.get(text))


def differing(sentences: Mapping[str, str]) -> list[str]:
    """Texts whose sentence fills in other values, or chooses by a value the text does not have."""
    return sorted(
        text for text, sentence in sentences.items() if sentence and _differs(text, sentence)
    )


def _differs(text: str, sentence: str) -> bool:
    return bool(
        set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(sentence))
        or not set(CHOICE.findall(sentence)) <= {name for name, _ in PLACEHOLDER.findall(text)}
        or re.search(r"[{}]", CHOICE.sub("", sentence))
        or text.count("%%") != sentence.count("%%")
    )


def sentences_of(package: str, language: str) -> dict[str, str]:
    """What the PO file of a package says, without what is marked as doubtful."""
    return {
        str(message.id): str(message.string)
        for message in read_catalog(package, language)
        if message.id and not message.fuzzy
    }


@EVERY_FILE
def test_texts_of_a_package_when_spoken_are_translated(package: str, language: str) -> None:
    assert untranslated(OWNED[package], sentences_of(package, language)) == []


@EVERY_FILE
def test_sentences_when_filled_in_use_the_values_of_their_text(package: str, language: str) -> None:
    assert differing(sentences_of(package, language)) == []


@EVERY_FILE
def test_sentences_when_their_text_is_gone_are_gone_too(package: str, language: str) -> None:
    assert sorted(sentences_of(package, language).keys() - OWNED[package]) == []


def test_texts_when_one_has_no_sentence_are_named() -> None:
    assert untranslated({"Halo", "Dunia"}, {"Halo": "Hello", "Dunia": ""}) == ["Dunia"]


@pytest.mark.parametrize(
    "sentence",
    [
        "people",
        "%(number)s people",
        "%(count)d people",
        "%(count)s %(more)s people",
        "%(count)s {people?person|people}",
        "%(count)s {count?person}",
        "%(count)s people, 100 %%",
    ],
)
def test_sentence_when_it_fills_in_something_else_is_named(sentence: str) -> None:
    text = "%(count)s orang"

    assert differing({text: "%(count)s {count?person|people}"}) == []
    assert differing({text: sentence}) == [text]
