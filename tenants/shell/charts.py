"""Charts as SVG drawn on the server: exact geometry, a title, a description, no inline style. Pure.

Colours come from the stylesheet by class. Each chart carries its figures as text (title and
description), and pages put the same figures beside it or in a table behind it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from itertools import groupby

from markupsafe import Markup

_EXACT = Context(prec=40, rounding=ROUND_HALF_UP)
_CENT = Decimal("0.01")
_ZERO = Decimal(0)

TREND_WIDTH = 320
TREND_HEIGHT = 96
_TREND_LEFT, _TREND_TOP, _TREND_BOTTOM = 6, 10, 76


class MonthState(StrEnum):
    """The state of one month, as a calendar shows it: committed by a paper is not yet protected.

    A coming month is planned, or budgeted where a programme is committed to it.
    """

    OUTSIDE = "outside"
    PLANNED = "planned"
    BUDGETED = "budgeted"
    PENDING = "pending"
    PAID = "paid"
    COMMITTED = "committed"
    PROTECTED = "protected"
    DOUBLED = "doubled"
    NAKED = "naked"


@dataclass(frozen=True)
class CalendarMonth:
    """One cell: a month, its state, and what there is to say about it (already translated)."""

    month: date
    state: MonthState
    note: str = ""

    def said(self, name: str, words: str) -> str:
        """The cell in a sentence, by the month's name and the words of its state."""
        return f"{name}: {words}. {self.note}" if self.note else f"{name}: {words}"


@dataclass(frozen=True)
class CalendarRow:
    """One programme, agreement or person over the months of the strip.

    ``beside`` names what the row belongs to, each with its address.
    """

    label: str
    months: Sequence[CalendarMonth]
    url: str = ""
    beside: Sequence[tuple[str, str]] = ()


def share(value: Decimal | int, whole: Decimal | int) -> Decimal:
    """How much of the width a value takes.

    Args:
        value: in the unit of ``whole``.
        whole: the full width, > 0.

    Returns:
        Percent of the width, 0 to 100, quantised to 0.01; values outside are cut to the frame.

    Raises:
        ValueError: ``whole`` is not positive.
    """
    if whole <= 0:
        msg = "a bar needs a positive full width"
        raise ValueError(msg)
    ratio = _EXACT.divide(_EXACT.multiply(Decimal(value), Decimal(100)), Decimal(whole))
    return min(max(ratio, _ZERO), Decimal(100)).quantize(_CENT, rounding=ROUND_HALF_UP)


def bullet_svg(
    title: str,
    *,
    available: Decimal | int,
    verified: Decimal | None,
    claimed: Decimal | None = None,
    target: Decimal | None = None,
) -> Markup:
    """A bullet bar: what is verified, what is claimed beyond it, and the target as a line.

    Args:
        title: the bar in words, figures included; it is the text alternative.
        available: the full width, > 0, in points or as a ratio.
        verified: in the unit of ``available``; None draws a dashed, empty track.
        claimed: in the unit of ``available``; drawn behind the verified part.
        target: in the unit of ``available``; a line, also when nothing is filled.
    """
    is_empty = verified is None and claimed is None
    track = "track unfilled" if is_empty else "track"
    parts = [Markup('<rect class="{}" x="0" y="2" width="100%" height="14"/>').format(track)]
    for name, value in (("claimed", claimed), ("verified", verified)):
        if value is not None and value > 0:
            width = share(value, available)
            parts.append(
                Markup('<rect class="{}" x="0" y="5" width="{}%" height="8"/>').format(name, width)
            )
    if target is not None:
        x = share(target, available)
        parts.append(Markup('<line class="target" x1="{0}%" x2="{0}%" y1="0" y2="18"/>').format(x))
    return _svg("bullet-bar", title, Markup("").join(parts), 'height="18" width="100%"')


