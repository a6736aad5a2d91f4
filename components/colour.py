"""Colour arithmetic: sRGB, OKLab and OKLCH, contrast, and simulated colour blindness.

Used by `components.theme` and `components.flat`. OKLab after Ottosson (2020); contrast after WCAG 2.2; protanopia and
deuteranopia after Machado, Oliveira and Fernandes (2009) at full severity, in linear sRGB. Pure; knows nothing of parties.
"""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, radians, sin

Triple = tuple[float, float, float]

_PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
_DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))


def parse_hex(colour: str) -> Triple:
    """Read `#rrggbb` as sRGB in 0..1."""
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def hex_of(rgb: Triple) -> str:
    """Write sRGB in 0..1 as `#rrggbb`."""
    return "#" + "".join(f"{round(min(max(c, 0.0), 1.0) * 255):02x}" for c in rgb)


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)


def _encoded(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else float(1.055 * c ** (1 / 2.4) - 0.055)


def _oklab_of_linear(rgb: Triple) -> Triple:
    r, g, b = rgb
    l_ = _cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    m_ = _cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    s_ = _cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * l_ + 0.7936177850 * m_ - 0.0040720468 * s_,
        1.9779984951 * l_ - 2.4285922050 * m_ + 0.4505937099 * s_,
        0.0259040371 * l_ + 0.7827717662 * m_ - 0.8086757660 * s_,
    )


def _cbrt(x: float) -> float:
    return float(abs(x) ** (1 / 3)) * (1 if x >= 0 else -1)


def oklab(rgb: Triple) -> Triple:
    """Return OKLab of an sRGB colour."""
    return _oklab_of_linear((_linear(rgb[0]), _linear(rgb[1]), _linear(rgb[2])))


def oklch(rgb: Triple) -> Triple:
    """Return lightness, chroma and hue in degrees of an sRGB colour."""
    lightness, a, b = oklab(rgb)
    return lightness, hypot(a, b), float(degrees(atan2(b, a)) % 360)


def _linear_of_oklab(lab: Triple) -> Triple:
    lightness, a, b = lab
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )


# A part this little outside the gamut (in linear light) still rounds to the same screen colour.
_GAMUT_TOLERANCE = 4e-4


def gamut(lightness: float, chroma: float, hue: float) -> Triple:
    """Lower the chroma by .004 until the colour is in sRGB, and return it there."""
    a, b = cos(radians(hue)), sin(radians(hue))
    while True:
        linear = _linear_of_oklab((lightness, chroma * a, chroma * b))
        if chroma <= 0 or all(-_GAMUT_TOLERANCE <= c <= 1 + _GAMUT_TOLERANCE for c in linear):
            red, green, blue = (_encoded(min(max(c, 0.0), 1.0)) for c in linear)
            return red, green, blue
        chroma = max(chroma - 0.004, 0.0)


def luminance(colour: str) -> float:
    """Return WCAG relative luminance of `#rrggbb`."""
    r, g, b = (_linear(c) for c in parse_hex(colour))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab_distance(first: str, second: str) -> float:
    """Return the OKLab distance of two colours."""
    a, b = oklab(parse_hex(first)), oklab(parse_hex(second))
    return hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])


def cvd_distance(first: str, second: str) -> float:
    """Return the smaller OKLab distance of two colours seen with protanopia and with deuteranopia."""
    return min(_seen_distance(first, second, _PROTAN), _seen_distance(first, second, _DEUTAN))


def _seen_distance(first: str, second: str, eye: tuple[Triple, Triple, Triple]) -> float:
    a, b = _seen(first, eye), _seen(second, eye)
    return hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])


def _seen(colour: str, eye: tuple[Triple, Triple, Triple]) -> Triple:
    linear = [_linear(c) for c in parse_hex(colour)]
    r, g, b = (min(max(sum(k * c for k, c in zip(row, linear, strict=True)), 0.0), 1.0) for row in eye)
    return _oklab_of_linear((r, g, b))


def mix(first: str, second: str, part: float) -> str:
    """Mix so much of `first` (0 to 1) into `second` in OKLab, as `color-mix` of CSS does."""
    a, b = oklab(parse_hex(first)), oklab(parse_hex(second))
    lab = (
        a[0] * part + b[0] * (1 - part),
        a[1] * part + b[1] * (1 - part),
        a[2] * part + b[2] * (1 - part),
    )
    red, green, blue = (_encoded(min(max(c, 0.0), 1.0)) for c in _linear_of_oklab(lab))
    return hex_of((red, green, blue))
