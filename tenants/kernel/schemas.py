"""Base of all marshmallow schemas: strict, bounded, and clean of control characters."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, cast

from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

from tenants.kernel import formats
from tenants.kernel.amounts import UnclearAmount, read_rupiah
from tenants.kernel.days import OUT_OF_BOUNDS, is_plausible
from tenants.kernel.errors import N_, FieldError, InvalidInput
from tenants.kernel.kept_forms import refuse_to_read
from tenants.kernel.sources import SOURCE_STATUS_LABELS

TEXT_LIMIT = 500
LONG_TEXT_LIMIT = 20_000
_GROUPED_FROM = 10_000

_DIGITS = re.compile(r"-?[0-9]{1,20}")


class Letters(validate.Length):
    """How many letters a text may have; the refusal names how many it has."""

    def __call__(self, value: Any) -> Any:
        """Refuse a longer text."""
        if self.max is not None and len(value) > self.max:
            raise ValidationError(
                [
                    FieldError(
                        "",
                        N_("Paling banyak %(limit)s huruf; isian ini %(count)s huruf. Persingkat."),
                        {"limit": formats.count(self.max), "count": formats.count(len(value))},
                    )
                ]
            )
        return super().__call__(value)


class Between(validate.Range):
    """From which number to which; the refusal names both."""

    def __init__(self, low: int, high: int) -> None:
        super().__init__(min=low, max=high)
        self._low, self._high = low, high

    def __call__(self, value: Any) -> Any:
        """Refuse a number beyond the bounds."""
        try:
            return super().__call__(value)
        except ValidationError:
            text = N_("Isi dengan angka dari %(low)s sampai %(high)s.")
            bounds = {"low": _bound(self._low), "high": _bound(self._high)}
            raise ValidationError([FieldError("", text, bounds)]) from None


class Text(fields.String):
    """A bounded single-line text; control characters are refused."""

    multiline = False

    def __init__(self, *, limit: int = TEXT_LIMIT, **kwargs: Any) -> None:
        validators = [Letters(min=1 if kwargs.get("required") else 0, max=limit)]
        own = kwargs.pop("validate", None)
        if own is not None:
            validators.extend(own if isinstance(own, list) else [own])
        super().__init__(validate=validators, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        text = unicodedata.normalize("NFC", str(super()._deserialize(value, attr, data, **kwargs)))
        allowed = "\n\r\t" if self.multiline else ""
        if any(unicodedata.category(letter) == "Cc" and letter not in allowed for letter in text):
            raise ValidationError(N_("Mengandung karakter yang tidak dapat disimpan."))
        return text.replace("\r\n", "\n")


class LongText(Text):
    """A bounded text that may run over several lines."""

    multiline = True

    def __init__(self, *, limit: int = LONG_TEXT_LIMIT, **kwargs: Any) -> None:
        super().__init__(limit=limit, **kwargs)


class WholeNumber(fields.Integer):
    """A whole number as people type it: ``8.125`` with thousand dots is 8125; 1.9 is refused.

    An English reader types ``8,125``; the signs of the other language are refused, never guessed.
    """

    def __init__(self, *, minimum: int = 0, maximum: int = 10**15, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=Between(minimum, maximum), **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str):
            sign = formats.style().group_sign
            if re.fullmatch(rf"[0-9]{{1,3}}({re.escape(sign)}[0-9]{{3}})+", value):
                value = value.replace(sign, "")
        if isinstance(value, str):
            if not _DIGITS.fullmatch(value):
                raise ValidationError(N_("Isi dengan bilangan bulat."))
            value = int(value)  # strict integers refuse text
        return super()._deserialize(value, attr, data, **kwargs)


class Rupiah(WholeNumber):
    """Money in whole rupiah, as officers and papers write it; an unclear one is never guessed."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str):
            try:
                value = read_rupiah(value)
            except UnclearAmount as unclear:
                raise ValidationError([FieldError("", unclear.sentence, unclear.params)]) from None
        return super()._deserialize(value, attr, data, **kwargs)


