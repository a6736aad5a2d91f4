"""Makes a drawing stand alone: variables, mixed colours and classes become plain attributes of each shape.

Called for pictures and share cards; the result needs no style sheet, holds no script, link or class, and looks as the
drawing does on its page. Text stays text, in generic families. Must not draw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from defusedxml.ElementTree import fromstring

from components.colour import mix
from components.raster import writable
from components.stylerules import PROPERTIES, Rule, rules_for, tokens
from components.theme import palette

XMLNS = "http://www.w3.org/2000/svg"
THEMES = ("light", "dark")
_TAGS = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs",
        "pattern", "title", "desc", "use", "clipPath", "mask", "marker", "linearGradient", "stop",
    }
)  # fmt: skip
_KEPT = frozenset(
    {
        "viewBox", "width", "height", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "d",
        "points", "transform", "id", "href", "patternUnits", "patternTransform", "preserveAspectRatio", "offset",
        "stop-color", "clip-path", "mask", "role", "aria-label", "direction", "marker-end", "refX", "refY", "orient",
        "markerWidth", "markerHeight", "clip-rule", "textLength",
    }
)  # fmt: skip
_PAINTS = frozenset({"fill", "stroke", "stop-color"})
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*))?\)")
_MIX = re.compile(
    r"color-mix\(\s*in oklab\s*,\s*(#[0-9a-f]{3,6})\s+([\d.]+)%\s*,\s*(#[0-9a-f]{3,6})[^)]*\)", re.I
)
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])", re.I)
_FONT = re.compile(r"(?:(\d{3}|bold|normal)\s+)?([\d.]+)(px|rem)(?:/\S+)?\s+(.+)")
_LENGTH = re.compile(r"([\d.]+)(px|rem)")
_SCALE = re.compile(r"scale\(\s*([\d.]+)\s*\)")


@dataclass(frozen=True)
class _Around:
    """What an element takes from the elements that it stands in."""

    variables: dict[str, str]
    chain: tuple[tuple[str, frozenset[str], dict[str, str]], ...] = ()
    scale: float = 1.0


def flat_svg(svg: str, theme: str, colours: dict[str, str]) -> str:
    """Return `svg` with every look as a plain attribute; `colours` are party keys with registered colours.

    `theme` is `light` or `dark`. Raises `ValueError` for another theme or markup that is broken.
    """
    if theme not in THEMES:
        raise ValueError(f"A picture is light or dark, not {theme!r}.")
    try:
        root = fromstring(writable(svg).replace(f' xmlns="{XMLNS}"', ""))
    except SyntaxError as error:
        raise ValueError(f"The drawing is no SVG: {error}.") from error
    _flatten(root, _Around(_variables(theme, colours)))
    root.attrib = {"xmlns": XMLNS, **root.attrib}
    root.attrib.setdefault("font-family", "sans-serif")
    return tostring(root, encoding="unicode")


def _variables(theme: str, colours: dict[str, str]) -> dict[str, str]:
    found = dict(tokens(theme))
    for key, colour in colours.items():
        look = palette(colour, theme)
        found |= {f"--{key}-f": look.f, f"--{key}-e": look.e, f"--{key}-t": look.t, f"--{key}-on": look.on}
        found |= {f"--{key}-m{step}": shade for step, shade in enumerate(look.m, 1)}
    return found


def _flatten(element: Element, around: _Around) -> None:
    if element.tag == "a":
        element.tag = "g"
        element.attrib.pop("href", None)
    classes = frozenset(element.get("class", "").split())
    declared, variables = _declared(element, classes, around)
    written = {**{k: v for k, v in element.attrib.items() if k in PROPERTIES}, **declared}
    looks = {name: _resolved(value, variables) for name, value in written.items()}
    scale = around.scale
    for found in _SCALE.findall(element.get("transform", "")):
        scale *= float(found)
    chain = (*around.chain, (str(element.tag), classes, dict(element.attrib)))
    kept = {n: _resolved(v, variables) for n, v in element.attrib.items() if _keeps(n, v)}
    plain = {name: value for name, value in kept.items() if value is not None}
    element.attrib = {**plain, **_attributes(looks, scale)}
    inside = _Around(variables, chain, scale)
    for child in list(element):
        if child.tag in _TAGS or child.tag == "a":
            _flatten(child, inside)
        else:
            element.remove(child)


def _keeps(name: str, value: str) -> bool:
    if name == "href":
        return value.startswith("#")
    # A width in percent means nothing where there is no page.
    return name in _KEPT and not (name in ("width", "height") and value.endswith("%") and "." not in value)


def _declared(
    element: Element, classes: frozenset[str], around: _Around
) -> tuple[dict[str, str], dict[str, str]]:
    """What rules and the element's own style say, the strongest last, and the variables that hold from here on."""
    said: dict[str, str] = {}
    tag, attributes = str(element.tag), dict(element.attrib)
    for rule in rules_for(tag, classes):
        if rule.compounds[-1].fits(tag, classes, attributes) and _inside(rule, around):
            said |= dict(rule.declarations)
    variables = around.variables
    for name in sorted(classes):
        if name.startswith("p-") and f"--{name[2:]}-f" in variables:
            variables = variables | _party(name[2:])
    own = [part.partition(":") for part in element.get("style", "").split(";") if ":" in part]
    said |= {name.strip(): value.strip() for name, _, value in own}
    custom = {name: value for name, value in said.items() if name.startswith("--")}
    if custom:
        variables = variables | custom
    return _long({name: value for name, value in said.items() if name in PROPERTIES}), variables


