"""Pages of provenance over a published store: a station's forms, an area's own forms, the site at a past version."""

from __future__ import annotations

import json
import re
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.public import create_public_app
from data.records import Hold
from tests.integration.site.test_site import settings
from tests.store_country import Station
from tests.store_factory import StoreFactory
from tests.store_forms import HOSTILE_REASON, RECEIPT, photograph

E = "fx-2026"
VERSIONS = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, StoreFactory]:
    factory = StoreFactory(tmp_path_factory.mktemp("store"))
    for _ in range(VERSIONS):
        factory.publish(9)
    return create_public_app(settings(factory.root)).server.test_client(), factory


@pytest.fixture
def client(made: tuple[FlaskClient, StoreFactory]) -> FlaskClient:
    return made[0]


@pytest.fixture
def corrected(made: tuple[FlaskClient, StoreFactory]) -> Station:
    """A station whose form has a correction, a copy of an observer and a photograph."""
    country = made[1].country
    for ward in (area for area in country.areas if area.level == 3):
        told = [station for station in ward.stations if country.reported(station)]
        if told and told[0].state == "verified":
            return told[0]
    pytest.fail("the factory made no such station")


def links(page: str) -> list[str]:
    return [unescape(href) for href in re.findall(r'href="([^"]*)"', page)]


def test_a_station_shows_its_sources_revisions_steps_checks_receipt_and_photograph(
    client: FlaskClient, corrected: Station
) -> None:
    page = client.get(f"/stations/{E}/{corrected.code}").text
    for words in (
        "Form 34A", "Observer&#x27;s copy|Observer's copy", "in the totals", "beside the totals", "revision 2",
        "first entry", RECEIPT, "Entered by an observer", "Verified by a manager",
        "Replaced by a later revision, by a manager", "no more ballots than registered voters",
        "Not passed, accepted because the paper says so", "Photograph as taken, SHA-256",
    ):  # fmt: skip
        assert any(one in page for one in words.split("|")), words
    sha, _picture = photograph()
    assert f'src="/data/photo/{sha}.jpg"' in page
    assert client.get(f"/data/photo/{sha}.jpg").mimetype == "image/jpeg"


def test_a_hostile_reason_is_text(client: FlaskClient, corrected: Station) -> None:
    page = client.get(f"/stations/{E}/{corrected.code}").text
    assert "<img src=x" not in page
    assert HOSTILE_REASON.strip() in unescape(page)


def test_a_figure_of_another_source_says_by_how_much_it_differs(
    client: FlaskClient, corrected: Station
) -> None:
    page = client.get(f"/stations/{E}/{corrected.code}").text
    assert re.search(r'<b class="dif">\+1</b>', page)


def test_a_form_whose_figures_wait_says_why_and_tells_none(
    client: FlaskClient, made: tuple[FlaskClient, StoreFactory]
) -> None:
    country = made[1].country
    waiting = next(s for s in country.stations if country.reported(s) and s.state == "preliminary")
    page = client.get(f"/stations/{E}/{waiting.code}").text
    assert "once a second person has read the paper" in page


def test_an_areas_own_form_stands_beside_the_sum_below_it(client: FlaskClient) -> None:
    page = client.get(f"/results/{E}/governor/001").text
    assert "Form 34B beside the sum of the forms below it" in page
    assert "Not all forms below are counted yet" in page
    assert 'id="own"' in page
    assert 'id="own"' not in client.get(f"/results/{E}/president/001").text


def test_every_total_leads_down_to_the_forms(client: FlaskClient, corrected: Station) -> None:
    ward = corrected.ward
    way = [area.code for area in ward.path] + [ward.code]
    for above, below in pairwise(way):
        page = client.get(
            f"/results/{E}/president/{above}" if above != "FX" else f"/results/{E}/president"
        ).text
        assert f"/results/{E}/president/{below}" in {link.split("#")[0] for link in links(page)}, above
        assert re.search(r'class="src" href="#(forms|areas)"', page), (
            f"headline figures of {above} lead nowhere"
        )
    assert f"/stations/{E}/{corrected.code}" in links(client.get(f"/results/{E}/president/{ward.code}").text)


def test_a_past_version_is_shown_with_its_own_figures_and_says_so(
    client: FlaskClient, made: tuple[FlaskClient, StoreFactory]
) -> None:
    page = client.get(f"/results/{E}/president?version=2").text
    assert "This is version 2 of" in page
    assert "not the latest" in page
    assert 'aside class="past"' in page
    fragment = json.loads(client.get(f"/fragment/{E}/v2/president/FX.en.json").data)
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", fragment["html"])
    assert headline is not None
    assert headline[0] in page
    boot = json.loads(re.search(r'id="matokeo-boot"[^>]*>(.*?)</script>', page)[1])  # type: ignore[index]
    assert not {"pointer", "stream", "fragment", "panels"} & boot.keys(), (
        "a past version does not listen for news"
    )
    assert 'id="react-entry-point"' not in page
    assert f"/results/{E}/president" in links(page), "the way to the newest"
    assert 'name="robots" content="noindex' in page


