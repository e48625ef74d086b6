"""Every word on a page goes through gettext, so that a second language is a file and no edit."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

import pytest

from tests.messages import descriptions, marked

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
    """Collects text and spoken attributes that hold letters; what a program says is no text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.code_depth = 0

    def handle_data(self, data: str) -> None:
        if not self.code_depth:
            self._note(data)

    def handle_endtag(self, tag: str) -> None:
        self.code_depth -= tag == "code"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.code_depth += tag == "code"
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


CODE = sorted(
    path
    for package in ("tenants", "cooperation", "enrollment", "scoring")
    for path in (ROOT / package).rglob("*.py")
    if not {"demo", "local", "cli", "cli.py"} & set(path.relative_to(ROOT).parts)
)
TERMINAL_AND_FILES = {  # what they hold is read by programs, or is the head of a file
    "cooperation/cases.py",
    "enrollment/coverage_cases.py",
    "enrollment/export_maps.py",
    "enrollment/occupation_groups.py",
    "enrollment/parsing/columns.py",
    "enrollment/parsing/outside.py",
    "enrollment/register_templates.py",
}
OFFICIAL_PAPERS = {  # what they write is Indonesian whatever the reader's language
    "cooperation/clause_filling.py",
    "cooperation/cost_annexes.py",
    "cooperation/draft_documents.py",
    "cooperation/queries/draft_figures.py",
}
SENTENCE = re.compile(
    r"\b(agar|atau|belum|bila|dalam|dan|dapat|dari|dengan|hanya|harus|ini|jumlah|kembali|menurut"
    r"|oleh|orang|pada|sampai|sebelum|sejak|semua|setelah|setiap|sudah|tahun|tanggal|tanpa|tidak"
    r"|untuk|yang)\b",
    re.IGNORECASE,
)


def bare_sentences(source: str) -> list[str]:
    """Indonesian texts of a module that no one will translate; docstrings are English."""
    module = ast.parse(source)
    known = {*descriptions(module), *marked(module)}
    for node in ast.walk(module):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.update(texts_in(node.value))
    return sorted(text for text in texts_in(module) - known if SENTENCE.search(text))


def texts_in(node: ast.AST) -> set[str]:
    """Every text constant under a node that is more than one word."""
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and " " in part.value
    }


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_when_it_speaks_goes_through_gettext(path: Path) -> None:
    if str(path.relative_to(ROOT)) not in TERMINAL_AND_FILES | OFFICIAL_PAPERS:
        assert bare_sentences(path.read_text(encoding="utf-8")) == []


def test_texts_leave_singular_and_plural_to_the_translation() -> None:
    counted = [one for one in (*CODE, *TEMPLATES) if "ngettext" in one.read_text(encoding="utf-8")]

    assert counted == []


def test_bare_sentences_when_a_module_forgets_gettext_are_found() -> None:
    source = '''
    """Tidak untuk pembaca dari luar."""
    flash("Belum ada data.")
    flash(_("Sudah ada data."))
    basis = f"sejak {day} pada tahun ini"
    '''

    assert bare_sentences(dedent(source)) == [" pada tahun ini", "Belum ada data.", "sejak "]


def test_bare_words_when_a_template_forgets_gettext_are_found() -> None:
    parser = BareWords()

    parser.feed(spoken('<p title="Nama">{{ _("Halo") }} dunia</p>'))

    assert parser.found == ["Nama", "dunia"]
