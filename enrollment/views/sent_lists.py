"""The list that a form brings: CSV or Excel."""

from typing import BinaryIO, NamedTuple, cast

from flask import request

from tenants.kernel.errors import N_, FieldError, InvalidInput


class SentList(NamedTuple):
    """A file as it was sent: its name, never empty, and its bytes."""

    filename: str
    content: BinaryIO


def sent_list() -> SentList:
    """The file of this form.

    Raises:
        InvalidInput: none was chosen.
    """
    file = request.files.get("file")
    if file is None or not file.filename:
        raise InvalidInput(errors=[FieldError("/file", N_("Pilih berkas CSV atau Excel (.xlsx)."))])
    return SentList(file.filename, cast("BinaryIO", file.stream))