def test_links_between_areas_stations_and_languages_stay_at_the_past_version(
    client: FlaskClient, corrected: Station
) -> None:
    for path in (f"/results/{E}/president", f"/results/{E}/president/{corrected.ward.code}"):
        page = client.get(f"{path}?version=3").text
        main = page[page.index("<main") : page.index("</main>")]
        onward = [link for link in links(main) if link.startswith(("/results/", "/stations/"))]
        assert onward
        assert all("version=3" in link for link in onward), onward
        assert f"{path}?version=3&lang=sw" in links(page)
    page = client.get(f"/stations/{E}/{corrected.code}?version=3").text
    assert "This is version 3 of" in page


def test_a_withdrawn_version_is_never_called_an_earlier_one(tmp_path: Path) -> None:
    factory = StoreFactory(tmp_path / "store")
    for _ in range(3):
        factory.publish(5)
    factory.point(2, hold=Hold(mode="rolled_back", reason="A ward was counted twice."))
    reader = create_public_app(settings(factory.root)).server.test_client()
    page = reader.get(f"/results/{E}/president?version=3").text
    assert "This is version 3 of" in page
    assert "It was withdrawn." in page
    assert "not the latest" not in page
    assert f"/results/{E}/president" in links(page)


def test_the_newest_version_by_its_number_is_the_live_page(client: FlaskClient) -> None:
    page = client.get(f"/results/{E}/president?version={VERSIONS}").text
    assert 'aside class="past"' not in page
    assert f"/api/v1/stream?election={E}" in page


@pytest.mark.parametrize("text", ["99", "999999999", "0", "0002"])
def test_a_version_that_is_not_published_is_not_found_or_the_one_it_names(
    client: FlaskClient, text: str
) -> None:
    answer = client.get(f"/results/{E}/president?version={text}")
    assert answer.status_code == (200 if text == "0002" else 404)


@pytest.mark.parametrize("text", ["-1", "1e3", "<script>", "9" * 40, "\u0663", ""])
def test_what_is_no_version_does_not_count(client: FlaskClient, text: str) -> None:
    answer = client.get(f"/results/{E}/president", query_string={"version": text})
    assert answer.status_code == 200
    assert 'aside class="past"' not in answer.text


def test_the_slider_works_as_a_form_and_shows_the_count_at_that_version(client: FlaskClient) -> None:
    page = client.get(f"/changes/{E}?at=2").text
    assert re.search(rf'<form[^>]*action="/changes/{E}"[^>]*method="get"|<form[^>]*method="get"', page)
    slider = re.search(r'<input id="past-at"[^>]*>', page)
    assert slider is not None
    assert f'max="{VERSIONS}"' in slider[0]
    assert 'value="2"' in slider[0]
    panel = page[page.index('id="past"') :]
    assert "Version 2 of" in panel[: panel.index("</section>")]
    assert f"/results/{E}/president?version=2" in links(panel)


def test_the_sliders_fragment_is_the_panel_alone_and_immutable(client: FlaskClient) -> None:
    answer = client.get(f"/fragment/{E}/v3/_past/all.en.json")
    fragment = json.loads(answer.data)
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Version 3 of" in re.sub(r"<[^>]*>", "", fragment["html"])
    assert "past-at" not in fragment["html"]


def test_each_version_says_its_reason_and_what_it_changed_and_opens_at_it(
    client: FlaskClient, tmp_path: Path
) -> None:
    factory = StoreFactory(tmp_path / "store")
    factory.publish(5)
    factory.publish(5, reason=HOSTILE_REASON)
    factory.publish(5)
    page = create_public_app(settings(factory.root)).server.test_client().get(f"/changes/{E}").text
    assert HOSTILE_REASON.strip() in unescape(page)
    assert "<img src=x" not in page
    assert "documents changed" in page
    assert f"/results/{E}/president?version=2" in links(page)


def test_a_past_page_is_kept_apart_from_the_newest_one(client: FlaskClient) -> None:
    newest = client.get(f"/results/{E}/president").text
    assert client.get(f"/results/{E}/president?version=1").text != newest
    assert client.get(f"/results/{E}/president").text == newest


def test_the_api_tells_a_stations_forms_as_the_file_of_its_ward_holds_them(
    client: FlaskClient, corrected: Station
) -> None:
    answer = client.get(f"/api/v1/elections/{E}/stations/{corrected.code}/forms")
    body = answer.get_json()
    file = client.get(body["document"]).get_json()
    assert body["forms"] == [form for form in file["forms"] if form.get("station") == corrected.code]
    assert {form["source"] for form in body["forms"]} == {"34a", "observer"}
    pinned = client.get(f"/api/v1/elections/{E}/stations/{corrected.code}/forms?version=1")
    assert pinned.get_json()["version"] == 1
    assert "immutable" in pinned.headers["Cache-Control"]
    assert client.get(f"/api/v1/elections/{E}/stations/nothing/forms").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64 + ".jpg", "x.jpg", "../fx-2026/latest.json", "A" * 64 + ".jpg"])
def test_a_photograph_that_is_not_published_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"/data/photo/{name}").status_code == 404
