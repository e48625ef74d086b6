"""Logs: one JSON line per event, with the request's ids, and nothing that looks like a NIK.

The token of an invitation stands in its address; whoever logs addresses (a web server with an
access log) gets it blacked out as well.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime

from flask import g, has_request_context

_SIXTEEN_DIGITS = re.compile(r"\d{16}")
_TOKEN_OF_INVITATION = re.compile(r"(/invitations/)[\w-]{43,}")


class JsonLines(logging.Formatter):
    """Formats a record as JSON; runs of sixteen digits are blacked out whatever they are."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        written = _TOKEN_OF_INVITATION.sub(r"\1#", json.dumps(line, ensure_ascii=False))
        return _SIXTEEN_DIGITS.sub("################", written)


def init_logs() -> None:
    """Send everything from info upwards to standard error, once."""
    root = logging.getLogger()
    if any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        return
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root.addHandler(handler)
    root.setLevel(logging.INFO)
