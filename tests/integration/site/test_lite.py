"""Light pages and the text of an SMS over HTTP: whole, small, without script, honest about what is missing."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from dashboard.config import Settings
from dashboard.public import create_public_app
from tests.browser.synthetic import StoreWriter
from tests.store_factory import StoreFactory

ELECTION = "za-2031-general"
REHEARSAL = "za-2031-rehearsal"
COUNTRY = f"/lite/{ELECTION}/president"
STATION = f"/lite/{ELECTION}/_station/0021101"
PAGES = (
    "/lite",
    f"/lite/{ELECTION}",
    COUNTRY,
    f"{COUNTRY}/002",
    f"{COUNTRY}/0021",
    f"{COUNTRY}/00211",
    f"/lite/{ELECTION}/governor",
    f"/lite/{ELECTION}/governor/00211",
    STATION,
    f"/lite/{ELECTION}/_search",
    f"/lite/{ELECTION}/_search?q=chanda",
    f"/lite/{REHEARSAL}/president",
)
RELOAD = '<meta http-equiv="refresh" content="60"/>'


def client_of(store: Path) -> FlaskClient:
    local = Path(__file__).resolve().parents[3] / ".local"
    environ = {
        "MATOKEO_STORE": str(store),
        "MATOKEO_LOCAL": str(local),
        "REDIS_URL": "off",
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
    }
    return create_public_app(Settings.from_env(environ)).server.test_client()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    store = tmp_path_factory.mktemp("store")
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.1)
    writer.publish(2, 0.4)
    StoreWriter(store, election=REHEARSAL, is_test=True).publish(1, 0.5)
    return client_of(store)


@pytest.mark.parametrize("path", PAGES)
def test_a_light_page_has_no_script_and_no_file_beside_it_and_is_well_formed(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    tree = ElementTree.fromstring(answer.text.removeprefix("<!DOCTYPE html>"))
    tags = {node.tag for node in tree.iter()}
    assert not tags & {"script", "img", "svg", "iframe", "object", "button"}
    assert [n.get("href") for n in tree.iter("link") if n.get("rel") not in ("canonical", "icon")] == []
    assert "url(" not in answer.text
    assert "var(--" not in answer.text
    assert "grid" not in answer.text
    assert len(answer.text.split("<h1")) == 2
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_of_a_light_page_leads_somewhere(client: FlaskClient, path: str) -> None:
    links = set(re.findall(r'href="(/[^"#]*)', client.get(path).text))
    assert links
    broken = {
        link: code for link in links if (code := client.get(link.replace("&amp;", "&")).status_code) != 200
    }
    assert broken == {}


def test_the_light_page_says_what_the_full_page_says(client: FlaskClient) -> None:
    light, full = client.get(COUNTRY).text, client.get(f"/results/{ELECTION}/president").text
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", full)
    assert headline is not None
    assert f"<h1>President: {headline[1]}</h1>" in light
    assert light.count("<tr>") == 1 + 4 + 1 + 12
    assert "Lutara &lt;/script&gt;" in light
    for share in set(re.findall(r"\d+\.\d\d%", light)):
        assert share in full or share.removesuffix("%") in full, share


def test_a_page_loads_again_while_the_count_runs_and_the_reader_can_stop_it(client: FlaskClient) -> None:
    running = client.get(COUNTRY).text
    assert RELOAD in running
    assert "loads again every minute" in running
    stop = re.search(r'href="([^"]*refresh=0[^"]*)">Stop reloading<', running)
    assert stop is not None
    stopped = client.get(stop[1]).text
    assert RELOAD not in stopped
    assert "stays as it is" in stopped
    ways = re.findall(rf'href="(/lite/{ELECTION}[^"]*)"', stopped)
    again = f"/lite/{ELECTION}/president"
    assert [way for way in ways if "refresh=0" not in way and ".txt" not in way] == [again]


def test_a_past_version_and_a_finished_count_do_not_load_again(client: FlaskClient, tmp_path: Path) -> None:
    past = client.get(f"{COUNTRY}?version=1").text
    assert RELOAD not in past
    assert "These are the figures of version 1, not the newest." in past
    assert "version=1" in re.findall(rf'href="(/lite/{ELECTION}/president/002[^"]*)"', past)[0]
    factory = StoreFactory(tmp_path / "store", election="fx-2026", shape=(2, 1, 1, 2))
    factory.publish(4, status="certified")
    done = client_of(tmp_path / "store")
    assert "CERTIFIED" in done.get("/lite/fx-2026").text
    for path in ("/lite/fx-2026", "/lite/fx-2026/president"):
        page = done.get(path).text
        assert RELOAD not in page, path
        assert "They are not the declared result." not in page, path


def test_what_has_not_reported_stands_in_words_in_its_row(client: FlaskClient) -> None:
    page = client.get(f"{COUNTRY}/01111").text
    rows = re.findall(r"<tr><td><a href=\"/lite/[^\"]*_station.*?</tr>", page)
    assert len(rows) == 4
    waiting = [row for row in rows if "<i>not reported</i>" in row]
    assert waiting
    assert not [row for row in waiting if re.search(r">0<|0%", row)]
    code = re.search(r"_station/(\w+)", waiting[0])
    assert code is not None
    station = client.get(f"/lite/{ELECTION}/_station/{code[1]}").text
    assert "<i>Not reported yet</i>" in station


def test_a_station_shows_its_form_in_every_contest_as_its_ward_does(client: FlaskClient) -> None:
    ward = client.get(f"{COUNTRY}/00211").text
    counted = re.search(r"_station/(\w+)\">[^<]*</a></td><td><b>[^<]*</b> ([+\d.]+)", ward)
    assert counted is not None
    page = client.get(f"/lite/{ELECTION}/_station/{counted[1]}").text
    assert page.count("<h2>") == 2
    assert "State of form: <b>Verified</b>" in page
    shares = [float(one) for one in re.findall(r"<td>([\d.]+)%</td>", page)][:2]
    assert abs(shares[0] - shares[1] - float(counted[2])) < 0.1


def test_a_rehearsal_wears_its_tape_on_every_light_page(client: FlaskClient) -> None:
    for path in ("", "/president", "/governor/002", "/_station/0021101", "/_search?q=chanda"):
        page = client.get(f"/lite/{REHEARSAL}{path}").text
        assert "REHEARSAL. Test figures, not results of any election." in page, path
        assert '<meta name="robots" content="noindex"/>' in page, path


def test_swahili_stays_swahili_from_link_to_link(client: FlaskClient) -> None:
    page = client.get(f"{COUNTRY}?lang=sw").text
    assert '<html lang="sw">' in page
    ways = re.findall(rf'href="(/lite/{ELECTION}[^"]*)"', page)
    english = [way for way in ways if "lang=sw" not in way]
    assert english == [f"/lite/{ELECTION}/president"], "only the switch to English"


def test_the_light_search_finds_and_hostile_questions_are_text(client: FlaskClient) -> None:
    found = client.get(f"/lite/{ELECTION}/_search?q=chanda west").text
    assert f'href="{COUNTRY}/0031"' in found
    attack = client.get(f"/lite/{ELECTION}/_search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script" not in attack
    assert "Nothing found" in client.get(f"/lite/{ELECTION}/_search?q=zzqqxx").text


@pytest.mark.parametrize(
    "path",
    [
        "/lite/nope",
        f"/lite/{ELECTION}/nope",
        f"{COUNTRY}/nope",
        f"/lite/{ELECTION}/_station/nope",
        f"{COUNTRY}/../../etc/passwd",
        f"{COUNTRY}?version=9",
    ],
)
def test_a_light_page_of_nothing_is_a_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_absurd_pages_of_rows_are_the_nearest_page(client: FlaskClient) -> None:
    usual = client.get(COUNTRY).text.count("<tr>")
    for page in ("0", "-1", "²", "99999999999999999999", "%22%3E"):
        assert client.get(f"{COUNTRY}?page={page}").text.count("<tr>") == usual, page


@pytest.mark.parametrize("area", ["", "/002", "/00211", "/012"])
@pytest.mark.parametrize("query", ["", "?max=320", "?max=480", "?lang=sw"])
def test_the_text_of_an_sms_is_plain_short_and_complete(client: FlaskClient, area: str, query: str) -> None:
    answer = client.get(f"{COUNTRY}{area}.txt{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert len(answer.text) <= int(query[5:] if "max" in query else 160)
    assert answer.text.isascii()
    assert "EAT" in answer.text
    assert answer.text.endswith("SI YA MWISHO." if "sw" in query else "NOT FINAL.")
    assert not answer.text.startswith("TEST")


def test_the_text_of_a_rehearsal_begins_with_test(client: FlaskClient) -> None:
    assert client.get(f"/lite/{REHEARSAL}/president.txt").text.startswith("TEST, not a result.")


def test_a_wrong_length_or_place_is_answered_in_plain_words(client: FlaskClient) -> None:
    for length in ("1", "0", "-160", "abc", "161", "%3Cb%3E"):
        answer = client.get(f"{COUNTRY}.txt?max={length}")
        assert answer.status_code == 400, length
        assert "Ask for one of 160, 320, 480." in answer.text
        assert answer.headers["Content-Type"].startswith("text/plain")
    missing = client.get(f"{COUNTRY}/nope.txt")
    assert missing.status_code == 404
    assert missing.headers["Content-Type"].startswith("text/plain")
    assert "no figures of 'president' in 'nope'" in missing.text


@pytest.mark.parametrize(
    ("full", "light"),
    [
        ("/", f"/lite/{ELECTION}"),
        (f"/results/{ELECTION}/president", COUNTRY),
        (f"/results/{ELECTION}/president/002", f"{COUNTRY}/002"),
        (f"/results/{ELECTION}/governor", f"/lite/{ELECTION}/governor"),
        (f"/stations/{ELECTION}/0021101", STATION),
        (f"/turnout/{ELECTION}/003", f"{COUNTRY}/003"),
        (f"/search?q=x&election={ELECTION}", f"/lite/{ELECTION}"),
        (f"/results/{ELECTION}/president?lang=sw", f"{COUNTRY}?lang=sw"),
        (f"/results/{ELECTION}/president/002?version=1", f"{COUNTRY}/002?version=1"),
    ],
)
def test_every_results_page_leads_to_its_light_twin_and_says_so_where_scripts_are_off(
    client: FlaskClient, full: str, light: str
) -> None:
    page = client.get(full).text
    assert re.search(rf'<a class="lite" href="{re.escape(light)}"', page)
    noscript = re.search(r"<body>.*?<noscript>(.*?)</noscript>", page, re.DOTALL)
    assert noscript is not None
    assert f'href="{light}"' in noscript[1]


class _Text(HTMLParser):
    """Writes a document as a text browser does that knows no style sheet: a line for each block and table row."""

    def __init__(self) -> None:
        super().__init__()
        self.lines = [""]
        self._quiet = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._quiet = tag == "style"
        if tag in {"p", "tr", "h1", "h2", "div", "br", "li", "aside"}:
            self.lines.append("")
        if tag in {"td", "th"}:
            self.lines[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        self._quiet = False

    def handle_data(self, data: str) -> None:
        self.lines[-1] += "" if self._quiet else data


def test_a_text_browser_reads_each_area_and_figure_as_one_line(client: FlaskClient) -> None:
    reader = _Text()
    reader.feed(client.get(COUNTRY).text)
    lines = [" ".join(line.split()) for line in reader.lines if line.strip()]
    head = lines.index("How much is counted")
    told = [line for line in lines[:head] if line.startswith(("NOT FINAL", "President: "))]
    assert len(told) == 2
    assert told[0].startswith("NOT FINAL")
    assert any(
        re.fullmatch(r"(Lake Congress|Sunrise Alliance) \d+\.\d\d% [\d,]+", line) for line in lines[:head]
    )
    assert re.fullmatch(r"\d+\.\d%: \d+ of 432 stations counted", lines[head + 1])
    rows = lines[lines.index("County Leader, points Stations") + 1 :][:12]
    assert rows[0].startswith("Amari Coast ")
    assert all(re.fullmatch(r".+ (\w+ \+\d+\.\d|not reported) \d+/36", row) for row in rows)
