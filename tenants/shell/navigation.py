"""The main menu: packages register their entries when the app is built."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main menu.

    ``label`` is a translatable text. ``permission`` is what a person needs to be shown the entry;
    None shows it to everyone who is signed in. ``covers`` names blueprints whose pages belong to
    the entry although their addresses do not begin with its own. ``places`` are the letters of the
    places (``/r/``, ``/b/`` ...) whose menu it is part of.
    """

    order: int
    label: str
    endpoint: str
    permission: str | None = None
    covers: tuple[str, ...] = ()
    places: str = "r"


@dataclass(frozen=True)
class NavigationLink:
    """An entry as drawn: translated, with its address."""

    label: str
    url: str
    is_current: bool = False


_items: dict[tuple[str, str], NavigationItem] = {}


def register(item: NavigationItem) -> None:
    """Add an entry. An endpoint registered again replaces itself: several apps may be built."""
    _items[item.endpoint, item.places] = item


def items_for(permissions: Collection[str], place: str = "r") -> list[NavigationItem]:
    """The entries of a place that a person may see, in order."""
    shown = [
        item
        for item in _items.values()
        if place in item.places and (item.permission is None or item.permission in permissions)
    ]
    return sorted(shown, key=lambda item: (item.order, item.label))


def mark_current(links: Iterable[NavigationLink], path: str) -> Sequence[NavigationLink]:
    """Mark the entry the page at ``path`` belongs to: the one whose address covers most of it.

    A link that comes marked stays the only one.
    """
    drawn = list(links)
    if any(link.is_current for link in drawn):
        return drawn
    covering = [
        link for link in drawn if path == link.url or path.startswith(link.url.rstrip("/") + "/")
    ]
    current = max(covering, key=lambda link: len(link.url), default=None)
    return [replace(link, is_current=link is current) for link in drawn]
