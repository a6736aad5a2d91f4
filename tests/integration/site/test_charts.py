"""The page of charts over HTTP: what it holds, its weight, one chart alone, its fragments, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from components.graphics import CHARTS
from dashboard.public import create_public_app
from tests.browser.synthetic import StoreWriter
from tests.integration.site.test_site import ELECTION, settings

CHARTS_PAGE = f"/charts/{ELECTION}/president"
FRAGMENT = f"/fragment/{ELECTION}/v2/_charts"
HEAVY = ("scatter", "turnout-share")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store: Path = tmp_path_factory.mktemp("store")
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    writer.publish(2, 0.4)
    return create_public_app(settings(store)).server.test_client()


def sections(html: str) -> list[str]:
    return re.findall(r'<section class="blk gblk"[^>]*?id="([\w-]+)"', html)


def test_the_page_draws_what_the_document_is_enough_for_and_leaves_the_rest_for_later(
    client: FlaskClient,
) -> None:
    answer = client.get(CHARTS_PAGE, headers={"Accept-Encoding": "br"})
    html = brotli.decompress(answer.data).decode()
    assert answer.status_code == 200
    assert len(answer.data) < 60_000
    shown = sections(html)
    assert {"arrivals", "shares", "uncounted", *HEAVY} <= set(shown)
    assert not {"hemicycle", "comparison"} & set(shown)
    assert shown == [code for code in CHARTS if code in shown]
    for code in shown:
        part = html.split(f'id="{code}"')[1].split("</section>")[0]
        if code in HEAVY:
            assert f'href="{CHARTS_PAGE}?chart={code}"' in part
            assert (
                f'data-later="/fragment/{ELECTION}/v{{version}}/_charts/president/ZA0.measure-{code}.en.json"'
                in html
            )
        else:
            assert part.count('class="gfx"') + part.count('class="chart"') == 2
            assert "<table" in part
            assert f"/embeds?election={ELECTION}&amp;contest=president&amp;area=ZA0&amp;chart={code}" in part
            assert f"/picture/{ELECTION}/president/ZA0.png?chart={code}" in part
            assert "stations counted" in part
    assert "<script>alert" not in html
    assert "Lutara &lt;/script&gt;" in html


def test_one_chart_alone_stands_there_without_scripts_with_every_row_by_pages(client: FlaskClient) -> None:
    first = client.get(f"{CHARTS_PAGE}?chart=scatter").text
    assert sections(first) == ["scatter"]
    assert "data-later" not in first
    assert first.count("<tr>") == 101
    assert "Rows 1 to 100 of 108" in first
    rest = client.get(f"{CHARTS_PAGE}?chart=scatter&page=2").text
    assert "Rows 101 to 108 of 108" in rest
    assert '<details class="fold" data-key="scatter-table" open>' in rest
    beyond = client.get(f"{CHARTS_PAGE}?chart=scatter&page=99999").text
    assert "Rows 101 to 108 of 108" in beyond


def test_a_chart_that_these_figures_do_not_allow_says_so(client: FlaskClient) -> None:
    answer = client.get(f"{CHARTS_PAGE}?chart=hemicycle")
    assert answer.status_code == 200
    assert "These figures do not allow this chart" in answer.text
    assert "All charts of this page" in answer.text


def test_an_unknown_chart_is_refused_by_name_with_the_ones_that_exist(client: FlaskClient) -> None:
    answer = client.get(f"{CHARTS_PAGE}?chart=%3Cpie%3E")
    assert answer.status_code == 400
    assert "chart=&lt;pie&gt;" in answer.text
    assert all(f'<code class="code">{code}</code>' in answer.text for code in CHARTS)


@pytest.mark.parametrize(
    "path", ["/charts/nowhere/president", f"/charts/{ELECTION}/mayor", f"{CHARTS_PAGE}/999"]
)
def test_what_is_not_published_has_no_charts(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_contest_seen_from_above_its_races_has_its_seats_and_no_scatter(client: FlaskClient) -> None:
    html = client.get(f"/charts/{ELECTION}/governor").text
    assert "hemicycle" in sections(html)
    assert not set(HEAVY) & set(sections(html))
    assert "More than half: 7 of 12" in html


def test_areas_have_charts_of_their_own_with_ways_up_and_down(client: FlaskClient) -> None:
    county = client.get(f"{CHARTS_PAGE}/002").text
    assert f'href="{CHARTS_PAGE}"' in county
    assert f'href="{CHARTS_PAGE}/0021"' in county
    assert f'href="/charts/{ELECTION}/governor/002"' in county
    assert "Next to Belo Highlands" in county
    ward = client.get(f"{CHARTS_PAGE}/00211").text
    # The finest rows of a ward are its stations: nothing is left for later.
    assert "scatter" in sections(ward)
    assert "data-later" not in ward


def test_a_fragment_is_what_a_reload_would_show(client: FlaskClient) -> None:
    page = client.get(f"{CHARTS_PAGE}?lang=sw").text
    fragment = json.loads(client.get(f"{FRAGMENT}/president/ZA0.sw.json").data)
    assert fragment["v"] == 2
    assert sections(fragment["html"]) == sections(page)
    assert fragment["html"] in page
    alone = json.loads(client.get(f"{FRAGMENT}/president/ZA0.measure-scatter.en.json").data)
    assert sections(alone["html"]) == ["scatter"]
    assert alone["html"].count('class="gfx"') == 2


@pytest.mark.parametrize(
    "name", ["president/999.en", "mayor/ZA0.en", "president.en", "president/ZA0.measure-pie.en"]
)
def test_there_is_no_fragment_of_what_is_no_page(client: FlaskClient, name: str) -> None:
    assert client.get(f"{FRAGMENT}/{name}.json").status_code == 404


def test_a_fragment_of_an_earlier_version_tells_of_that_version(client: FlaskClient) -> None:
    counted = [
        re.search(
            r"([\d,]+) of 432 stations counted",
            json.loads(client.get(f"/fragment/{ELECTION}/v{version}/_charts/president/ZA0.en.json").data)[
                "html"
            ],
        )
        for version in (1, 2)
    ]
    assert [found and found[1] for found in counted] == ["128", "171"]


def test_contest_pages_lead_to_their_charts_but_not_at_a_past_version(client: FlaskClient) -> None:
    for path in ("president", "president/002", "president/00211", "governor"):
        here = client.get(f"/results/{ELECTION}/{path}").text
        assert f'href="/charts/{ELECTION}/{path}' in here
    assert "/charts/" not in client.get(f"/results/{ELECTION}/president?version=1").text


def test_the_page_speaks_the_reader_s_language(client: FlaskClient) -> None:
    html = client.get(f"{CHARTS_PAGE}?lang=sw").text
    assert "Kura ambazo hazijahesabiwa ziko wapi" in html
    assert f'href="{CHARTS_PAGE}?chart=scatter&amp;lang=sw"' in html
    for word in ("Show this chart", "Figures as a table", "More than", "leads in", "not counted"):
        assert word not in html
