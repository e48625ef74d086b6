from collections.abc import Callable
from dataclasses import dataclass

import pytest
from markupsafe import Markup
from sqlalchemy.orm import Session

from tenants.shell import navigation, panels
from tenants.shell.navigation import NavigationItem, NavigationLink


@pytest.fixture(autouse=True)
def empty_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})
    monkeypatch.setattr(panels, "_slots", {})


@dataclass(frozen=True)
class Visitor:
    permissions: frozenset[str]


def test_menu_shows_only_what_the_person_may_open() -> None:
    navigation.register(NavigationItem(30, "Pengguna", "users", "user:read"))
    navigation.register(NavigationItem(10, "Beranda", "home"))
    navigation.register(NavigationItem(20, "Jejak audit", "audit", "audit:read"))

    shown = navigation.items_for({"user:read"})

    assert [item.label for item in shown] == ["Beranda", "Pengguna"]


def test_menu_when_an_app_is_built_twice_repeats_nothing() -> None:
    navigation.register(NavigationItem(10, "Beranda", "home"))
    navigation.register(NavigationItem(10, "Beranda", "home"))

    assert len(navigation.items_for(())) == 1


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/r/kab-blitar/", ["Beranda"]),
        ("/r/kab-blitar/regulations", ["Regulasi"]),
        ("/r/kab-blitar/regulations/7", ["Regulasi"]),
        ("/r/kab-blitar/regulations-archive", ["Beranda"]),
        ("/profile", []),
    ],
)
def test_menu_marks_the_closest_entry(path: str, current: list[str]) -> None:
    links = [
        NavigationLink("Beranda", "/r/kab-blitar/"),
        NavigationLink("Regulasi", "/r/kab-blitar/regulations"),
    ]

    marked = navigation.mark_current(links, path)

    assert [link.label for link in marked if link.is_current] == current


def test_menu_when_an_entry_comes_marked_keeps_it_alone() -> None:
    links = [
        NavigationLink("Beranda", "/r/kab-blitar/"),
        NavigationLink("Program", "/r/kab-blitar/commitments", is_current=True),
    ]

    marked = navigation.mark_current(links, "/r/kab-blitar/agreements/7")

    assert [link.label for link in marked if link.is_current] == ["Program"]


def panel(text: str | None) -> Callable[..., Markup | None]:
    """A panel that draws one word, or nothing."""

    def draw(*_: object, **subject: object) -> Markup | None:
        return None if text is None else Markup("{}{}").format(text, subject or "")

    draw.__qualname__ = f"draw_{text}"
    return draw


def test_panels_come_in_order_and_only_where_permitted() -> None:
    panels.register("home", 20, panel("cakupan"), "coverage:read")
    panels.register("home", 10, panel("rapor"))
    panels.register("home", 5, panel(None))
    panels.register("home", 1, panel("audit"), "audit:read")

    drawn = panels.render("home", Session(), Visitor(frozenset({"coverage:read"})))

    assert drawn == ["rapor", "cakupan"]


def test_panel_when_the_page_has_a_subject_receives_it() -> None:
    panels.register("regulation", 10, panel("regulasi"))

    drawn = panels.render("regulation", Session(), Visitor(frozenset()), number=7)

    assert drawn == [Markup("regulasi{}").format({"number": 7})]
