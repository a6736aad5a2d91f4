"""Share cards and pictures over HTTP: sizes, caching, refusals, and what pages tell networks about them."""

import io
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from dashboard.public import create_public_app
from dashboard.site import HEAVY_AT_ONCE, PublicSite
from tests.browser.synthetic import StoreWriter
from tests.integration.site.test_site import ELECTION, settings

CARD = f"/card/{ELECTION}/president/ZA0.png"
PAGES = (
    "/", f"/results/{ELECTION}/president", f"/results/{ELECTION}/president/001", f"/turnout/{ELECTION}", "/about"
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = tmp_path_factory.mktemp("store")
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    writer.publish(2, 0.4)
    made: FlaskClient = create_public_app(settings(store)).server.test_client()
    return made


def size_of(answer: TestResponse) -> tuple[int, int]:
    return Image.open(io.BytesIO(answer.data)).size


def metas(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"', html)
    return {name: unescape(value) for name, value in found}


def test_a_card_is_a_picture_of_1200_by_630_that_any_site_may_show(client: FlaskClient) -> None:
    answer = client.get(CARD)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert size_of(answer) == (1200, 630)
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "max-age=2" in answer.headers["Cache-Control"]
    assert "Content-Encoding" not in client.get(CARD, headers={"Accept-Encoding": "br"}).headers


def test_who_has_the_card_already_gets_304(client: FlaskClient) -> None:
    tag = client.get(CARD).headers["ETag"]
    again = client.get(CARD, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""


def test_the_version_in_a_link_to_a_card_changes_nothing_but_the_address(client: FlaskClient) -> None:
    assert client.get(f"{CARD}?v=2").data == client.get(f"{CARD}?v=whatever").data == client.get(CARD).data


def test_a_card_of_a_past_version_differs_from_the_newest(client: FlaskClient) -> None:
    past = client.get(f"{CARD}?version=1")
    assert past.status_code == 200
    assert past.data != client.get(CARD).data


def test_a_card_speaks_the_language_that_is_asked_for(client: FlaskClient) -> None:
    swahili = client.get(f"{CARD}?lang=sw")
    assert swahili.headers["Content-Language"] == "sw"
    assert swahili.data != client.get(CARD).data


@pytest.mark.parametrize(
    "path",
    [
        f"/card/{ELECTION}/president/nowhere.png",
        f"/card/{ELECTION}/nothing/ZA0.png",
        "/card/none/president/ZA0.png",
        f"/card/{ELECTION}/president/..%2f..%2fetc.png",
    ],
)
def test_a_card_of_what_is_not_published_is_404(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype != "image/png"


def test_an_unknown_kind_of_card_names_those_that_there_are(client: FlaskClient) -> None:
    answer = client.get(f"{CARD}?show=<b>x")
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert "<b>x" in answer.text
    assert "race, turnout" in answer.text


def test_when_all_places_are_taken_a_card_is_refused_with_a_time_to_come_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PublicSite._make
    sites: list[PublicSite] = []

    def make(self: PublicSite, *args: object) -> object:
        sites.append(self)
        return whole(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(PublicSite, "_make", make)
    client.get(f"{CARD}?show=turnout")
    places = sites[0]._places
    taken = [places.acquire(blocking=False) for _ in range(HEAVY_AT_ONCE)]
    try:
        answer = client.get(f"/card/{ELECTION}/president/002.png")
    finally:
        for _ in taken:
            places.release()
    assert all(taken)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get(f"/card/{ELECTION}/president/002.png").status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_every_page_names_a_card_that_is_there(client: FlaskClient, page: str) -> None:
    told = metas(client.get(page).text)
    assert told["twitter:card"] == "summary_large_image"
    assert told["og:image"] == told["twitter:image"]
    assert told["og:image"].startswith("http://127.0.0.1:8050/card/")
    assert told["og:image"].endswith("v=2")
    assert (told["og:image:width"], told["og:image:height"]) == ("1200", "630")
    assert told["og:image:alt"] == told["twitter:image:alt"] != ""
    assert size_of(client.get(told["og:image"].removeprefix("http://127.0.0.1:8050"))) == (1200, 630)


@pytest.mark.parametrize("page", [f"/lite/{ELECTION}", f"/lite/{ELECTION}/president/001"])
def test_light_pages_name_a_card_too(client: FlaskClient, page: str) -> None:
    told = metas(client.get(page).text)
    assert told["og:image"].startswith("http://127.0.0.1:8050/card/")
    assert size_of(client.get(told["og:image"].removeprefix("http://127.0.0.1:8050"))) == (1200, 630)


def test_the_words_for_a_card_say_what_the_card_shows(client: FlaskClient) -> None:
    contest = metas(client.get(f"/results/{ELECTION}/president/001").text)
    about = metas(client.get("/about").text)
    assert "leads by" in contest["og:image:alt"]
    assert about["og:image:alt"].startswith("The count at a glance: ")


def test_a_page_that_is_not_there_names_no_card(client: FlaskClient) -> None:
    told = metas(client.get("/nowhere").text)
    assert told["twitter:card"] == "summary"
    assert "og:image" not in told


def test_a_past_version_names_its_own_card(client: FlaskClient) -> None:
    told = metas(client.get(f"/results/{ELECTION}/president?version=1").text)
    assert told["og:image"].endswith("/card/" + f"{ELECTION}/president/ZA0.png?version=1")


def test_pages_in_another_language_name_the_card_in_that_language(client: FlaskClient) -> None:
    told = metas(client.get(f"/results/{ELECTION}/president?lang=sw").text)
    assert "lang=sw" in told["og:image"]


PICTURE = f"/picture/{ELECTION}/president/ZA0"


@pytest.mark.parametrize("chart", ["bars", "map", "table", "turnout", "ticker", "shares"])
def test_a_chart_is_to_be_had_as_svg_and_as_png(client: FlaskClient, chart: str) -> None:
    svg = client.get(f"{PICTURE}.svg?chart={chart}&width=400")
    fine = client.get(f"{PICTURE}.png?chart={chart}&width=400")
    assert svg.mimetype == "image/svg+xml"
    assert svg.text.startswith("<svg xmlns=")
    assert "sandbox" in svg.headers["Content-Security-Policy"]
    assert fine.mimetype == "image/png"
    assert size_of(fine)[0] == 800
    for answer in (svg, fine):
        assert answer.status_code == 200
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "max-age=2" in answer.headers["Cache-Control"]
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert (
            client.get(answer.request.url, headers={"If-None-Match": answer.headers["ETag"]}).status_code
            == 304
        )


def test_language_and_theme_change_the_picture_and_other_parameters_do_not(client: FlaskClient) -> None:
    plain = client.get(f"{PICTURE}.svg")
    assert client.get(f"{PICTURE}.svg?utm_source=x&chart=bars").data == plain.data
    assert client.get(f"{PICTURE}.svg?theme=dark").data != plain.data
    assert "SI YA MWISHO" in client.get(f"{PICTURE}.svg?lang=sw").text


def test_a_download_is_named_by_what_is_in_it(client: FlaskClient) -> None:
    asked = client.get(f"{PICTURE}.png?chart=ticker&download=1&lang=sw")
    name = f"{ELECTION}-president-ZA0-ticker-v2-sw.png"
    assert asked.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert "Content-Disposition" not in client.get(f"{PICTURE}.png?chart=ticker").headers


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("chart=pie", "bars, map, table"),
        ("theme=neon", "light, dark"),
        ("measure=share:nobody", "leader"),
        ("width=abc", "from 320 to 1200"),
        ("width=99999", "from 320 to 1200"),
        ("width=-1", "from 320 to 1200"),
        ("chart=<script>", "bars, map"),
    ],
)
def test_a_wrong_choice_is_400_and_names_what_there_is(client: FlaskClient, query: str, told: str) -> None:
    answer = client.get(f"{PICTURE}.png?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"
    assert told in answer.text


def test_a_refusal_is_said_in_the_language_that_is_asked_for(client: FlaskClient) -> None:
    said = client.get(f"{PICTURE}.png?chart=pie&lang=sw").text
    assert "There is no" not in said
    assert "bars, map" in said
    assert "There are" not in client.get("/picture/none/president/ZA0.svg?lang=sw").text


def test_a_chart_that_the_figures_cannot_show_is_404_in_words(client: FlaskClient) -> None:
    answer = client.get(f"{PICTURE}.svg?chart=hemicycle")
    assert answer.status_code == 404
    assert "nothing of this kind" in answer.text


@pytest.mark.parametrize("path", ["/picture/none/president/ZA0.svg", f"/picture/{ELECTION}/nothing/ZA0.png"])
def test_a_picture_of_what_is_not_published_is_404_in_words(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"


def test_a_rehearsal_is_in_the_picture_in_its_name_and_in_the_card(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = tmp_path_factory.mktemp("store")
    StoreWriter(store, election="test-2031", is_test=True).publish(1, 0.3)
    rehearsal = create_public_app(settings(store)).server.test_client()
    picture = rehearsal.get("/picture/test-2031/president/ZA0.svg?download=1")
    assert "REHEARSAL" in picture.text
    assert 'filename="TEST-test-2031-president' in picture.headers["Content-Disposition"]
    told = metas(rehearsal.get("/results/test-2031/president").text)
    assert told["og:image:alt"].startswith("REHEARSAL")
