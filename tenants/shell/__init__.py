"""What every page shares: frame, menu, panels, templates, stylesheet, charts.

Imports only the kernel.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Install the formats as template filters, the charts as template functions, and the frame."""
    from tenants.shell import charts
    from tenants.shell.filters import register_filters, source_status_label, source_status_options
    from tenants.shell.frame import current_frame

    register_filters(app)
    app.jinja_env.globals.update(
        bullet_svg=charts.bullet_svg,
        bar_svg=charts.bar_svg,
        trend_svg=charts.trend_svg,
        calendar_years=charts.years_of,
        current_frame=current_frame,
        source_status_label=source_status_label,
        source_status_options=source_status_options,
    )
