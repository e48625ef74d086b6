"""The database roles as SQL: one source for real servers, the supervisor and the tests.

Roles belong to the whole cluster, so a superuser creates them; what each may read and write is
granted by the migrations. ``siap_owner`` owns every object and cannot sign in. ``siap_migrate``
may become the owner and nothing else; no other role is a member of any role.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

OWNER = "siap_owner"
MIGRATE = "siap_migrate"
WEB_ROLES = ("siap_identity", "siap_regency", "siap_branch", "siap_oversight")
JOB = "siap_job"
MATCHER = "siap_matcher"
LOGIN_ROLES = (MIGRATE, *WEB_ROLES, JOB, MATCHER)

# What only a superuser may name, a new role lacks anyway; it is checked at the end.
_RIGHTS = "NOCREATEDB NOCREATEROLE NOINHERIT"
_STATEMENT_TIMEOUTS = {**dict.fromkeys(WEB_ROLES, "5s"), JOB: "10min", MATCHER: "10min"}
_SCRAM_ITERATIONS = 4096


def role_statements(passwords: Mapping[str, str], database: str) -> list[str]:
    """Return everything a superuser runs, connected to ``database``, in order; repeatable.

    Args:
        passwords: Password of each login role, by full role name.
        database: Name of the product's database, which exists.
    """
    return [*cluster_statements(passwords), *database_statements(database)]


def cluster_statements(passwords: Mapping[str, str]) -> list[str]:
    """Return the statements that create the roles or bring existing ones to this state.

    Args:
        passwords: Password of each login role, by full role name. Only a verifier of it is
            sent, so that a server which logs statements does not log passwords.
    """
    statements = [_create_unless_present(role) for role in (OWNER, *LOGIN_ROLES)]
    statements.append(f"ALTER ROLE {OWNER} NOLOGIN {_RIGHTS}")
    statements += [
        f"ALTER ROLE {role} LOGIN {_RIGHTS} PASSWORD '{scram_verifier(passwords[role])}'"
        for role in LOGIN_ROLES
    ]
    statements += [
        f"ALTER ROLE {role} SET statement_timeout = '{limit}'"
        for role, limit in _STATEMENT_TIMEOUTS.items()
    ]
    return [*statements, _grant_owner(), _refuse_mighty_roles()]


def database_statements(database: str) -> list[str]:
    """Return the statements for one database, to be run while connected to it.

    Args:
        database: Its name.
    """
    roles = ", ".join(LOGIN_ROLES)
    name = quoted(database)
    return [
        f"ALTER DATABASE {name} OWNER TO {OWNER}",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {OWNER}, {roles}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}",
        f"GRANT USAGE ON SCHEMA public TO {roles}",
    ]


def quoted(identifier: str) -> str:
    """Return an identifier in double quotes, safe inside a statement."""
    doubled = identifier.replace('"', '""')
    return f'"{doubled}"'


def scram_verifier(password: str, salt: bytes | None = None) -> str:
    """Return what PostgreSQL stores for a password (SCRAM-SHA-256), with a new salt each time.

    Args:
        password: ASCII text.
        salt: 16 bytes; random when left out.

    Raises:
        UnicodeEncodeError: The password is not ASCII.

    Source: RFC 5802 section 3, RFC 7677.
    """
    salt = secrets.token_bytes(16) if salt is None else salt
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, _SCRAM_ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt_text, stored_text, server_text = (
        base64.b64encode(part).decode("ascii") for part in (salt, stored, server)
    )
    return f"SCRAM-SHA-256${_SCRAM_ITERATIONS}:{salt_text}${stored_text}:{server_text}"


def _grant_owner() -> str:
    """Let migrate become the owner; before version 16 its own NOINHERIT alone says how."""
    return (
        "DO $$ BEGIN IF current_setting('server_version_num')::int >= 160000 "
        f"THEN EXECUTE 'GRANT {OWNER} TO {MIGRATE} WITH INHERIT FALSE, SET TRUE'; "
        f"ELSE GRANT {OWNER} TO {MIGRATE}; END IF; END $$"
    )


def _refuse_mighty_roles() -> str:
    """Stop when a role was given rights that no policy holds against."""
    names = ", ".join(f"'{role}'" for role in (OWNER, *LOGIN_ROLES))
    return (
        f"DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname IN ({names}) "
        "AND (rolsuper OR rolbypassrls OR rolreplication)) "
        "THEN RAISE EXCEPTION 'a role of Siap Paritrana has SUPERUSER, BYPASSRLS or REPLICATION'; "
        "END IF; END $$"
    )


def _create_unless_present(role: str) -> str:
    return (
        f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
        f"THEN CREATE ROLE {role}; END IF; END $$"
    )
