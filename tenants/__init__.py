"""The lowest package: regions, organisations, identity, access, audit, queue, regulations.

Owns documents as well. Reads no other package; everything above builds on its kernel, its shell and
its access rules.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Register pages, commands, jobs and the words of notices."""
    from tenants import tasks  # noqa: F401  registers the jobs by being imported
    from tenants.cli import register_commands
    from tenants.monev_notices import register_monev_notices
    from tenants.views import register_views

    register_views(app)
    register_monev_notices()
    register_commands(app)
