"""The text of papers, read by a process that can do nothing else."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from docx import Document
from docx.shared import Cm

from tenants import reading
from tenants.document_types import MediaType
from tenants.kernel import confinement
from tenants.reading import ReaderFailed, Reading, ReadingLimits, ReadingState, read_text
from tenants.reading.program import PAGE_LETTERS, PART_LETTERS
from tests.integration.tenants.papers import Beside, docx_of, paragraph_of, pdf_of, text_box_of

PASAL = "Pekerja rentan didaftarkan sebagai peserta"
LIMITS = ReadingLimits()


def locked_pdf() -> bytes:
    writer, content = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.encrypt("rahasia")
    writer.write(content)
    return content.getvalue()


def test_pdf_is_read_page_by_page_and_a_picture_among_them_stays_empty() -> None:
    found = read_text(pdf_of(PASAL, "", "Pasal 9"), MediaType.PDF)

    assert found == Reading(ReadingState.READ, [PASAL, "", "Pasal 9"])


def test_document_is_read_to_the_ends_of_its_pages() -> None:
    assert read_text(docx_of(PASAL, "Pasal 9"), MediaType.DOCX) == Reading(
        ReadingState.READ, [PASAL, "Pasal 9"]
    )


def test_document_is_read_with_its_notes_heads_and_feet_behind_its_pages() -> None:
    content = docx_of(
        PASAL,
        "Pasal 9",
        beside=[
            Beside("header", paragraph_of("Salinan")),
            Beside("header", paragraph_of("Salinan")),
            Beside("footer", paragraph_of("- 2 -")),
            Beside("footer", paragraph_of("Lembaran Daerah 12")),
            Beside("footnotes", f"<w:footnote>{paragraph_of('Lihat UU 24/2011.')}</w:footnote>"),
            Beside("endnotes", f"<w:endnote>{paragraph_of('Lihat PP 44/2015.')}</w:endnote>"),
            Beside("comments", f"<w:comment>{paragraph_of('Sudah benar?')}</w:comment>"),
        ],
    )

    assert read_text(content, MediaType.DOCX).pages == [
        PASAL,
        "Pasal 9",
        "Lihat UU 24/2011.",
        "Lihat PP 44/2015.",
        "Salinan",
        "Lembaran Daerah 12",
    ]


def test_document_of_a_word_processor_is_read_with_head_and_foot() -> None:
    file, content = Document(), io.BytesIO()
    file.add_paragraph(PASAL)
    file.sections[0].header.paragraphs[0].text = "Rancangan ketiga"
    file.sections[0].footer.add_table(1, 1, Cm(9)).rows[0].cells[0].text = "Kode dokumen"
    file.save(content)

    pages = read_text(content.getvalue(), MediaType.DOCX).pages

    assert pages == [PASAL, "Rancangan ketiga", "Kode dokumen"]


@pytest.mark.parametrize("where", ["body", "header"])
def test_text_box_is_read_once_and_apart_from_what_stands_around_it(where: str) -> None:
    markup = (
        f"<w:p>{text_box_of('Cap dan paraf')}<w:r><w:t>Ditetapkan di Kanigoro</w:t></w:r></w:p>"
    )
    content = (
        docx_of(PASAL, body=markup)
        if where == "body"
        else docx_of(PASAL, beside=[Beside("header", markup)])
    )

    text = "\n".join(read_text(content, MediaType.DOCX).pages)

    lines = [line for line in text.splitlines() if line]
    assert lines == [PASAL, "Cap dan paraf", "Ditetapkan di Kanigoro"]


SENTENCE = "Iuran dibayar setiap bulan; iuran tidak dibayar dua kali."


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"Pasal {number}\n{SENTENCE}" for number in range(1, 3_001)),
        "\n".join(f"Baris {number} tanpa tanda baca" for number in range(1, 8_001)),
        " ".join(f"kata{number}" for number in range(1, 20_001)),
        "a" * 184_890,
    ],
    ids=["articles", "lines", "one-paragraph", "one-word"],
)
def test_long_document_without_ends_of_pages_is_read_whole_in_parts(text: str) -> None:
    found = read_text(docx_of(text), MediaType.DOCX)

    assert (found.state, found.cut) == (ReadingState.READ, None)
    assert len(found.pages) > 30
    assert max(map(len, found.pages)) <= PART_LETTERS
    assert "".join("".join(found.pages).split()) == "".join(text.split())


def test_part_ends_with_a_sentence_where_there_is_one() -> None:
    text = "\n".join(f"Pasal {number}\n{SENTENCE}" for number in range(1, 501))

    for part in read_text(docx_of(text), MediaType.DOCX).pages:
        assert part.startswith("Pasal ")
        assert part.endswith(SENTENCE)


@pytest.mark.parametrize("parts", [1, 3])
def test_document_longer_than_the_limit_says_how_much_of_it_was_read(parts: int) -> None:
    text = "\n".join([SENTENCE] * 500)

    found = read_text(docx_of(text), MediaType.DOCX, limits=replace(LIMITS, page_count=parts))

    assert found.state is ReadingState.READ
    assert found.cut is not None
    assert len(found.pages) == parts
    assert found.cut.total == len(f"\n{text}")
    assert 0 <= found.cut.kept - sum(map(len, found.pages)) <= parts


def test_page_of_a_pdf_that_is_too_long_says_how_much_of_it_was_read() -> None:
    found = read_text(pdf_of("kata " * 30_000), MediaType.PDF)

    assert found.cut is not None
    assert found.cut.kept == PAGE_LETTERS < found.cut.total


@pytest.mark.parametrize(
    ("content", "media_type", "state"),
    [
        (pdf_of("", ""), MediaType.PDF, ReadingState.SCAN),
        (pdf_of("- 1 -"), MediaType.PDF, ReadingState.SCAN),
        (b"%PDF-1.7 bukan apa-apa", MediaType.PDF, ReadingState.DAMAGED),
        (locked_pdf(), MediaType.PDF, ReadingState.LOCKED),
        (b"PK\x03\x04 bukan apa-apa", MediaType.DOCX, ReadingState.DAMAGED),
        (docx_of(PASAL, head="<!DOCTYPE x>"), MediaType.DOCX, ReadingState.DAMAGED),
        (
            docx_of(PASAL, beside=[Beside("footnotes", "", "<!DOCTYPE x>")]),
            MediaType.DOCX,
            ReadingState.DAMAGED,
        ),
        (b"\x89PNG", MediaType.PNG, ReadingState.SCAN),
        (b"PK\x03\x04", MediaType.XLSX, ReadingState.NOT_TEXT),
    ],
    ids=[
        "scan",
        "page-number",
        "damaged",
        "locked",
        "no-package",
        "declares",
        "declares-beside",
        "picture",
        "workbook",
    ],
)
def test_file_without_readable_text_says_why(
    content: bytes, media_type: MediaType, state: ReadingState
) -> None:
    found = read_text(content, media_type)

    assert found.state is state
    assert not any(found.pages)


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
ENTITY = '<!DOCTYPE x [<!ENTITY a "Pekerja rentan didaftarkan sebagai peserta">]>'


def encoded(content: bytes, encoding: str, says: str = "") -> bytes:
    """The DOCX with its body written in an encoding; ``says`` is what the body says of itself."""
    found, changed = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(changed, "w") as package:
        for name in found.namelist():
            part = found.read(name)
            if name == "word/document.xml":
                stated = f' encoding="{says}"' if says else ""
                markup = part.decode().replace(' version="1.0"', f' version="1.0"{stated}')
                part = markup.encode(encoding)
            package.writestr(name, part)
    return changed.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_document_is_read_in_either_encoding_of_a_package(encoding: str) -> None:
    says = "UTF-16" if "16" in encoding else "UTF-8"
    content = encoded(docx_of(PASAL, "Pasal 9 – Ma’ruf"), encoding, says)

    assert read_text(content, MediaType.DOCX).pages == [PASAL, "Pasal 9 – Ma’ruf"]


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-32", "utf-7", "cp037"])
@pytest.mark.parametrize("says", ["", "UTF-16", "UTF-7", "cp037", "iso-8859-1"])
def test_no_entity_expands_in_whatever_encoding_it_is_declared(encoding: str, says: str) -> None:
    content = encoded(docx_of("&a;" * 9, head=ENTITY), encoding, says)

    assert read_text(content, MediaType.DOCX) == Reading(ReadingState.DAMAGED)


@pytest.mark.parametrize(
    ("limits", "content", "media_type", "state"),
    [
        (
            replace(LIMITS, page_count=2),
            pdf_of("a", "b", "c"),
            MediaType.PDF,
            ReadingState.TOO_LONG,
        ),
        (
            replace(LIMITS, unpacked_bytes=10_000),
            docx_of("a" * 50_000),
            MediaType.DOCX,
            ReadingState.TOO_HEAVY,
        ),
        (
            replace(LIMITS, unpacked_bytes=60_000),
            docx_of(
                "a" * 30_000,
                beside=[Beside("header", paragraph_of(f"{kind}" * 20_000)) for kind in "bc"],
            ),
            MediaType.DOCX,
            ReadingState.TOO_HEAVY,
        ),
        (replace(LIMITS, wait_seconds=0.01), pdf_of(PASAL), MediaType.PDF, ReadingState.TOO_HEAVY),
    ],
    ids=["pages", "swells", "swells-together", "waits"],
)
def test_file_that_takes_too_much_is_given_up(
    limits: ReadingLimits, content: bytes, media_type: MediaType, state: ReadingState
) -> None:
    assert read_text(content, media_type, limits=limits).state is state


def test_text_holds_nothing_that_cannot_be_stored() -> None:
    found = reading._reading(b'{"pages": ["Pasal\\u0000 4\\u0002 tentang\\ud800 pekerja rentan"]}')

    (page,) = found.pages
    assert page.encode().isascii() is False or "\x00" not in page
    assert not {"\x00", "\x02"} & set(page)
    page.encode("utf-8")


def test_process_that_ends_for_no_fault_of_the_file_may_be_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "program.py"
    broken.write_text("import sys\nsys.exit(3)\n")
    monkeypatch.setattr(reading, "PROGRAM", broken)

    with pytest.raises(ReaderFailed):
        read_text(pdf_of(PASAL), MediaType.PDF)


FORBIDDEN = {
    "a connection": "socket.socket()",
    "a file": "open('/etc/passwd').read()",
    "a new file": "open('/tmp/siap-forbidden', 'w').write('x')",
    "a process": "os.fork()",
    "another program": "os.execv('/bin/true', ['true'])",
    "a removal": "os.unlink('/tmp/siap-forbidden')",
    "a signal": "os.kill(os.getppid(), 0)",
}


@pytest.mark.parametrize("deed", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_process_when_it_reads_can_do_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    """The program itself, with a reader that does the deed instead of reading."""
    body = reading.PROGRAM.read_text(encoding="utf-8")
    assert "pages = _reader" not in body
    told = (
        "def _tried(content):\n    try:\n        "
        f"{deed}\n    except PermissionError:\n        raise Refused('locked')\n    yield ''\n\n\n"
    )
    changed = (
        body.replace("import codecs\n", "import codecs\nimport os\nimport socket\n")
        .replace("def main(", f"{told}def main(")
        .replace("_answer(read, ", "_answer(_tried, ")
        .replace(
            'Path(__file__).parents[1] / "kernel" / "confinement.py"',
            f"Path({str(Path(confinement.__file__))!r})",
        )
    )
    program = tmp_path / "program.py"
    program.write_text(changed, encoding="utf-8")
    monkeypatch.setattr(reading, "PROGRAM", program)

    assert read_text(pdf_of(PASAL), MediaType.PDF).state is ReadingState.LOCKED
    assert not Path("/tmp/siap-forbidden").exists()  # noqa: S108 - it must never come to be


def test_process_inherits_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    teller = tmp_path / "program.py"
    teller.write_text(
        "import json, os\nprint(json.dumps({'pages': [' '.join(os.environ) + 'huruf ' * 9]}))\n"
    )
    monkeypatch.setattr(reading, "PROGRAM", teller)
    monkeypatch.setenv("DATABASE_URL_JOB", "postgresql://rahasia")

    (page,) = read_text(b"", MediaType.PDF).pages

    assert "DATABASE_URL_JOB" not in page


def test_process_whose_starter_is_gone_ends_at_once() -> None:
    ended = subprocess.run(
        [
            *(sys.executable, "-I", str(reading.PROGRAM), "pdf", "1"),
            *(str(LIMITS.memory_bytes), "9", "9", "9"),
        ],
        input=pdf_of(PASAL),
        capture_output=True,
        check=False,
        env={},
    )

    assert (ended.returncode, ended.stdout) == (1, b"")
