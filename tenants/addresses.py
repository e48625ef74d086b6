"""Addresses: what the beginning of one names, and how pages stay with it.

An address begins with the place that acts, its organisation, and the regency it opens.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, current_app, g, url_for

from tenants.access import PLACES, Place
from tenants.models.identity import OrganisationKind


@dataclass(frozen=True)
class Address:
    """What an address names: where it begins, the organisation that acts, the regency opened."""

    place: Place
    organisation: str
    """Slug."""
    regency: str | None
    """Slug; that of the organisation itself under ``/r/``."""


def named_address() -> Address | None:
    """What the address of this request names; None for a page of nobody's in particular."""
    found: Address | None = g.get("address")
    return found


def tenant_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint of a regency's own pages, under ``/r/<regency>``."""
    return _blueprint(name, import_name, "/r/<regency>", "r")


def organisation_blueprint(
    name: str, import_name: str, places: str, *, opens_regency: bool = False
) -> Blueprint:
    """A blueprint of pages of organisations; views and ``url_for`` need not name the slugs.

    Args:
        name: of the blueprint.
        import_name: of its module.
        places: letters of the places it serves: ``b`` gives ``/b/<organisation>``, ``pm`` gives
            ``/<any(p, m):place>/<organisation>``.
        opens_regency: whether the address goes on with ``/r/<regency>``, one regency that the
            organisation serves or oversees.
    """
    prefix = address_prefix(places, opens_regency=opens_regency)
    return _blueprint(name, import_name, prefix, places[0])


def address_prefix(places: str, *, opens_regency: bool = False) -> str:
    """The rule by which addresses of these places begin."""
    place = places if len(places) == 1 else f"<any({', '.join(places)}):place>"
    return f"/{place}/<organisation>{'/r/<regency>' if opens_regency else ''}"


def _blueprint(name: str, import_name: str, prefix: str, letter: str) -> Blueprint:
    blueprint = Blueprint(name, import_name, url_prefix=prefix, template_folder="../templates")
    read_address(blueprint, letter)
    return blueprint


def read_address(blueprint: Blueprint, letter: str) -> None:
    """Let a blueprint's views know what their address names, instead of being handed its parts."""

    @blueprint.url_value_preprocessor
    def remember_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.address = _take_address(PLACES[letter], values if values is not None else {})


def _take_address(place: Place, values: dict[str, Any]) -> Address:
    """Take the parts that name organisation and regency out of a view's arguments."""
    place = PLACES[values.pop("place", place.letter)]
    regency = values.pop("regency", None)
    organisation = values.pop("organisation", regency)
    if place.kind is OrganisationKind.REGENCY:
        regency = organisation
    return Address(place, organisation, regency)


def fill_address(endpoint: str, values: dict[str, Any]) -> None:
    """Let ``url_for`` stay with the organisation and regency in use unless others are named."""
    address = named_address()
    if address is None:
        return
    known = {
        "place": address.place.letter,
        "organisation": address.organisation,
        "regency": address.regency,
    }
    for name, value in known.items():
        is_open = value and name not in values
        if is_open and current_app.url_map.is_endpoint_expecting(endpoint, name):
            values[name] = value


def scanned_address(slug: str) -> str:
    """The address that papers of a regency name, the same for everybody who holds one."""
    return url_for("scanned_papers.find_check_page", regency=slug, _external=True)
