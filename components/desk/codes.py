"""What a newsroom copies: addresses and codes of one embed. The only place where code for other sites is written.

Called by the desk and by oEmbed, so that both give the same frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from components.urls import UrlBuilder

#: What an embed looks like: the reader's own setting, or one of the two.
THEMES = ("auto", "light", "dark")
WIDTH = 600
LEAST_HEIGHT, MOST_HEIGHT = 80, 3000
#: What each takes at 600 pixels of width with a warning above it, rounded up.
_HEIGHTS = {
    "bars": 720,
    "map": 980,
    "table": 720,
    "seats": 480,
    "turnout": 640,
    "ticker": 220,
    "races": 800,
    "arrivals": 560,
    "shares": 620,
    "swing": 980,
    "cartogram": 980,
    "scatter": 1000,
    "triangle": 1000,
    "uncounted": 860,
}
_HEIGHT = 760  # of charts without a height of their own


@dataclass(frozen=True)
class Choice:
    """One embed as it was put together. `height` 0 is "as high as it needs to be"; `theme` auto follows the reader."""

    election: str
    contest: str
    area: str
    chart: str
    measure: str = ""
    theme: str = "auto"
    lang: str = "en"
    height: int = 0


def height_of(chart: str) -> int:
    """Return a height in pixels in which a chart has room at 600 pixels of width."""
    return _HEIGHTS.get(chart, _HEIGHT)


@dataclass(frozen=True)
class Codes:
    """Codes and addresses of one choice; `base` is the public address of the site, `title` says what is shown."""

    choice: Choice
    base: str
    urls: UrlBuilder
    title: str

    @property
    def path(self) -> str:
        """Address of the embed within the site."""
        c = self.choice
        return self._words.embed(
            c.election,
            c.contest,
            c.area,
            chart=c.chart,
            measure=c.measure or None,
            theme=None if c.theme == "auto" else c.theme,
        )

    @property
    def height(self) -> int:
        """Height of the frame before it has told its own."""
        return self.choice.height or height_of(self.choice.chart)

    def iframe(self, *, width: int | None = None, height: int | None = None) -> str:
        """Return the frame alone: for systems that take no script. `width` in pixels where the asker wants it fixed."""
        style = "border:0;max-width:100%" if width else "border:0;width:100%"
        return (
            f'<iframe src="{escape(self.base + self.path)}" title="{escape(self.title)}" '
            f'width="{width or "100%"}" height="{height or self.height}" style="{style}" loading="lazy"></iframe>'
        )

    @property
    def script(self) -> str:
        """Return the script that makes the frame and keeps it as high as its figures need; a link where scripts are off."""
        fixed = f' data-height="{self.choice.height}"' if self.choice.height else ""
        return (
            f'<script async src="{escape(self.base)}/embed.js" data-matokeo="{escape(self.path)}" '
            f'data-title="{escape(self.title)}"{fixed}></script>'
            f'<noscript><a href="{escape(self.base + self.path)}">{escape(self.title)}</a></noscript>'
        )

    @property
    def oembed(self) -> str:
        """Return the address that tells an editor all about the embed."""
        return self.base + self.urls.oembed(self.base + self.path)

    @property
    def card(self) -> str:
        """Return the address of the share card."""
        c = self.choice
        return self.base + self._words.card(c.election, c.contest, c.area)

    def picture(self, kind: str) -> str:
        """Return the address within the site where the chart comes as a picture file with a name."""
        c = self.choice
        theme = None if c.theme == "auto" else c.theme
        measure = c.measure or None
        return self._words.picture(
            c.election, c.contest, c.area, kind, chart=c.chart, measure=measure, theme=theme, download=1
        )

    @property
    def _words(self) -> UrlBuilder:
        return self.urls.in_language(self.choice.lang)
