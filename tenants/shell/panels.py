"""Parts of a page that upper packages feed: a lower package names a slot, an upper one fills it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup
from sqlalchemy.orm import Session

Render = Callable[..., Markup | None]


class Visitor(Protocol):
    """What a panel registry needs to know of the person looking."""

    @property
    def permissions(self) -> Collection[str]:
        """What the person may do."""


@dataclass(frozen=True)
class _Panel:
    order: int
    render: Render
    permission: str | None


_slots: dict[str, dict[str, _Panel]] = {}


def register(slot: str, order: int, render: Render, permission: str | None = None) -> None:
    """Fill a slot.

    Args:
        slot: the name the page gives the place, such as ``home``.
        order: position among the panels of the slot, ascending.
        render: ``render(session, visit, **subject)`` gives ready markup, or None to show nothing;
            without the session where the slot is rendered apart.
        permission: what a person needs to see it; None shows it to all who may see the page.
    """
    name = f"{render.__module__}.{render.__qualname__}"
    _slots.setdefault(slot, {})[name] = _Panel(order, render, permission)


def render(slot: str, session: Session, visit: Visitor, **subject: object) -> list[Markup]:
    """Every panel of the slot the person may see and that has something to show, in order."""
    drawn = [panel.render(session, visit, **subject) for panel in _allowed(slot, visit)]
    return [markup for markup in drawn if markup is not None]


def render_apart(slot: str, visit: Visitor, **subject: object) -> list[Markup]:
    """The same of a slot whose panels read in transactions of their own, while none is open."""
    drawn = [panel.render(visit, **subject) for panel in _allowed(slot, visit)]
    return [markup for markup in drawn if markup is not None]


def _allowed(slot: str, visit: Visitor) -> list[_Panel]:
    panels = sorted(_slots.get(slot, {}).items(), key=lambda entry: (entry[1].order, entry[0]))
    return [p for _, p in panels if p.permission is None or p.permission in visit.permissions]
