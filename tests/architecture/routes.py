"""The routes of the app as the tests walk them: addresses filled in, access read from the mark."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tenants.access import Access, access_of

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ARGUMENT = re.compile(r"<(?:(?P<converter>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
_CHOICE = re.compile(r"<any\(([^)]*)\):[a-z_]+>")


@dataclass(frozen=True)
class Route:
    """One address with one method, and the mark of its view.

    An address with a choice of words in it is one route for each; ``choice`` is the word.
    """

    endpoint: str
    rule: str
    method: str
    access: Access
    choice: str = ""

    @property
    def is_safe(self) -> bool:
        """Whether the method promises to change nothing."""
        return self.method in SAFE_METHODS

    @property
    def belongs_to_a_regency(self) -> bool:
        """Whether the address names one."""
        return self.rule.startswith("/r/<regency>")

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Name and converter (empty when the rule names none) of each part, the regency aside."""
        return [
            (found["name"], found["converter"] or "")
            for found in _ARGUMENT.finditer(self.rule)
            if found["name"] != "regency"
        ]

    def ids(self) -> list[str]:
        """Names of the parts that are ids."""
        return [name for name, converter in self.arguments if converter == "uuid"]

    def address(self, values: Mapping[str, str]) -> str:
        """The address with its parts filled in.

        Raises:
            KeyError: a part has no value.
        """
        return _ARGUMENT.sub(lambda found: values[found["name"]], self.rule)


def routes_of(app: Flask) -> list[Route]:
    """Every marked route with each method of its own, by address."""
    return sorted(
        (
            Route(rule.endpoint, address, method, access, choice)
            for rule in rules_of(app)
            if (access := access_of(app.view_functions[rule.endpoint])) is not None
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            for address, choice in _chosen(rule.rule)
        ),
        key=lambda route: (route.rule, route.method),
    )


def _chosen(rule: str) -> list[tuple[str, str]]:
    """A rule with each of its choices in place, if it offers any."""
    found = _CHOICE.search(rule)
    if found is None:
        return [(rule, "")]
    words = [word.strip().strip("\"'") for word in found[1].split(",")]
    return [(rule.replace(found[0], word), word) for word in words]


def rules_of(app: Flask) -> Iterator[Rule]:
    """Every rule but the one of the stylesheets."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule


def stated(access: Access) -> tuple[str, str]:
    """Pool and permission as the table writes them."""
    if access.public_because is not None:
        return access.pool.value, "public"
    return access.pool.value, access.permission.value if access.permission else "signed-in"
