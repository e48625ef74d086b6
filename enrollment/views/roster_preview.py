"""The preview of a checked list: what storing would do, what may be chosen, the first findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from enrollment.intake import (
    Decision,
    Effect,
    Forecast,
    OnDoubted,
    OnErrors,
    OnKnown,
    stored_forecast,
)
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.parsing.columns import Column
from enrollment.parsing.rows import Severity
from enrollment.queries.programmes import Programme, contribution_of
from enrollment.queries.rosters import list_samples
from enrollment.roster_wording import COLUMN_LABELS
from enrollment.services.rosters import FILE_KEPT
from tenants.kernel.formats import count

SHOWN_ROWS = 10
_SHOWN_COLUMNS = (
    Column.NIK,
    Column.NAME,
    Column.BIRTH,
    Column.SEX,
    Column.VILLAGE,
    Column.VILLAGE_NAME,
    Column.DISTRICT,
    Column.OCCUPATION,
    Column.PHONE,
    Column.WAGE,
)


@dataclass(frozen=True)
class ShownRow:
    """A row with findings: its cells as they may be shown, which of them are wrong, and why."""

    row_number: int
    cells: Sequence[tuple[str, str, str]]
    findings: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Preview:
    """Exact counts of what storing would do. ``cost_idr`` is None where no tariff is known.

    ``chosen``: what storing does under the decision that is marked. ``waits_until``: when the list
    is given up unless somebody decides.
    """

    forecast: Forecast
    chosen: Effect
    months: int
    cost_idr: int | None
    waits_until: datetime


def preview_of(session: Session, roster: Roster, programme: Programme) -> Preview | None:
    """What a person sees before storing; None before the file was read."""
    forecast = stored_forecast(roster.forecast)
    if forecast is None:
        return None
    gaining = forecast.all.gaining
    price = contribution_of(session, tenant_id=roster.tenant_id, programme=programme)
    return Preview(
        forecast=forecast,
        chosen=forecast.effect(_marked(roster)),
        months=gaining * programme.month_count,
        cost_idr=None if price is None or not gaining else price * gaining,
        waits_until=roster.uploaded_at + FILE_KEPT,
    )


def decision_from(chosen: Mapping[str, Any]) -> Decision:
    """A decision as ``RosterDecisionIn`` reads it."""
    return Decision(
        chosen["on_errors"], chosen["on_known"], chosen["on_doubted"], chosen["override_reason"]
    )


def _marked(roster: Roster) -> Decision:
    marked = chosen_of(roster)
    return Decision(
        OnErrors(marked["on_errors"]),
        OnKnown(marked["on_known"]),
        OnDoubted(marked["on_doubted"]),
        marked["override_reason"],
    )


def choices_of(forecast: Forecast) -> dict[str, list[tuple[str, str, str]]]:
    """What may be chosen, each with what comes of it."""
    skipping = forecast.effect(Decision(on_known=OnKnown.SKIP, on_doubted=OnDoubted.INCLUDE))
    return {
        "on_errors": [
            (
                OnErrors.VALID_ROWS,
                _("Hanya baris yang sah"),
                _("%(count)s baris salah tidak disimpan.", count=count(forecast.errors)),
            ),
            (
                OnErrors.ALL_OR_NOTHING,
                _("Semua atau tidak sama sekali"),
                _("Selama ada baris yang salah, tidak ada yang disimpan."),
            ),
        ],
        "on_known": [
            (
                OnKnown.UPDATE,
                _("Perbarui"),
                _("Data %(count)s orang mengikuti daftar ini.", count=count(forecast.all.known)),
            ),
            (
                OnKnown.SKIP,
                _("Lewati"),
                _(
                    "Barisnya tidak disimpan; hanya %(count)s orang baru.",
                    count=count(skipping.people),
                ),
            ),
            (
                OnKnown.STOP,
                _("Hentikan"),
                _("Selama ada orang yang sudah tercatat, tidak ada yang disimpan."),
            ),
        ],
        "on_doubted": [
            (
                OnDoubted.LEAVE_OUT,
                _("Jangan sertakan"),
                _("%(count)s baris itu tidak disimpan.", count=count(forecast.doubted.people)),
            ),
            (
                OnDoubted.INCLUDE,
                _("Sertakan dengan alasan"),
                _("Alasan di bawah ini berlaku untuk semuanya dan dicatat."),
            ),
        ],
    }


def chosen_of(roster: Roster) -> dict[str, str]:
    """What was chosen for a list, or the defaults."""
    return {
        "on_errors": roster.on_errors or OnErrors.VALID_ROWS.value,
        "on_known": roster.on_known or OnKnown.UPDATE.value,
        "on_doubted": roster.on_doubted or OnDoubted.LEAVE_OUT.value,
        "override_reason": roster.override_reason or "",
    }


def shown_rows(
    session: Session,
    roster: Roster,
    problems: Sequence[RosterRowError],
    lines: Sequence[Mapping[str, Any]],
) -> list[ShownRow]:
    """The first rows with findings, in their own cells; rows of which no cells are kept stay out.

    Args:
        session: role regency.
        roster: whose.
        problems: the first ones, errors before warnings.
        lines: the same as they are shown.
    """
    samples = list_samples(
        session,
        tenant_id=roster.tenant_id,
        roster_id=roster.id,
        row_numbers=[one.row_number for one in problems],
    )
    found: dict[int, list[int]] = {}
    for position, problem in enumerate(problems):
        if problem.row_number in samples:
            found.setdefault(problem.row_number, []).append(position)
    return [
        ShownRow(
            number,
            _cells(samples[number], {problems[one].column_name: problems[one] for one in places}),
            [lines[one] for one in places],
        )
        for number, places in list(found.items())[:SHOWN_ROWS]
    ]


def forecast_figures(roster: Roster) -> dict[str, int] | None:
    """A forecast as ``RosterForecastOut`` describes it."""
    forecast = stored_forecast(roster.forecast)
    if forecast is None:
        return None
    every = forecast.all
    return {
        "new_worker_count": every.new,
        "changed_worker_count": every.changed,
        "unchanged_worker_count": every.unchanged,
        "new_cover_count": every.joining,
        "changed_cover_count": every.moving,
        "needs_word_count": forecast.doubted.people,
    }


def _cells(
    cells: Mapping[str, str], wrong: Mapping[str | None, RosterRowError]
) -> list[tuple[str, str, str]]:
    """Label, content and mark of each cell; a mark is ``bad``, ``act`` or nothing."""
    marks = {Severity.ERROR: "bad", Severity.WARNING: "act"}
    return [
        (
            _(COLUMN_LABELS[column]),
            cells[column],
            marks[Severity(wrong[column].severity)] if column in wrong else "",
        )
        for column in _SHOWN_COLUMNS
        if column in cells
    ]
