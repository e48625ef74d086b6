"""What a form carried: its file, and both again where the form was refused."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from hmac import compare_digest
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Response, after_this_request, flash, g, make_response, request
from flask_babel import gettext as _

from tenants.document_types import (
    KINDS_OF_FILES,
    SUFFIXES,
    promised_media_type,
    recognise_media_type,
)
from tenants.kernel.crypto import web_signature
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    N_,
    AppError,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
    TooLarge,
    UnsupportedFormat,
)
from tenants.queries.documents import get_document
from tenants.request import visit
from tenants.services.documents import HeldFile, IncomingFile, keep_file

HELD_HOURS = 24
"""How long a form that was refused may be sent again without choosing its file anew."""
_ABOUT_THE_FILE = (TooLarge, UnsupportedFormat)


def sent_file(*, contains_personal_data: bool) -> IncomingFile | None:
    """The file of the form that was sent; None when none was chosen.

    Effects:
        Where its name promises something else, says what it is once the request has kept it.
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    sent.stream.seek(0)  # a refused form is read again
    file = IncomingFile(sent.filename, sent.read(), contains_personal_data)
    if "sent_file" not in g:
        g.sent_file = file
        after_this_request(_tell_unless_refused)
    return file


def _tell_unless_refused(response: Response) -> Response:
    """A request that is not refused has kept its file."""
    if response.status_code < HTTPStatus.BAD_REQUEST:
        _tell_kind()
    return response


def _tell_kind() -> None:
    """Say once what a file is whose name promises something else: it is kept under another ending.

    The file is the one that was sent with this request, and is kept by now.
    """
    file: IncomingFile | None = g.get("sent_file")
    if file is None:
        return
    g.sent_file = None
    found, promised = recognise_media_type(file.content), promised_media_type(file.filename)
    if found is None or promised in {None, found}:
        return
    flash(
        _(
            "Isi berkas %(name)s adalah %(found)s, bukan %(promised)s. Namanya diberi akhiran"
            " %(ending)s.",
            name=file.filename,
            found=_(KINDS_OF_FILES[found]),
            promised=_(KINDS_OF_FILES[promised]),
            ending=SUFFIXES[found][0],
        ),
        "warning",
    )


def sent_paper(*, contains_personal_data: bool) -> IncomingFile:
    """The file of a form that asks for one.

    Raises:
        InvalidInput: none was chosen.
    """
    file = sent_file(contains_personal_data=contains_personal_data)
    if file is None:
        raise InvalidInput(errors=[FieldError("/file", N_("Pilih berkas yang akan diunggah."))])
    return file


def sent_or_held(
    held: str | None, *, contains_personal_data: bool
) -> IncomingFile | HeldFile | None:
    """The file of the form that was sent, or else the one kept when it was refused before.

    Args:
        held: the mark of that file, as the form gives it back.
        contains_personal_data: as the form says now.

    Raises:
        InvalidInput: the mark is none that was given to this person for this regency, or is over.
    """
    sent = sent_file(contains_personal_data=contains_personal_data)
    if held is None:
        return sent
    if sent is not None:
        return replace(sent, instead_of_id=_known(held))
    return HeldFile(_document_of(held), contains_personal_data)


def _known(mark: str) -> UUID | None:
    """As ``_document_of``; None for a mark that is not valid."""
    try:
        return _document_of(mark)
    except InvalidInput:
        return None


def _document_of(mark: str) -> UUID:
    """The id of the file that a mark stands for.

    Raises:
        InvalidInput: the mark is none that was given to this person for this regency, or is over.
    """
    number, _, rest = mark.partition(".")
    until, _, seal = rest.partition(".")
    if not compare_digest(seal.encode(), _seal_of(number, until).encode()):
        unknown = N_("Berkas yang tadi dikirim tidak dikenali. Pilih kembali.")
        raise InvalidInput(errors=[FieldError("/file", unknown)])
    if visit().now.timestamp() >= int(until):
        over = N_(
            "Berkas yang tadi dikirim hanya ditahan %(hours)s jam untuk isian ini, dan itu sudah"
            " lewat. Pilih kembali."
        )
        raise InvalidInput(errors=[FieldError("/file", over, {"hours": HELD_HOURS})])
    return UUID(number)


@dataclass(frozen=True)
class HeldForm:
    """What was typed into a form that was refused, and why its file could not be kept with it."""

    values: dict[str, Any]
    errors: Sequence[FieldError] = ()


