"""Singular and plural in translations, and which sentences of a PO file are used."""

from pathlib import Path

import pytest

from tenants.shell.languages import choose_number, read_sentences

PO = """\
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "Pekerja"
msgstr "Workers"

msgid "Belum"
msgstr ""

#, fuzzy
msgid "Kira-kira"
msgstr "Perhaps"
"""


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "%(count)s worker is short"),
        ("1", "%(count)s worker is short"),
        (0, "%(count)s workers are short"),
        ("1.000", "%(count)s workers are short"),
        (None, "%(count)s workers are short"),
    ],
)
def test_number_when_exactly_one_is_singular(count: object, text: str) -> None:
    written = "%(count)s {count?worker is|workers are} short"

    assert choose_number(written, {"count": count}) == text


def test_sentences_when_untranslated_or_doubtful_stay_out(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text(PO, encoding="utf-8")

    assert read_sentences([tmp_path], "en") == {"Pekerja": "Workers"}
