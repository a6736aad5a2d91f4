"""The frame of the office: links by role, who is signed in, the language, nothing of one frame in another."""

from __future__ import annotations

import pytest

from components.i18n import get_translator
from components.markup import to_html
from components.office import frame

EN = get_translator("en")


def person(level: str, name: str = "Amina Otieno") -> frame.PersonView:
    roles = {"observer": "field_observer", "manager": "election_manager", "admin": "super_admin"}
    return frame.PersonView(name=name, role=roles[level], level=level, csrf="token-of-session")


def office(level: str, **more: str) -> str:
    given = {"kind": "office", "section": "observe", "here": "/observe", "lang": "en", **more}
    name = given.pop("name", "Amina Otieno")
    return to_html(frame.header(EN, person(level, name), **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "there", "absent"),
    [
        ("observer", ["/observe", "/incidents"], ["/manage/verify", "/admin/users", "/admin/audit"]),
        (
            "manager",
            ["/observe", "/manage/verify", "/manage/discrepancies"],
            ["/admin/users", "/admin/audit"],
        ),
        ("admin", ["/observe", "/manage/verify", "/admin/users", "/admin/audit"], []),
    ],
)
def test_the_masthead_leads_only_where_the_role_may_go(
    level: str, there: list[str], absent: list[str]
) -> None:
    text = office(level)
    assert [href for href in there if f'href="{href}"' not in text] == []
    assert [href for href in absent if f'href="{href}"' in text] == []


def test_the_section_in_which_one_is_is_marked_once() -> None:
    text = office("admin", section="verify")
    assert text.count('aria-current="page"') == 1
    assert 'aria-current="page" href="/manage/verify"' in text


def test_a_hostile_name_is_text() -> None:
    text = office("observer", name='<img src=x onerror="x()">')
    assert "<img" not in text
    assert "&lt;img" in text


def test_signing_out_is_a_change_with_the_token_of_the_session() -> None:
    text = office("observer")
    assert 'method="post"' in text
    assert 'name="csrf_token" value="token-of-session"' in text


def test_a_stranger_sees_no_section_no_account_and_nothing_to_sign_out_of() -> None:
    text = to_html(frame.header(EN, None, kind="bare", section="", here="/login", lang="en"))
    assert "/observe" not in text
    assert "/account" not in text
    assert "Sign out" not in text
    assert 'data-speak="sw"' in text


def test_the_phone_has_the_way_back_and_a_place_for_saved_and_the_rest_below() -> None:
    top = to_html(
        frame.header(
            EN, person("observer"), kind="phone", section="observe", here="/x", lang="en",
            back=("/observe", "My stations"),
        )
    )  # fmt: skip
    assert 'href="/observe"' in top
    assert 'id="saved"' in top
    assert "Sign out" not in top
    below = to_html(frame.footer(EN, person("observer"), kind="phone", here="/x", lang="en"))
    assert "Sign out" in below
    assert "/account" in below
    assert frame.footer(EN, person("observer"), kind="office", here="/x", lang="en") is None


def test_the_frame_speaks_swahili() -> None:
    text = to_html(
        frame.header(get_translator("sw"), person("manager"), kind="office", section="", here="/", lang="sw")
    )
    assert "Hakiki" in text
    assert "My stations" not in text
