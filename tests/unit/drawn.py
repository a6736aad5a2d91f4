"""Reads what stands in a drawn picture, for tests: its words, where they begin and end, its shapes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from components.flat import XMLNS
from components.lettering import text_width

_TAG = f"{{{XMLNS}}}"


def texts(svg: str) -> list[str]:
    """Every line of words in a picture."""
    return ["".join(text.itertext()) for text in fromstring(svg).iter(f"{_TAG}text")]


def said(svg: str) -> str:
    """All words of a picture, one line each."""
    return "\n".join(texts(svg))


def label(svg: str) -> str:
    """What a reader of screens hears."""
    return str(fromstring(svg).get("aria-label"))


def spans(svg: str) -> list[tuple[str, float, float, float]]:
    """The lines that stand on the picture itself, not in a drawing inside it: words, left, right, baseline."""
    return [_span(text) for text in _own(fromstring(svg))]


def _own(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag == f"{_TAG}text":
            yield child
        elif child.tag != f"{_TAG}svg":
            yield from _own(child)


def _span(text: Element) -> tuple[str, float, float, float]:
    words, x, size = "".join(text.itertext()), float(text.get("x", "0")), float(text.get("font-size", "16"))
    heavy = text.get("font-weight") == "700"
    face = "head" if heavy and text.get("font-family") == "serif" else "bold" if heavy else "text"
    width = text_width(words, size, face)
    left = {"middle": x - width / 2, "end": x - width}.get(text.get("text-anchor", ""), x)
    return words, left, left + width, float(text.get("y", "0"))


def shapes(svg: str, tag: str) -> list[dict[str, str]]:
    """The attributes of all shapes of a kind."""
    return [dict(shape.attrib) for shape in fromstring(svg).iter(f"{_TAG}{tag}")]
