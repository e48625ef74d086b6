"""Files are recognised by their bytes, and their names are made safe."""

import io
import zipfile

import pytest

from tenants.document_types import (
    FILENAME_LIMIT,
    KINDS_OF_FILES,
    MEDIA_TYPE_LABELS,
    SUFFIXES,
    MediaType,
    promised_media_type,
    recognise_media_type,
    safe_filename,
)


def archive_of(*parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for part in parts:
            archive.writestr(part, "x")
    return buffer.getvalue()


def test_every_media_type_has_label_and_suffix() -> None:
    assert set(MEDIA_TYPE_LABELS) == set(KINDS_OF_FILES) == set(SUFFIXES) == set(MediaType)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.7\n", MediaType.PDF),
        (b"\x89PNG\r\n\x1a\n....", MediaType.PNG),
        (b"\xff\xd8\xff\xe0JFIF", MediaType.JPEG),
        (archive_of("[Content_Types].xml", "word/document.xml"), MediaType.DOCX),
        (archive_of("[Content_Types].xml", "xl/workbook.xml"), MediaType.XLSX),
    ],
)
def test_recognise_kept_types(content: bytes, expected: MediaType) -> None:
    assert recognise_media_type(content) is expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00",
        b"<html><script>alert(1)</script>",
        b" %PDF-1.7",
        b"PK\x03\x04 damaged archive",
        archive_of("anything.txt"),
        archive_of("word/document.xml"),
        archive_of("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    ],
)
def test_recognise_everything_else_is_refused(content: bytes) -> None:
    assert recognise_media_type(content) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Perbup 25 Tahun 2021.pdf", "Perbup 25 Tahun 2021.pdf"),
        ("PERBUP.PDF", "PERBUP.PDF"),
        ("C:\\Users\\budi\\perbup.pdf", "perbup.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("surat.exe", "surat.exe.pdf"),
        ("a\r\nSet-Cookie: x\u202egpj.pdf", "aSet-Cookie: xgpj.pdf"),
        ("", "berkas.pdf"),
        ("...", "berkas.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_safe_filename_of_a_pdf(given: str, expected: str) -> None:
    assert safe_filename(given, MediaType.PDF) == expected


def test_safe_filename_is_bounded_and_keeps_its_ending() -> None:
    name = safe_filename("a" * 400 + ".jpeg", MediaType.JPEG)

    assert len(name) == FILENAME_LIMIT
    assert name.endswith(".jpeg")


@pytest.mark.parametrize(
    ("filename", "promised"),
    [
        ("naskah.PDF", MediaType.PDF),
        ("foto.jpeg", MediaType.JPEG),
        ("surat.pdf.docx", MediaType.DOCX),
        ("surat.exe", None),
        ("Perbup Nomor 25", None),
    ],
)
def test_name_promises_what_its_ending_says(filename: str, promised: MediaType | None) -> None:
    assert promised_media_type(filename) is promised
