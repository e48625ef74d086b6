"""The walls as the catalog states them: every table, grant, policy, key and role.

Each test lists what breaks its rule, so that a failure names the tables to mend.
"""

from tenants.kernel import roles
from tests.architecture.catalog import (
    APP_ROLES,
    OWN_TABLE_OF_ALEMBIC,
    Catalog,
    dictionary,
)

BARE = "(tenant_id = (NULLIF(current_setting('siap.tenant'::text, true), ''::text))::integer)"
OWN_ORGANISATION = (
    "(organisation_id = (NULLIF(current_setting('siap.organisation'::text, true), ''::text))::uuid)"
)
ACTING_OFFICE = "(NULLIF(current_setting('siap.organisation'::text, true), ''::text))::uuid"
KINDS = {
    "tenant",
    "matching",
    "queue",
    "reference",
    "platform",
    "identity",
    "staging",
    "organisation",
}

# Every policy that is not the bare match, by table and role.
OTHER_POLICIES = {
    ("job_run", "siap_job"): "true",
    ("job_run", "siap_oversight"): "true",
    ("comparison_entry", "siap_oversight"): "true",
    ("document_blob", "siap_oversight"): (
        f"({BARE} AND (NOT contains_personal_data) AND (withdrawn_at IS NULL))"
    ),
    ("branch_assignment", "siap_identity"): "true",
    ("cross_index", "siap_matcher"): "true",
    ("cross_standing", "siap_matcher"): "true",
    ("cover_year", "siap_matcher"): "true",
    ("agreement_comment", "siap_regency"): f"({BARE} AND (audience <> 'office'::text))",
    ("agreement_comment", "siap_branch"): (
        f"({BARE} AND ((audience = 'both'::text) OR ((audience = 'office'::text)"
        f" AND (branch_id = {ACTING_OFFICE}))))"
    ),
    ("double_case", "siap_regency"): f"({BARE} AND (decision = 'stopped'::text))",
    ("branch_assignment", "siap_branch"): OWN_ORGANISATION,
    ("notice", "siap_branch"): OWN_ORGANISATION,
    ("notice", "siap_regency"): f"({BARE} AND {OWN_ORGANISATION})",
    ("notice", "siap_identity"): "true",
    ("outgoing_mail", "siap_oversight"): "true",
}

# Policies that restrict one command to rows of whoever acts, by table, role and command.
STATED_BY_THE_OFFICE = (
    "(branch_id = (NULLIF(current_setting('siap.organisation'::text, true), ''::text))::uuid)"
)
OWN_ROWS_ONLY = {
    (table, role, command): rule
    for table in (
        "agreement_comment",
        "participation_statement",
        "posting_file",
        "withdrawn_statement",
    )
    for role, rule in (
        ("siap_regency", "(branch_id IS NULL)"),
        ("siap_branch", STATED_BY_THE_OFFICE),
    )
    for command in ("INSERT", "UPDATE", "DELETE")
} | {
    (table, "siap_branch", command): STATED_BY_THE_OFFICE
    for table in ("agreement_look", "office_confirmation", "office_export_map", "roster_look")
    for command in ("INSERT", "UPDATE", "DELETE")
}

# Province, ministry and operator see public facts, who exists, and their own trail; how the queue
# stands, law, the dates of agreements, which indicators have evidence, files without personal data,
# and what is published for comparison. A table joins this list by decision, not by a grant.
OPEN_TO_OVERSIGHT = {
    "agreement",
    "audit_entry",
    "audit_head",
    "comparison_entry",
    "document_blob",
    "indicator_claim",
    "job_run",
    "national_text",
    "organisation",
    "outgoing_mail",
    "provision",
    "province",
    "region",
    "regulation",
    "regulation_document",
    "regulation_relation",
    "tenant",
}

# What the job role reads of people, to tell those whom news concerns: who holds which role.
READ_BY_JOB_OF_PEOPLE = {
    "membership": {"ends_on", "organisation_id", "role", "starts_on", "user_id"},
    "user_account": {
        "email",
        "email_asked_at",
        "email_confirmed_at",
        "id",
        "is_active",
        "language",
        "mail_mode",
    },
}

# What the role that compares regencies reaches: the index and months of all, of one regency its
# people, its cases and what it is told.
REACHED_BY_MATCHER = {
    "audit_entry": {"INSERT"},
    "audit_head": {"SELECT", "INSERT", "UPDATE"},
    "cover_year": {"SELECT"},
    "cross_index": {"SELECT", "INSERT", "DELETE"},
    "cross_standing": {"SELECT", "INSERT", "UPDATE"},
    "double_case": {"SELECT", "INSERT", "UPDATE"},
    "double_figure": {"SELECT", "INSERT", "UPDATE"},
    "tenant": {"SELECT"},
    "worker": {"SELECT"},
}


