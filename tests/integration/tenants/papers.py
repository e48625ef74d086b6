"""Small papers with text, made by hand."""

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


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


def docx_of(*pages: str, head: str = "") -> bytes:
    """A DOCX whose pages its author ended; a line of a page is a paragraph."""
    ended = '</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/><w:t>'
    line = "</w:t></w:r></w:p><w:p><w:r><w:t>"
    body = f"<w:p><w:r><w:t>{ended.join(pages).replace(chr(10), line)}</w:t></w:r></w:p>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr(
            "word/document.xml",
            f'<?xml version="1.0"?>{head}<w:document xmlns:w="{WORD}"><w:body>{body}'
            "</w:body></w:document>",
        )
    return content.getvalue()
