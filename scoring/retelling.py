"""What the facts document says about its figures, told again in the reader's language. Pure.

The document is hashed: its sentences are written once, in the language of record, and stay as they
are. The sentences we write ourselves are recognised and told again with their figures; whatever a
regency recorded is left in its own words.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from tenants.kernel import formats
from tenants.kernel.errors import N_

CALENDAR = N_("Kalender")
IN_FORCE_SINCE = N_("berlaku sejak %(day)s")
ENDED_ON = N_("tidak berlaku lagi sejak %(day)s")
ENDED = N_("tidak berlaku lagi")
IN_FORCE_ASSUMED = N_("berlaku dihitung sejak 31 Desember %(year)s (tanggal tidak disebut)")
FILE_VERSION = N_("berkas versi %(version)s, SHA-256 %(sha256)s")
FILE = N_("berkas SHA-256 %(sha256)s")
SIGNED = N_("ditandatangani %(day)s")
SIGNED_AND_POSTED = N_("ditandatangani %(day)s, dengan bukti pembukuan sejak awal perlindungan")
SHORTEST = N_("terpendek %(months)s bulan")
SHORTEST_ASSUMED = N_("terpendek %(months)s bulan (diasumsikan)")
BUDGET = N_("anggaran %(amount)s")
FULL_YEAR_BY_MONTH = N_("%(people)s orang × %(amount)s × %(months)s bulan")
FULL_YEAR = N_("%(people)s orang × %(amount)s setahun")
WITH_JAKON = N_("%(kind)s, termasuk Jakon")
WITHOUT_JAKON = N_("%(kind)s, tanpa Jakon")

Say = Callable[[str, Mapping[str, str]], str]

_SENTENCES = (
    *(
        CALENDAR,
        IN_FORCE_SINCE,
        ENDED_ON,
        ENDED,
        IN_FORCE_ASSUMED,
        FILE_VERSION,
        FILE,
        SIGNED,
        SIGNED_AND_POSTED,
    ),
    *(SHORTEST, SHORTEST_ASSUMED, BUDGET, FULL_YEAR_BY_MONTH, FULL_YEAR),
    *(WITH_JAKON, WITHOUT_JAKON),
)
_MONTHS = formats.STYLES[formats.LANGUAGE_OF_RECORD].months
_DAY = rf"(\d{{1,2}}){formats.NBSP}({'|'.join(_MONTHS)}) (\d{{4}})"
_FORMS: Mapping[str, str] = {
    "day": _DAY.replace("(", "(?:"),
    "year": r"\d{4}",
    "amount": r"Rp[\d.]+",
    "people": r"[\d.]+",
    "months": r"[\d.]+",
    "version": r"\d+",
    "sha256": r"[0-9a-f]+",
    "kind": r"[^;]+",
}


def retell(text: str, say: Say) -> str:
    """A source, basis or place of evidence of the facts document, for a reader.

    Args:
        text: as the document holds it; several statements are parted by semicolons.
        say: gives a sentence in the reader's language, filled in.
    """
    return "; ".join(_retold(part, say) for part in text.split("; "))


def _retold(part: str, say: Say) -> str:
    for sentence, form in _RECOGNISED:
        found = form.fullmatch(part)
        if found is not None:
            params = {name: _shown(name, value, say) for name, value in found.groupdict().items()}
            return say(sentence, params)
    return say(_redated(part), {})


def _shown(name: str, value: str, say: Say) -> str:
    match name:
        case "amount":
            return formats.rupiah(_whole(value))
        case "people" | "months":
            return formats.count(_whole(value))
        case "kind":
            label, sign, note = value.partition(": ")
            return say(label, {}) + sign + note
        case _:
            return _redated(value)


def _redated(text: str) -> str:
    """Days in our own writing, with its no-break space, as the reader writes them."""
    return re.sub(
        _DAY,
        lambda found: formats.date_id(
            date(int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
        ),
        text,
    )


def _whole(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _form(sentence: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", sentence)
    return re.compile(
        "".join(
            f"(?P<{part}>{_FORMS[part]})" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
    )


_RECOGNISED = tuple((sentence, _form(sentence)) for sentence in _SENTENCES)
