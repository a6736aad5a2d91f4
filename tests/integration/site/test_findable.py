"""What search engines find: one title, description and address a page, lists of addresses, rules, facts; no rehearsal."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from flask.testing import FlaskClient

from components import sitemap
from dashboard.config import Settings
from dashboard.firstpaint.document import facts_block
from dashboard.public import create_public_app
from tests.store_factory import StoreFactory

SITE = "https://results.example"
NEW, OLD, REHEARSAL = "fx-2026", "fx-2022", "fx-2026-test"
NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
TITLE = "<title>(.*?)</title>"
DESCRIPTION = 'name="description" content="([^"]*)"'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = tmp_path_factory.mktemp("store")
    for code, is_test in ((NEW, False), (OLD, False), (REHEARSAL, True)):
        factory = StoreFactory(store, election=code, shape=(2, 1, 1, 2), is_test=is_test)
        factory.publish(3)
    rename(store / OLD, "Faraja Islands general election", "Earlier election of the islands")
    local = Path(__file__).resolve().parents[3] / ".local"
    settings = Settings.from_env(
        {
            "MATOKEO_STORE": str(store),
            "MATOKEO_LOCAL": str(local),
            "MATOKEO_CURRENT_ELECTION": NEW,
            "PUBLIC_URL": SITE,
            "REDIS_URL": "off",
            "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        }
    )
    return create_public_app(settings).server.test_client()


def rename(folder: Path, old: str, new: str) -> None:
    """Give a published election another title, as another election has."""
    for path in folder.rglob("*"):
        if path.suffix in {".gz", ".br"}:
            path.unlink()
        elif path.suffix == ".json":
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def local(address: str) -> str:
    parts = urlsplit(unescape(address))
    assert f"{parts.scheme}://{parts.netloc}" == SITE
    return parts.path + (f"?{parts.query}" if parts.query else "")


def addresses(client: FlaskClient) -> Iterator[tuple[str, dict[str, str]]]:
    """Every address of every list, with its alternates by language."""
    index = ElementTree.fromstring(client.get("/sitemap.xml").data)
    for entry in index.findall("s:sitemap/s:loc", NS):
        answer = client.get(local(entry.text))
        assert answer.status_code == 200
        assert answer.mimetype == "application/xml"
        for url in ElementTree.fromstring(answer.data).findall("s:url", NS):
            links = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)}
            yield url.findtext("s:loc", namespaces=NS), links


def head(html: str, pattern: str) -> str:
    found = re.search(pattern, html)
    assert found is not None, pattern
    return unescape(found[1])


def facts(html: str) -> list[dict[str, Any]]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_every_listed_page_is_there_says_its_own_address_and_shares_its_title_and_description_with_no_other(
    client: FlaskClient,
) -> None:
    titles: Counter[tuple[str, str]] = Counter()
    descriptions: Counter[tuple[str, str]] = Counter()
    listed = dict(addresses(client))
    for address, links in listed.items():
        answer = client.get(local(address))
        assert answer.status_code == 200, address
        assert "X-Robots-Tag" not in answer.headers, address
        assert 'name="robots"' not in answer.text, address
        assert head(answer.text, r'<link rel="canonical" href="([^"]+)"') == address
        lang = head(answer.text, r'<html lang="(\w+)"')
        assert links[lang] == address
        assert set(links.values()) <= set(listed), address
        said = dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', answer.text))
        assert {key: unescape(value) for key, value in said.items()} == links
        titles[lang, head(answer.text, TITLE)] += 1
        descriptions[lang, head(answer.text, DESCRIPTION)] += 1
    assert len(listed) > 60
    assert [title for title, count in titles.items() if count > 1] == []
    assert [words for words, count in descriptions.items() if count > 1] == []


def test_a_page_in_swahili_has_a_title_and_a_description_of_its_own_language(client: FlaskClient) -> None:
    for path in ("/", f"/results/{NEW}/president", f"/turnout/{NEW}", f"/changes/{NEW}", "/data", "/embeds"):
        english, swahili = client.get(path).text, client.get(f"{path}?lang=sw").text
        assert head(english, DESCRIPTION) != head(swahili, DESCRIPTION), path


def test_choices_of_display_do_not_make_another_page(client: FlaskClient) -> None:
    page = f"/results/{NEW}/president"
    for query in ("?sort=votes", "?measure=turnout&at=01", "?theme=dark", "?page=2", "?view=counted"):
        answer = client.get(page + query)
        assert head(answer.text, r'<link rel="canonical" href="([^"]+)"') == SITE + page, query
    assert head(client.get(f"/?election={NEW}").text, r'rel="canonical" href="([^"]+)"') == f"{SITE}/"
    assert head(client.get(f"/?election={OLD}").text, r'rel="canonical" href="([^"]+)"').endswith(OLD)


def test_robots_may_read_everything_but_fragments_and_the_rehearsal(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    rules = answer.text.splitlines()
    assert answer.mimetype == "text/plain"
    assert f"Sitemap: {SITE}/sitemap.xml" in rules
    assert "Disallow: /fragment/" in rules
    assert f"Disallow: /results/{REHEARSAL}/" in rules
    forbidden = [rule.removeprefix("Disallow: ") for rule in rules if rule.startswith("Disallow")]
    # The rehearsal's code begins with the real one's: what is said of one must not hold for the other.
    for address, _ in addresses(client):
        assert not [rule for rule in forbidden if matches(rule, local(address))], address


def matches(rule: str, path: str) -> bool:
    pattern = re.escape(rule).replace(r"\*", ".*")
    return re.match(pattern[:-2] + "$" if pattern.endswith(r"\$") else pattern, path) is not None


def test_a_rehearsal_is_in_no_list_and_says_noindex(client: FlaskClient) -> None:
    assert REHEARSAL not in client.get("/sitemap.xml").text
    assert client.get(f"/sitemap/{REHEARSAL}/president/1.xml").status_code == 404
    for path in (f"/results/{REHEARSAL}/president", f"/turnout/{REHEARSAL}", f"/?election={REHEARSAL}"):
        answer = client.get(path)
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in answer.text
        assert facts(answer.text) == []
        assert "<title>REHEARSAL" in answer.text


def test_embeds_lite_pages_and_what_is_not_there_are_not_listed(client: FlaskClient) -> None:
    for path in (f"/embed/{NEW}/president", f"/lite/{NEW}/president", "/no/such/page", "/search?q=a"):
        assert client.get(path).headers["X-Robots-Tag"] == "noindex", path


@pytest.mark.parametrize(
    "path",
    [
        "/sitemap/fx-2026/president/2.xml",
        "/sitemap/fx-2026/president/0.xml",
        "/sitemap/fx-2026/president/-1.xml",
        "/sitemap/fx-2026/_forms/1.xml",
        "/sitemap/fx-2026/nobody/1.xml",
        "/sitemap/_site/president/1.xml",
        "/sitemap/nowhere/_pages/1.xml",
        "/sitemap/fx-2026/president/999999999999.xml",
    ],
)
def test_lists_that_do_not_exist_are_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_long_lists_are_cut_into_parts_that_together_hold_everything_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Counter(address for address, _ in addresses(client))
    monkeypatch.setattr(sitemap, "MOST", 3)
    monkeypatch.setattr("pages.public.sitemap.MOST", 3)
    text = client.get("/sitemap.xml").text
    assert "/president/2.xml" in text
    cut: Counter[str] = Counter()
    for address in re.findall("<loc>(.*?)</loc>", text):
        # Other parts than the first were never asked for, and the cache holds the first as it was.
        if not address.endswith("/1.xml"):
            found = re.findall("<loc>(.*?)</loc>", client.get(local(address)).text)
            assert len(found) <= 3 * 2
            cut.update(unescape(one) for one in found)
    assert cut
    assert cut - whole == Counter()


def test_a_contest_is_a_data_set_with_files_that_are_there_and_the_way_to_it(client: FlaskClient) -> None:
    found = facts(client.get(f"/results/{NEW}/president").text)
    assert [one["@type"] for one in found] == ["Dataset", "BreadcrumbList"]
    data, crumbs = found
    assert data["@context"] == "https://schema.org"
    assert data["name"]
    assert 50 <= len(data["description"]) <= 5000
    assert data["url"] == f"{SITE}/results/{NEW}/president"
    assert data["isAccessibleForFree"] is True
    datetime.fromisoformat(data["dateModified"])
    for file in data["distribution"]:
        assert file["@type"] == "DataDownload"
        with client.get(local(file["contentUrl"])) as answer:
            assert answer.status_code == 200
            assert answer.data
            assert answer.mimetype == file["encodingFormat"]
    items = crumbs["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, len(items) + 1))
    assert all(item["name"] for item in items)
    assert all(client.get(local(item["item"])).status_code == 200 for item in items)


def test_an_election_is_an_event_with_its_day_and_country_and_its_files_a_data_set(
    client: FlaskClient,
) -> None:
    (event,) = facts(client.get("/").text)
    assert event["@type"] == "Event"
    assert date.fromisoformat(event["startDate"])
    assert event["name"]
    assert event["location"]["@type"] == "Place"
    assert event["location"]["name"]
    assert event["location"]["address"]
    data = facts(client.get("/data").text)[0]
    assert data["@type"] == "Dataset"
    assert len(data["distribution"]) >= 4
    for file in data["distribution"]:
        # Read whole: exports go through one lane, and one that is not read keeps the next waiting.
        with client.get(local(file["contentUrl"])) as answer:
            assert answer.status_code == 200
            assert answer.data


def test_no_figure_stands_in_the_facts_because_a_snippet_outlives_the_count(client: FlaskClient) -> None:
    for path in (f"/results/{NEW}/president", "/", "/data", f"/turnout/{NEW}?lang=sw"):
        for found in facts(client.get(path).text):
            assert not re.search(r"\d%|\d\.\d+ |leads|anaongoza", json.dumps(found)), path


def test_hostile_names_cannot_end_a_block_of_facts() -> None:
    block = facts_block({"name": "</script><script>alert(1)</script>\u2028"})
    assert block.count("</script>") == 1
    body = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert json.loads(body)["name"].startswith("</script>")
