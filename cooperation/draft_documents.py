"""A draft of an agreement as a file to be edited in Word, from the same content as its PDF."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from cooperation.clause_filling import DOTS
from tenants.typesetting.codes import qr_png

DOCX_MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONT: Final = "Bookman Old Style"
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_DAWN: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every part of the file: the same content gives the same bytes."""
_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def draft_document(
    content: Mapping[str, Any], *, mark: Mapping[str, Any], qr_text: str, moment: datetime
) -> bytes:
    """The draft as DOCX; the same content, mark and moment give the same bytes.

    Args:
        content: as the draft was filled.
        mark: what the foot of each page shows.
        qr_text: what its QR holds.
        moment: of which the file says that it was made.
    """
    file = Document()
    _set_page(file)
    _describe(file, content, moment)
    _write_foot(file, mark, qr_text)
    _write_head(file, content)
    _write_parties(file, content)
    for article in content["articles"]:
        heading = _line(file, f"Pasal {article['number']}", is_bold=True, is_centred=True)
        heading.paragraph_format.space_before = Pt(12)
        heading.paragraph_format.keep_with_next = True
        title = _line(file, article["title"], is_bold=True, is_centred=True)
        title.paragraph_format.keep_with_next = True
        _write_paragraphs(file, article["paragraphs"], is_numbered=True)
    _write_paragraphs(file, content["closing"])
    _write_signatures(file, content)
    if "annex" in content:
        _write_annex(file, content["annex"])
    return _packed(file)


def _set_page(file: DocxDocument) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)


def _describe(file: DocxDocument, content: Mapping[str, Any], moment: datetime) -> None:
    about = file.core_properties
    about.title, about.author = _clean(content["title"]), _clean(content["regency"])
    about.comments, about.language = "", "id-ID"
    about.created = about.modified = moment.replace(microsecond=0, tzinfo=None)


def _write_head(file: DocxDocument, content: Mapping[str, Any]) -> None:
    _line(file, f"RANCANGAN, disusun {content['made_on']}", is_centred=True, size=9)
    for text in (
        *("PERJANJIAN KERJA SAMA", "ANTARA", content["party"].upper(), "DAN"),
        *(content["office"].upper(), "TENTANG", content["title"].upper()),
    ):
        _line(file, text, is_bold=True, is_centred=True)
    for party, number in zip(("KESATU", "KEDUA"), content["numbers"], strict=True):
        _line(file, f"Nomor PIHAK {party}: {number}", is_centred=True)


def _write_parties(file: DocxDocument, content: Mapping[str, Any]) -> None:
    _write_paragraphs(file, content["opening"][:1])
    acting = zip(
        ("KESATU", "KEDUA"),
        content["signers"],
        (content["acting_for"], content["office"]),
        strict=True,
    )
    for number, (party, signer, body) in enumerate(acting, start=1):
        text = (
            f"{number}. {signer}, dalam hal ini bertindak untuk dan atas nama {body}, selanjutnya"
            f" disebut PIHAK {party}"
        )
        _line(file, text + (";" if number == 1 else "."))
    _write_paragraphs(file, content["opening"][1:])
    _write_paragraphs(file, content["grounds_opening"])
    for number, ground in enumerate(content["grounds"], start=1):
        _indented(file, f"{number}.", ground)
    if content["grounds_remark"]:
        _line(file, content["grounds_remark"], is_bold=True)
    _line(
        file,
        "PARA PIHAK sepakat membuat perjanjian kerja sama dengan ketentuan sebagai berikut:",
    )


def _write_paragraphs(
    file: DocxDocument, paragraphs: Sequence[Mapping[str, Any]], *, is_numbered: bool = False
) -> None:
    for number, paragraph in enumerate(paragraphs, start=1):
        if is_numbered and len(paragraphs) > 1:
            _indented(file, f"({number})", paragraph["text"])
        else:
            _line(file, paragraph["text"]).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        for letter, item in zip(_LETTERS, paragraph["items"], strict=False):
            _indented(file, f"{letter}.", item, level=2)


