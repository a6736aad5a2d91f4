"""The light pages: whole documents without scripts, for slow links, old phones, text browsers and paper.

Called by `pages.public.lite*`. The same words and figures as the full pages, in plain headings, sentences and tables; every
page stays under 30 KB compressed, so nothing is drawn twice and the style is a few lines. `components.lite.message` is the
text of one SMS.
"""

from __future__ import annotations

from components.lite.contest import contest_page
from components.lite.frame import LiteFrame
from components.lite.home import home_page
from components.lite.message import message
from components.lite.search import search_page
from components.lite.station import station_page

__all__ = ["LiteFrame", "contest_page", "home_page", "message", "search_page", "station_page"]
