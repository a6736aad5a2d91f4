"""Languages of the results site: a third one by a file, right to left, names as data, and no text without a translation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from components.languages import SETTING
from dashboard.config import Settings
from dashboard.public import create_public_app
from data.published import PublishedStore
from tests.pseudo import PSEUDO, RTL, unmarked, untranslated_script, write_pseudo, write_rtl
from tests.store_factory import StoreFactory

E = "fx-2026"
NAMES = {
    "sw": {
        "election": {"": "Uchaguzi mkuu wa Visiwa vya Faraja"},
        "contest": {"governor": "Mkuu wa kaunti"},
        "area": {"FX": "Visiwa vya Faraja", "01": "Nairovi ya Kaskazini"},
        "party": {"SUN": "Vuguvugu la Mapambazuko"},
        "candidate": {"president/FX/asha": "Bi Asha Mpya"},
        "station": {},
    }
}


def settings(store: Path) -> Settings:
    local = Path(__file__).resolve().parents[3] / ".local"
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/none"
    given = {
        "MATOKEO_STORE": str(store),
        "MATOKEO_LOCAL": str(local),
        "REDIS_URL": "off",
        "DATABASE_URL": nowhere,
    }
    return Settings.from_env(given)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FlaskClient, PublishedStore]]:
    folder = tmp_path_factory.mktemp("locale")
    write_pseudo(folder)
    write_rtl(folder)
    root = tmp_path_factory.mktemp("store")
    first = StoreFactory(root)
    county = first.country.areas[1]
    station = first.country.stations[0]
    names = json.loads(json.dumps(NAMES).replace('"01"', json.dumps(county.code)))
    names["sw"]["station"] = {station.code: "Shule ya Msingi Mpya"}
    factory = StoreFactory(root, names=names)
    factory.publish()
    factory.publish(30, reason="Second look.")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(folder))
        yield create_public_app(settings(root)).server.test_client(), PublishedStore(root)


@pytest.fixture
def client(site: tuple[FlaskClient, PublishedStore]) -> FlaskClient:
    return site[0]


@pytest.fixture
def store(site: tuple[FlaskClient, PublishedStore]) -> PublishedStore:
    return site[1]


def test_a_language_is_added_by_a_folder(client: FlaskClient) -> None:
    page = client.get(f"/results/{E}/president?lang={RTL}")
    assert page.status_code == 200
    assert page.headers["Content-Language"] == RTL
    assert "النتائج" in page.text
    assert 'hreflang="ar"' in client.get(f"/results/{E}/president").text
    switch = re.findall(r'data-lang="([\w-]+)"', page.text)
    assert switch == ["en", "ar", PSEUDO, "sw"]
    fragment = client.get(f"/fragment/{E}/v2/president/FX.{RTL}.json")
    assert fragment.status_code == 200
    assert "النتائج" in fragment.get_json()["parts"]["foot"]
    assert client.get(f"/fragment/{E}/v2/president/FX.xx.json").status_code == 404


def test_a_language_that_runs_right_to_left_says_so_and_others_do_not(client: FlaskClient) -> None:
    assert '<html lang="ar" dir="rtl"' in client.get(f"/results/{E}/president?lang={RTL}").text
    assert (
        "dir=" not in client.get(f"/results/{E}/president?lang=sw").text.partition(">")[2].partition(">")[0]
    )


@pytest.mark.parametrize("path", [f"/embed/{E}/president?chart=bars", f"/lite/{E}/president?refresh=0"])
def test_embeds_and_light_pages_turn_around_too(client: FlaskClient, path: str) -> None:
    assert 'lang="ar" dir="rtl"' in client.get(f"{path}&lang={RTL}").text
    assert 'dir="rtl"' not in client.get(f"{path}&lang=sw").text.partition("<body")[0].partition("<style")[0]


def test_an_unknown_language_is_english(client: FlaskClient) -> None:
    plain = client.get(f"/results/{E}/president")
    assert client.get(f"/results/{E}/president?lang=xx").data == plain.data
    assert plain.headers["Content-Language"] == "en"


def test_names_in_the_readers_language_are_on_every_page(client: FlaskClient, store: PublishedStore) -> None:
    county = store.places(E, 2).areas[1].code
    station = store.stations(E, 2).stations[0]
    page = client.get(f"/results/{E}/president?lang=sw").text
    assert "Bi Asha Mpya" in page
    assert "Vuguvugu la Mapambazuko" in page
    assert "Uchaguzi mkuu wa Visiwa vya Faraja" in page
    assert "Nairovi ya Kaskazini" in page
    assert "Nairovi ya Kaskazini" in client.get(f"/results/{E}/president/{county}?lang=sw").text
    assert "Shule ya Msingi Mpya" in client.get(f"/stations/{E}/{station.code}?lang=sw").text
    assert "Shule ya Msingi Mpya" in client.get(f"/results/{E}/president/{station.area}?lang=sw").text
    assert "Mkuu wa kaunti" in client.get(f"/results/{E}/governor?lang=sw").text
    english = client.get(f"/results/{E}/president").text
    assert "Bi Asha Mpya" not in english
    assert "Faraja Islands" in english


def test_documents_keep_the_registered_names(client: FlaskClient) -> None:
    document = client.get(f"/data/{E}/v2/president/FX.json?lang=sw").get_json()
    assert "Bi Asha Mpya" not in {one["name"] for one in document["candidates"]}


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_search_finds_a_name_in_any_language_and_answers_in_the_readers(
    client: FlaskClient, lang: str
) -> None:
    found = client.get(f"/api/v1/elections/{E}/search?q=kaskazini&lang={lang}").get_json()["areas"]
    assert (found[0]["name"] == "Nairovi ya Kaskazini") is (lang == "sw")
    registered = client.get(f"/api/v1/elections/{E}/search?q=nairovi&lang={lang}").get_json()["areas"]
    assert registered[0]["code"] == found[0]["code"]
    assert [one["code"] for one in found] == list(dict.fromkeys(one["code"] for one in found))


ADDRESSES = (
    "/",
    f"/results/{E}/president",
    f"/results/{E}/president?measure=counted",
    f"/results/{E}/president/COUNTY",
    f"/results/{E}/president/WARD",
    f"/results/{E}/governor",
    f"/results/{E}/governor/COUNTY",
    f"/stations/{E}/STATION",
    f"/stations/{E}/LAST",
    f"/turnout/{E}",
    f"/turnout/{E}/COUNTY",
    f"/changes/{E}",
    f"/changes/{E}?at=1",
    "/search",
    "/search?q=nairovi",
    "/search?q=zzzzzz",
    "/data",
    "/about",
    f"/incidents/{E}",
    f"/lite/{E}",
    f"/lite/{E}/president",
    f"/lite/{E}/president/WARD",
    f"/lite/{E}/_station/STATION",
    f"/charts/{E}/president",
    f"/embed/{E}/president?chart=bars",
    f"/embed/{E}/president?chart=map",
    f"/embed/{E}/president?chart=table",
    f"/embed/{E}/president?chart=turnout",
    f"/embed/{E}/president?chart=ticker",
    f"/embed/{E}/governor?chart=seats",
    f"/embed/{E}/governor?chart=races",
    f"/embed/{E}/president?chart=nothing",
    "/embeds",
    "/no/such/page",
    f"/results/{E}/president/XX",
)


def names_of(store: PublishedStore) -> set[str]:
    """Everything that is data: names, titles, codes."""
    index, places = store.index(E, 2), store.places(E, 2)
    found = {index.title, index.election, index.date, *index.documents, *(c.code for c in index.contests)}
    found |= {c.title for c in index.contests if c.code != "president"}
    found |= {text for party in index.parties for text in (party.name, party.abbreviation, party.code)}
    for area in places.areas:
        found |= {area.name, area.code}
    for one in places.candidates:
        found |= {one.name, one.code, one.name.split()[-1], one.party or ""}
    for station in store.stations(E, 2).stations:
        found |= {station.name, station.code}
    found |= {line.reason for line in store.changes(E, 2).versions}
    for area in places.areas:
        forms = store.forms(E, 2, area.code)
        revisions = [one for form in forms.forms for one in form.revisions] if forms else []
        found |= {words.strip() for one in revisions for words in (one.reason, one.receipt) if words}
    return found


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_text_of_a_page_stands_outside_a_translation(
    client: FlaskClient, store: PublishedStore, address: str
) -> None:
    places, stations = store.places(E, 2).areas, store.stations(E, 2).stations
    for name, code in (
        ("COUNTY", next(a.code for a in places if a.level == "county")),
        ("WARD", next(a.code for a in places if a.level == "ward")),
        ("STATION", stations[0].code),
        ("LAST", stations[-1].code),
    ):
        address = address.replace(name, code)
    answer = client.get(f"{address}{'&' if '?' in address else '?'}lang={PSEUDO}")
    assert answer.status_code in (200, 400, 404)
    assert answer.mimetype == "text/html"
    assert "⟦" in answer.text
    # The refusal of a parameter calls it by its own name.
    given = {"chart"} if "chart=nothing" in address else set()
    assert unmarked(answer.text, names_of(store) | given) == []
    assert untranslated_script(answer.text) == []
