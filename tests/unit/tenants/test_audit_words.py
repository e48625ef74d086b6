import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.audit_words import NOUNS, VERBS, words_of

ROOT = Path(__file__).parents[3]
ACTION = re.compile(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")


def written_actions() -> Iterator[str]:
    """Every literal in the services that looks like an action of the audit trail."""
    for package in ("tenants", "cooperation", "enrollment", "scoring"):
        for path in sorted((ROOT / package).glob("services/*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and ACTION.fullmatch(str(node.value)):
                    yield str(node.value)


@pytest.mark.parametrize("action", sorted(set(written_actions())))
def test_action_of_the_trail_has_words(action: str) -> None:
    noun, _, verb = action.partition(":")

    assert noun in NOUNS
    assert verb in VERBS


def test_action_without_words_is_shown_as_it_is() -> None:
    assert words_of("kapal:berlayar") == ("kapal", "berlayar")
