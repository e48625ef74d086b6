"""Small papers with text, made by hand."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CHOICES = "http://schemas.openxmlformats.org/markup-compatibility/2006"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = f'xmlns:w="{WORD}" xmlns:mc="{CHOICES}"'


@dataclass(frozen=True)
class Beside:
    """A part of a DOCX beside its body: kind of its relation, markup, and what stands before it."""

    kind: str
    body: str
    head: str = ""

    @property
    def root(self) -> str:
        """The name of its outermost element."""
        return {"header": "hdr", "footer": "ftr"}.get(self.kind, self.kind)


def pdf_of(*pages: str) -> bytes:
    """A PDF with one text a page; a page of an empty text is one of a scan."""
    kids = " ".join(f"{5 + 2 * place} 0 R" for place in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, text in enumerate(pages):
        drawn = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        objects += [
            f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
            (
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents "
                f"{4 + 2 * place} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            ),
        ]
    paper, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(paper))
        paper += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    entries = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(paper)}\n%%EOF"
    return bytes(paper + f"{entries}{trailer}".encode())


def docx_of(*pages: str, head: str = "", body: str = "", beside: Sequence[Beside] = ()) -> bytes:
    """A DOCX whose pages its author ended; a line of a page is a paragraph.

    Args:
        pages: the text of each.
        head: what stands before the document in its own part.
        body: markup that follows the pages.
        beside: parts that belong to the document.
    """
    ended = '</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/><w:t>'
    body = f"{paragraph_of(ended.join(pages))}{body}"
    names = {one: f"{one.kind}{place}.xml" for place, one in enumerate(beside, start=1)}
    related = "".join(
        f'<Relationship Id="r{name}" Type="{RELATION}/{one.kind}" Target="{name}"/>'
        for one, name in names.items()
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{head}<w:document {SPACES}><w:body>{body}</w:body></w:document>',
        )
        if beside:
            package.writestr(
                "word/_rels/document.xml.rels",
                f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>',
            )
        for one, name in names.items():
            root = f"w:{one.root}"
            package.writestr(f"word/{name}", f"{one.head}<{root} {SPACES}>{one.body}</{root}>")
    return content.getvalue()


def paragraph_of(text: str) -> str:
    """The markup of a text; a line is a paragraph."""
    line = "</w:t></w:r></w:p><w:p><w:r><w:t>"
    return f"<w:p><w:r><w:t>{text.replace(chr(10), line)}</w:t></w:r></w:p>"


def text_box_of(text: str) -> str:
    """The markup of a text box, written twice as word processors do: the second for older ones."""
    box = f"<w:txbxContent>{paragraph_of(text)}</w:txbxContent>"
    return (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
