"""Which language a reader reads, and the sentences of that language.

Pages are written in official Indonesian; a translation is one PO file per package. The wish of a
person wins over that of the browser; a program may ask with ``Accept-Language``, a person is never
guessed at: many offices run an English Windows and read Indonesian.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.pofile import read_po
from flask import Flask, Response, request
from flask_babel import Babel, Domain, refresh
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from tenants.kernel import formats
from tenants.kernel.problems import wants_json
from tenants.shell.destinations import current_address

SOURCE = formats.LANGUAGE_OF_RECORD
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}  # each in its own words
COOKIE_NAME = "__Host-siap-language"
COOKIE_SECONDS = 365 * 24 * 60 * 60

_SPOKEN = {"text/html", "application/json", "application/problem+json"}
_NUMBER_CHOICE = re.compile(r"\{(\w+)\?([^|{}]*)\|([^|{}]*)\}")


class Sentences(Domain):  # type: ignore[misc]  # Flask-Babel has no annotations
    """The translations of all packages, read from their PO files at the first need.

    A process that only speaks Indonesian never reads one; nothing has to be compiled.
    """

    def __init__(self, folders: Iterable[Path]) -> None:
        super().__init__(translation_directories=[])
        self._folders = tuple(folders)
        self._catalogs: dict[str, Mapping[str, str]] = {SOURCE: {}}

    def gettext(self, string: str, **variables: Any) -> str:
        """The sentence in the reader's language, filled in."""
        text = self.words(string, variables)
        return text % variables if variables else text

    def words(self, string: str, variables: Mapping[str, Any]) -> str:
        """The sentence in the reader's language, before it is filled in."""
        translated = self._catalog(formats.language()).get(string)
        return string if translated is None else choose_number(translated, variables)

    def _catalog(self, language: str) -> Mapping[str, str]:
        if language not in self._catalogs:
            self._catalogs[language] = read_sentences(self._folders, language)
        return self._catalogs[language]


def read_sentences(folders: Iterable[Path], language: str) -> dict[str, str]:
    """Every translated sentence by its Indonesian text; untranslated and doubtful ones stay out."""
    found: dict[str, str] = {}
    for folder in folders:
        path = folder / language / "LC_MESSAGES" / "messages.po"
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        found.update(
            (str(message.id), str(message.string))
            for message in catalog
            if message.id and message.string and not message.fuzzy
        )
    return found


def choose_number(text: str, variables: Mapping[str, Any]) -> str:
    """Settle singular or plural, which Indonesian does not tell apart.

    A translation writes ``%(count)s {count?worker|workers}``; the first holds for exactly 1.
    """
    return _NUMBER_CHOICE.sub(
        lambda found: found[2 if str(variables.get(found[1], "")) == "1" else 3], text
    )


def prefer(language: str | None) -> None:
    """From here on this request speaks the language the signed-in person chose, if they chose."""
    if language in LANGUAGES:
        formats.read_in(language)
        refresh()


def remember(response: BaseResponse, language: str | None) -> None:
    """Let this browser keep the language for a year, also when nobody is signed in."""
    if language in LANGUAGES:
        response.set_cookie(
            COOKIE_NAME,
            language,
            max_age=COOKIE_SECONDS,
            path="/",
            secure=True,
            httponly=True,
            samesite="Lax",
        )


def other_languages() -> list[tuple[str, str]]:
    """Code and own name of every language but the reader's."""
    return [(code, name) for code, name in LANGUAGES.items() if code != formats.language()]


def init_languages(app: Flask, packages: Iterable[ModuleType]) -> None:
    """Let pages, figures and refusals speak the reader's language.

    Args:
        app: before anything else is registered, so that refusals are translated as well.
        packages: each with a folder ``translations``.
    """
    folders = [Path(package.__file__ or "").parent / "translations" for package in packages]
    babel = Babel(
        app, default_locale=SOURCE, default_timezone="UTC", locale_selector=formats.language
    )
    babel.domain_instance = Sentences(folders)
    app.jinja_env.globals.update(
        gettext=_speaker(babel.domain_instance),
        reader_language=formats.language,
        other_languages=other_languages,
        current_address=current_address,
    )
    app.before_request(_begin)
    app.after_request(_tell_language)
    app.teardown_request(_end)


def _select() -> str:
    kept = request.cookies.get(COOKIE_NAME)
    if kept in LANGUAGES:
        return kept
    return _asked() if wants_json() else SOURCE


def _asked() -> str:
    """The first language of ``Accept-Language`` that we speak, whatever its country."""
    wanted = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in wanted if language in LANGUAGES), SOURCE)


def _begin() -> None:
    formats.read_in(_select())


def _tell_language(response: Response) -> Response:
    if response.mimetype in _SPOKEN:
        response.content_language.add(formats.language())
    return response


def _end(_error: BaseException | None) -> None:
    formats.read_in(SOURCE)


def _speaker(sentences: Sentences) -> Callable[..., str]:
    """Translate in a template: texts are safe, what fills them is escaped."""

    @pass_context
    def say(context: Context, text: str, /, **variables: Any) -> str:
        words = sentences.words(text, variables)
        return (Markup(words) if context.eval_ctx.autoescape else words) % variables  # noqa: S704  texts are ours

    return say
