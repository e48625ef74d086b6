"""Codes as words, for the templates of this package."""

from flask import Flask
from flask_babel import gettext as _

from tenants.access import ROLE_LABELS, Role
from tenants.audit_words import DETAILS, words_of
from tenants.browsers import program_of, system_of
from tenants.kernel import formats


def init_words(app: Flask) -> None:
    """Offer the words to every template."""
    app.jinja_env.globals.update(
        action_label=action_label,
        browser_label=browser_label,
        detail_label=detail_label,
        detail_value=detail_value,
        role_label=role_label,
        role_options=role_options,
    )


def role_label(role: str) -> str:
    """A role as shown; one of an organisation without pages yet is shown as it is."""
    known = role in set(Role)
    return str(_(ROLE_LABELS[Role(role)])) if known else role


def role_options() -> list[tuple[str, str]]:
    """The roles of a regency, for a choice."""
    return [(role.value, role_label(role)) for role in Role]


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


def detail_label(name: str) -> str:
    """What a detail of an entry is called; one without words is shown as it is."""
    return str(_(DETAILS[name])) if name in DETAILS else name


def detail_value(name: str, value: str | int | bool) -> str:  # noqa: FBT001  an entry holds it so
    """A detail of an entry as shown."""
    if isinstance(value, bool):
        return str(_("ya") if value else _("tidak"))
    if isinstance(value, int):
        return formats.count(value)
    return role_label(value) if name == "role" else value
