"""Every text a reader may see, and the PO files that translate it: ``make messages``.

A text belongs to the lowest package that uses it, so it is translated once. The files are sorted
and name no source lines: whoever adds a sentence changes one entry.
"""

import ast
import io
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tenants.shell.languages import LANGUAGES, SOURCE

ROOT = Path(__file__).parents[1]
PACKAGES = ("tenants", "cooperation", "enrollment", "scoring")  # a text goes to the first user
TRANSLATED = tuple(code for code in LANGUAGES if code != SOURCE)

_TEMPLATES = [("**.html", "jinja2")]
_KEYWORDS = {"_": None, "gettext": None}
_TRANSLATING = {"_", "gettext", "N_"}
_DATA_FILES = {
    "tenants": ("reference",),
    "cooperation": ("parameters", "clauses"),
    "scoring": ("rubrics",),
}
_SPOKEN_KEYS = {
    *("name", "status", "statement", "not_applicable", "rule", "owner"),
    *("label", "missing", "improve", "record", "hint", "note", "citation", "governs"),
}
_HEADER = """\
# Translations of the Indonesian texts of this package, sorted by text.
# `make messages` adds what is new and drops what is gone.
# {{count?one|many}} settles what Indonesian does not tell apart; the first holds for exactly 1.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def po_path(package: str, language: str) -> Path:
    """Where the translations of a package are."""
    return ROOT / package / "translations" / language / "LC_MESSAGES" / "messages.po"


def texts_of(package: str) -> set[str]:
    """The texts a package speaks: in code, in templates, and in the files it reads on screen."""
    found = extract_from_dir(ROOT / package, method_map=_TEMPLATES, keywords=_KEYWORDS)
    texts = {message for _, _, message, _, _ in found if isinstance(message, str)}
    texts.update(_texts_of_data(package))
    for path in (ROOT / package).rglob("*.py"):
        module = ast.parse(path.read_text(encoding="utf-8"))
        texts.update(marked(module))
        if "demo" not in path.parts:  # what it describes are records
            texts.update(descriptions(module))
    return texts - {""}


def marked(module: ast.Module) -> Iterator[str]:
    """The texts that code marks or translates where it writes them."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            said = node.args[0]
            for text in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                if isinstance(text, ast.Constant) and name in _TRANSLATING:
                    yield str(text.value)


def descriptions(module: ast.Module) -> Iterator[str]:
    """What the API says of itself; the page that describes it translates this.

    Fields and groups have a description; an operation has the first line of its docstring.
    """
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and any(map(_is_operation, node.decorator_list)):
            yield (ast.get_docstring(node) or "").partition("\n")[0]
        pairs: list[tuple[ast.expr | None, ast.expr]] = []
        if isinstance(node, ast.Dict):
            pairs = list(zip(node.keys, node.values, strict=True))
        elif isinstance(node, ast.Call):
            pairs = [(ast.Constant(one.arg), one.value) for one in node.keywords]
        for key, value in pairs:
            is_named = isinstance(key, ast.Constant) and key.value == "description"
            if is_named and isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def _is_operation(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Attribute) and called.attr == "operation"


def texts_by_package() -> dict[str, set[str]]:
    """The texts each package translates: those no lower package speaks as well."""
    owned: dict[str, set[str]] = {}
    taken: set[str] = set()
    for package in PACKAGES:
        owned[package] = texts_of(package) - taken
        taken |= owned[package]
    return owned


def read_catalog(package: str, language: str) -> Catalog:
    """The PO file of a package; empty when there is none yet."""
    path = po_path(package, language)
    source = io.BytesIO(path.read_bytes() if path.exists() else b"")
    return read_po(source, locale=language)


def updated(texts: set[str], known: Mapping[str, str], language: str) -> bytes:
    """The PO file of these texts, with what is translated already."""
    catalog = Catalog(locale=language)
    for text in texts:
        catalog.add(text, known.get(text, ""))
    body = io.BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True, sort_output=True)
    return _HEADER.format(language=language).encode() + body.getvalue()


def update(packages: tuple[str, ...]) -> list[str]:
    """Bring the PO files in step with the texts; returns one line per file for the terminal."""
    owned = texts_by_package()
    report = []
    for language in TRANSLATED:
        known = {
            str(message.id): str(message.string)
            for package in reversed(PACKAGES)
            for message in read_catalog(package, language)
            if message.id and message.string
        }
        for package in packages:
            path = po_path(package, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(updated(owned[package], known, language))
            open_count = len(owned[package] - known.keys())
            report.append(f"{path.relative_to(ROOT)}: {len(owned[package])}, {open_count} open")
    return report


def _texts_of_data(package: str) -> Iterator[str]:
    for folder in _DATA_FILES.get(package, ()):
        for path in sorted((ROOT / package / folder).glob("*.toml")):
            yield from _spoken(tomllib.loads(path.read_text(encoding="utf-8")))


def _spoken(node: Any) -> Iterator[str]:
    """The texts under the keys a page shows; identifiers and figures stay out."""
    if isinstance(node, list):
        for one in node:
            yield from _spoken(one)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "options":
                yield from value.values()
            elif isinstance(value, str):
                yield from [value] if key in _SPOKEN_KEYS else []
            else:
                yield from _spoken(value)


if __name__ == "__main__":
    sys.stdout.write("\n".join(update(tuple(sys.argv[1:]) or PACKAGES)) + "\n")
