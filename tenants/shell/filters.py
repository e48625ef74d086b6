"""The formats and small texts as template filters."""

from collections.abc import Callable
from datetime import date, datetime

from flask import Flask
from flask_babel import gettext as _

from tenants.kernel import formats
from tenants.kernel.errors import FieldError
from tenants.kernel.problems import sentence
from tenants.kernel.sources import SOURCE_STATUS_HELP, SOURCE_STATUS_LABELS, SourceStatus
from tenants.shell.frame import clock_of_page
from tenants.working_days import is_year_decreed

FIGURES: tuple[Callable[..., str], ...] = (
    formats.count,
    formats.rupiah,
    formats.points,
    formats.signed_points,
    formats.percent,
    formats.percentage,
    formats.date_id,
    formats.month_id,
    formats.file_size,
)


def register_filters(app: Flask) -> None:
    """Install each format under its own name. What is not filled is never shown as zero."""
    for figure in FIGURES:
        app.add_template_filter(_or_unfilled(figure), figure.__name__)
    app.add_template_filter(formats.month_range, "month_range")
    app.add_template_filter(formats.date_range, "date_range")
    app.add_template_filter(_or_unfilled(_local_datetime), "datetime_id")
    app.add_template_filter(field_error_text, "error_text")
    app.add_template_filter(translated)
    app.add_template_test(_is_decreed, "decreed")


def field_error_text(error: FieldError) -> str:
    """What is wrong with a field, translated and filled in."""
    return sentence(error.detail, error.params)


def translated(text: str) -> str:
    """A deferred text, or one of a file of ours, in the reader's language.

    Percent signs stand for themselves, never at the head of a line.
    """
    return str(_(text)).replace(" %", "\N{NO-BREAK SPACE}%")


def source_status_label(status: str) -> str:
    """The status of a figure as shown: resmi, pers, turunan, sintetis."""
    label: str = _(SOURCE_STATUS_LABELS[SourceStatus(status)])
    return label


def trust_label(status: str, *, is_verified: bool) -> str:
    """The status of a figure, and that it is only claimed where an official one is."""
    label = source_status_label(status)
    if status != SourceStatus.OFFICIAL or is_verified:
        return label
    return f"{label} ({_('dinyatakan, belum diverifikasi')})"


def source_status_options() -> list[tuple[str, str, str]]:
    """Every status with its label and a line of help, for a choice."""
    return [
        (status.value, _(label), _(SOURCE_STATUS_HELP[status]))
        for status, label in SOURCE_STATUS_LABELS.items()
    ]


def _or_unfilled(figure: Callable[..., str]) -> Callable[..., str]:
    def show(value: object, *args: object, **kwargs: object) -> str:
        return _("belum diisi") if value is None else figure(value, *args, **kwargs)

    return show


def _local_datetime(moment: datetime, timezone: str | None = None) -> str:
    return formats.datetime_id(moment, timezone or clock_of_page())


def _is_decreed(day: date) -> bool:
    """Whether the holidays of its year are known; else what was moved by them is an estimate."""
    return is_year_decreed(day.year)
