"""Addresses of one regency and those around it, and what may be told apart in the answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile, is_zipfile

from werkzeug.test import TestResponse

from tenants.access import GRANTS, PLACES, ROLES_OF, Permission, Role
from tenants.models.identity import Organisation, OrganisationKind
from tests.architecture.routes import Route
from tests.architecture.rows import Rows
from tests.architecture.test_catalog import OPEN_TO_OVERSIGHT
from tests.conftest import Regency

# Which table an id in an address, a query or a form belongs to; after the word chosen, if any.
TABLE_OF = {
    "agreement_id": "agreement",
    "agreement_part_id": "agreement_part",
    "amends_id": "agreement",
    "basis_id": "regulation_basis",
    "assignment_id": "branch_assignment",
    "bill_id": "bill",
    "bill_payment_id": "bill_payment",
    "billing_list_id": "billing_list",
    "comment_id": "agreement_comment",
    "commitment_id": "commitment",
    "confirmation_id": "office_confirmation",
    "continues_id": "commitment",
    "decree_change_id": "decree_change",
    "delegation_id": "delegation",
    "department_id": "department",
    "determination_id": "determination",
    "document_id": "document_blob",
    "double_case_id": "double_case",
    "evidence_id": "evidence",
    "event_id": "socialisation_event",
    "follow_up_id": "monev_follow_up",
    "internal_review_id": "internal_review",
    "invitation_id": "invitation",
    "kept_id": "worker",
    "key_id": "api_key",
    "meeting_id": "monev_meeting",
    "notice_id": "notice",
    "predecessor_id": "agreement",
    "membership_id": "membership",
    "office_map_id": "office_export_map",
    "organisation_id": "organisation",
    "pair_id": "duplicate_pair",
    "part_commitment_id": "commitment",
    "payment_id": "benefit_payment",
    "posting_file_id": "posting_file",
    "prepared_file_id": "prepared_file",
    "register_file_id": "register_file",
    "register_request_id": "register_request",
    "regulation_id": "regulation",
    "relation_id": "regulation_relation",
    "review_id": "agreement_review",
    "roster_id": "roster",
    "roster_review_id": "roster_review",
    "scorecard_id": "scorecard",
    "session_id": "user_session",
    "statement_id": "participation_statement",
    "target_id": "regulation",
    "umbrella_id": "agreement",
    "verification_file_id": "verification_file",
    "verification_id": "village_verification",
    "without_id": "commitment",
    "wide_result_id": "wide_result",
    "worker_id": "worker",
    "quotation figure_id": "quoted_figure",
    "recipient figure_id": "recipient_count",
    "statement figure_id": "participation_statement",
    "target figure_id": "coverage_target",
}
OF_PEOPLE = ("membership", "user_session")
MADE_FOR_EACH_USE = ("api_key", "invitation", "notice")
# What an operator keeps of every organisation belongs to none of them.
KEPT_BY_OPERATORS = ("organisation", "branch_assignment")
OTHER_PARTS = {"code": "not-found", "year": "2026", "indicator": "D1", "token": "not-a-token"}
REGENCY_ROLES = ROLES_OF[OrganisationKind.REGENCY]
JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}
# What an organisation of the whole country may see of any regency, and who serves it.
SEEN_OF_EVERY_REGENCY = OPEN_TO_OVERSIGHT | {*KEPT_BY_OPERATORS}

_MADE_TEXT = re.compile(r"\buji [0-9]+\b")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")

# A page repeats its own address and ids, the number of the request, and the form's token.
_CHANGING = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=value=\")[0-9a-f]{64}(?=\")|/[rbpmo]/[a-z0-9_-]+"
)


def table_of(name: str, choice: str = "") -> str:
    """The table of an id; by the word of the address where that decides. Empty for a new one."""
    return TABLE_OF.get(name) or TABLE_OF.get(f"{choice} {name}", "")


@dataclass(frozen=True)
class Places:
    """Fills in addresses for one regency that holds a row in every table, and for those around it.

    Attributes:
        rows: of the database.
        regency: whose rows are meant.
        organisations: who acts, by the letter of their place; the regency's own under ``r``.
    """

    rows: Rows
    regency: Regency
    organisations: Mapping[str, Organisation]

    @classmethod
    def fill(
        cls, rows: Rows, regency: Regency, around: Mapping[str, Organisation] | None = None
    ) -> "Places":
        """Give the regency its rows."""
        rows.fill((regency.id,))
        return cls(rows, regency, {"r": regency.organisation, **(around or {})})

    def organisation(self, route: Route) -> Organisation:
        """Who acts at a route; the regency where it is a person's own page."""
        return self.organisations[route.place or "r"]

    def id_of(self, name: str, route: Route | None = None) -> str:
        """The id of the row that a part of this name means: the regency's, or the organisation's.

        Of people it is the newest one's.
        """
        table = table_of(name, route.choice if route else "")
        acting = self.organisation(route) if route else self.organisations["r"]
        if table in KEPT_BY_OPERATORS:
            return self._of_branch(table) if route and route.place == "o" else str(acting.id)
        if not table:
            return str(uuid4())
        if table in MADE_FOR_EACH_USE:
            return self._made(table, acting)
        if table not in OF_PEOPLE:
            return self.rows.row(table, self.regency.id)["id"]
        found = self.rows.catalog.query(
            "SELECT m.id, s.id FROM membership m LEFT JOIN user_session s USING (user_id)"
            f" WHERE m.organisation_id = '{acting.id}' ORDER BY s.id IS NULL, m.id DESC LIMIT 1"
        )
        return str(found[0][OF_PEOPLE.index(table)] if found else uuid4())

    def _of_branch(self, table: str) -> str:
        """The branch, or its newest assignment."""
        branch = self.organisations["b"].id
        if table == "organisation":
            return str(branch)
        found = self.rows.catalog.query(
            f"SELECT id FROM branch_assignment WHERE organisation_id = '{branch}'"
            " ORDER BY ends_on IS NULL DESC, id DESC LIMIT 1"
        )
        return str(found[0][0])

    def _made(self, table: str, acting: Organisation) -> str:
        """A live row of the organisation's newest person, made now: its use may be its end."""
        newest = self.rows.catalog.query(
            f"SELECT user_id FROM membership WHERE organisation_id = '{acting.id}'"
            " ORDER BY id DESC LIMIT 1"
        )
        stated = {
            "id": str(uuid4()),
            "organisation_id": str(acting.id),
            "user_id": str(newest[0][0]) if newest else str(uuid4()),
            "news_id": str(uuid4()),
            "created_at": "2026-11-19T00:00Z",
            "expires_at": "2026-12-31T00:00Z",
        }
        columns = {column.name for column in self.rows.columns(table)}
        fresh = {name: value for name, value in stated.items() if name in columns}
        plain = self.rows.row(table, self.regency.id, variant=uuid4().int)
        kept = {name: value for name, value in plain.items() if not name.endswith("_by_id")}
        self.rows.store(table, kept | fresh)
        return fresh["id"]

    def ids(self, route: Route) -> dict[str, str]:
        """One's own rows for each id of the address."""
        return {name: self.id_of(name, route) for name in route.ids()}

    def address(
        self,
        route: Route,
        ids: Mapping[str, str],
        slug: str | None = None,
        organisation: str | None = None,
    ) -> str:
        """The address of these places or under other slugs; random ids where none are given."""
        chance = {name: str(uuid4()) for name in route.ids()}
        own = {
            "regency": slug or self.regency.slug,
            "organisation": organisation or self.organisation(route).slug,
        }
        return route.address({**OTHER_PARTS, **chance, **own, **ids})

    def restore(self) -> None:
        """Bring the rows back to what they were, those that were taken away as well."""
        self.rows.reset(self.regency.id)
        self.rows.fill((self.regency.id,))

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


