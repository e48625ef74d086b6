"""Settings, read once from the environment by ``create_app``."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

DATABASE_VARIABLES = {
    "migrate": "DATABASE_URL_MIGRATE",
    "identity": "DATABASE_URL_IDENTITY",
    "regency": "DATABASE_URL_REGENCY",
    "branch": "DATABASE_URL_BRANCH",
    "oversight": "DATABASE_URL_OVERSIGHT",
    "job": "DATABASE_URL_JOB",
    "matcher": "DATABASE_URL_MATCHER",
}


class SettingsError(Exception):
    """Some variables are malformed; the text names all of them at once."""


@dataclass(frozen=True)
class Settings:
    """What differs between installations. Every default is safe in production."""

    database_urls: Mapping[str, str] = field(default_factory=dict, repr=False)
    redis_url: str | None = field(default=None, repr=False)
    key_file: Path | None = None
    matching_key_file: Path | None = None
    """Of the index across regencies; given to the matching process and to no other."""
    trusted_proxy_count: int = 0
    embedded: bool = False
    """True when the supervisor runs the engines: pages then say that this is one machine's copy."""
    hosts: tuple[str, ...] = ()
    """Host names the service answers to; empty: any."""
    pool_size: int = 5
    smtp_url: str | None = field(default=None, repr=False)
    """Where mail is handed in; None leaves it in the folder."""
    mail_folder: Path | None = None
    mail_from: str = ""
    """The sender's address; empty: ``siap@`` and the first host."""
    public_url: str = ""
    """How links in mails begin, without a slash at the end; empty: mails carry no links."""
    failpoint: str = ""
    """Names the point where the process kills itself; set by crash tests only."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every variable.

        A missing database, Redis or key file is no error here: commands that need none of them
        must run, and whatever needs one says so when it is used.

        Raises:
            SettingsError: a number is not a number, or a URL is not for PostgreSQL through psycopg.
        """
        env = os.environ if environment is None else environment
        problems: list[str] = []
        urls = {role: env[name] for role, name in DATABASE_VARIABLES.items() if env.get(name)}
        problems += [
            f"{DATABASE_VARIABLES[role]} must start with postgresql+psycopg://"
            for role, url in urls.items()
            if not url.startswith("postgresql+psycopg://")
        ]
        proxies = _whole_number(env, "SIAP_TRUSTED_PROXIES", 0, problems)
        pool_size = _whole_number(env, "SIAP_POOL_SIZE", 5, problems)
        if env.get("SIAP_SMTP_URL", "smtps://").split("://")[0] not in {"smtp", "smtps"}:
            problems.append("SIAP_SMTP_URL must start with smtp:// or smtps://")
        if problems:
            raise SettingsError("; ".join(problems))
        return cls(
            database_urls=urls,
            redis_url=env.get("REDIS_URL") or None,
            key_file=_path(env, "SIAP_KEY_FILE"),
            matching_key_file=_path(env, "SIAP_MATCHING_KEY_FILE"),
            trusted_proxy_count=proxies,
            embedded=env.get("SIAP_EMBEDDED") == "1",
            hosts=tuple(
                name.strip() for name in env.get("SIAP_HOSTS", "").split(",") if name.strip()
            ),
            pool_size=pool_size,
            smtp_url=env.get("SIAP_SMTP_URL") or None,
            mail_folder=_path(env, "SIAP_MAIL_FOLDER"),
            mail_from=env.get("SIAP_MAIL_FROM", ""),
            public_url=env.get("SIAP_PUBLIC_URL", "").rstrip("/"),
            failpoint=env.get("SIAP_FAILPOINT", ""),
        )


def _path(env: Mapping[str, str], name: str) -> Path | None:
    return Path(env[name]) if env.get(name) else None


def _whole_number(env: Mapping[str, str], name: str, default: int, problems: list[str]) -> int:
    text = env.get(name, str(default))
    if not text.isdecimal():
        problems.append(f"{name} must be a whole number")
        return default
    return int(text)
