"""The pages of the station board: what they show whom, filters in the address, the list without a script, the dossier."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy import Engine, text

from components.languages import SETTING
from data.engine import make_engine
from tests.board_election import Night, make_night
from tests.office import Office, SignedIn, add_user, open_office
from tests.pseudo import PSEUDO, unmarked, untranslated_script, write_pseudo
from tests.services import TEMPLATE, TestServices

HOSTILE = "\"><script>alert(1)</script>' OR 1=1 --"


@dataclass
class Room:
    """An office over a night that the tests of this file only read."""

    office: Office
    night: Night
    people: dict[str, int]
    clients: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, name: str) -> SignedIn:
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.people[name])
        return self.clients[name]

    def page(self, path: str, name: str = "asha") -> str:
        reply = self.as_(name).get(path)
        assert reply.status_code == 200, (path, reply.status_code)
        return reply.get_data(as_text=True)


@pytest.fixture(scope="module")
def room(
    services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Room]:
    services.start_postgres()
    name = f"board_pages_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    engine: Engine = make_engine(url)
    night = make_night(engine, more=60)
    mini = night.mini
    people = {
        "asha": add_user(engine, "asha", "admin"),
        "mosi": add_user(engine, "mosi", "manager", scope=[mini.areas["W-2"]]),
        "otieno": add_user(engine, "otieno", "observer", stations=[mini.stations["W-1-1-1-1"]]),
    }
    office = open_office(url, tmp_path_factory.mktemp("office"))
    yield Room(office, night, people)
    office.desk.dispose()
    engine.dispose()
    services.postgres.drop_database(name)


def codes(page: str) -> list[str]:
    """The rows of the list: contest and station."""
    return re.findall(r'<tr data-key="([^"]+)"', page)


def link(page: str, rel: str) -> str | None:
    """The address of the page after or before."""
    for tag in re.findall(r"<a [^>]*>", page):
        if f'rel="{rel}"' in tag:
            found = re.search(r'href="([^"]+)"', tag)
            return found.group(1).replace("&amp;", "&") if found else None
    return None


def test_the_board_opens_with_what_needs_a_person_first(room: Room) -> None:
    page = room.page("/manage")
    rows = codes(page)
    assert len(rows) == 50
    assert rows[0] == "president/W-2-1-1-2", "the held form is first"
    assert "Every figure is zero" in page
    assert rows[1] == "president/W-1-2-1-4", "then what is late"
    assert re.search(r"\d of \d forms of[^<]*; middle one \d\d:\d\d", page), re.findall(
        r"[^>]*middle one[^<]*", page
    )[:3]


def test_the_list_goes_on_by_links_without_double_or_hole(room: Room) -> None:
    seen: list[str] = []
    path: str | None = "/manage?election=wendera-2031&contest=president&order=code"
    pages = 0
    while path:
        page = room.page(path)
        seen += codes(page)
        path = link(page, "next")
        pages += 1
    wanted = [f"president/{code}" for code in room.night.stations]
    assert seen == wanted
    assert pages == 2


def test_the_page_after_knows_the_way_back(room: Room) -> None:
    first = room.page("/manage?order=code")
    path = link(first, "next")
    for _ in range(2):
        assert path
        page = room.page(path)
        path = link(page, "next")
    back = link(page, "prev")
    assert back
    assert codes(room.page(back)) == codes(room.page(link(first, "next") or ""))


def test_a_manager_sees_the_own_areas_only_in_rows_counts_and_matrix(room: Room) -> None:
    page = room.page("/manage", "mosi")
    assert {code.split("/")[1][:3] for code in codes(page)} == {"W-2"}
    assert "County W-1" not in page
    matrix = room.page("/manage?view=matrix", "mosi")
    assert "County W-2" in matrix
    assert "County W-1" not in matrix
    assert not codes(room.page("/manage?q=W-1-1-1", "mosi"))


def test_a_station_outside_the_own_areas_has_no_dossier(room: Room) -> None:
    assert room.as_("mosi").get("/manage/stations/wendera-2031/W-1-1-1-1").status_code == 404
    assert room.as_("mosi").get("/manage/stations/wendera-2031/W-2-1-1-2").status_code == 200


@pytest.mark.parametrize("path", ["/manage", "/manage?part=grid", "/manage/stations/wendera-2031/W-1-1-1-1"])
def test_observers_are_refused_and_strangers_led_to_the_login(room: Room, path: str) -> None:
    assert room.as_("otieno").get(path).status_code == 403
    reply = room.office.stranger().get(path)
    assert reply.status_code == 303
    assert reply.headers["Location"].startswith("/login")


def test_filters_stand_in_the_address_and_as_chips_that_take_them_away(room: Room) -> None:
    page = room.page("/manage?state=held,preliminary&area=W-2&contest=president")
    assert sorted(codes(page)) == ["president/W-2-1-1-1", "president/W-2-1-1-2"]
    assert 'aria-label="Remove the filter Held"' in page
    assert 'aria-label="Remove the filter County W-2"' in page
    assert re.search(r'href="/manage\?election=wendera-2031&amp;contest=president&amp;area=W-2&amp;state=preliminary"', page) or (
        "state=preliminary&amp;area=W-2" in page
    )  # fmt: skip
    assert re.search(
        r'<input[^>]*name="state_held"[^>]*checked|<input[^>]*checked[^>]*name="state_held"', page
    )


def test_boxes_of_a_form_without_a_script_become_one_address(room: Room) -> None:
    reply = room.as_("asha").get("/manage?election=wendera-2031&state_held=1&state_verified=1")
    assert reply.status_code == 303
    assert "state=held,verified" in reply.headers["Location"]


def test_late_with_other_states_only_shows_these_states(room: Room) -> None:
    assert codes(room.page("/manage?state=held&late=1")) == ["president/W-2-1-1-2"]


@pytest.mark.parametrize("name", ["q", "state", "order", "check", "observer", "missing", "after"])
def test_filters_that_make_no_sense_are_said_or_find_nothing(room: Room, name: str) -> None:
    reply = room.as_("asha").get("/manage", query_string={name: HOSTILE})
    assert reply.status_code in (200, 400)
    page = reply.get_data(as_text=True)
    assert "<script>alert" not in page
    if reply.status_code == 400:
        assert 'role="alert"' in page


@pytest.mark.parametrize("query", ["area=nowhere", "contest=nothing", "election=none", "view=matrix&area=x"])
def test_what_does_not_exist_is_not_there(room: Room, query: str) -> None:
    assert room.as_("asha").get(f"/manage?{query}").status_code == 404


def test_the_export_link_has_the_filters_of_the_list(room: Room) -> None:
    page = room.page("/manage?state=held&contest=president&order=code")
    assert (
        "/api/v1/board.csv?election=wendera-2031&amp;contest=president&amp;state=held&amp;order=code" in page
    )


def test_the_first_paint_is_small_and_brings_no_grid(room: Room) -> None:
    reply = room.as_("asha").get("/manage", headers={"Accept-Encoding": "br"})
    assert reply.headers["Content-Encoding"] == "br"
    assert len(reply.data) < 60_000
    page = room.page("/manage")
    assert "dash_ag_grid" not in page
    assert "dash_ag_grid" in room.page("/manage?part=grid")
    assert "dash_ag_grid" not in room.page("/manage?view=matrix")


def test_the_matrix_drills_from_county_to_the_wards(room: Room) -> None:
    page = room.page("/manage?view=matrix")
    assert "view=matrix&amp;area=W-1" in page
    inner = room.page("/manage?view=matrix&area=W-1-1")
    assert "Ward W-1-1-1" in inner
    assert 'aria-current="page">Constituency W-1-1' in inner
    assert "/manage/wards/wendera-2031/W-1-1-1" in inner


def test_the_map_without_boundaries_keeps_its_list(room: Room) -> None:
    page = room.page("/manage?view=map&shade=late")
    assert "There are no boundaries of these areas." in page
    assert "County W-1" in page


def test_the_dossier_tells_of_every_contest_and_leads_to_the_form(room: Room) -> None:
    page = room.page("/manage/stations/wendera-2031/W-2-1-1-2")
    assert "School W-2-1-1-2" in page
    assert "President" in page
    assert "Governor" in page
    assert "/manage/forms/" in page
    assert "Every figure is zero" in page
    assert "/manage/wards/wendera-2031/W-2-1-1" in page


def test_no_page_of_the_board_holds_a_figure_of_a_form_that_waits(room: Room) -> None:
    for path in ("/manage?contest=president", "/manage/stations/wendera-2031/W-2-1-1-1"):
        page = room.page(path)
        assert not re.search(r"\b(210|212)\b", re.sub(r"<(style|script).*?</\1>", "", page, flags=re.DOTALL))


def test_every_page_of_the_board_speaks_swahili(room: Room) -> None:
    for path in (
        "/manage",
        "/manage?view=matrix",
        "/manage?view=map",
        "/manage/stations/wendera-2031/W-1-1-1-1",
    ):
        page = room.page(f"{path}{'&' if '?' in path else '?'}lang=sw")
        assert '<html lang="sw"' in page
        assert "Not reported" not in page.split("matokeo-boot")[0]


OFFICE = {
    "asha": (
        "/manage", "/manage?view=matrix", "/manage?view=map", "/manage/stations/wendera-2031/W-2-1-1-1",
        "/manage/stations/wendera-2031/W-2-1-1-2", "/manage/wards/wendera-2031/W-2-1-1", "/manage/verify",
        "/manage/verify?queue=disputed", "/manage/discrepancies", "/manage/incidents", "/manage/incidents/map",
        "/manage/incidents/rules", "/manage/alerts", "/manage/alerts/rules", "/manage/anomalies", "/manage/assignments",
        "/manage/publish", "/manage/imports", "/manage/imports/new", "/admin/users", "/admin/users/mosi", "/admin/audit",
        "/account", "/notifications", "/enter", "/no/such/page",
    ),
    "otieno": (
        "/observe", "/observe/wendera-2031/W-1-1-1-1", "/observe/wendera-2031/W-1-1-1-1/president", "/incidents",
        "/incidents/new", "/manage",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(SETTING, str(write_pseudo(tmp_path_factory.mktemp("locale"))))
        yield


def names_of(room: Room) -> set[str]:
    """Everything that is data of the night: names, titles and codes of things and people."""
    query = """
        SELECT name FROM areas UNION SELECT code FROM areas UNION SELECT name FROM polling_stations
        UNION SELECT code FROM polling_stations UNION SELECT name FROM candidates UNION SELECT code FROM candidates
        UNION SELECT name FROM parties UNION SELECT abbreviation FROM parties UNION SELECT code FROM parties
        UNION SELECT title FROM elections UNION SELECT code FROM elections UNION SELECT display_name FROM users
        UNION SELECT username FROM users UNION SELECT code FROM contests UNION SELECT running_mate FROM candidates
        UNION SELECT category FROM incident_categories UNION SELECT device FROM sessions
    """
    with room.night.engine.connect() as connection:
        found = {name for (name,) in connection.execute(text(query)) if name}
    return found | {name.split()[-1] for name in found}


@pytest.mark.usefixtures("marks")
@pytest.mark.parametrize(("name", "path"), [(name, path) for name, paths in OFFICE.items() for path in paths])
def test_no_text_of_the_office_stands_outside_a_translation(room: Room, name: str, path: str) -> None:
    reply = room.as_(name).get(f"{path}{'&' if '?' in path else '?'}lang={PSEUDO}")
    page = reply.get_data(as_text=True)
    assert reply.status_code in (200, 403, 404), path
    assert "⟦" in page
    assert unmarked(page, names_of(room)) == []
    assert untranslated_script(page) == []


@pytest.mark.usefixtures("marks")
def test_no_text_of_the_login_stands_outside_a_translation(room: Room) -> None:
    page = room.office.stranger().get(f"/login?lang={PSEUDO}").get_data(as_text=True)
    assert unmarked(page, ()) == []
