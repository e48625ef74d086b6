"""Every word on a page goes through gettext, so that a second language is a file and no edit."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for package in ("tenants", "cooperation", "enrollment", "scoring")
    for path in (ROOT / package).rglob("*.html")
)
CLASS_BLOCK = re.compile(r"\{% block \w+_class %\}.*?\{% endblock %\}", re.DOTALL)
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "data-label", "placeholder", "title"}
NAMES = re.compile(r"Siap Paritrana|NIK|SHA-256|CSV|PDF|JSON")
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"')  # macros that write the attributes of a tag
WORD = re.compile(r"[^\W\d_]{2,}")


class BareWords(HTMLParser):
    """Collects text and spoken attributes that hold letters."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self._note(data)

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN_ATTRIBUTES:
                self._note(value or "")

    def _note(self, text: str) -> None:
        self.found += WORD.findall(NAMES.sub("", ATTRIBUTE.sub("", text)))


def spoken(template: str) -> str:
    """The template without what Jinja fills in."""
    return JINJA.sub("0", CLASS_BLOCK.sub("", template))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_when_it_speaks_goes_through_gettext(path: Path) -> None:
    parser = BareWords()

    parser.feed(spoken(path.read_text(encoding="utf-8")))

    assert parser.found == []


def test_bare_words_when_a_template_forgets_gettext_are_found() -> None:
    parser = BareWords()

    parser.feed(spoken('<p title="Nama">{{ _("Halo") }} dunia</p>'))

    assert parser.found == ["Nama", "dunia"]
