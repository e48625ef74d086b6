"""In which columns a regency asks a register and reads its answer: its own, else the guess."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from enrollment.export_maps import ExportColumn, read_map, write_map
from enrollment.models.registers import RegisterTemplate
from enrollment.register_templates import (
    REQUEST_FIELDS,
    SHIPPED_ANSWERS,
    SHIPPED_REQUESTS,
    AnswerTemplate,
    read_template,
)
from enrollment.registers import RegisterKind
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import refuse_errors


@dataclass(frozen=True)
class KeptTemplate:
    """A template as it is used, and as somebody wrote it; nobody stored the shipped one."""

    columns: Sequence[ExportColumn]
    template: AnswerTemplate
    answer: str
    updated_at: datetime | None = None
    updated_by_name: str = ""


def get_template(session: Session, *, tenant_id: int, register: RegisterKind) -> KeptTemplate:
    """The template in use: the regency's own, else the shipped guess."""
    kept = session.get(RegisterTemplate, (tenant_id, register.value))
    if kept is None:
        answer = SHIPPED_ANSWERS[register]
        template, _errors = read_template(answer, register)
        return KeptTemplate(SHIPPED_REQUESTS[register], template, answer)
    columns, _errors = read_map(kept.columns, REQUEST_FIELDS)
    template, _errors = read_template(kept.answer, register)
    return KeptTemplate(columns, template, kept.answer, kept.updated_at, kept.updated_by_name)


def save_template(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    register: RegisterKind,
    columns: str,
    answer: str,
) -> None:
    """Keep how a register is asked and its answer read from now on.

    Raises:
        InvalidInput: a line cannot be meant.

    Effects:
        Upserts the row of the regency, audits.
    """
    read, errors = read_map(columns, REQUEST_FIELDS)
    _template, more = read_template(answer, register)
    refuse_errors([*errors, *more])
    kept = {
        "columns": write_map(read),
        "answer": answer.strip(),
        "updated_at": now,
        "updated_by_name": actor.name,
    }
    statement = insert(RegisterTemplate).values(tenant_id=tenant_id, register=register, **kept)
    session.execute(
        statement.on_conflict_do_update(index_elements=["tenant_id", "register"], set_=kept)
    )
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="register:edit",
        subject="register_template",
        subject_id=register.value,
        detail={"register": register.value, "rows": len(read)},
    )
