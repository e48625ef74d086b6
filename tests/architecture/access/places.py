"""Addresses within one regency, and what may be told apart in the answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from werkzeug.test import TestResponse

from tenants.access import GRANTS, ROLES_OF, Permission, Role
from tenants.models.identity import OrganisationKind
from tests.architecture.routes import Route
from tests.architecture.rows import Rows
from tests.conftest import Regency

# Which table an id in an address, a query or a form belongs to; after the word chosen, if any.
TABLE_OF = {
    "agreement_id": "agreement",
    "commitment_id": "commitment",
    "continues_id": "commitment",
    "department_id": "department",
    "document_id": "document_blob",
    "event_id": "socialisation_event",
    "follow_up_id": "monev_follow_up",
    "meeting_id": "monev_meeting",
    "membership_id": "membership",
    "payment_id": "benefit_payment",
    "regulation_id": "regulation",
    "relation_id": "regulation_relation",
    "roster_id": "roster",
    "roster_review_id": "roster_review",
    "scorecard_id": "scorecard",
    "session_id": "user_session",
    "statement_id": "participation_statement",
    "target_id": "regulation",
    "worker_id": "worker",
    "quotation figure_id": "quoted_figure",
    "recipient figure_id": "recipient_count",
    "statement figure_id": "participation_statement",
    "target figure_id": "coverage_target",
}
OF_PEOPLE = ("membership", "user_session")
OTHER_PARTS = {"code": "not-found", "year": "2026", "indicator": "D1"}
REGENCY_ROLES = ROLES_OF[OrganisationKind.REGENCY]
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}

# A page repeats its own address and ids, the number of the request, and the form's token.
_CHANGING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=value=\")[0-9a-f]{64}(?=\")|/r/[a-z0-9-]+"
)


def table_of(name: str, choice: str = "") -> str:
    """The table of an id; by the word of the address where that decides."""
    return TABLE_OF.get(name) or TABLE_OF[f"{choice} {name}"]


@dataclass(frozen=True)
class Places:
    """Fills in addresses for one regency that holds a row in every table."""

    rows: Rows
    regency: Regency

    @classmethod
    def fill(cls, rows: Rows, regency: Regency) -> "Places":
        """Give the regency its rows."""
        rows.fill((regency.id,))
        return cls(rows, regency)

    def id_of(self, name: str, choice: str = "") -> str:
        """The id of the regency's row that a part of this name means, or of its newest person."""
        table = table_of(name, choice)
        if table not in OF_PEOPLE:
            return self.rows.row(table, self.regency.id)["id"]
        found = self.rows.catalog.query(
            "SELECT m.id, s.id FROM membership m JOIN user_session s USING (user_id)"
            f" WHERE m.organisation_id = '{self.regency.organisation.id}'"
            " ORDER BY m.id DESC LIMIT 1"
        )
        return str(found[0][OF_PEOPLE.index(table)])

    def ids(self, route: Route) -> dict[str, str]:
        """The regency's own rows for each id of the address."""
        return {name: self.id_of(name, route.choice) for name in route.ids()}

    def address(self, route: Route, ids: Mapping[str, str], slug: str | None = None) -> str:
        """The address in this regency or under another slug, random ids where none are given."""
        chance = {name: str(uuid4()) for name in route.ids()}
        return route.address({**OTHER_PARTS, **chance, "regency": slug or self.regency.slug, **ids})

    def stored(self) -> dict[str, list[str]]:
        """The rows of the regency by table, as text."""
        return {
            table: [
                str(row)
                for (row,) in self.rows.catalog.query(
                    f"SELECT t::text FROM {table} t WHERE tenant_id = {self.regency.id} ORDER BY 1"
                )
            ]
            for table in self.rows.catalog.walled_tables()
        }


def fingerprint(rows: Rows) -> dict[str, str]:
    """A hash of each table's rows."""
    return {
        table: str(rows.catalog.query(f"SELECT md5(array_agg(t::text)::text) FROM {ordered} t")[0])
        for table in rows.tables
        for ordered in [f"(SELECT * FROM {table} x ORDER BY x::text)"]
    }


def told(response: TestResponse) -> tuple[int, object]:
    """What an answer tells, without what differs between any two answers."""
    if response.is_json:
        body = dict(response.get_json())
        body.pop("instance", None)
        body.pop("request_id", None)
        return response.status_code, body
    if not (response.mimetype or "").startswith("text/"):
        return response.status_code, response.mimetype
    return response.status_code, _CHANGING.sub("", response.get_data(as_text=True))


def role_that_may(permission: Permission | None) -> Role:
    """A role that holds the permission."""
    return next(role for role in REGENCY_ROLES if permission is None or permission in GRANTS[role])
