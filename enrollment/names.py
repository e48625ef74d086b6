"""Names as they are searched. Pure."""

import unicodedata


def search_key(name: str) -> str:
    """Capitals without accents and punctuation, single blanks: what a prefix search compares.

    Source:
        Own convention; names of people in Indonesia need not have two words.
    """
    plain = unicodedata.normalize("NFKD", name).upper()
    kept = (letter if letter.isalnum() else " " for letter in plain if not _is_accent(letter))
    return " ".join("".join(kept).split())


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or letter in "'’`"
