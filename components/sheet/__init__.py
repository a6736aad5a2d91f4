"""The result sheet of an area: figures in figures and in words on A4, with what it takes to check them, as PDF.

Called by `pages.public.sheet`. `content` writes every word, `layout` sets them in type; neither reads a file but the fonts.
"""

from __future__ import annotations

from components.sheet.content import Marks, Sheet, SheetTable, sheet_of
from components.sheet.layout import sheet_pdf

__all__ = ["Marks", "Sheet", "SheetTable", "sheet_of", "sheet_pdf"]
