"""What of a form may be repeated is decided by the names of its fields."""

import re
from pathlib import Path

import pytest

from tenants.kernel.typed_fields import CHOSEN, fields_to_keep, typed_texts

ROOT = Path(__file__).parents[3]
_FIELD = re.compile(
    r'(?:ui\.|\{\{ )(field|radios|checkboxes)\("([a-z_]+)"(?:(?!\}\}).)*?\}\}', re.DOTALL
)
_KIND = re.compile(r'kind="([a-z]+)"')


def fields_of_pages() -> set[tuple[str, str]]:
    """Name and kind of every field that a page asks for."""
    found = set()
    for package in ("tenants", "cooperation", "enrollment", "scoring"):
        for page in (ROOT / package).rglob("*.html"):
            for field in _FIELD.finditer(page.read_text()):
                kind = _KIND.search(field[0])
                chosen = "text" if field[1] == "field" else "select"
                found.add((field[2], kind[1] if kind else chosen))
    return found


def test_passwords_of_every_page_are_never_repeated() -> None:
    names = sorted({name for name, kind in fields_of_pages() if kind == "password"})

    assert "new_password_again" in names
    assert fields_to_keep("commitments", [(name, "tujuh gajah") for name in names]) == []


def test_codes_are_withheld_where_one_chooses_and_shown_wherever_one_types() -> None:
    fields = fields_of_pages()
    typed = {name for name, kind in fields if kind in {"text", "textarea"}}
    chosen = {name for name, kind in fields if kind == "select"}

    told = {name for name in chosen if typed_texts("commitments", [(name, "both")])}

    assert CHOSEN - chosen == set()
    assert CHOSEN & typed == set()
    assert told - typed == set()


@pytest.mark.parametrize("blueprint", ["auth", "joining", "profile", "invitations"])
def test_nothing_is_repeated_where_people_say_who_they_are(blueprint: str) -> None:
    assert fields_to_keep(blueprint, [("display_name", "Sri")]) == []
    assert typed_texts(blueprint, [("display_name", "Sri")]) == []
    assert typed_texts(None, [("display_name", "Sri")]) == ["Sri"]
