"""The result sheet of a contest in an area, as PDF to keep and to print.

Answers `/sheet/<election>/<contest>/<area>.pdf`; the words are `components.sheet.content`'s, set by `components.sheet.layout`.
"""

from __future__ import annotations

import hashlib
import re
from threading import Lock

from dash import html

from components.sheet import Marks, sheet_of, sheet_pdf
from pages.opened import Opened, open_contest
from pages.page import Ask, Body, Page, Register

PAGE = Page(
    name="sheet",
    paths=("/sheet/<election>/<contest>/<area>.pdf",),
    title="Result sheet",
    order=60,
    access="public",
    query=("version",),
    indexed=False,
    heavy=True,
)
# Sheets share their fonts, so they are set one after the other. Taken here and not in the thread that sets them: a lock of
# this process's event loop that several threads of the system wait for may never wake them.
_TURN = Lock()
_UNSAFE = re.compile(r"[^A-Za-z0-9._~-]+")


def register(site: Register) -> None:
    """Hand the page to the site."""
    site.page(PAGE, sheet_page)


def sheet_page(ask: Ask) -> Body:
    """Answer with the sheet; raises `NotPublished` for names that do not exist."""
    opened = open_contest(ask)
    sheet = sheet_of(opened.view(), _marks(ask, opened))
    index = opened.index
    parts = (index.election, opened.contest, opened.area, f"v{index.version}")
    name = ("TEST-" if index.is_test else "") + "-".join(_UNSAFE.sub("-", part) for part in parts)
    with _TURN:
        body = ask.aside(lambda: sheet_pdf(sheet))
    return Body(
        title=sheet.title,
        description="",
        main=html.Div(),
        election=index.election,
        index=index,
        pointer=opened.pointer,
        document=opened.document,
        raw=body,
        media="application/pdf",
        headers=(
            ("Content-Disposition", f'inline; filename="{name}.pdf"'),
            ("X-Matokeo-Version", str(index.version)),
        ),
    )


def _marks(ask: Ask, opened: Opened) -> Marks:
    """Digests of what the sheet is copied from, and where that is; the figures are those of this very version."""
    index, store = opened.index, ask.store
    document = store.path(index.election, index.version, f"{opened.contest}/{opened.area}.json").read_bytes()
    manifest = store.path(index.election, index.version, "manifest.json").read_bytes()
    urls, site = ask.urls, ask.public_url
    return Marks(
        document_sha256=hashlib.sha256(document).hexdigest(),
        manifest_sha256=hashlib.sha256(manifest).hexdigest(),
        page=site + urls.at(index.version).contest(index.election, opened.contest, opened.area),
        document=site + urls.document(index.election, index.version, opened.contest, opened.area),
        manifest=site + urls.file(index.election, index.version, "manifest.json"),
    )
