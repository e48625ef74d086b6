"""What the form that asks for a paper of a quarter may send."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from enrollment.quarters import Quarter
from tenants.issued_papers import PaperKind
from tenants.kernel.errors import N_
from tenants.kernel.schemas import BaseSchema


class QuarterField(fields.Field[Quarter]):
    """A quarter as our own form sends it, ``2026-2``."""

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  marshmallow's own signature
        data: Mapping[str, Any] | None,  # noqa: ARG002  marshmallow's own signature
        **kwargs: Any,  # noqa: ARG002  marshmallow's own signature
    ) -> Quarter:
        try:
            return Quarter.parse(str(value))
        except ValueError:
            raise ValidationError(N_("Triwulan tidak dikenali. Pilih dari daftar.")) from None


class QuarterPaperIn(BaseSchema):
    """Which paper, of which quarter."""

    kind = fields.Enum(
        PaperKind,
        by_value=True,
        required=True,
        validate=validate.OneOf((PaperKind.RECONCILIATION, PaperKind.QUARTERLY_REPORT)),
    )
    quarter = QuarterField(required=True)
