"""Published versions as files: CSV, JSON, XML, workbooks, GeoJSON, the archive of an election, and what describes them.

`formats` lists what there is; called by `/api/v1/elections/<e>/export/...` and `matokeo export`.
"""

from __future__ import annotations

from data.export.formats import FORMATS, Format
from data.export.rows import CSV_COLUMNS, Cell, Portion, areas, safe_cell

__all__ = ["CSV_COLUMNS", "FORMATS", "Cell", "Format", "Portion", "areas", "safe_cell"]
