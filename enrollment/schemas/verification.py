"""What the pages about verification by villages may be asked, and what their forms may send."""

from marshmallow import fields, validate

from enrollment.schemas.selection import VILLAGE_CODE
from enrollment.village_lists import VillageChoice, VillageOrder
from tenants.kernel.schemas import BaseSchema, Day, Text


class VillageListIn(BaseSchema):
    """What narrows and orders the list of villages; nothing in it names anybody."""

    name = Text(limit=100, load_default=None, allow_none=True)
    show = fields.Enum(VillageChoice, by_value=True, load_default=None, allow_none=True)
    order = fields.Enum(VillageOrder, by_value=True, load_default=None, allow_none=True)


class VillagePageIn(VillageListIn):
    """The address of a page of the list."""

    cursor = Text(limit=2000, load_default=None, allow_none=True)


class SheetWantedIn(BaseSchema):
    """Which village's paper leaves."""

    village_code = Text(
        required=True,
        limit=13,
        validate=validate.Regexp(rf"\A{VILLAGE_CODE}\Z"),
        metadata={"example": "33.16.01.2001"},
    )


class ArchiveWantedIn(BaseSchema):
    """Whether the sheets of all villages carry addresses."""

    with_address = fields.Boolean(load_default=False)


class SheetUploadIn(BaseSchema):
    """Beside the filled sheets: of which day their findings are."""

    found_on = Day(required=True)
