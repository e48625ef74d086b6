"""One row in every table for any tenant, made from nothing but the catalog.

Foreign keys are followed, so the rows of one tenant fit together. Of CHECK constraints only plain
lists of words and bounds can be read, so these rows go into a copy of the database without them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import NAMESPACE_OID, uuid5

from scoring.facts import canonical_json
from tests.architecture.catalog import OWN_TABLE_OF_ALEMBIC, Catalog, Column

_WORDS = re.compile(r"\(\"?(\w+)\"? = ANY \(ARRAY\['([^']+)'::text")
_BOUND = re.compile(r"\(\"?(\w+)\"? (>=|<=) (\d+)\)")
FILLED_TENANTS = (990_001, 990_002, 990_003, 990_004)

# What a CHECK constraint does not tell: columns that name a file of ours, and first versions.
_STATED = {
    ("scorecard", "rubric"): "seimbang-2025.1",
    ("scorecard", "profile"): "seimbang",
    ("scorecard", "year"): "2026",
    ("comparison_entry", "profile"): "seimbang",
    ("comparison_entry", "year"): "2026",
    ("recipient_count", "recipient_group"): "honorer",
    ("agreement_comment", "audience"): "both",
    ("cover_year", "year"): "2026",
    ("billed_year", "year"): "2026",
    ("posted_year", "year"): "2026",
    ("indicator_claim", "indicator"): "D1",
    ("evidence", "indicator"): "D1",
    ("evidence", "year"): "2026",
    ("billing_list", "state"): "closed",
    ("determination", "state"): "frozen",
    ("double_case", "decision"): "stopped",
    ("document_blob", "contains_personal_data"): "false",
    ("document_blob", "media_type"): "application/pdf",
    ("national_text", "code"): "inpres-2-2021",
    ("invitation", "role"): "viewer",
    ("membership", "role"): "viewer",
    ("facts_document", "canonical"): canonical_json(
        {
            "schema": "siap-paritrana/facts/1",
            "regency": "99.01",
            "period": {"first": "2026-01-01", "last": "2026-12-31"},
            "facts": {},
        }
    ),
}
_FIRST = {"version", "expected_version"}

# References that stay empty: a made row is the regency's own, whoever else may add such rows.
_EMPTY = {
    (table, "branch_id")
    for table in (
        "agreement_comment",
        "participation_statement",
        "posting_file",
        "withdrawn_statement",
    )
} | {("agreement_comment", "answers_id")}

# How a value of each type is written, by number. Another type needs a line here.
_LITERALS: dict[str, Callable[[int], str]] = {
    "boolean": lambda number: str(number % 2 == 0).lower(),
    "bytea": lambda number: f"\\x{number:08x}",
    "date": lambda number: f"2026-01-{number % 28 + 1:02d}",
    "integer": str,
    "bigint": str,
    "smallint": lambda number: str(number % 30_000),
    "numeric": lambda number: str(number % 1_000),
    "text": lambda number: f"uji {number}",
    "uuid": lambda number: str(uuid5(NAMESPACE_OID, str(number))),
    "timestamp with time zone": lambda number: f"2026-11-20T00:{number % 60:02d}:00Z",
    "jsonb": lambda _: "{}",
    "daterange": lambda _: "[2026-01-01,2026-02-01)",
    "bit": lambda _: "0",
}


@dataclass
class Rows:
    """Makes rows of the tables of one database.

    Attributes:
        catalog: of a database that may lose its CHECK constraints.
    """

    catalog: Catalog
    _columns: dict[str, list[Column]] = field(default_factory=dict)
    _words: dict[tuple[str, str], str] = field(default_factory=dict)
    _bounds: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Learn what the CHECK constraints allow, then drop them."""
        for table, name, rule in self.catalog.query(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype = 'c'"
            " AND connamespace = 'public'::regnamespace AND conrelid <> 0"
        ):
            for column, word in _WORDS.findall(rule):
                self._words.setdefault((table, column), word)
            for column, _, bound in _BOUND.findall(rule):
                self._bounds.setdefault((table, column), []).append(int(bound))
            self.catalog.query(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    @cached_property
    def tables(self) -> list[str]:
        """Every table of the schema, in order."""
        return [
            name
            for name, kind, _ in self.catalog.relations()
            if kind == "r" and name != OWN_TABLE_OF_ALEMBIC
        ]

    @cached_property
    def _targets(self) -> dict[tuple[str, str], tuple[str, str]]:
        """Where each referring column of a table points to, the tenant aside."""
        return {
            (key.table, own): (key.target, theirs)
            for key in self.catalog.foreign_keys()
            for own, theirs in key.pairs
            if own != "tenant_id"
        }

    def columns(self, table: str) -> list[Column]:
        """The columns of a table."""
        if table not in self._columns:
            self._columns[table] = self.catalog.columns(table)
        return self._columns[table]

    def value(self, table: str, column: Column, tenant: int, variant: int = 0) -> str:
        """The text of one value, different for each tenant and variant where its type allows."""
        if column.name == "tenant_id" or (table, column.name) == ("tenant", "id"):
            return str(tenant)
        target = self._targets.get((table, column.name))
        if target is not None:
            its_table, its_column = target
            found = next(c for c in self.columns(its_table) if c.name == its_column)
            return self.value(its_table, found, tenant)
        known = self._words | _STATED
        if (table, column.name) in known:
            return known[table, column.name]
        if column.name in _FIRST:
            return "1"
        if column.type.endswith("[]"):
            return "{}"
        number = (
            uuid5(NAMESPACE_OID, f"{table}.{column.name}.{tenant}.{variant}").int % 2_000_000_000
        )
        if (table, column.name) in self._bounds:
            low, high = min(self._bounds[table, column.name]), max(self._bounds[table, column.name])
            number = low + number % (high - low + 1)
        plain = column.type.split("(")[0]
        if plain not in _LITERALS:
            raise NotImplementedError(f"{table}.{column.name}: no example of type {column.type}")
        return _LITERALS[plain](number)

    def row(self, table: str, tenant: int, variant: int = 0) -> dict[str, str]:
        """A row: what must be filled, and every reference (to rows of variant 0)."""
        return {
            column.name: self.value(table, column, tenant, variant)
            for column in self.columns(table)
            if not column.generated
            and (
                column.required
                or ((table, column.name) in self._targets and self._may_be_filled(table, column))
            )
        }

    def _may_be_filled(self, table: str, column: Column) -> bool:
        """Whether every role that adds rows may fill the column."""
        if (table, column.name) in _EMPTY:
            return False
        adding = [g for g in self.catalog.grants if (g.table, g.privilege) == (table, "INSERT")]
        allowed = {g.role for g in adding if g.column in {None, column.name}}
        return allowed == {g.role for g in adding}

    @cached_property
    def varied_tables(self) -> list[str]:
        """Walled tables with an id of which a tenant may hold any number of made rows."""
        unique = self.catalog.unique_indexes()
        return [
            table
            for table in self.catalog.walled_tables()
            if "id" in {column.name for column in self.columns(table)}
            and all(
                any((table, c) not in self._targets and c != "tenant_id" for c in columns)
                for its_table, _, columns in unique
                if its_table == table
            )
        ]

    @cached_property
    def repeatable_tables(self) -> list[str]:
        """Varied tables of whose keys none rests on a word that is the same in every made row."""
        fixed = self._targets.keys() | self._words.keys() | _STATED.keys()
        held = {
            table
            for table, _, columns in self.catalog.unique_indexes()
            if all(c == "tenant_id" or (table, c) in fixed for c in columns)
        }
        return [table for table in self.varied_tables if table not in held]

    def insert(self, table: str, row: Mapping[str, str]) -> str:
        """The INSERT of a row, by literals."""
        types = {column.name: column.type for column in self.columns(table)}
        names = ", ".join(f'"{name}"' for name in row)
        values = ", ".join(f"'{value}'::{types[name]}" for name, value in row.items())
        return f"INSERT INTO {table} ({names}) VALUES ({values})"

    def store(self, table: str, row: Mapping[str, str]) -> None:
        """Put a row there whatever the keys say."""
        self._as_replica([self.insert(table, row)])

    def remove(self, table: str, tenant: int) -> None:
        """Take a tenant's rows away whatever refers to them."""
        self._as_replica([f"DELETE FROM {table} WHERE tenant_id = {tenant}"])

    def remove_one(self, table: str, row_id: str) -> None:
        """Take one row away with those that refer to it."""
        referring = [own for own, target in self._targets.items() if target == (table, "id")]
        self._as_replica(
            [f"DELETE FROM {one} WHERE {column} = '{row_id}'" for one, column in referring]
            + [f"DELETE FROM {table} WHERE id = '{row_id}'"]
        )

    def fill(self, tenants: tuple[int, ...]) -> None:
        """Give every table one row for each tenant."""
        self._as_replica(
            [
                f"{self.insert(table, self.row(table, tenant))} ON CONFLICT DO NOTHING"
                for table in self.tables
                for tenant in tenants
            ]
        )

    def reset(self, tenant: int) -> None:
        """Bring a tenant's rows back to what they were, the trail aside."""
        tables = self.varied_tables
        self._as_replica(
            [f"DELETE FROM {table} WHERE tenant_id = {tenant}" for table in tables]
            + [self.insert(table, self.row(table, tenant)) for table in tables]
        )

    def _as_replica(self, statements: Sequence[str]) -> None:
        """Foreign keys are not checked for changes that arrive from elsewhere."""
        before, after = "SET LOCAL session_replication_role = replica", "COMMIT"
        self.catalog.query("; ".join(["BEGIN", before, *statements, after]))