class Day(fields.Date):
    """A day that can be meant; a mistyped year (``0025-04-14``) is refused."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> date:
        day = super()._deserialize(value, attr, data, **kwargs)
        if not is_plausible(day):
            raise ValidationError(OUT_OF_BOUNDS)
        return day


class Choices(fields.List[Any]):
    """Several of a closed list, by value; more than there are is refused before any is read."""

    def __init__(self, choices: type[Enum], **kwargs: Any) -> None:
        super().__init__(fields.Enum(choices, by_value=True), **kwargs)
        self.limit = len(choices)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> list[Any]:
        if isinstance(value, list) and len(value) > self.limit:
            raise ValidationError(N_("Terlalu banyak pilihan."))
        return super()._deserialize(value, attr, data, **kwargs)


class BaseSchema(Schema):
    """Unknown fields are refused, surrounding blanks are dropped, an empty field is no value."""

    class Meta:
        unknown = RAISE

    @pre_load
    def _strip(self, data: Mapping[str, Any], **_: object) -> dict[str, Any]:
        clean = {
            name: value.strip() if isinstance(value, str) else value for name, value in data.items()
        }
        return {name: None if value == "" else value for name, value in clean.items()}


class SourceIn(BaseSchema):
    """The four source fields, for schemas of sourced facts to inherit."""

    source_name = Text(required=True)
    source_on = Day(allow_none=True, load_default=None)
    data_on = Day(allow_none=True, load_default=None)
    source_status = fields.String(
        required=True,
        validate=validate.OneOf([status.value for status in SOURCE_STATUS_LABELS]),
    )


def _no_rules(_good: Mapping[str, Any]) -> Iterable[FieldError]:
    return ()


def load(
    schema: type[Schema],
    form: Mapping[str, Any],
    *,
    lists: Iterable[str] = (),
    rules: Callable[[Mapping[str, Any]], Iterable[FieldError]] = _no_rules,
) -> dict[str, Any]:
    """Read a form or JSON body through a schema.

    Args:
        schema: the schema class.
        form: a werkzeug MultiDict or a plain mapping. The CSRF token is not part of the data.
        lists: names that may occur several times (checkboxes); always delivered as lists.
        rules: what contradicts itself among the fields that could be read, asked where others
            could not, so that nobody is told their mistakes one by one.

    Raises:
        InvalidInput: one entry per wrong field, pointers like ``/first_month``.
        ShownAgain: the form came back to be shown, and must not be acted upon.
    """
    refuse_to_read(form)
    many = set(lists)
    getlist = getattr(form, "getlist", None)
    data = {
        name: (getlist(name) if getlist is not None else form[name]) if name in many else form[name]
        for name in form
        if name != "csrf_token"
    }
    for name in many - data.keys():
        data[name] = []
    try:
        return cast("dict[str, Any]", schema().load(data))
    except ValidationError as error:
        wrong = list(field_errors(error.messages))
        names = {_name_of(one) for one in wrong}
        good = error.valid_data if isinstance(error.valid_data, dict) else {}
        also = (one for one in rules(good) if _name_of(one) not in names)
        raise InvalidInput(errors=[*wrong, *also]) from error


def _name_of(error: FieldError) -> str:
    """The field itself, whatever part of it is wrong."""
    return error.pointer.split("/")[1]


_WORDING = {
    "Missing data for required field.": N_("Wajib diisi."),
    "Field may not be null.": N_("Wajib diisi."),
    "Shorter than minimum length 1.": N_("Wajib diisi."),
    "Unknown field.": N_("Isian ini tidak dikenal."),
    "Not a valid date.": N_("Tanggal tidak dikenali. Contoh: 2025-04-14."),
    "Not a valid integer.": N_("Isi dengan bilangan bulat."),
    "Not a valid number.": N_("Isi dengan angka."),
    "Not a valid boolean.": N_("Pilih ya atau tidak."),
    "Not a valid UUID.": N_("Pilihan tidak dikenali."),
    "Not a valid string.": N_("Isi dengan teks."),
}


def field_errors(messages: Any, pointer: str = "") -> Iterable[FieldError]:
    """Flatten marshmallow's nested messages to one entry per fault, worded for the reader."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from field_errors(inner, pointer if name == "_schema" else f"{pointer}/{name}")
    elif isinstance(messages, list):
        for message in messages:
            yield from field_errors(message, pointer)
    elif isinstance(messages, FieldError):
        yield replace(messages, pointer=pointer or "/")
    else:
        yield FieldError(pointer or "/", _worded(str(messages)))


def _bound(value: int) -> str:
    """A bound as shown; four digits may be a year and are not grouped."""
    return str(value) if abs(value) < _GROUPED_FROM else formats.count(value)


def _worded(message: str) -> str:
    if message in _WORDING:
        return _WORDING[message]
    if message.startswith("Must be one of"):
        return N_("Pilih salah satu pilihan yang tersedia.")
    if message.startswith("Must be"):
        return N_("Angka di luar batas yang wajar.")
    return message