def of_kind(*kinds: str) -> list[str]:
    return sorted(name for name, kind in dictionary().items() if kind in kinds)


# Tables


def test_dictionary_lists_every_table_and_no_other(catalog: Catalog) -> None:
    found = {name for name, kind, _ in catalog.relations() if kind in {"r", "p", "f"}}

    assert set(dictionary()) == found - {OWN_TABLE_OF_ALEMBIC}
    assert set(dictionary().values()) <= KINDS


def test_tables_with_a_tenant_are_walled_or_named_otherwise(catalog: Catalog) -> None:
    with_tenant = {
        name for name in dictionary() if "tenant_id" in [c.name for c in catalog.columns(name)]
    }

    unwalled = with_tenant - set(of_kind("tenant", "matching", "queue", "staging", "organisation"))
    assert unwalled == {"organisation"}  # which organisation is which tenant is no secret


def test_walled_tables_are_keyed_by_tenant_first(catalog: Catalog) -> None:
    keys: dict[str, list[str]] = dict(
        catalog.query(
            "SELECT conrelid::regclass::text, (SELECT array_agg(attname::text ORDER BY ord)"
            " FROM unnest(conkey) WITH ORDINALITY n(num, ord)"
            " JOIN pg_attribute ON attrelid = conrelid AND attnum = num)"
            " FROM pg_constraint WHERE contype = 'p'"
        )
    )

    assert [t for t in catalog.walled_tables() if keys.get(t, [""])[0] != "tenant_id"] == []


def test_walled_tables_require_an_integer_tenant(catalog: Catalog) -> None:
    kinds = {
        table: next((c.type, c.required) for c in catalog.columns(table) if c.name == "tenant_id")
        for table in catalog.walled_tables()
    }

    assert {table: kind for table, kind in kinds.items() if kind != ("integer", True)} == {}


def test_row_security_is_enabled_and_forced_on_walled_tables(catalog: Catalog) -> None:
    secured = {
        name
        for (name,) in catalog.query(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        )
    }

    assert sorted({*catalog.walled_tables(), *of_kind("organisation")} - secured) == []


# Policies


def test_each_granted_role_has_one_policy_of_its_own(catalog: Catalog) -> None:
    policies = sorted(
        (table, grantees)
        for table, grantees in catalog.query(
            "SELECT polrelid::regclass::text,"
            " array(SELECT rolname::text FROM pg_roles WHERE oid = ANY (polroles)) FROM pg_policy"
            " WHERE polpermissive"
        )
    )
    walled = {*catalog.walled_tables(), *of_kind("organisation")}
    granted = {(g.table, g.role) for g in catalog.grants if g.table in walled}

    assert policies == sorted((table, [role]) for table, role in granted)


def test_policies_are_the_bare_match_for_reading_and_writing(catalog: Catalog) -> None:
    wrong = [
        (table, role)
        for table, role, command, using, check in catalog.query(
            "SELECT polrelid::regclass::text, polroles[1]::regrole::text,"
            " polcmd::text, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " FROM pg_policy WHERE polpermissive"
        )
        if not (
            command == "*" and using == check and using == OTHER_POLICIES.get((table, role), BARE)
        )
    ]

    assert wrong == []


def test_rows_with_an_author_are_written_by_nobody_else(catalog: Catalog) -> None:
    found = {
        (table, role, {"a": "INSERT", "w": "UPDATE", "d": "DELETE"}[command]): using or check
        for table, role, command, using, check in catalog.query(
            "SELECT polrelid::regclass::text, polroles[1]::regrole::text, polcmd::text,"
            " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
            " FROM pg_policy WHERE NOT polpermissive"
        )
    }

    assert found == OWN_ROWS_ONLY


# Grants


def test_grants_are_to_login_roles_and_for_rows_only(catalog: Catalog) -> None:
    rights = {"SELECT", "INSERT", "UPDATE", "DELETE"}
    app_roles = {f"siap_{role}" for role in APP_ROLES}

    odd = [g for g in catalog.grants if g.privilege not in rights or g.role not in app_roles]
    assert odd == []


def test_nobody_may_change_the_tenant_of_a_row(catalog: Catalog) -> None:
    walled = catalog.walled_tables()
    movable = [
        (table, role)
        for table in walled
        for role in APP_ROLES
        if catalog.query(
            f"SELECT has_column_privilege('siap_{role}', '{table}', 'tenant_id', 'UPDATE')"
        )
        != [(False,)]
    ]

    assert movable == []


