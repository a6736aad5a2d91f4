"""The embed desk, oEmbed and the loader over HTTP: what is offered is there, what is copied works, hostile input is text."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from flask.testing import FlaskClient

from components.embed import EMBED_CHARTS
from components.graphics import CHARTS, ChartKind
from dashboard.config import Settings
from dashboard.public import create_public_app
from tests.store_factory import StoreFactory

SITE = "https://results.example"
NEW, REHEARSAL = "fx-2026", "fx-2026-test"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    for code, is_test in ((NEW, False), (REHEARSAL, True)):
        StoreFactory(folder, election=code, shape=(2, 1, 2, 2), is_test=is_test).publish(5)
    return folder


@pytest.fixture(scope="module")
def client(store: Path) -> FlaskClient:
    local = Path(__file__).resolve().parents[3] / ".local"
    settings = Settings.from_env(
        {
            "MATOKEO_STORE": str(store),
            "MATOKEO_LOCAL": str(local),
            "PUBLIC_URL": SITE,
            "REDIS_URL": "off",
            "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        }
    )
    return create_public_app(settings).server.test_client()


class Fields(HTMLParser):
    """The fields of a page's form, its codes, frames and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.chosen: dict[str, str] = {}
        self.options: dict[str, list[str]] = {}
        self.charts: dict[str, bool] = {}
        self.codes: dict[str, str] = {}
        self.frames: list[str] = []
        self._select = self._code = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "select":
            self._select = found["name"]
        elif tag == "option":
            self.options.setdefault(self._select, []).append(found["value"])
            if "selected" in found:
                self.chosen[self._select] = found["value"]
        elif tag == "input" and found.get("name") == "chart":
            self.charts[found["value"]] = "disabled" not in found
            if "checked" in found:
                self.chosen["chart"] = found["value"]
        elif tag == "textarea":
            self._code = found["id"].removeprefix("code-")
        elif tag == "iframe":
            self.frames.append(found["src"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._code = ""

    def handle_data(self, data: str) -> None:
        if self._code:
            self.codes[self._code] = self.codes.get(self._code, "") + data


def desk(client: FlaskClient, **query: str) -> Fields:
    answer = client.get(f"/embeds?{urlencode(query)}")
    assert answer.status_code == 200
    return Fields(answer.text)


def ask(client: FlaskClient, url: str, **more: str) -> tuple[int, dict[str, object]]:
    answer = client.get(f"/oembed?{urlencode({'url': url, **more})}")
    assert answer.mimetype == "application/json"
    return answer.status_code, json.loads(answer.data)


# The desk ---------------------------------------------------------------------------------------------


def test_the_address_holds_the_whole_choice_and_every_code_says_the_same(client: FlaskClient) -> None:
    found = desk(
        client, election=NEW, contest="president", chart="map", measure="counted", look="dark", words="sw", height="700"
    )  # fmt: skip
    expected = f"/embed/{NEW}/president?chart=map&measure=counted&theme=dark&lang=sw"
    assert found.chosen["measure"] == "counted"
    assert found.frames == [expected]
    assert f'src="{SITE}{expected.replace("&", "&amp;")}"' in found.codes["iframe"]
    assert 'height="700"' in found.codes["iframe"]
    assert f'data-matokeo="{expected.replace("&", "&amp;")}"' in found.codes["script"]
    assert 'data-height="700"' in found.codes["script"]
    assert found.codes["link"] == SITE + expected
    assert parse_qs(urlsplit(found.codes["oembed"]).query)["url"] == [SITE + expected]
    assert found.codes["card"].startswith(f"{SITE}/card/{NEW}/president/FX.png")


def test_only_charts_that_the_document_shows_can_be_chosen_and_each_of_them_is_an_embed(
    client: FlaskClient,
) -> None:
    found = desk(client, election=NEW, contest="governor")
    assert set(found.charts) == {*EMBED_CHARTS, *CHARTS}
    shown = [chart for chart, can in found.charts.items() if can]
    assert {"bars", "seats", "ticker"} <= set(shown)
    for chart in shown:
        frame = desk(client, election=NEW, contest="governor", chart=chart).frames[0]
        answer = client.get(frame)
        assert answer.status_code == 200, frame
        assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    president = client.get(f"/embeds?election={NEW}&contest=president&chart=seats").text
    assert Fields(president).charts["seats"] is False
    assert "Only where many races are seen at once" in president
    assert "seats is not there for this choice" in unescape(president)


def test_a_new_kind_of_chart_is_offered_without_a_change_of_the_desk(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CHARTS, "spiral", ChartKind("spiral", "Turnout", lambda _: None, lambda *_: None))
    monkeypatch.setattr(
        "pages.public.embeds._CAN", type("Empty", (dict,), {"put": lambda _, __, value: value})()
    )
    assert desk(client, election=NEW).charts["spiral"] is False


def test_areas_are_found_without_scripts_step_by_step_and_by_name(client: FlaskClient) -> None:
    country = desk(client, election=NEW, contest="president")
    county = country.options["area"][1]
    below = desk(client, election=NEW, contest="president", area=county)
    assert below.chosen["area"] == county
    assert below.options["area"][0] == "FX"
    assert len(below.options["area"]) > len(set(country.options["area"]) - {"FX"})
    searched = client.get(f"/embeds?election={NEW}&contest=president&find=mombza").text
    hits = re.findall(r'<ul class="desk-hits">(.*?)</ul>', searched)
    assert "Mombeza" in hits[0]
    link = unescape(re.search(r'href="([^"]+)"', hits[0])[1])  # type: ignore[index]
    assert Fields(client.get(link).text).frames[0].startswith(f"/embed/{NEW}/president/")


def test_another_election_keeps_what_it_can_and_says_what_it_could_not(client: FlaskClient) -> None:
    answer = client.get(f"/embeds?election={NEW}&contest=nobody&area=nowhere&chart=pie&height=7000")
    text = unescape(answer.text)
    assert Fields(answer.text).chosen["contest"] == "president"
    for wrong in ("nobody", "nowhere", "pie", "7000"):
        assert f"{wrong}" in text, wrong
    assert "from 80 to 3000" in text
    assert client.get("/embeds?election=nowhere").status_code == 404


def test_hostile_choices_are_text_or_nothing(client: FlaskClient) -> None:
    attack = quote('"></textarea></script><script>alert(1)</script>')
    for name in (
        "contest",
        "area",
        "find",
        "chart",
        "measure",
        "look",
        "words",
        "height",
        "width",
        "election",
    ):
        answer = client.get(f"/embeds?election={NEW}&{name}={attack}")
        assert answer.status_code in {200, 404}, name
        assert "<script>alert" not in answer.text, name


def test_the_desk_frames_its_own_site_and_nobody_frames_the_desk(client: FlaskClient) -> None:
    policy = client.get("/embeds").headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "frame-src" not in client.get(f"/results/{NEW}/president").headers["Content-Security-Policy"]


def test_rehearsals_are_listed_and_a_broken_announcement_breaks_nothing(
    client: FlaskClient, store: Path
) -> None:
    assert REHEARSAL in client.get("/embeds").text
    assert "REHEARSAL" in desk(client, election=REHEARSAL).codes["script"]
    file = store / "rehearsals.json"
    coming = {"title": "Last rehearsal", "election": "fx-try", "begins": "2099-01-02T10:00:00+03:00"}
    try:
        for broken in ("", "[", "[1, null]", '{"rehearsals": 3}', json.dumps([{**coming, "begins": "soon"}])):
            file.write_text(broken)
            assert "Last rehearsal" not in client.get("/embeds").text
        file.write_text(json.dumps({"rehearsals": [{**coming, "begins": "2001-01-01T00:00:00Z"}, coming]}))
        text = client.get("/embeds").text
        assert text.count("Last rehearsal") == 1
        assert "fx-try" in text
    finally:
        file.unlink()


def test_pages_lead_to_the_desk_with_what_they_show(client: FlaskClient) -> None:
    for path, wanted in (
        (f"/results/{NEW}/governor", {"contest": "governor", "area": "FX"}),
        (f"/turnout/{NEW}", {"chart": "turnout", "area": "FX"}),
    ):
        found = re.search(r'<a href="(/embeds\?[^"]+)">Embed this</a>', client.get(path).text)
        assert found is not None, path
        fields = Fields(client.get(unescape(found[1])).text)
        assert wanted.items() <= fields.chosen.items()


def test_the_codes_of_the_guide_for_newsrooms_are_those_of_the_desk(client: FlaskClient) -> None:
    guide = (Path(__file__).resolve().parents[3] / "docs" / "media.md").read_text("utf-8")
    script, frame = re.findall(r"```html\n(.*?)\n```", guide)
    codes = desk(client, election=NEW, contest="president", chart="bars").codes
    assert (script, frame) == (codes["script"], codes["iframe"])


# oEmbed -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"/embed/{NEW}/president?chart=map&theme=dark&lang=sw", f"/embed/{NEW}/president?chart=map&theme=dark&lang=sw"),
        (f"{SITE}/embed/{NEW}/governor?chart=seats", f"/embed/{NEW}/governor?chart=seats"),
        (f"{SITE}/results/{NEW}/president?measure=turnout#map", f"/embed/{NEW}/president?chart=bars"),
        (f"http://localhost/results/{NEW}/president", f"/embed/{NEW}/president?chart=bars"),
        (f"{SITE}/turnout/{NEW}", f"/embed/{NEW}/president?chart=turnout"),
        (f"{SITE}/card/{NEW}/president/FX.png?lang=sw", f"/embed/{NEW}/president?chart=bars&lang=sw"),
    ],
)  # fmt: skip
def test_oembed_gives_a_frame_for_embeds_pages_and_cards(client: FlaskClient, url: str, shown: str) -> None:
    status, answer = ask(client, url)
    assert status == 200
    assert answer["type"] == "rich"
    assert answer["version"] == "1.0"
    assert answer["provider_url"] == f"{SITE}/"
    code = str(answer["html"])
    assert Fields(code).frames == [SITE + shown]
    assert f'title="{answer["title"]}"' in code
    assert f'width="{answer["width"]}" height="{answer["height"]}"' in code
    assert str(answer["thumbnail_url"]).startswith(f"{SITE}/card/{NEW}/")
    assert client.get(shown).status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/embed/fx-2026/president",
        "https://results.example.evil.example/embed/fx-2026/president",
        "https://results.example@evil.example/embed/fx-2026/president",
        "//evil.example/embed/fx-2026/president",
        "javascript:alert(1)",
        "ftp://results.example/embed/fx-2026/president",
        "https://results.example\\@evil.example/embed/fx-2026/president",
        "/embed/fx-2026/president\n",
        "/embed/fx-2026/nobody",
        "/embed/nowhere/president",
        "/embed/fx-2026/_forms/FX",
        "/embed/fx-2026/president/..%2f..%2fx",
        "/embed/fx-2026/president?chart=pie",
        "/changes/fx-2026",
        "/",
        "http://[",
        "embed/fx-2026/president",
    ],
)
def test_oembed_knows_no_other_address(client: FlaskClient, url: str) -> None:
    status, answer = ask(client, url)
    assert status == 404
    assert set(answer) == {"error"}


