"""What a browser calls itself, in words a person recognises in the list of sessions. Pure."""

_PROGRAMS = (
    ("Edg/", "Microsoft Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def program_of(user_agent: str) -> str | None:
    """The browser of a User-Agent header, or None; the order settles who only pretends."""
    return _first_sign(_PROGRAMS, user_agent)


def system_of(user_agent: str) -> str | None:
    """The operating system of a User-Agent header, or None."""
    return _first_sign(_SYSTEMS, user_agent)


def _first_sign(signs: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    return next((name for sign, name in signs if sign in user_agent), None)