def test_updates_are_granted_column_by_column(catalog: Catalog) -> None:
    whole = [g for g in catalog.grants if g.privilege == "UPDATE" and g.column is None]

    assert whole == []


def test_schema_and_database_are_closed_to_public(catalog: Catalog) -> None:
    rows = catalog.query(
        "SELECT grantee::regrole::text, privilege_type FROM pg_database, aclexplode(datacl)"
        " WHERE datname = current_database()"
        " UNION ALL SELECT grantee::regrole::text, privilege_type"
        " FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'public'"
    )

    login = set(roles.LOGIN_ROLES)
    assert {right for role, right in rows if role in login} == {"CONNECT", "USAGE"}
    assert {role for role, _ in rows} - login - {roles.OWNER, "pg_database_owner"} == set()


def test_staging_is_for_the_job_alone(catalog: Catalog) -> None:
    staging = set(of_kind("staging"))

    assert {g.role for g in catalog.grants if g.table in staging} <= {"siap_job"}


def test_matching_is_for_the_matcher_alone(catalog: Catalog) -> None:
    matching = set(of_kind("matching"))

    assert {g.role for g in catalog.grants if g.table in matching} == {"siap_matcher"}


def test_matcher_reaches_no_more_than_it_compares(catalog: Catalog) -> None:
    reached: dict[str, set[str]] = {}
    for grant in catalog.grants:
        if grant.role == "siap_matcher":
            reached.setdefault(grant.table, set()).add(grant.privilege)

    assert reached == REACHED_BY_MATCHER
    assert [
        g.column for g in catalog.grants if (g.role, g.table) == ("siap_matcher", "worker")
    ] == [
        "id",
        "is_synthetic",
        "name",
        "nik_encrypted",
        "tenant_id",
    ]


def test_regency_reads_neither_a_case_before_its_end_nor_the_number_behind_the_number(
    catalog: Catalog,
) -> None:
    hidden = [
        ("double_case", "code"),
        ("double_case", "person_encrypted"),
        ("double_case", "opened_at"),
        ("double_figure", "counted"),
    ]

    assert [
        (table, column)
        for table, column in hidden
        if catalog.query(
            f"SELECT has_column_privilege('siap_regency', '{table}', '{column}', 'SELECT')"
        )
        != [(False,)]
    ] == []


def test_identity_is_for_identity_alone(catalog: Catalog) -> None:
    private = {*of_kind("identity"), OWN_TABLE_OF_ALEMBIC}
    others = [g for g in catalog.grants if g.table in private and g.role != "siap_identity"]
    read: dict[str, set[str | None]] = {}
    for grant in others:
        read.setdefault(grant.table, set()).add(grant.column)

    assert {(g.role, g.privilege) for g in others} == {("siap_job", "SELECT")}
    assert read == READ_BY_JOB_OF_PEOPLE


def test_identity_counts_notices_and_reads_none(catalog: Catalog) -> None:
    read = {
        g.column
        for g in catalog.grants
        if (g.table, g.role, g.privilege) == ("notice", "siap_identity", "SELECT")
    }

    assert read == {"organisation_id", "user_id", "tenant_id", "read_at"}


def test_reference_is_read_only(catalog: Catalog) -> None:
    reference = set(of_kind("reference"))

    assert {g.privilege for g in catalog.grants if g.table in reference} == {"SELECT"}


def test_oversight_reads_no_table_of_a_regency(catalog: Catalog) -> None:
    open_tables = {g.table for g in catalog.grants if g.role == "siap_oversight"}

    assert sorted(open_tables - OPEN_TO_OVERSIGHT) == []


def test_audit_entries_can_only_be_added(catalog: Catalog) -> None:
    rights = {g.privilege for g in catalog.grants if g.table == "audit_entry"}

    assert rights == {"SELECT", "INSERT"}


def test_only_the_branch_writes_what_the_branch_decides(catalog: Catalog) -> None:
    decided = ("decision", "reason", "decided_at", "decided_by_id", "decided_by_name", "branch_id")
    written = {
        (table, right)
        for table in ("agreement_review", "roster_review")
        for column in (*decided, *(("decided_names",) if table == "agreement_review" else ()))
        for right in ("INSERT", "UPDATE")
        if catalog.query(
            f"SELECT has_column_privilege('siap_regency', '{table}', '{column}', '{right}')"
        )
        == [(True,)]
    }

    assert written == set()


