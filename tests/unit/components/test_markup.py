"""The serialiser: nothing from data can leave its place in the page."""

from __future__ import annotations

import html as stdlib_html
from html.parser import HTMLParser

import pytest
from dash import html
from hypothesis import given
from hypothesis import strategies as st

from components.markup import h, to_html
from components.svg import Raw, el, num

HOSTILE = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt;",
    "{t} %s {0.__class__}",
]


class Reader(HTMLParser):
    """Collects tags, attributes and text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    """Parse HTML as a browser would split it."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_stays_text(name: str) -> None:
    found = read(to_html(h("p", None, name)))
    assert found.tags == ["p"]
    assert found.text == name


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_attribute_values_stay_values(name: str) -> None:
    found = read(to_html(h("p", None, "x", title=name, aria_label=name, data_c=name)))
    assert found.tags == ["p"]
    assert dict(found.attributes) == {"title": name, "aria-label": name, "data-c": name}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_values_in_svg_stay_values(name: str) -> None:
    found = read(to_html(el("text", name, aria_label=name)))
    assert found.tags == ["text"]
    assert found.text == name


@given(st.text())
def test_any_text_comes_back_as_it_was(name: str) -> None:
    written = to_html(h("i", None, name))
    assert stdlib_html.unescape(written.removeprefix("<i>").removesuffix("</i>")) == stdlib_html.unescape(
        stdlib_html.escape(name, quote=False)
    )
    assert "<" not in written.removeprefix("<i>").removesuffix("</i>")


def test_attributes_are_written_as_html_names() -> None:
    tree = html.Label(
        "a",
        htmlFor="b",
        className="c",
        tabIndex=-1,
        hidden=True,
        style={"gridColumn": "1", "--x": "2"},
        **{"aria-busy": False},
    )
    assert set(read(to_html(tree)).attributes) == {
        ("for", "b"),
        ("class", "c"),
        ("tabindex", "-1"),
        ("hidden", None),
        ("style", "grid-column:1;--x:2"),
        ("aria-busy", "false"),
    }


def test_false_and_none_attributes_are_left_out() -> None:
    assert to_html(html.Div("x", hidden=False)) == "<div>x</div>"
    assert to_html(h("div", None, "x", role=None)) == "<div>x</div>"


def test_void_elements_have_no_end() -> None:
    assert to_html(h("p", None, "a", h("br"), "b")) == "<p>a<br>b</p>"


def test_an_address_with_a_script_scheme_is_refused() -> None:
    with pytest.raises(ValueError, match="scheme"):
        to_html(h("a", None, "x", href="javascript:alert(1)"))
    with pytest.raises(ValueError, match="scheme"):
        to_html(h("a", None, "x", href=" javascript:alert(1)"))


@pytest.mark.parametrize(
    "address", ["/results/e/c?x=a:b", "#forms", "https://a.example/", "mailto:a@b.example", "?lang=sw"]
)
def test_addresses_of_pages_pass(address: str) -> None:
    assert f'href="{address}"' in to_html(h("a", None, "x", href=address))


def test_a_boolean_is_not_content() -> None:
    with pytest.raises(TypeError):
        to_html([True])


def test_raw_is_written_as_it_is_and_nested_lists_in_order() -> None:
    assert to_html(["a", [Raw("<b>1</b>"), ("c", 2)], None]) == "a<b>1</b>c2"


def test_coordinates_are_short() -> None:
    assert (num(3.0), num(3.14159), num(-0.5)) == ("3", "3.1", "-0.5")
    assert el("circle", cx=1.0, r=2).text == '<circle cx="1" r="2"/>'
