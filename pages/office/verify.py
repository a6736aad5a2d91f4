"""`/manage/verify`: the bench for second entries and the queues of verification, for managers in their areas."""

from __future__ import annotations

from typing import cast, get_args

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.markup import h
from components.office.clerkwords import BENCH, clerk_words
from components.office.entryform import SOURCES, source_title
from components.office.verify import (
    BENCH_KEYS,
    LIST_KEYS,
    PATH,
    TOTALS,
    bench,
    filters,
    keys_help,
    queue_table,
    queue_tabs,
)
from data.audit.search import reading_zone
from data.entry.codes import CODES
from data.records import QueueName
from data.verify.listing import is_rehearsal, queue_counts, queue_page
from data.verify.refusals import REASONS
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="verify",
    paths=("/manage/verify",),
    title="Verify",
    order=20,
    access="manager",
    query=("queue", "contest", "area", "after", "form"),
    indexed=False,
)
_CHECKS = ("F101", "F102", "F103")


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, verify_page)


def verify_page(ask: OfficeAsk) -> OfficeBody:
    """Answer with the bench, or the list of another queue."""
    t = ask.t
    chosen = ask.query.get("queue", "second")
    queue = cast(QueueName, chosen if chosen in get_args(QueueName) else "second")
    given = {name: ask.query[name] for name in ("contest", "area") if name in ask.query}
    contest, area = given.get("contest"), given.get("area")
    with ask.desk.acting(ask.actor) as connection:
        counts = queue_counts(connection, contest=contest, area=area)
        zone = reading_zone(connection, ask.current_election)
        is_test = is_rehearsal(connection, ask.current_election)
        page = None
        if queue != "second":
            page = queue_page(connection, queue, contest=contest, area=area, after=ask.query.get("after"))
    inner = bench(t) if page is None else queue_table(t, Clock(zone, ask.lang), page, given)
    keys = keys_help(t, BENCH_KEYS if page is None else LIST_KEYS)
    parts = [
        h("h1", "vh", t("Verify")),
        queue_tabs(t, counts, queue, given),
        inner,
        filters(t, given, path=PATH, kept=("queue", queue)),
        keys,
    ]
    return OfficeBody(
        title=t("Verify"),
        main=h("div", "vf", *parts),
        section="verify",
        is_test=is_test,
        extra={"verify": {**given, **_bench_data(ask), "most": counts.most, "bench": page is None}},
        words=clerk_words(t, BENCH, (*REASONS, *(CODES[code].message for code in _CHECKS))),
    )


def _bench_data(ask: OfficeAsk) -> dict[str, object]:
    """What the bench's script must know of the page: fields, and names of sources."""
    t = ask.t
    return {
        "form": ask.query.get("form"),
        "totals": [[name, t(words)] for name, words in TOTALS],
        "sources": {source: source_title(t, source) for source in SOURCES},
    }
