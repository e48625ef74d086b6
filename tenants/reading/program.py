"""A program of its own: takes the text out of one file where it can do no harm. Nobody imports it.

The file comes by the standard input. Before its content is looked at, every right that reading does
not need is given up: no file, no connection and no process can be opened any more. Out goes one
object of JSON: the text of each page or part with how many letters that is of how many, or why
there is none.
"""

import codecs
import importlib.util
import io
import json
import logging
import pkgutil
import posixpath
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

PAGE_LETTERS = 100_000
PART_LETTERS = 5_000
"""About two pages: a document without ends of pages is told in parts of no more."""
TEXT_LETTERS = 8_000_000
_CONFINEMENT = Path(__file__).parents[1] / "kernel" / "confinement.py"
_ENCODINGS = (
    "ascii",
    "cp1252",
    "cp437",
    "gb2312",
    "latin-1",
    "mac-roman",
    "unicode_escape",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "utf-8-sig",
)
_DECLARATIONS = ("<!DOCTYPE", "<!ENTITY")
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""How a part begins that is not UTF-8; a package holds no other encoding (ISO/IEC 29500-2)."""
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FORMS = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BODY, _RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
_BESIDE = ("footnotes", "endnotes", "header", "footer")
_PIECE = 64 * 1024


class Refused(Exception):
    """The file is not read further; the message is the code of the reason."""


def main(arguments: Sequence[str]) -> None:
    """Give up rights, then read.

    Args:
        arguments: ``pdf`` or ``docx``, process id of the starter, bytes of memory, seconds of
            processor time, most pages, bytes that a document may unpack to.
    """
    form = arguments[0]
    parent, memory, seconds, pages, unpacked = map(int, arguments[1:])
    confinement = _confinement()
    confinement.limit(parent, memory, seconds)
    read = _reader(form, unpacked)
    confinement.forbid()
    sys.stdout.write(json.dumps(_answer(read, sys.stdin.buffer.read(), pages, form)))


def _confinement() -> ModuleType:
    spec = importlib.util.spec_from_file_location("confinement", _CONFINEMENT)
    if spec is None or spec.loader is None:
        sys.exit(1)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _reader(form: str, unpacked: int) -> Callable[[bytes], Iterator[str]]:
    """What reads the form; all it imports later is imported here, while files can be opened."""
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    if form == "docx":
        return lambda content: _document_pages(content, unpacked)
    import pypdf

    for module in pkgutil.walk_packages(pypdf.__path__, f"{pypdf.__name__}."):
        with suppress(ImportError):  # what it offers beside text needs packages that are not here
            importlib.import_module(module.name)
    logging.disable()
    return lambda content: _pdf_pages(pypdf, content)


def _answer(
    read: Callable[[bytes], Iterator[str]], content: bytes, page_limit: int, form: str
) -> dict[str, Any]:
    pages: list[str] = []
    letters = kept = 0
    is_full = False
    try:
        for text in read(content):
            letters += len(text)
            is_full = is_full or len(pages) == page_limit or letters > TEXT_LETTERS
            if is_full and form != "docx":
                return {"refused": "too-long"}
            if not is_full:
                pages.append(text[:PAGE_LETTERS])
                kept += len(pages[-1])
    except Refused as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "too-heavy"}
    except Exception:  # noqa: BLE001 - whatever a parser raises says the file cannot be read
        return {"refused": "damaged"}
    return {"pages": pages, "kept": kept, "letters": letters}


def _pdf_pages(pypdf: Any, content: bytes) -> Iterator[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        try:
            opened = reader.decrypt("")
        except Exception as error:
            raise Refused("locked") from error
        if not opened:
            raise Refused("locked")
    for page in reader.pages:
        yield page.extract_text()


class _Package:
    """The parts of a document; all that are taken out unpack together to no more than a limit."""

    def __init__(self, content: bytes, unpacked: int) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = frozenset(self._archive.namelist())
        self._left = unpacked

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def element(self, name: str) -> ET.Element:
        """The outermost element of a part.

        Raises:
            Refused: the parts unpack to too much, or this one declares what it is to be read by.
            UnicodeDecodeError: it is neither UTF-8 nor UTF-16, whatever it says of itself.
        """
        pieces = bytearray()
        with self._archive.open(name) as part:
            while piece := part.read(_PIECE):
                pieces += piece
                if len(pieces) > self._left:
                    raise Refused("too-heavy")
        self._left -= len(pieces)
        markup = pieces.decode(_WIDE.get(bytes(pieces[:2]), "utf-8-sig"))
        if any(mark in markup for mark in _DECLARATIONS):
            raise Refused("damaged")
        return ET.fromstring(markup)  # noqa: S314 - nothing is declared in it


def _document_pages(content: bytes, unpacked: int) -> Iterator[str]:
    """Pages end where the author ended them, or where the word processor last drew the end.

    Nothing between two ends is one end told twice; what is longer than a part is told in several.
    What stands beside the pages follows them, so that it moves no page.
    """
    package = _Package(content, unpacked)
    for page in _drawn_pages(package.element(_BODY)):
        yield from _parts(page)
    for text in _beside(package):
        yield from _parts(text)


def _beside(package: _Package) -> Iterator[str]:
    """Notes, heads and feet, those of a kind together and each once; none without a letter."""
    related = _related(package)
    for kind in _BESIDE:
        names = dict.fromkeys(name for one, name in related if one == kind and name in package)
        texts = dict.fromkeys("".join(_drawn_pages(package.element(name))) for name in names)
        told = [text for text in texts if any(letter.isalpha() for letter in text)]
        if told:
            yield "".join(told)


def _related(package: _Package) -> list[tuple[str, str]]:
    """What belongs to the body: the kind of each relation, and the name of the part."""
    if _RELATIONS not in package:
        return []
    return [
        (
            one.get("Type", "").rpartition("/")[2],
            posixpath.join("/word", one.get("Target", "")).removeprefix("/"),
        )
        for one in package.element(_RELATIONS)
    ]


def _drawn_pages(root: ET.Element) -> Iterator[str]:
    page: list[str] = []
    for element in _told(root):
        tag = element.tag.removeprefix(_WORD)
        if tag == "lastRenderedPageBreak" or (
            tag == "br" and element.get(f"{_WORD}type") == "page"
        ):
            if "".join(page).strip():
                yield "".join(page)
            page = []
        elif tag == "t":
            page.append(element.text or "")
        elif tag in {"p", "br", "cr"}:
            page.append("\n")
        elif tag == "tab":
            page.append("\t")
    yield "".join(page)


def _told(root: ET.Element) -> Iterator[ET.Element]:
    """Every element in its order; of what is written in several forms the first that has text.

    What a text box holds ends a line, because the text around it goes on behind it.
    """
    waiting = [root]
    while waiting:
        element = waiting.pop()
        yield element
        inside = list(element)
        if element.tag == _FORMS:
            inside = [one for one in inside if next(one.iter(f"{_WORD}t"), None) is not None][:1]
        elif element.tag == f"{_WORD}txbxContent":
            inside.append(ET.Element(f"{_WORD}cr"))
        waiting.extend(reversed(inside))


def _parts(page: str) -> Iterator[str]:
    start = 0
    while len(page) - start > PART_LETTERS:
        end = _end_of_part(page, start)
        yield page[start:end]
        start = end
    yield page[start:]


def _end_of_part(page: str, start: int) -> int:
    """Behind the last sentence that ends a paragraph, else a paragraph, else a word.

    A comparison of two texts parts them behind such a sentence too, so that where a part ends makes
    no difference to it.
    """
    limit = start + PART_LETTERS
    end = last = page.rfind("\n", start + 1, limit)
    while end > start:
        if page[end - 1] in ".;:":
            return end
        end = page.rfind("\n", start + 1, end)
    if last > start:
        return last
    blank = page.rfind(" ", start + 1, limit)
    return blank if blank > start else limit


if __name__ == "__main__":
    main(sys.argv[1:])
