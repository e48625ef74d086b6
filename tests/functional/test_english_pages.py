"""An English reader finds English on every page; only what people recorded stays as it is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask import Flask

from tenants.kernel.clock import utcnow
from tenants.kernel.jobs import due_runs, perform
from tenants.shell.languages import COOKIE_NAME
from tests.conftest import Browser, close_pools, settings_for
from tests.engines import Engines
from tests.functional.people import Credentials, enter, fresh_browser
from wsgi import create_app

DATABASE = "siap_english"
PLACES = ("kab-blitar", "kab-blora", "bpjs-blitar", "jawa-timur", "kemenko", "pengelola")
SPOKEN_ATTRIBUTES = (
    *("alt", "aria-label", "data-busy", "data-confirm", "data-label", "placeholder", "title"),
)
IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-E]\d\b")
PROBLEM = re.compile(r"/problems/.+")
REGENCY_SEEN_FROM_ABOVE = re.compile(r"(/[bpm]/[^/]+/r/)[^/]+")
VISITS_PER_KIND = 2
PAGES_AT_LEAST = 100
INDONESIAN = re.compile(
    r"\b(adalah|agar|akan|angka|atau|bahwa|belum|berkas|berlaku|bila|bulan|catat|daftar|dalam|dan"
    r"|dapat|dari|dengan|dibayar|hanya|hapus|harus|hari|ini|isi|itu|iuran|jika|jumlah|juga"
    r"|kembali|kurang|lain|lebih|lihat|menurut|mulai|nilai|oleh|orang|pada|paling|pekerja"
    r"|perjanjian|pilih|sampai|satu|sebelum|sejak|sekarang|semua|sesuai|setelah|setiap"
    r"|simpan|sudah|tahun|tambah|tanggal|tanpa|telah|terhadap|tidak|ubah|unduh|unggah|untuk"
    r"|yang)\b",
    re.IGNORECASE,
)


QUOTING = frozenset({"code", "pre", "textarea"})


@dataclass
class Page(HTMLParser):
    """The texts and links of one page."""

    texts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)

    quoting: int = 0
    """Depth of elements that hold what a file or a form holds, word by word."""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_data(self, data: str) -> None:
        if not self.quoting:
            self.texts.append(" ".join(data.split()))

    def handle_endtag(self, tag: str) -> None:
        self.quoting -= tag in QUOTING

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.quoting += tag in QUOTING
        given = dict(attrs)
        self.texts += [given[name] or "" for name in SPOKEN_ATTRIBUTES if name in given]
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")


@pytest.fixture(scope="module")
def demo(
    engines: Engines, template_database: str, key_file: Path, accounts: Path
) -> Iterator[Flask]:
    """The demo, loaded and scored."""
    database = engines.create_database(DATABASE, template_database)
    app = create_app(settings_for(engines, database, key_file))
    app.test_client_class = Browser
    for command in (["reference", "load"], ["demo", "load", "--accounts-file", str(accounts)]):
        assert app.test_cli_runner().invoke(args=command).exit_code == 0
    with app.app_context():
        while runs := due_runs(utcnow()):
            for run_id, _kind in runs:
                perform(str(run_id))
    yield app
    close_pools(app)
    engines.drop_database(DATABASE)


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demo names its people."""
    return tmp_path_factory.mktemp("english") / "accounts"


@pytest.fixture(scope="module")
def readers(demo: Flask, accounts: Path) -> list[Browser]:
    """Somebody without an account, and the first person of some organisations: English readers."""
    names = [line.split()[0] for line in accounts.read_text(encoding="utf-8").splitlines()]
    first = {name.partition(".")[2]: name for name in reversed(names)}
    browsers = [fresh_browser(demo), *(enter(demo, Credentials(first[one])) for one in PLACES)]
    for browser in browsers:
        browser.set_cookie(COOKIE_NAME, "en", domain="localhost", secure=True)
    return browsers


def walk(browser: Browser, visits: Counter[str]) -> Iterator[tuple[str, Page]]:
    """Every kind of page that links lead to, a few of each kind that nobody visited before."""
    waiting, seen = ["/", "/help"], set[str]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or not path.startswith("/") or visits[kind] >= VISITS_PER_KIND:
            continue
        seen.add(path)
        visits[kind] += path != "/"
        answer = browser.get(path)
        waiting += [answer.location] if answer.location else []
        if answer.mimetype == "text/html" and not answer.location:
            page = Page()
            page.feed(answer.get_data(as_text=True))
            yield path, page
            waiting += [urldefrag(urljoin(path, link)).url for link in page.links]


def kind_of(target: str) -> str:
    """An address without what tells one record or one page of a list from the next."""
    path = IDENTIFIER.sub("*", urlsplit(target).path)
    return PROBLEM.sub("/problems/*", REGENCY_SEEN_FROM_ABOVE.sub(r"\1*", path))


def recorded(engines: Engines) -> list[str]:
    """Every name and sentence that lies in the database, longest first."""
    columns = engines.execute(
        DATABASE,
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('text', 'jsonb', 'ARRAY')",
    )
    texts: set[str] = set()
    for table, column in columns:
        rows = engines.execute(DATABASE, f'SELECT DISTINCT "{column}" FROM "{table}"')
        texts.update(leaf for (value,) in rows for leaf in leaves(value))
    return sorted((text for text in texts if " " in text or "." in text), key=len, reverse=True)


def leaves(value: Any) -> Iterator[str]:
    """The texts inside a JSON value and their lines, with single blanks, also as others go on."""
    if isinstance(value, str):
        for text in (value, *value.splitlines()):
            whole = " ".join(text.split())
            yield from (whole, whole.removesuffix("."))
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from leaves(one)


def without(text: str, records: Iterable[str]) -> str:
    """The text without what is quoted from records."""
    for record in records:
        text = text.replace(record, " ") if record in text else text
    return text


def test_pages_when_read_in_english_speak_no_indonesian(
    readers: list[Browser], engines: Engines
) -> None:
    records = recorded(engines)
    visits, left = Counter[str](), dict[str, str]()
    for reader in readers:
        for path, page in walk(reader, visits):
            for text in filter(INDONESIAN.search, page.texts):
                if text not in left and INDONESIAN.search(without(text, records)):
                    left[text] = path

    assert left == {}
    assert visits.total() > PAGES_AT_LEAST


def test_words_when_nobody_recorded_them_are_found() -> None:
    records = ["Iuran pekerja rentan 2025"]

    assert not INDONESIAN.search(without("Iuran pekerja rentan 2025: 8,125 people", records))
    assert INDONESIAN.search(without("Iuran pekerja rentan 2025: 8,125 orang", records))
