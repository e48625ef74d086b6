"""Which clauses of a text are missing: absent, not looked for, or looked for in another text."""

import pytest

from cooperation.clause_checks import ClauseFinding, Presence, clause_lines
from cooperation.clause_template import pks_template

TEMPLATE = pks_template()
PRESENT = ClauseFinding(Presence.PRESENT, "Pasal 7")


def is_missing(clause: str, found: dict[str, ClauseFinding], *earlier: str) -> bool:
    lines = clause_lines(TEMPLATE, found, frozenset(earlier))
    assert [line.clause for line in lines] == list(TEMPLATE.clauses)
    return next(line.is_missing for line in lines if line.clause.id == clause)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({}, True),
        ({"funding": PRESENT}, False),
        ({"funding": ClauseFinding(Presence.ABSENT)}, True),
        ({"funding": ClauseFinding(Presence.NOT_NEEDED, note="dana desa")}, False),
    ],
)
def test_required_clause_is_missing_unless_somebody_found_it_or_needs_it_not(
    found: dict[str, ClauseFinding], expected: bool
) -> None:
    assert is_missing("funding", found) is expected


def test_clause_found_in_an_earlier_text_is_to_be_found_again() -> None:
    assert is_missing("funding", {"funding": PRESENT}, "funding")


def test_optional_clause_is_never_missing() -> None:
    assert not is_missing("criteria", {})
    assert not is_missing("criteria", {"criteria": ClauseFinding(Presence.ABSENT)})