class Canaries:
    """The words and ids of every row of one regency, by which an answer tells that it holds one."""

    def __init__(self, places: Places) -> None:
        rows, tenant = places.rows, places.regency.id
        self._table_of = {
            value: table
            for table in rows.catalog.walled_tables()
            for name, value in rows.row(table, tenant).items()
            if name == "id" or _MADE_TEXT.fullmatch(value)
        }

    def seen(self, route: Route, answer: TestResponse, *sent: str) -> set[str]:
        """The tables of which it shows a row that whoever asked may not see.

        Args:
            route: the country's organisations may see what is open to oversight of any regency.
            answer: of a page, a program's call or a download.
            sent: ids that were sent; what an answer repeats tells its asker nothing.
        """
        may_be_seen = SEEN_OF_EVERY_REGENCY if route.place in {"m", "o"} else set()
        words = {*_MADE_TEXT.findall(content := _content(answer)), *_UUID.findall(content)}
        found = {self._table_of[word] for word in words - {*sent} if word in self._table_of}
        return found - may_be_seen


def _content(answer: TestResponse) -> str:
    """What it says; a workbook is opened."""
    body: bytes = answer.data
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as package:
            body = b" ".join(package.read(name) for name in package.namelist())
    return body.decode("utf-8", "replace")


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


def role_that_may(permission: Permission | None, place: str = "r") -> Role:
    """A role of the place's kind that holds the permission; its first one where none does."""
    roles = ROLES_OF[PLACES[place or "r"].kind]
    return next(
        (role for role in roles if permission is None or permission in GRANTS[role]), roles[0]
    )
