"""What the page of the golden thread is asked for."""

from marshmallow import fields

from scoring.strands import Strand
from tenants.kernel.schemas import BaseSchema, WholeNumber


class ThreadIn(BaseSchema):
    """Which budget year, and threads with something to mend at which strand."""

    year = WholeNumber(load_default=None, allow_none=True, minimum=2000, maximum=2100)
    strand = fields.Enum(Strand, by_value=True, load_default=None, allow_none=True)
