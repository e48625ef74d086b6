"""Clauses of agreements as data: which there are, which of them are required, what fills them."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final

from cooperation.kinds import AgreementKind, Grade

BLANK: Final = "blank"
"""What is always left open, to be written by hand or agreed upon in the text."""
PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)\}")


class ClausePlace(StrEnum):
    """Where a clause stands in the paper."""

    TITLE = "title"
    PARTIES = "parties"
    GROUNDS = "grounds"
    ARTICLE = "article"
    CLOSING = "closing"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph with placeholders, and the list that follows it, if any."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Clause:
    """One clause. ``fields`` are all that it is filled with, what is always open aside.

    ``hint`` says what to look for where no text is drawn up from it.
    """

    id: str
    place: ClausePlace
    title: str
    is_required: bool
    paragraphs: tuple[Paragraph, ...]
    fields: tuple[str, ...]
    hint: str = ""


@dataclass(frozen=True)
class ClauseTemplate:
    """All clauses of one kind of agreement in reading order.

    ``grounds`` are codes of national texts that every such agreement rests on; ``grade`` says how
    well it is known what is required.
    """

    version: str
    grade: Grade
    basis: str
    grounds: tuple[str, ...]
    clauses: tuple[Clause, ...]


def pks_template() -> ClauseTemplate:
    """The clauses of a PKS, the one kind of which a text is drawn up here.

    Source:
        See ``template_of``.
    """
    return template_of(AgreementKind.PKS)


@cache
def template_of(kind: AgreementKind) -> ClauseTemplate:
    """The clauses of a kind of agreement, as shipped with the product.

    Source:
        PP 28/2018 and Permendagri 22/2020 for the form; which clauses are required is graded B.
    """
    file = resources.files("cooperation") / "clauses" / f"{kind}.toml"
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return ClauseTemplate(
        version=table["version"],
        grade=Grade(table["grade"]),
        basis=table["note"],
        grounds=tuple(table.get("grounds", ())),
        clauses=tuple(_clause(entry) for entry in table["clause"]),
    )


def _clause(entry: Mapping[str, Any]) -> Clause:
    paragraphs = tuple(_paragraph(one) for one in entry.get("paragraphs", ()))
    texts = [text for one in paragraphs for text in (one.text, *one.items)]
    named = [*entry.get("fields", ()), *_placeholders(texts)]
    return Clause(
        id=entry["id"],
        place=ClausePlace(entry["place"]),
        title=entry["label"],
        is_required=entry["required"],
        paragraphs=paragraphs,
        fields=tuple(name for name in dict.fromkeys(named) if name != BLANK),
        hint=entry.get("hint", ""),
    )


def _paragraph(entry: str | Mapping[str, Any]) -> Paragraph:
    if isinstance(entry, str):
        return Paragraph(entry)
    return Paragraph(entry["text"], tuple(entry["items"]))


def _placeholders(texts: Sequence[str]) -> list[str]:
    return [name for text in texts for name in PLACEHOLDER.findall(text)]
