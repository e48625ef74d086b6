"""The one error of the supervisor."""


class LocalError(Exception):
    """Something the operator can act on; its text is the one line shown before exit 1."""