def _write_signatures(file: DocxDocument, content: Mapping[str, Any]) -> None:
    table = file.add_table(rows=1, cols=2)
    signing = zip(("PIHAK KEDUA", "PIHAK KESATU"), reversed(content["signers"]), strict=True)
    for cell, (party, signer) in zip(table.rows[0].cells, signing, strict=True):
        cell.paragraphs[0].text = party
        for text in (_clean(signer), "", "", "", DOTS):
            cell.add_paragraph(text)
        for paragraph in cell.paragraphs:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _write_annex(file: DocxDocument, annex: Mapping[str, Any]) -> None:
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    for text in ("LAMPIRAN", annex["title"].upper()):
        _line(file, text, is_bold=True, is_centred=True)
    for source in annex["sources"]:
        _line(file, f"{source['label']}: {source['titles']}", is_bold=True)
        rows = [*source["rows"], ["Jumlah", "", *source["sum"]]]
        _write_table(file, annex["heads"], rows)
    _line(file, "Seluruhnya", is_bold=True)
    _write_table(file, annex["heads"], [["Jumlah", "", *annex["sum"]]])
    _line(file, f"Nilai perjanjian: {annex['total_words']}.")
    if annex["unknown"]:
        _line(file, f"Belum dapat dihitung: {'; '.join(annex['unknown'])}.")


def _write_table(file: DocxDocument, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = file.add_table(rows=0, cols=len(heads))
    table.style = "Table Grid"
    for number, texts in enumerate((heads, *rows)):
        for place, (cell, text) in enumerate(zip(table.add_row().cells, texts, strict=True)):
            run = cell.paragraphs[0].add_run(_clean(text))
            run.bold = number == 0
            if place:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _write_foot(file: DocxDocument, mark: Mapping[str, Any], qr_text: str) -> None:
    footer = file.sections[0].footer
    table: Table = footer.add_table(1, 3, Cm(16))
    picture, words, page = table.rows[0].cells
    for cell, width in zip((picture, words, page), (Cm(2), Cm(11), Cm(3)), strict=True):
        cell.width = width
    picture.paragraphs[0].add_run().add_picture(io.BytesIO(qr_png(qr_text)), width=Cm(1.7))
    told = (
        f"Kode dokumen {mark['code']} · {mark['paper']}",
        mark["meaning"],
        "Naskah ini dapat diubah; kode menunjuk data saat disusun.",
        mark["check"],
    )
    words.paragraphs[0].text = told[0]
    for text in told[1:]:
        words.add_paragraph(_clean(text))
    _number_pages(page.paragraphs[0])
    for cell in (words, page):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size = Pt(7.5)
    page.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _number_pages(paragraph: Paragraph) -> None:
    for text, code in (("Halaman ", "PAGE"), (" dari ", "NUMPAGES")):
        paragraph.add_run(text)
        run = paragraph.add_run()
        for tag, kind in (("w:fldChar", "begin"), ("w:instrText", ""), ("w:fldChar", "end")):
            part = OxmlElement(tag)
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = code
            run._r.append(part)  # noqa: SLF001  python-docx knows no fields


def _line(
    file: DocxDocument,
    text: str,
    *,
    is_bold: bool = False,
    is_centred: bool = False,
    size: float | None = None,
) -> Paragraph:
    paragraph = file.add_paragraph()
    run = paragraph.add_run(_clean(text))
    run.bold = is_bold or None
    if size is not None:
        run.font.size = Pt(size)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _indented(file: DocxDocument, sign: str, text: str, *, level: int = 1) -> None:
    paragraph = file.add_paragraph(_clean(f"{sign}\t{text}"))
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.left_indent = Cm(0.9 * level)
    paragraph.paragraph_format.first_line_indent = Cm(-0.9)
    paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.9 * level))


def _clean(text: str) -> str:
    """A text without what no XML file can hold."""
    return _NOT_XML.sub("", text)


def _packed(file: DocxDocument) -> bytes:
    written, packed = io.BytesIO(), io.BytesIO()
    file.save(written)
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            entry = zipfile.ZipInfo(part.filename, _DAWN)
            target.writestr(entry, source.read(part.filename), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