def bar_svg(title: str, *, value: Decimal | int, whole: Decimal | int) -> Markup:
    """A plain bar, for a funnel or a share.

    Args:
        title: the bar in words; it is the text alternative.
        value: in the unit of ``whole``.
        whole: the full width, > 0.
    """
    body = Markup(
        '<rect class="track" x="0" y="2" width="100%" height="14"/>'
        '<rect class="verified" x="0" y="2" width="{}%" height="14"/>'
    ).format(share(value, whole))
    return _svg("bullet-bar", title, body, 'height="18" width="100%"')


def trend_svg(
    title: str,
    points: Sequence[tuple[str, Decimal | None]],
    *,
    target: Decimal | None = None,
) -> Markup:
    """A small line over equally spaced periods; an unknown one leaves a gap, never a zero.

    Args:
        title: the trend in words; it is the text alternative.
        points: (period as shown, value), n >= 1, ascending; one basis only.
        target: in the unit of the values.

    Raises:
        ValueError: no period, or no positive value to set the scale.
    """
    known = [value for _, value in points if value is not None]
    top = max([*known, *([target] if target is not None else [])], default=_ZERO)
    if not points or top <= 0:
        msg = "a trend needs a period and a positive figure"
        raise ValueError(msg)
    parts = [_trend_line(points, top), _trend_labels(points)]
    if target is not None:
        y = _trend_y(target, top)
        line = Markup('<line class="target" x1="0" x2="{}" y1="{}" y2="{}"/>')
        parts.insert(0, line.format(TREND_WIDTH, y, y))
    frame = (
        f'viewBox="0 0 {TREND_WIDTH} {TREND_HEIGHT}" width="{TREND_WIDTH}" height="{TREND_HEIGHT}"'
    )
    return _svg("trend", title, Markup("").join(parts), frame)


def years_of(months: Iterable[date]) -> list[tuple[int, int]]:
    """The head of a calendar: each year with the number of its months, in order.

    Args:
        months: ascending.
    """
    return [(year, len(list(group))) for year, group in groupby(months, key=lambda day: day.year)]


def _trend_line(points: Sequence[tuple[str, Decimal | None]], top: Decimal) -> Markup:
    placed = [
        None if value is None else (_trend_x(index, len(points)), _trend_y(value, top))
        for index, (_, value) in enumerate(points)
    ]
    lines = Markup("")
    for is_known, group in groupby(placed, key=lambda place: place is not None):
        run = [place for place in group if place is not None]
        if is_known and len(run) > 1:
            lines += Markup('<polyline points="{}"/>').format(" ".join(f"{x},{y}" for x, y in run))
    dots = [place for place in placed if place is not None]
    return lines + Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="3"/>').format(x, y) for x, y in dots
    )


def _trend_labels(points: Sequence[tuple[str, Decimal | None]]) -> Markup:
    first, last = points[0][0], points[-1][0]
    labels = Markup('<text x="0" y="{}">{}</text>').format(TREND_HEIGHT - 4, first)
    if len(points) > 1:
        end = Markup('<text class="end" x="{}" y="{}">{}</text>')
        labels += end.format(TREND_WIDTH, TREND_HEIGHT - 4, last)
    return labels


def _trend_x(index: int, total: int) -> Decimal:
    if total == 1:
        return Decimal(TREND_WIDTH) / 2
    span = Decimal(TREND_WIDTH - 2 * _TREND_LEFT)
    return (_TREND_LEFT + span * index / (total - 1)).quantize(_CENT, rounding=ROUND_HALF_UP)


def _trend_y(value: Decimal, top: Decimal) -> Decimal:
    height = Decimal(_TREND_BOTTOM - _TREND_TOP)
    drop = _EXACT.multiply(height, _EXACT.divide(value, top))
    return (_TREND_BOTTOM - drop).quantize(_CENT, rounding=ROUND_HALF_UP)


def _svg(kind: str, title: str, body: Markup, frame: str) -> Markup:
    opening = Markup('<svg class="{}" role="img" {} focusable="false">').format(kind, Markup(frame))  # noqa: S704  frame is built here from constants
    return opening + Markup("<title>{}</title>").format(title) + body + Markup("</svg>")
