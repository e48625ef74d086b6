"""The composition root: builds the app from settings and packages. Opens nothing."""

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import cooperation
import enrollment
import scoring
import tenants
from cooperation.events import CommitmentCancelled, CommitmentResumed
from cooperation.services.bases import ask_to_tell
from enrollment.services.releases import request_release
from enrollment.services.restorals import request_restoral
from scoring.services.scorecards import request_recompute
from tenants import request, shell
from tenants.api.specification import init_api
from tenants.kernel import crypto, db, events, jobs, logs, matching, problems, security, uploads
from tenants.kernel.config import Settings
from tenants.shell import languages


def create_app(settings: Settings | None = None) -> Flask:
    """Build the app.

    Args:
        settings: read from the environment when left out.

    Raises:
        SettingsError: some variables are malformed; all are named.
    """
    settings = settings or Settings.from_env()
    app = Flask("tenants.shell")
    app.jinja_env.undefined = StrictUndefined
    app.extensions["siap-settings"] = settings
    hops = settings.trusted_proxy_count
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the documented way

    languages.init_languages(app, (tenants, cooperation, enrollment, scoring))
    logs.init_logs()
    problems.init_problems(app)
    crypto.init_crypto(app, settings)
    matching.init_matching(app, settings)
    db.init_db(app, settings)
    jobs.init_jobs(app, settings)
    security.init_security(app, settings)
    uploads.init_uploads(app)
    request.init_request(app)
    app.before_request(security.refuse_forged_request)

    init_api(app)
    shell.init_app(app)
    tenants.init_app(app)
    cooperation.init_app(app)
    enrollment.init_app(app)
    scoring.init_app(app)

    events.subscribe(events.FactsChanged, request_recompute)
    events.subscribe(events.FactsChanged, ask_to_tell)
    events.subscribe(CommitmentCancelled, request_release)
    events.subscribe(CommitmentResumed, request_restoral)
    return app
