"""Pages of the lowest package, one file per page family."""

from flask import Flask

from tenants.views import health


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package."""
    app.register_blueprint(health.blueprint)
