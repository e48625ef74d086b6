"""How far each register was asked about a programme: counted, and as it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.models.selection import SelectionRule
from enrollment.queries.registers import (
    RegisterStanding,
    RequestLine,
    count_standing,
    list_requests,
)
from enrollment.registers import RegisterKind

SHOWN_REQUESTS = 50


@dataclass(frozen=True)
class RegisterCount:
    """Whom a register is still to be asked about, and from which day on its answers counted.

    ``before_on`` is the day of the latest request; None for any day.
    """

    standing: RegisterStanding
    before_on: date | None


def count_registers(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Mapping[RegisterKind, RegisterCount]:
    """How far each register was asked."""
    key: dict[str, Any] = {"tenant_id": tenant_id, "commitment_id": commitment_id}
    wishes = _latest_wishes(list_requests(session, **key, limit=SHOWN_REQUESTS))
    return {
        one: RegisterCount(
            count_standing(session, **key, register=one, before_on=wishes[one]), wishes[one]
        )
        for one in RegisterKind
    }


def keep_registers(
    counts: Mapping[RegisterKind, RegisterCount], rule: SelectionRule | None
) -> Mapping[str, Any]:
    """As they are kept, beside the outlook of the programme, with the rules they rest on."""
    return {
        "registers": {
            register.value: {
                "standing": asdict(one.standing),
                "before_on": one.before_on.isoformat() if one.before_on else None,
            }
            for register, one in counts.items()
        },
        "rule": _rule(rule),
    }


def registers_as_kept(
    content: Mapping[str, Any], rule: SelectionRule | None
) -> Mapping[RegisterKind, RegisterCount] | None:
    """What ``keep_registers`` kept; None where it kept none, or rests on other rules."""
    if "registers" not in content or content["rule"] != _rule(rule):
        return None
    return {
        RegisterKind(register): RegisterCount(
            RegisterStanding(**one["standing"]),
            date.fromisoformat(one["before_on"]) if one["before_on"] else None,
        )
        for register, one in content["registers"].items()
    }


def _rule(rule: SelectionRule | None) -> str | None:
    return None if rule is None else str(rule.id)


def _latest_wishes(requests: Sequence[RequestLine]) -> Mapping[RegisterKind, date | None]:
    return {
        register: next((one.before_on for one in requests if one.register is register), None)
        for register in RegisterKind
    }
