"""What the forms by which a BPJS office confirms a billing list may send."""

from marshmallow import fields

from enrollment.office_confirmations import ConfirmationKind, ConfirmationOutcome, Stated
from enrollment.schemas.billing import CONFIRMED_LIMIT
from tenants.kernel.schemas import BaseSchema, Day, LongText, Rupiah, Text, WholeNumber

REASON_LIMIT = 2000
PEOPLE_LIMIT = 10_000_000


class SeenListIn(BaseSchema):
    """Which content of the list was on the page, and whether it is confirmed."""

    outcome = fields.Enum(ConfirmationOutcome, by_value=True, required=True)
    list_sha256 = Text(limit=64, required=True)
    happened_on = Day(load_default=None, allow_none=True)
    reason = LongText(limit=REASON_LIMIT, load_default=None, allow_none=True)
    confirmed = Text(limit=CONFIRMED_LIMIT, load_default=None, allow_none=True)
    """Marks of what was asked about and is meant."""


class RegistrationIn(SeenListIn):
    """The form of a registration."""

    people_count = WholeNumber(load_default=None, allow_none=True, minimum=0, maximum=PEOPLE_LIMIT)

    kind = ConfirmationKind.REGISTRATION


class PaymentIn(SeenListIn):
    """The form of a payment."""

    amount_idr = Rupiah(load_default=None, allow_none=True, minimum=1)
    billing_code = Text(limit=60, load_default=None, allow_none=True)
    reference = Text(limit=120, load_default=None, allow_none=True)

    kind = ConfirmationKind.PAYMENT


class ConfirmationWithdrawalIn(BaseSchema):
    """Why a statement is taken back."""

    reason = LongText(limit=REASON_LIMIT, load_default=None, allow_none=True)


def stated_of(schema: type[RegistrationIn | PaymentIn], data: dict[str, object]) -> Stated:
    """What a loaded form states."""
    told = {name: value for name, value in data.items() if name not in {"list_sha256", "confirmed"}}
    return Stated(kind=schema.kind, **told)  # type: ignore[arg-type]  # the fields of the form are its own