def test_trail_of_a_regency_is_read_by_no_office(catalog: Catalog) -> None:
    readers = {
        g.role for g in catalog.grants if (g.table, g.privilege) == ("audit_entry", "SELECT")
    }

    assert readers & {"siap_branch", "siap_oversight"} == set()


# Keys


def test_foreign_keys_between_walled_tables_pair_the_tenants(catalog: Catalog) -> None:
    walled = set(catalog.walled_tables())
    loose = [
        key.name
        for key in catalog.foreign_keys()
        if {key.table, key.target} <= walled and ("tenant_id", "tenant_id") not in key.pairs
    ]

    assert loose == []


def test_foreign_keys_never_change_rows_by_themselves(catalog: Catalog) -> None:
    active = catalog.query(
        "SELECT conname FROM pg_constraint WHERE contype = 'f'"
        " AND connamespace = 'public'::regnamespace"
        " AND (confupdtype NOT IN ('a', 'r') OR confdeltype NOT IN ('a', 'r'))"
    )

    assert active == []


def test_unique_rules_of_walled_tables_include_the_tenant(catalog: Catalog) -> None:
    walled = set(catalog.walled_tables())
    revealing = [
        index
        for table, index, columns in catalog.unique_indexes()
        if table in walled and "tenant_id" not in columns
    ]

    assert revealing == []


# Roles


def test_login_roles_have_no_special_rights(catalog: Catalog) -> None:
    special = catalog.query(
        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'siap%' AND (rolsuper OR rolbypassrls"
        " OR rolcreaterole OR rolcreatedb OR rolreplication OR rolinherit"
        " OR rolcanlogin = (rolname = 'siap_owner'))"
    )
    present = {name for (name,) in catalog.query("SELECT rolname FROM pg_roles")}

    assert special == []
    assert {*roles.LOGIN_ROLES, roles.OWNER} == {name for name in present if "siap" in name}


def test_only_migrate_may_become_the_owner(catalog: Catalog) -> None:
    memberships = catalog.query(
        "SELECT roleid::regrole::text, member::regrole::text, admin_option, inherit_option,"
        " set_option FROM pg_auth_members WHERE member::regrole::text LIKE 'siap%'"
        " OR roleid::regrole::text LIKE 'siap%'"
    )

    assert memberships == [(roles.OWNER, roles.MIGRATE, False, False, True)]


def test_everything_belongs_to_the_owner(catalog: Catalog) -> None:
    strangers = [(name, owner) for name, _, owner in catalog.relations() if owner != roles.OWNER]
    owned_by_login_roles = catalog.query(
        "SELECT refobjid::regrole::text FROM pg_shdepend WHERE deptype = 'o'"
        " AND refclassid = 'pg_authid'::regclass AND refobjid::regrole::text LIKE 'siap%'"
        " AND refobjid <> 'siap_owner'::regrole"
    )

    assert strangers == []
    assert owned_by_login_roles == []


# Ways around


def test_no_function_trigger_or_rule_acts_behind_the_walls(catalog: Catalog) -> None:
    acting = catalog.query(
        "SELECT 'function', proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        " UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal"
        " UNION ALL SELECT 'event trigger', evtname FROM pg_event_trigger"
        " UNION ALL SELECT 'rule', rulename FROM pg_rewrite JOIN pg_class c ON c.oid = ev_class"
        "  WHERE c.relnamespace = 'public'::regnamespace AND rulename <> '_RETURN'"
        " UNION ALL SELECT 'extension', extname FROM pg_extension WHERE extname <> 'plpgsql'"
    )

    assert acting == []


def test_views_run_with_the_rights_of_the_reader(catalog: Catalog) -> None:
    lending = catalog.query(
        "SELECT relname FROM pg_class WHERE relkind = 'v'"
        " AND relnamespace = 'public'::regnamespace"
        " AND NOT coalesce(reloptions @> '{security_invoker=true}', false)"
    )

    assert lending == []


def test_no_materialised_view_keeps_rows_outside_the_walls(catalog: Catalog) -> None:
    assert [name for name, kind, _ in catalog.relations() if kind == "m"] == []


def test_parts_of_a_table_cannot_be_read_by_their_own_name(catalog: Catalog) -> None:
    parts = {
        name
        for (name,) in catalog.query(
            "SELECT relname FROM pg_class WHERE relispartition"
            " UNION SELECT inhrelid::regclass::text FROM pg_inherits"
        )
    }

    assert [g for g in catalog.grants if g.table in parts] == []
