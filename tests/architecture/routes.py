"""The routes of the app as the tests walk them: addresses filled in, access read from the mark."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tenants.access import Access, access_of
from tenants.kernel.security import API_PREFIX

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SLUGS = ("organisation", "regency")
_ARGUMENT = re.compile(r"<(?:(?P<converter>[a-z]+)(?:\([^)]*\))?:)?(?P<name>[a-z_]+)>")
_CHOICE = re.compile(r"<any\((?P<words>[^)]*)\):(?P<name>[a-z_]+)>")
_PLACE = re.compile(r"(?:/api/v1)?/([a-z])/<(?:organisation|regency)>")


@dataclass(frozen=True)
class Route:
    """One address with one method, and the mark of its view.

    An address with a choice of words in it is one route for each; ``choice`` is the word, unless it
    is the place where the address begins.
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
    def is_api(self) -> bool:
        """Whether programs ask here, with a key."""
        return self.rule.startswith(API_PREFIX)

    @property
    def place(self) -> str:
        """Letter of the kind of organisation whose address it is; empty for a person's own."""
        found = _PLACE.match(self.rule)
        return found[1] if found else ""

    @property
    def opens_regency(self) -> bool:
        """Whether the address names a regency."""
        return "<regency>" in self.rule

    @property
    def names_an_organisation(self) -> bool:
        """Whether the address says on whose behalf it is asked."""
        return "<regency>" in self.rule or "<organisation>" in self.rule

    @property
    def arguments(self) -> list[tuple[str, str]]:
        """Name and converter (empty when the rule names none) of each part, the slugs aside."""
        return [
            (found["name"], found["converter"] or "")
            for found in _ARGUMENT.finditer(self.rule)
            if found["name"] not in SLUGS
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
    """A rule with each of its choices in place, if it offers any, and the words chosen."""
    found = _CHOICE.search(rule)
    if found is None:
        return [(rule, "")]
    is_place = found["name"] == "place"
    return [
        (address, " ".join(filter(None, ["" if is_place else word, choice])))
        for word in (part.strip().strip("\"'") for part in found["words"].split(","))
        for address, choice in _chosen(rule.replace(found[0], word))
    ]


def documented_path(rule: Rule) -> str:
    """An address as the OpenAPI document writes it."""
    return _ARGUMENT.sub(r"{\g<name>}", rule.rule)


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
