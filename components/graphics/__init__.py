"""Charts as server-made inline SVG with their sentence and their table, for the site, embeds and pictures.

A chart is drawn by a function of a `ContestView` and, where it shows a finer level, of that level's rows
(`pages.opened.Opened.areas`). Colours are CSS variables and `p-<key>` classes, so one drawing serves every theme;
`components.flat` resolves them where no style sheet is.
"""

from __future__ import annotations

from components.graphics.chart import Chart, ChartKind, Key, Rows
from components.graphics.registry import CHARTS, chart_kind

__all__ = ["CHARTS", "Chart", "ChartKind", "Key", "Rows", "chart_kind"]
