"""What the operator's page of background work is asked for."""

from typing import Any

from marshmallow import fields

from tenants.kernel.jobs import RunState
from tenants.kernel.schemas import BaseSchema, Text
from tenants.queries.queue import RunFilter


class RunFilterIn(BaseSchema):
    """The address of a page of runs; those that failed, unless it names another state."""

    kind = Text(limit=60, load_default=None, allow_none=True)
    state = fields.Enum(RunState, by_value=True, load_default=None, allow_none=True)
    cursor = Text(limit=2000, load_default=None, allow_none=True)


def run_filter(data: dict[str, Any]) -> RunFilter:
    """What the address narrows the list to."""
    return RunFilter(kind=data["kind"], state=data["state"] or RunState.FAILED)
