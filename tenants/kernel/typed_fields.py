"""What of a form may be repeated: kept for its author, or shown to them after a refusal."""

import re
from collections.abc import Iterable, Sequence

Fields = Sequence[tuple[str, str]]

IDENTITY_BLUEPRINTS = frozenset({"auth", "invitations", "joining", "profile"})
"""Where people say who they are: of their forms nothing is repeated, whatever its name."""

_SECRET = re.compile(r"password|again|secret|token|nik|kpj|phone|^code$")
"""In names of fields that are neither kept nor shown again."""
_GIVEN = re.compile(r"code|^seen|(^|_)(ids?|version|sha256|file|form)$")
"""In names of fields whose value the page had given; kept with a form, of no use to a reader."""
_CODE = re.compile(r"[a-z]+([_-][a-z]+)*")
_BEGINNING = re.compile(r"[a-z]+_(?=[0-9a-f-]{36}$)")
"""Of the name of a field that there is one of for each record."""
_TICKS = frozenset({"true", "false", "on"})
CHOSEN = frozenset(
    {
        *("a", "account", "audience", "b", "by", "cause", "contains_personal_data", "counting"),
        *("cover_status", "days", "decision", "denominator_kind", "format", "funding_source"),
        *("group", "has_reporting", "has_sanction", "has_team", "header_row", "indicator"),
        *("is_past_waiting", "kind", "left", "mail_mode", "me", "media_type"),
        *("names_funding_source", "noun", "novelty", "numerator_basis", "occupation_group"),
        *("occupations", "programmes", "scopes", "source_status"),
        *("office_kind", "on_doubted", "on_errors", "on_known", "order", "outcome", "paper"),
        *("payer", "phase", "presence_", "province", "reached", "recipient_group", "regency"),
        *("rest", "right", "risk_class", "role", "school_level", "scope", "segment", "sheet"),
        *("show", "stage", "state", "status", "strand", "tie", "to", "valid_days", "year"),
    }
)
"""Names, or what they begin with, of fields in which one chooses and never types."""


def fields_to_keep(blueprint: str | None, fields: Fields) -> Fields:
    """What of a form may be kept, sealed, for its author.

    Args:
        blueprint: that the form was sent to.
        fields: names and values as sent.
    """
    if blueprint in IDENTITY_BLUEPRINTS:
        return []
    return [(name, value) for name, value in fields if not _SECRET.search(name)]


def typed_texts(blueprint: str | None, fields: Iterable[tuple[str, str]]) -> list[str]:
    """What the author of a form had typed, to be copied.

    Secrets are never shown again, nor a NIK or a telephone number; ids, marks of the page, ticks
    and chosen codes were not typed.

    Args:
        blueprint: that the form was sent to.
        fields: names and values as sent.
    """
    return [
        value
        for name, value in fields_to_keep(blueprint, list(fields))
        if value.strip() and not _GIVEN.search(name) and not _is_chosen(name, value)
    ]


def _is_chosen(name: str, value: str) -> bool:
    kind_of = _BEGINNING.match(name)
    is_choice = name in CHOSEN or (kind_of is not None and kind_of[0] in CHOSEN)
    return value in _TICKS or (is_choice and _CODE.fullmatch(value) is not None)
