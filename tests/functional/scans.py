"""What the QR codes of papers hold, read where they are drawn."""

from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest

from tenants.services import issued_papers
from tenants.typesetting.codes import qr_rows


def watch_codes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the QR codes that papers are set with from now on."""
    drawn: list[str] = []

    def draw(text: str) -> Sequence[str]:
        drawn.append(text)
        return qr_rows(text)

    monkeypatch.setattr(issued_papers, "qr_rows", draw)
    return drawn


def scanned_path(text: str) -> str:
    """Where a code leads, host and scheme left out."""
    parts = urlsplit(text)
    return f"{parts.path}?{parts.query}"
