"""Embeds as documents: what no parameter takes out, what missing looks like, every registered kind, bytes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import brotli
import msgspec
import numpy as np
import pytest
import shapely
from msgspec.structs import replace

from components.embed import EMBED_CHARTS, Embed, embed_document, known_charts
from components.embed.frame import mark_of
from components.embed.own import script, style
from components.graphics import CHARTS
from components.view import ContestView
from data.geo.topology import topology_document
from data.records import Hold
from data.records.publication import PublicNotice
from tests import factories

BUDGET = 60 * 1024


def written(view: ContestView, chart: str = "bars", **changes: Any) -> str:
    return embed_document(Embed(view, chart, **changes))


def words(html: str) -> str:
    """The text of a document as it is read, without style and script."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", bare))


def many(count: int, *, level: str = "county", **changes: Any) -> ContestView:
    """A country of `count` areas side by side, a fifth of them not reported, some with very few forms."""
    children = [
        factories.child(
            f"{n:03d}",
            f"Long Example Name {n} of {level}",
            level=level,
            counted=0 if n % 5 == 0 else 3 + 7 * (n % 13),
            votes={}
            if n % 5 == 0
            else {"imara": 900 + 31 * n, "otundo": 1700 - 3 * n, "quill": 9, "vantongeren": 4},
        )
        for n in range(1, count + 1)
    ]
    document = factories.with_turnout(factories.document_of(children, child_level=level))
    changes.setdefault("geometry", factories.grid_topology([c.code for c in children], columns=18))
    return factories.contest_view(document, **changes)


@pytest.mark.parametrize("lang", ["en", "sw"])
@pytest.mark.parametrize("chart", sorted(known_charts()))
def test_every_chart_of_every_kind_of_document_says_state_time_source_and_rehearsal(
    chart: str, lang: str
) -> None:
    documents = (
        factories.country(),
        factories.country(counted=0),
        factories.governors(),
        factories.governors(reported=0),
        factories.county(),
        factories.ward(),
    )
    for document in documents:
        view = factories.contest_view(document, lang=lang)
        html = written(view, chart, rows=document.children)
        text = words(html)
        assert view.t("REHEARSAL. Test figures, not results of any election.") in text
        assert view.t("REHEARSAL") in html.split("</title>")[0]
        assert view.t("NOT FINAL · partial count") in text
        assert view.clock.full(document.as_of or document.published_at) in text
        assert view.t("Sums of result forms, version {n}.", n=str(document.version)) in text
        assert re.search(r'<a href="/results/[^"]+" rel="noopener" target="_blank"><b>Matokeo</b>', html)
        assert len(re.findall(r"<h1\b", html)) == 1
        assert 'http-equiv="refresh"' in html
        assert "https://" not in html.replace("http://www.w3.org", "")


def test_an_election_that_is_no_rehearsal_wears_no_tape() -> None:
    html = written(factories.contest_view(replace(factories.country(), is_test=False)))
    assert "REHEARSAL" not in html


def test_the_mark_is_what_the_script_makes_of_the_pointer_file() -> None:
    since = factories.NIGHT.replace(microsecond=125000)
    notice = PublicNotice(kind="delay", since=since, en="Later", sw="Baadaye")
    pointer = factories.pointer_of(
        factories.country(), hold=Hold(mode="hold", reason="Checks", since=since), notices=(notice,)
    )
    told = json.loads(msgspec.json.encode(pointer))
    by_script = [told["version"], told["manifest_sha256"][:8], told["hold"]["mode"], told["hold"]["since"]]
    by_script += [n["since"] for n in told["notices"]]
    assert mark_of(pointer) == "|".join(map(str, by_script))
    changed = {
        mark_of(p)
        for p in (
            pointer,
            replace(pointer, version=813),
            replace(pointer, hold=Hold()),
            replace(pointer, notices=()),
            replace(pointer, manifest_sha256="1" * 64),
        )
    }
    assert len(changed) == 5


def test_holds_notices_and_old_figures_are_said_and_hostile_words_stay_words() -> None:
    document = factories.country()
    attack = "</main><script>alert(1)</script>"
    pointer = factories.pointer_of(
        document,
        hold=Hold(mode="hold", reason=attack, since=factories.NIGHT),
        notices=(PublicNotice(kind="delay", since=factories.NIGHT, en=attack, sw=attack),),
    )
    html = written(factories.contest_view(document, pointer=pointer), stale=True)
    assert "Publication is held." in words(html)
    assert "Notice:" in words(html)
    assert attack not in html
    assert html.count("<script>") == 1
    stale = re.search(r'<div class="banner"[^>]*data-after="300"[^>]*>', html)
    assert stale is not None
    assert "hidden" not in stale.group(0)
    fresh = written(factories.contest_view(document))
    stale = re.search(r'<div class="banner"[^>]*data-after="300"[^>]*>', fresh)
    assert stale is not None
    assert "hidden" in stale.group(0)