def test_oembed_refuses_what_it_does_not_speak_and_names_the_parameter(client: FlaskClient) -> None:
    url = f"/embed/{NEW}/president"
    assert ask(client, url, format="xml")[0] == 501
    assert ask(client, url, format="json")[0] == 200
    for name, value in (("maxwidth", "wide"), ("maxheight", "-1"), ("maxwidth", "0"), ("maxwidth", "٣٠٠")):
        status, answer = ask(client, url, **{name: value})
        assert status == 400
        assert name in str(answer["error"])
    assert client.get("/oembed").status_code == 400
    assert client.get(f"/oembed?url=/embed/{'x' * 3000}").status_code == 400


def test_oembed_keeps_within_the_sizes_asked_for(client: FlaskClient) -> None:
    _, answer = ask(client, f"/embed/{NEW}/president", maxwidth="320", maxheight="200")
    assert (answer["width"], answer["height"]) == (320, 200)
    assert 'width="320" height="200"' in str(answer["html"])
    assert "thumbnail_url" not in answer
    _, large = ask(client, f"/embed/{NEW}/president", maxwidth="4000", maxheight="4000")
    assert large["width"] == 600
    assert large["thumbnail_width"] == 1200


def test_oembed_of_a_rehearsal_says_so_in_its_title(client: FlaskClient) -> None:
    assert str(ask(client, f"/embed/{REHEARSAL}/president")[1]["title"]).startswith("REHEARSAL")


def test_pages_and_embeds_name_the_oembed_address_that_describes_them(client: FlaskClient) -> None:
    for path in (
        f"/results/{NEW}/president",
        f"/turnout/{NEW}?lang=sw",
        f"/embed/{NEW}/president?chart=ticker",
    ):
        found = re.search(r'type="application/json\+oembed" href="([^"]+)"', client.get(path).text)
        assert found is not None, path
        answer = client.get(unescape(found[1]).removeprefix(SITE))
        assert answer.status_code == 200, path
    assert "json+oembed" not in client.get("/about").text


def test_other_sites_may_read_oembed_and_load_the_script(client: FlaskClient) -> None:
    for path in (f"/oembed?url=/embed/{NEW}/president", "/embed.js"):
        answer = client.get(path)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Set-Cookie" not in answer.headers


def test_the_loader_is_small_kept_for_minutes_and_sent_again_only_when_it_changed(
    client: FlaskClient,
) -> None:
    answer = client.get("/embed.js", headers={"Accept-Encoding": "br"})
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "public, max-age=600"
    assert len(answer.data) < 1500
    again = client.get(
        "/embed.js", headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    assert not re.search(r"cookie|localStorage|fetch\(|XMLHttp|sendBeacon", client.get("/embed.js").text)