def _party(key: str) -> dict[str, str]:
    own = {
        "--f": "f",
        "--e": "e",
        "--tx": "t",
        "--on": "on",
        **{f"--m{step}": f"m{step}" for step in range(1, 5)},
    }
    return {name: f"var(--{key}-{part})" for name, part in own.items()}


def _inside(rule: Rule, around: _Around) -> bool:
    """Whether the elements around fit the selector's earlier compounds, in their order."""
    at = len(around.chain)
    for compound in reversed(rule.compounds[:-1]):
        while at > 0 and not compound.fits(*around.chain[at - 1]):
            at -= 1
        if at == 0:
            return False
        at -= 1
    return True


def _long(said: dict[str, str]) -> dict[str, str]:
    """Write the shorthand of a font as its parts; a part that was said by itself stays."""
    match = _FONT.fullmatch(said.pop("font", ""))
    if match is None:
        return said
    weight, size, unit, family = match.groups()
    parts = {"font-weight": weight or "400", "font-size": f"{size}{unit}", "font-family": family}
    return parts | said


def _resolved(value: str, variables: dict[str, str]) -> str | None:
    """Put values for variables and mixed colours; `None` where a variable has no value, as in a browser."""
    for _ in range(12):
        found = _VAR.search(value)
        if found is None:
            break
        named = variables.get(found.group(1), found.group(2))
        if named is None:
            return None
        value = value[: found.start()] + named.strip() + value[found.end() :]
    value = _MIX.sub(lambda m: mix(_whole(m[1]), _whole(m[3]), float(m[2]) / 100), value)
    value = value.replace("currentColor", variables["--ink"])
    return None if "var(" in value or "color-mix(" in value else value


def _whole(colour: str) -> str:
    short = _SHORT_HEX.fullmatch(colour)
    return "#" + "".join(2 * digit for digit in short.groups()) if short else colour


def _attributes(looks: dict[str, str | None], scale: float) -> dict[str, str]:
    out = {name: _plain(value) for name, value in looks.items() if value is not None}
    if out.pop("vector-effect", "") == "non-scaling-stroke" and scale != 1:
        # Not every program that opens pictures knows lines that keep their width.
        out["stroke-width"] = f"{float(out.get('stroke-width', '1')) / scale:g}"
    for name in _PAINTS & out.keys():
        if "url(" in out[name] and not out[name].startswith("url(#"):
            del out[name]
    return out


def _plain(value: str) -> str:
    length = _LENGTH.fullmatch(value)
    if length is None:
        return value
    return f"{float(length[1]) * (16 if length[2] == 'rem' else 1):g}"
