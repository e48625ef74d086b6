"""Names of uploaded files: shown as people know them, never a path, never a trick."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.services.inspection import FILENAME_LIMIT, shown_filename


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("daftar.xlsx", "daftar.xlsx"),
        ("Daftar Calon Penerima (final) 2025.xlsx", "Daftar Calon Penerima (final) 2025.xlsx"),
        ("Données-Ñ.csv", "Données-Ñ.csv"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system32\\config", "config"),
        ("/etc/shadow", "shadow"),
        ("C:\\Users\\budi\\daftar.csv", "daftar.csv"),
        ("file:///tmp/daftar.csv", "daftar.csv"),
        ("folder/", "daftar"),
        ("..", "daftar"),
        (".", "daftar"),
        ("", "daftar"),
        ("   ", "daftar"),
        ("\0", "daftar"),
        ("daftar\0.csv", "daftar.csv"),
        ("daftar\r\nSet-Cookie: a=b.csv", "daftarSet-Cookie: a=b.csv"),
        ("daftar\u202excsv.exe", "daftarxcsv.exe"),
        ("\ufeffdaftar.csv", "daftar.csv"),
        ("\u200bdaftar\u200b.csv", "daftar.csv"),
        ("....//....//daftar.csv", "daftar.csv"),
        ("daftar.csv\u2028", "daftar.csv"),
        (".htaccess", "htaccess"),
    ],
)
def test_file_name_when_it_leads_elsewhere_keeps_its_last_part_only(
    filename: str, shown: str
) -> None:
    assert shown_filename(filename) == shown


@given(st.text(max_size=400))
def test_file_name_when_it_is_any_text_is_short_printable_and_no_path(filename: str) -> None:
    shown = shown_filename(filename)

    assert 0 < len(shown) <= FILENAME_LIMIT
    assert shown.isprintable()
    assert not {"/", "\\"} & set(shown)
    assert shown not in {".", ".."}
