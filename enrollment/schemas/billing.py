"""What the forms about billing lists may send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields

from cooperation.bills import LATEST_DUE_DAY
from cooperation.kinds import FundingSource
from cooperation.months import Month
from enrollment.billing import BillingState
from enrollment.downloads import FileKind
from tenants.kernel.document_fields import HeldFileIn
from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema, Day, LongText, Rupiah, Text, WholeNumber

NUMBER_LIMIT = 120
CONFIRMED_LIMIT = 300


class MonthField(fields.Field[Month]):
    """A month as browsers send it, ``2025-03``."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  marshmallow's own signature
        data: Mapping[str, Any] | None,  # noqa: ARG002  marshmallow's own signature
        **kwargs: Any,  # noqa: ARG002  marshmallow's own signature
    ) -> Month:
        try:
            return Month.parse(str(value))
        except ValueError:
            raise ValidationError(
                N_("Bulan tidak dikenali. Tulis tahun-bulan, misalnya 2025-03.")
            ) from None


class BillingFilterIn(BaseSchema):
    """What narrows the register."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    state = fields.Enum(BillingState, by_value=True, load_default=None, allow_none=True)


class BillingListIn(BillingFilterIn):
    """The address of a page of the register."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class ServedBillingsIn(BaseSchema):
    """The address of a page of the lists that an office may answer, or still has to."""

    waiting = fields.Boolean(load_default=False)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class RealisationIn(BaseSchema):
    """Which budget year is looked at."""

    year = WholeNumber(load_default=None, allow_none=True, minimum=2000, maximum=2100)


class NewBillingIn(BaseSchema):
    """For which programme a list is drawn up."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)


class BillingIn(BaseSchema):
    """The form of a new list."""

    commitment_id = fields.UUID(required=True)
    agreement_id = fields.UUID(load_default=None, allow_none=True)
    first_month = MonthField(required=True)
    month_count = WholeNumber(required=True, minimum=1, maximum=12)
    due_day = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=LATEST_DUE_DAY)


class BillingReasonIn(BaseSchema):
    """Why a list is reopened, or its last step taken back."""

    reason = LongText(limit=2000, load_default=None, allow_none=True)


class StepBackIn(BillingReasonIn):
    """Why a payment or bill is taken back, and which payment."""

    bill_payment_id = fields.UUID(load_default=None, allow_none=True)


class BillIn(BaseSchema):
    """The kode iuran of a list, since when it has it, and the one that was on the page."""

    billing_code = Text(limit=60, required=True)
    billed_on = Day(required=True)
    seen_code = Text(limit=60, load_default=None, allow_none=True)
    confirmed = Text(limit=CONFIRMED_LIMIT, load_default=None, allow_none=True)
    """Marks of what was asked about and is meant."""


class PaymentIn(HeldFileIn):
    """What was paid of a list; the bukti setor comes as the file of the form."""

    spp_number = Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)
    spp_on = Day(load_default=None, allow_none=True)
    spm_number = Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)
    spm_on = Day(load_default=None, allow_none=True)
    sp2d_number = Text(limit=NUMBER_LIMIT, required=True)
    sp2d_on = Day(required=True)
    sp2d_idr = Rupiah(required=True, minimum=1)
    paper_idr = Rupiah(load_default=None, allow_none=True, minimum=1)
    deposited_on = Day(load_default=None, allow_none=True)
    funding_source = fields.Enum(FundingSource, by_value=True, load_default=None, allow_none=True)
    sub_activity = Text(limit=200, load_default=None, allow_none=True)
    budget_account = Text(limit=200, load_default=None, allow_none=True)
    confirmed = Text(limit=CONFIRMED_LIMIT, load_default=None, allow_none=True)
    """Marks of what was asked about and is meant."""


class ProofIn(HeldFileIn):
    """The day on a bukti setor that comes after its payment was recorded."""

    deposited_on = Day(load_default=None, allow_none=True)


class BillingFileIn(BaseSchema):
    """Which part of a list leaves, and as what."""

    kind = fields.Enum(FileKind, by_value=True, load_default=FileKind.XLSX)
    part = WholeNumber(load_default=1, minimum=1, maximum=10_000)


class ExportMapIn(BaseSchema):
    """The columns, one a line."""

    columns = LongText(limit=10_000, required=True)


class BilledPeopleIn(BaseSchema):
    """The address of a page of people; ``search`` is a sealed name."""

    search = Text(limit=2000, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


class BilledNameIn(BaseSchema):
    """The beginning of a name, which travels in a form and nowhere else."""

    name = Text(limit=150, load_default=None, allow_none=True)
