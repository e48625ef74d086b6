"""What is printed for a village, always in Indonesian: the workbook to fill in, and the minutes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from enrollment.nik import LENGTH, mask_nik
from enrollment.queries.verification import SheetPerson
from enrollment.reference import Village, known_villages
from enrollment.services.verification_sheets import IssuedSheet
from enrollment.verification import FINDING_LABELS, Finding, row_code
from enrollment.verification_workbook import SheetLine, SheetTexts, village_workbook
from tenants.issued_papers import PaperKind
from tenants.kernel.crypto import DecryptionFailed, decrypt
from tenants.kernel.formats import count, month_name, written_in
from tenants.services.issued_papers import PaperContent, mark_of
from tenants.typesetting import typeset

LISTED_LIMIT = 1_000
"""People whom the minutes list by name; more stand in the workbook alone."""
_TEMPLATE = Path(str(files("enrollment"))) / "papers" / "village_minutes.typ"
_WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")


@dataclass(frozen=True)
class Office:
    """A village as papers call it: ``Desa Kamolan``, in its district and regency."""

    kind: str
    name: str
    district: str
    regency: str

    @property
    def head(self) -> str:
        """Who signs for it."""
        return "Lurah" if self.kind == "Kelurahan" else "Kepala Desa"


def office_of(village_code: str, regency: str) -> Office:
    """A village by its code; one whose name is not known here is called by the code."""
    known = known_villages().get(village_code, Village(village_code, village_code, "", ""))
    is_urban = known.kind == "kelurahan" or village_code.rsplit(".", 1)[-1].startswith("1")
    return Office("Kelurahan" if is_urban else "Desa", known.name, known.district, regency)


@written_in("id")
def write_sheet(issued: IssuedSheet, *, regency: str, with_address: bool) -> bytes:
    """The workbook of a village. NIK are masked; addresses only where they were asked for.

    Args:
        issued: the sheet.
        regency: name of the regency.
        with_address: whether people can be found by their address.

    Raises:
        DecryptionFailed: the present keys do not open an address.
    """
    office = office_of(issued.verification.village_code, regency)
    address = [_("Alamat")] if with_address else []
    findings = [_(label) for label in FINDING_LABELS.values()]
    texts = SheetTexts(
        title=_("Lembar kerja verifikasi calon penerima"),
        lines=[
            issued.programme_title,
            f"{office.kind} {office.name}, {_('Kecamatan')} {office.district}, {office.regency}",
            _("Kode lembar: %(code)s (jangan diubah)", code=str(issued.code)),
            _(
                "Isi kolom Hasil bagi setiap orang dengan salah satu: %(words)s. Kolom Catatan"
                " boleh kosong. Jangan menulis NIK.",
                words=", ".join(findings),
            ),
        ],
        heads=[
            _("Kode baris"),
            _("No."),
            _("NIK (disamarkan)"),
            _("Nama"),
            _("Tanggal lahir"),
            *address,
            _("Hasil"),
            _("Catatan"),
        ],
        findings=findings,
        hint=_("Pilih salah satu dari daftar."),
    )
    people = [_line(issued, person, with_address=with_address) for person in issued.people]
    return village_workbook(office.name, texts, people)


def minutes_paper(issued: IssuedSheet, *, regency: str, made_on: date) -> PaperContent:
    """The minutes of a village to be signed, with what it said so far; else with blanks.

    The code covers every cell that is printed, and who stands on the sheet where too many do to
    be listed.

    Args:
        issued: the sheet.
        regency: name of the regency.
        made_on: the day they are drawn up.
    """
    return PaperContent(
        kind=PaperKind.VILLAGE_MINUTES,
        subject_id=issued.verification.id,
        subject_version=issued.verification.version,
        made_on=made_on,
        content={
            **minutes_of(issued, regency=regency),
            "people_sha256": issued.verification.people_sha256.hex(),
            "made_on": made_on.isoformat(),
        },
    )


def write_minutes(paper: PaperContent, *, check_page: str, moment: datetime) -> bytes:
    """The minutes as PDF, with their code on each page.

    Args:
        paper: what they are set from.
        check_page: address of the page that checks codes; empty where none is known.
        moment: of which the file says that it was made.

    Raises:
        Unavailable: the paper could not be set.
    """
    data = {**paper.content, "mark": mark_of(paper, check_page=check_page)}
    return typeset(_TEMPLATE, data, moment=moment)


@written_in("id")
def minutes_of(issued: IssuedSheet, *, regency: str) -> Mapping[str, Any]:
    """What the template of the minutes is filled with."""
    office = office_of(issued.verification.village_code, regency)
    found = [finding for person in issued.people if (finding := _finding(person))]
    is_listed = len(issued.people) <= LISTED_LIMIT
    remark = _("Daftar calon terdapat pada lembar kerja berkode %(code)s.", code=str(issued.code))
    return {
        "letterhead": [
            _("Pemerintah %(regency)s", regency=regency),
            *([f"{_('Kecamatan')} {office.district}"] if office.district else []),
            f"{office.kind} {office.name}",
        ],
        **_day_of(issued),
        "programme": issued.programme_title,
        "kind": office.kind,
        "village": office.name,
        "district": office.district,
        "regency": regency,
        "head": office.head,
        "total": count(len(issued.people)),
        "code": str(issued.code),
        "results": [
            {"label": _(label), "people": count(found.count(finding)) if found else ""}
            for finding, label in FINDING_LABELS.items()
        ],
        "sum": count(len(found)) if found else "",
        "people": [_listed(issued, person) for person in issued.people] if is_listed else [],
        "words": ", ".join(_(label) for label in FINDING_LABELS.values()),
        "remark": "" if is_listed else remark,
    }


def _day_of(issued: IssuedSheet) -> Mapping[str, str]:
    """The day in the words of minutes; blanks unless the village said everything on one day."""
    days = {person.verified_on for person in issued.people}
    day = days.pop() if len(days) == 1 else None
    if day is None:
        return dict.fromkeys(("weekday", "day", "month", "year"), "")
    return {
        "weekday": _WEEKDAYS[day.weekday()],
        "day": str(day.day),
        "month": month_name(day),
        "year": str(day.year),
    }


def _line(issued: IssuedSheet, person: SheetPerson, *, with_address: bool) -> SheetLine:
    finding = _finding(person)
    cells = [
        row_code(issued.code, person.number),
        str(person.number),
        _masked(person),
        person.name,
        _birth(person),
    ]
    if with_address:
        cells.append(_opened(person, "address_encrypted"))
    label = _(FINDING_LABELS[finding]) if finding else ""
    return SheetLine(cells, label, person.verification_note or "")


def _listed(issued: IssuedSheet, person: SheetPerson) -> list[str]:
    finding = _finding(person)
    return [
        str(person.number),
        row_code(issued.code, person.number),
        person.name,
        _birth(person),
        _(FINDING_LABELS[finding]) if finding else "",
        person.verification_note or "",
    ]


def _finding(person: SheetPerson) -> Finding | None:
    """What the village said; a plain yes recorded by hand is one of its findings."""
    if person.village_finding is not None:
        return Finding(person.village_finding)
    return Finding.FIT if person.is_verified else None


def _birth(person: SheetPerson) -> str:
    return f"{person.birth_on:%d-%m-%Y}"


def _masked(person: SheetPerson) -> str:
    try:
        return mask_nik(_opened(person, "nik_encrypted"))
    except DecryptionFailed:
        return "*" * LENGTH


def _opened(person: SheetPerson, column: str) -> str:
    sealed = getattr(person, column)
    if sealed is None:
        return ""
    return decrypt(
        sealed,
        table="worker",
        column=column,
        tenant_id=person.tenant_id,
        row_id=person.worker_id,
    ).decode()
