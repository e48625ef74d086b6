"""What the content policy and the contrast rules ask of every template and of the stylesheet."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TEMPLATES = sorted(
    path
    for package in ("tenants", "cooperation", "enrollment", "scoring")
    for path in (ROOT / package).rglob("templates/**/*.html")
)
STYLESHEET = (ROOT / "tenants/shell/static/siap.css").read_text(encoding="utf-8")
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", STYLESHEET))
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle=|<style"),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)|<[^>]*\son\w+=|javascript:"),
    "outside address": re.compile(r"(src|href|action)=\"(https?:)?//"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_to_the_content_policy(path: Path) -> None:
    source = path.read_text(encoding="utf-8")

    assert [name for name, sign in FORBIDDEN.items() if sign.search(source)] == []


def test_stylesheet_fetches_nothing() -> None:
    assert re.findall(r"url\(|@import", STYLESHEET) == []


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "paper"),
        ("ink-2", "paper"),
        ("ink-2", "wash"),
        ("ink-3", "paper"),
        ("green", "paper"),
        ("green", "green-wash"),
        ("green", "green-3"),
        ("amber", "paper"),
        ("amber", "amber-wash"),
        ("red", "paper"),
        ("red", "red-wash"),
        ("paper", "green"),
        ("paper", "red"),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    lighter, darker = sorted((luminance(TOKENS[ink]), luminance(TOKENS[ground])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    digits = colour[1:]
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
