import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.audit_actions import NOUNS, VERBS, words_of
from tenants.audit_words import DETAILS, SUBJECTS
from tenants.views.words import detail_lines

ROOT = Path(__file__).parents[3]
ACTION = re.compile(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")


# What ends an entry is left out on the page: the chain and the demo have one record each.
WITHOUT_RECORD = {"audit-chain", "demo"}


def service_nodes() -> Iterator[ast.AST]:
    """Every piece of code that may write into the audit trail."""
    for package in ("tenants", "cooperation", "enrollment", "scoring"):
        places = [*(ROOT / package).glob("services/*.py"), *(ROOT / package).glob("demo/*.py")]
        for path in sorted(places):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def written_actions() -> Iterator[str]:
    """Every literal in the services that looks like an action of the audit trail."""
    for node in service_nodes():
        if isinstance(node, ast.Constant) and ACTION.fullmatch(str(node.value)):
            yield str(node.value)


def written_details() -> Iterator[str]:
    """The keys of every literal that is handed over as the detail of an entry."""
    for node in service_nodes():
        match node:
            case ast.keyword(arg="detail", value=value):
                yield from keys_of(value)
            case ast.Assign(targets=[ast.Name(id="detail")], value=value):
                yield from keys_of(value)
            case ast.Call(func=ast.Name(id="_record"), args=[*_, ast.Dict() as value]):
                yield from keys_of(value)


def keys_of(value: ast.expr) -> Iterator[str]:
    """The literal keys of a dict display."""
    if isinstance(value, ast.Dict):
        yield from (str(key.value) for key in value.keys if isinstance(key, ast.Constant))


def written_subjects() -> Iterator[str]:
    """Every literal kind of record."""
    for node in service_nodes():
        match node:
            case ast.keyword(arg="subject", value=ast.Constant(value=str() as subject)):
                yield subject


@pytest.mark.parametrize("action", sorted(set(written_actions())))
def test_action_of_the_trail_has_words(action: str) -> None:
    noun, _, verb = action.partition(":")

    assert noun in NOUNS
    assert verb in VERBS


@pytest.mark.parametrize("name", sorted(set(written_details())))
def test_detail_of_the_trail_has_a_name(name: str) -> None:
    assert name in DETAILS


@pytest.mark.parametrize("subject", sorted(set(written_subjects()) - WITHOUT_RECORD))
def test_record_of_the_trail_has_a_name(subject: str) -> None:
    assert subject in SUBJECTS


@pytest.mark.parametrize(
    ("noun", "verb"), [("agreement", "setujui"), ("roster", "setujui"), ("invitation", "terima")]
)
def test_acceptance_is_an_approval_where_somebody_submitted(noun: str, verb: str) -> None:
    assert words_of(f"{noun}:accept") == (NOUNS[noun], verb)


def test_action_without_words_is_shown_as_it_is() -> None:
    assert words_of("kapal:berlayar") == ("kapal", "berlayar")


def test_detail_when_it_is_empty_is_not_a_line() -> None:
    assert detail_lines({"aliases": "", "document": None}) == []