def held_form(
    error: AppError,
    *,
    contains_personal_data: bool | None = None,
    is_asked_again: bool = True,
) -> HeldForm:
    """What was typed into a form that is refused, and its file: no browser sends a file again.

    Until the form is sent again nothing uses the file. It stands among the files of the regency,
    where whoever gives the form up takes it away.

    Args:
        error: why the form is refused; a file that is at fault itself is not kept.
        contains_personal_data: whether the file does; None asks the form, which holds it to.
        is_asked_again: whether the page still has the form; without it no file is kept.

    Returns:
        what was typed, with ``held_file`` and ``held_name`` where a file was kept; errors only
        where the file, too, would have been refused. Where the form is gone: names of the file that
        an earlier try left (``kept_file``) and of the one that was not kept (``lost_file``).

    Effects:
        Stores the file in a transaction of its own, in the place of one kept before; audits.
    """
    typed = request.form.to_dict()
    if not is_asked_again:
        return HeldForm({**typed, **_names_of_files(typed.get("held_file"))})
    said = typed.get("contains_personal_data", "true") not in {"false", "0", "off"}
    file = sent_file(
        contains_personal_data=said if contains_personal_data is None else contains_personal_data
    )
    is_at_fault = isinstance(error, _ABOUT_THE_FILE) or any(
        one.pointer == "/file" for one in (error.errors if isinstance(error, InvalidInput) else ())
    )
    if is_at_fault and file is None:
        typed.pop("held_file", None)
    if is_at_fault or file is None:
        return HeldForm(_with_name(typed))
    file = replace(file, instead_of_id=_known(typed.get("held_file", "")))
    try:
        with transaction(visit().principal) as session:
            kept = keep_file(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                file=file,
            )
    except InvalidInput as fault:
        return HeldForm(_with_name(typed), fault.errors)
    except _ABOUT_THE_FILE as fault:
        fault_of_file = FieldError("/file", fault.detail, fault.params)
        return HeldForm(_with_name(typed), [fault_of_file])
    _tell_kind()
    return HeldForm({**typed, "held_file": _mark_of(kept.id), "held_name": kept.filename})


def _with_name(typed: dict[str, str]) -> dict[str, str]:
    """What was typed, with the name of the file kept at an earlier try; no mark of one gone."""
    mark = typed.pop("held_file", "")
    name = _name_of(mark)
    return typed if name is None else {**typed, "held_file": mark, "held_name": name}


def _names_of_files(mark: str | None) -> dict[str, str]:
    """What is to be told of the files of a form that is not on its page any more."""
    names = {}
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        names["lost_file"] = sent.filename
    kept = _name_of(mark or "")
    return names if kept is None else {**names, "kept_file": kept}


def _name_of(mark: str) -> str | None:
    """The name of the file that a mark stands for; None where it stands for none that is there."""
    document_id = _known(mark) if mark else None
    if document_id is None:
        return None
    with suppress(NotFound), transaction(visit().principal) as session:
        kept = get_document(session, tenant_id=visit().regency.id, document_id=document_id)
        return kept.filename
    return None


def _mark_of(document_id: UUID) -> str:
    """Stands for a file in its author's form, for ``HELD_HOURS``."""
    until = int((visit().now + timedelta(hours=HELD_HOURS)).timestamp())
    return f"{document_id}.{until}.{_seal_of(str(document_id), str(until))}"


def _seal_of(number: str, until: str) -> str:
    """What only the product can write beside the id of a file, for one person and regency."""
    about = f"{visit().regency.id}/{visit().actor.id}/{number}/{until}"
    return web_signature("held-file", about)


def typed_form(lists: Iterable[str] = ()) -> dict[str, Any]:
    """What was typed, to be shown again. A choice sent several times was made once.

    Args:
        lists: names of the form that may occur several times.
    """
    chosen = {name: list(dict.fromkeys(request.form.getlist(name))) for name in lists}
    return {**request.form.to_dict(), **chosen}


def tell_saved(text: str, *, is_changed: bool) -> None:
    """Say that a form was saved, or that it held nothing but what is kept already."""
    if is_changed:
        flash(text)
    else:
        flash(_("Tidak ada isian yang berubah, sehingga tidak ada yang disimpan."), "warning")


def refused_form(
    form_page: Callable[..., str],
    error: AppError,
    kept: object | None = None,
    *,
    lists: Iterable[str] = (),
    arrange: Callable[[Iterable[FieldError]], Sequence[FieldError]] = tuple,
) -> Response:
    """The form again, with the status of the refusal.

    Wrong fields are told beside them; any other refusal on top. Somebody who saved over an older
    version may save again, now knowingly over the newest.

    Args:
        form_page: given what was typed, ``kept``, ``errors`` and ``refusal``.
        error: why the form was refused.
        kept: the record it was about to change; None for a new one.
        lists: names of the form that may occur several times.
        arrange: the order in which wrong fields are told.
    """
    errors = arrange(error.errors) if isinstance(error, InvalidInput) else ()
    typed = typed_form(lists)
    if isinstance(error, StaleVersion):
        typed["expected_version"] = error.params["current"]
    page = form_page(typed, kept, errors=errors, refusal=None if errors else error)
    return make_response(page, error.status)
