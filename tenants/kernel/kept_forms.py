"""A form that comes back after its author's session had ended: shown as typed, never stored.

The request that brings it back is answered like one whose form was refused, so every page shows it
with what its author had typed. Two walls keep it from being stored: whatever reads it through
``tenants.kernel.schemas.load`` is refused, and its transactions can only read.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, has_app_context, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from tenants.kernel.errors import N_, FieldError, InvalidInput

SHOWN_AGAIN = N_(
    "Belum ada yang disimpan. Periksa isian ini, pilih kembali berkasnya bila ada, lalu simpan."
)


class ShownAgain(InvalidInput):
    """A form was brought back to be shown; nothing of it may be stored."""

    def __init__(self) -> None:
        super().__init__(errors=[FieldError("/", SHOWN_AGAIN)])


def bring_back(fields: Sequence[tuple[str, str]]) -> None:
    """Let this request carry a form as it was typed, and do nothing but show it."""
    g.is_shown_again = True
    request.form = ImmutableMultiDict(fields)


def is_shown_again() -> bool:
    """Whether this request only shows a form that came back."""
    return has_app_context() and bool(g.get("is_shown_again", False))


def refuse_to_read(form: Mapping[str, Any]) -> None:
    """Stop where a form that came back would be read to be acted upon.

    Args:
        form: what is read; the address of the page may be.

    Raises:
        ShownAgain: it is such a form, or was made from it.
    """
    if is_shown_again() and isinstance(form, MultiDict) and form is not request.args:
        raise ShownAgain
