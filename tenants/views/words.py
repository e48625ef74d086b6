"""Codes as words, for the templates of this package."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from flask import Flask
from flask_babel import gettext as _

from tenants.access import ROLE_LABELS, Role
from tenants.audit_actions import words_of
from tenants.audit_words import DETAILS, SUBJECTS, Scalar, coded_value, writer_of
from tenants.browsers import program_of, system_of
from tenants.kernel import formats
from tenants.kernel.audit import AuditEntry
from tenants.models.documents import DocumentBlob
from tenants.role_words import ROLE_DUTIES

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d{2}")
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_MARK = 8  # characters that tell two ids or fingerprints apart for a reader


def init_words(app: Flask) -> None:
    """Offer the words to every template."""
    app.jinja_env.globals.update(
        action_label=action_label,
        actor_label=actor_label,
        browser_label=browser_label,
        detail_lines=detail_lines,
        duties_of=duties_of,
        openness_label=openness_label,
        role_label=role_label,
        role_options=role_options,
        subject_line=subject_line,
    )


def role_label(role: str) -> str:
    """A role as shown; one of an organisation without pages yet is shown as it is."""
    known = role in set(Role)
    return str(_(ROLE_LABELS[Role(role)])) if known else role


def role_options(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Roles for a choice, each with what it may do."""
    return [(role.value, f"{role_label(role)}: {_(ROLE_DUTIES[role])}") for role in roles]


def duties_of(role: str) -> str:
    """What a role may do."""
    return str(_(ROLE_DUTIES[Role(role)]))


def openness_label(document: DocumentBlob, copy: DocumentBlob | None) -> str:
    """How far a file is open to oversight, ``copy`` being its open redacted copy."""
    if not document.contains_personal_data:
        return str(_("tanpa data pribadi"))
    if copy is not None:
        return str(_("salinan tersamarkan"))
    return str(_("memuat data pribadi; salinan tersamarkan belum ada"))


def browser_label(user_agent: str) -> str:
    """A browser and its system: *Chrome di Windows*."""
    program = program_of(user_agent) or _("Peramban tidak dikenal")
    system = system_of(user_agent)
    return str(
        _("%(program)s di %(system)s", program=program, system=system) if system else program
    )


def action_label(action: str) -> str:
    """An action of the audit trail: *regulasi: ubah*."""
    noun, verb = words_of(action)
    return f"{_(noun)}: {_(verb)}" if verb else str(_(noun))


def actor_label(entry: AuditEntry) -> str:
    """Who did what an entry tells; the name of a person is never translated."""
    return entry.actor_name if entry.actor_id else str(_(entry.actor_name))


def detail_lines(detail: Mapping[str, Scalar | None]) -> list[tuple[str, str]]:
    """The details of an entry as shown; ids of other records say nothing to a reader."""
    return [
        (detail_label(name), detail_value(name, value))
        for name, value in detail.items()
        if value not in (None, "") and not _ID.fullmatch(str(value))
    ]


def detail_label(name: str) -> str:
    """What a detail of an entry is called; one without words is shown as it is."""
    return str(_(DETAILS[name])) if name in DETAILS else name


def detail_value(name: str, value: Scalar) -> str:
    """A detail of an entry as shown."""
    words = coded_value(name, value)
    if words is not None:
        return str(_(words))
    write = writer_of(name)
    if write is not None:
        return write(value)
    return _plain(value)


def subject_line(subject: str, subject_id: str) -> str:
    """Which record an entry is about, told apart by the end of its id: *regulasi …1f0c9a2b*."""
    if subject not in SUBJECTS:
        return ""
    mark = f"…{subject_id[-_MARK:]}" if _ID.fullmatch(subject_id) else subject_id
    return f"{_(SUBJECTS[subject])} {mark}"


def _plain(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, int):
        return formats.count(value)
    if _DAY.fullmatch(value):
        return formats.date_id(date.fromisoformat(value))
    return f"{value[:_MARK]}…" if _FINGERPRINT.fullmatch(value) else value