def test_missing_is_dots_and_words_and_never_a_bar_or_a_zero() -> None:
    html = written(factories.contest_view(factories.country(counted=0)))
    assert "Not reported yet" in words(html)
    assert 'class="rows"' in html
    assert "<strong" not in html
    assert "0.00%" not in html
    some = written(factories.contest_view(), "table")
    rows = re.findall(r"<tr>(.*?)</tr>", some)[1:]
    blank = [row for row in rows if "Not reported" in row]
    assert len(blank) == 5 == sum("–" in row for row in rows)
    assert rows[-5:] == blank, "what has not reported stands last"
    assert all("0.0%" not in row for row in blank)


def test_a_chart_that_the_figures_cannot_show_says_so_and_still_shows_how_much_is_counted() -> None:
    for chart, document in {
        "seats": factories.country(),
        "races": factories.country(),
        "map": factories.ward(),
    }.items():
        text = words(written(factories.contest_view(document), chart))
        assert "The full page has what there is: open it below." in text
        assert "Stations counted" in text
    swing = many(3, measure="swing")
    text = words(written(replace_measure(swing, "swing"), "map", asked="swing"))
    assert "do not hold what the map was asked for (swing)" in text


def replace_measure(view: ContestView, measure: str) -> ContestView:
    """The same view without an earlier election, so that there is no swing to show."""
    document = replace(view.document, children=tuple(replace(c, swing={}) for c in view.document.children))
    return factories.contest_view(document, geometry=view.geometry, measure=measure)


def test_a_contest_above_its_races_shows_the_closest_first_and_counts_the_missing_in_words() -> None:
    view = factories.contest_view(factories.governors(races=24, reported=15))
    assert words(written(view, "bars")) == words(written(view, "races"))
    text = words(written(view, "races"))
    leads = [float(n) for n in re.findall(r" \+(\d+\.\d) ahead", text)]
    assert len(leads) == 10
    assert leads == sorted(leads)
    assert "9 races have not reported" in text
    seats = words(written(view, "seats"))
    assert "no leader yet 9" in seats
    assert "fully counted" in seats


@pytest.mark.parametrize("code", sorted(CHARTS))
def test_a_registered_kind_is_drawn_for_both_widths_without_two_equal_ids(code: str) -> None:
    document = factories.with_turnout(factories.country())
    for view in (factories.contest_view(document), factories.contest_view(factories.governors())):
        html = written(view, code, rows=view.document.children)
        found = re.findall(r'\bid="([^"]+)"', html)
        assert len(found) == len(set(found))
        for name in set(re.findall(r"url\(#([^)]+)\)", html)):
            assert f'id="{name}"' in html
        if 'class="draw d6"' not in html:
            assert "nothing of this kind" in html
        else:
            assert 'class="say"' in html
            assert html.count('class="draw') == 2


@pytest.mark.parametrize(("count", "level"), [(47, "county"), (290, "constituency")])
def test_an_embed_with_everything_it_loads_is_within_its_bytes(count: int, level: str) -> None:
    view = many(count, level=level)
    for chart in EMBED_CHARTS if count < 100 else ("bars", "table"):
        shown = many(count, level=level, measure="turnout") if chart == "turnout" else view
        html = written(shown, chart)
        # It loads nothing: style, script and picture are inside; the poll of the pointer is a few hundred bytes.
        links = re.findall(r'<link rel="(\w+)"[^>]*href="([^"]*)"', html)
        assert all(rel in ("canonical", "alternate") or href == "data:," for rel, href in links)
        assert not re.findall(r"<(?:script|img|iframe|image)[^>]+(?:src|href)=", html)
        small = len(brotli.compress(html.encode(), quality=5))
        assert small <= BUDGET, f"{chart} of {count} areas: {small} bytes"


@pytest.mark.shared_data
def test_the_real_borders_of_290_constituencies_fit_as_well(shared_data: Path) -> None:
    layer = shared_data / "ke-2022" / "boundaries" / "constituency.geojson"
    features = json.loads(layer.read_text("utf-8"))["features"]
    codes = [f"{n:03d}" for n in range(1, len(features) + 1)]
    shapes = np.array([shapely.geometry.shape(feature["geometry"]) for feature in features])
    topology = json.loads(topology_document(codes, codes, shapes).body)
    view = many(len(codes), level="constituency", geometry=topology)
    html = written(view, "map")
    assert html.count('class="area') > 280
    assert len(brotli.compress(html.encode(), quality=5)) <= BUDGET


def test_the_theme_of_the_address_is_the_documents_and_auto_leaves_it_to_the_system() -> None:
    view = factories.contest_view()
    assert '<html lang="en" data-theme="dark">' in written(view, theme="dark")
    assert '<html lang="en" data-theme="light">' in written(view, theme="light")
    assert '<html lang="en">' in written(view, theme="auto")
    assert "@media(prefers-color-scheme:dark)" in written(view)


def test_what_is_carried_inside_ends_neither_its_style_nor_its_script() -> None:
    assert "</" not in style()
    assert "</script" not in script()
    assert "<!--" not in script()
    assert "/*" not in script() + style()
    assert len(script()) < 6000
    assert len(brotli.compress(script().encode())) < 2500
