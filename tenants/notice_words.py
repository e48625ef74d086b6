"""Notices in the reader's words: their text and the page of their record.

Packages register both when they start, so that a notice is worded when it is read, in the language
of whoever reads it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from tenants.kernel import formats
from tenants.kernel.errors import N_

_NAMED = re.compile(r"%\((\w+)\)s")
_UNKNOWN = N_("Ada perubahan pada data %(title)s.")


@dataclass(frozen=True)
class Wording:
    """The texts of one kind of notice, marked for translation.

    A line is left out where something it names was not told.
    """

    headline: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Telling:
    """A notice in words."""

    headline: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class SubjectPage:
    """Where a kind of record is shown: an endpoint for each place that may see it."""

    endpoints: Mapping[str, str]
    """By letter of the place."""
    argument: str
    """What the address calls the record's id."""


_wordings: dict[str, Wording] = {}
_pages: dict[str, SubjectPage] = {}
_words: dict[str, Mapping[Any, str]] = {}


def register_wordings(
    wordings: Mapping[str, Wording], *, words: Mapping[str, Mapping[Any, str]] | None = None
) -> None:
    """Add the texts of some codes.

    Args:
        wordings: by code.
        words: for parameters that hold a code themselves: name to code to label.
    """
    _wordings.update(wordings)
    _words.update(words or {})


def register_page(subject: str, page: SubjectPage) -> None:
    """Say where records of a kind are shown."""
    _pages[subject] = page


def subject_pages() -> Mapping[str, SubjectPage]:
    """Where records are shown, by kind."""
    return _pages


def text_to_copy(place: str, telling: Telling, url: str) -> str:
    """A notice as a short plain text for a chat: place, what happened, where to look.

    Args:
        place: name of the regency.
        telling: in words.
        url: absolute; empty where there is no page.
    """
    lines = (f"[{place}] {telling.headline}", *telling.lines, url)
    return "\n".join(line for line in lines if line)


def in_words(code: str, params: Mapping[str, str | int]) -> Telling:
    """A notice in the language of the present reader.

    Days, sums and counts are written as the end of their name says: ``_on``, ``_month``,
    ``_idr``, ``_count``.
    """
    told = {name: _written(name, value) for name, value in params.items()}
    wording = _wordings.get(code, Wording(_UNKNOWN))
    return Telling(
        headline=_(wording.headline, **{"title": "", **told}),
        lines=tuple(
            _(line, **told) for line in wording.lines if set(_NAMED.findall(line)) <= told.keys()
        ),
    )


def _written(name: str, value: str | int) -> str:
    labels = _words.get(name)
    if labels is not None:
        return str(_(labels[str(value)])) if value in labels else str(value)
    for ending, write in _WRITERS.items():
        if name.endswith(ending):
            return write(value)
    return str(value)


_WRITERS: Mapping[str, Callable[[str | int], str]] = {
    "_on": lambda value: formats.date_id(date.fromisoformat(str(value))),
    "_idr": lambda value: formats.rupiah(int(value)),
    "_month": lambda value: formats.month_id(date.fromisoformat(str(value))),
    "_count": lambda value: formats.count(int(value)),
}
