"""What kind of file it is, judged by its bytes and never by its name. Pure."""

import io
import re
import unicodedata
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from tenants.kernel.errors import N_

DOCUMENT_LIMIT_BYTES = 20 * 1024 * 1024
FILENAME_LIMIT = 150


class MediaType(StrEnum):
    """The file types the product keeps."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


MEDIA_TYPE_LABELS = {
    MediaType.PDF: "PDF",
    MediaType.PNG: "PNG",
    MediaType.JPEG: "JPG",
    MediaType.DOCX: "DOCX",
    MediaType.XLSX: "XLSX",
}

KINDS_OF_FILES = {
    MediaType.PDF: N_("PDF"),
    MediaType.PNG: N_("gambar PNG"),
    MediaType.JPEG: N_("gambar JPG"),
    MediaType.DOCX: N_("naskah Word (DOCX)"),
    MediaType.XLSX: N_("lembar kerja Excel (XLSX)"),
}

SUFFIXES = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.DOCX: (".docx",),
    MediaType.XLSX: (".xlsx",),
}
"""The usual one first."""

_SIGNATURES = {
    b"%PDF-": MediaType.PDF,
    b"\x89PNG\r\n\x1a\n": MediaType.PNG,
    b"\xff\xd8\xff": MediaType.JPEG,
}
_OFFICE_PARTS = {"word/document.xml": MediaType.DOCX, "xl/workbook.xml": MediaType.XLSX}
_MACRO_PARTS = ("word/vbaProject.bin", "xl/vbaProject.bin")


def recognise_media_type(content: bytes) -> MediaType | None:
    """The type the bytes show, or None for everything the product does not keep.

    An office file that carries macros is not kept: whoever opens it would run them.
    """
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    return _recognise_office_file(content) if content.startswith(b"PK\x03\x04") else None


def promised_media_type(filename: str) -> MediaType | None:
    """The type that a name promises; None where its ending is of no type that is kept."""
    ending = PurePosixPath(filename).suffix.lower()
    return next((kind for kind, endings in SUFFIXES.items() if ending in endings), None)


def _recognise_office_file(content: bytes) -> MediaType | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "[Content_Types].xml" not in parts or not parts.isdisjoint(_MACRO_PARTS):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in parts), None)


def safe_filename(filename: str, media_type: MediaType) -> str:
    """A name that is safe to store and to offer as a download.

    Folders and control characters are dropped, the length is bounded, and the ending says what
    the bytes are: a PDF sent as ``surat.exe`` is kept as ``surat.exe.pdf``.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r"\s+", " ", name).strip(" .")
    path = PurePosixPath(name or "berkas")
    suffixes = SUFFIXES[media_type]
    ending = path.suffix if path.suffix.lower() in suffixes else suffixes[0]
    stem = path.stem if path.suffix.lower() in suffixes else path.name
    return stem[: FILENAME_LIMIT - len(ending)] + ending
