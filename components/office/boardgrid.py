"""The grid of the station board: an ag-Grid in the infinite row model whose rows come from `assets/js/office/boardgrid.js`.

Called by `pages.office.manage` for the part of the page that is Dash. No data is in it and no server callback: the script
gives the grid its source of rows, and draws its cells.
"""

from __future__ import annotations

import dash_ag_grid as dag
from dash.development.base_component import Component

from components.i18n import Translator

GRID = "board-grid"
#: So many rows are asked for at a time.
BLOCK = 100
ROW_PX = 42
#: Columns in order: field, width, whether it takes what room is left, class.
_COLUMNS: tuple[tuple[str, int, bool, str], ...] = (
    ("code", 144, False, ""),
    ("name", 170, True, "nm"),
    ("where", 138, True, ""),
    ("state", 112, False, ""),
    ("received", 88, False, "n"),
    ("late", 84, False, "n"),
    ("why", 170, True, ""),
    ("seen", 76, False, "n"),
    ("act", 86, False, "n"),
)


def board_grid(t: Translator, titles: dict[str, str], sortable: dict[str, str]) -> Component:
    """The empty grid. `titles` are the words of the columns, `sortable` the direction of those the server can order by."""
    made: Component = dag.AgGrid(
        id=GRID,
        className="bd-grid",
        style={"height": "100%"},
        rowModelType="infinite",
        getRowId="params.data.id",
        columnDefs=[
            _column(field, width, titles.get(field, ""), grows=grows, css=css, order=sortable.get(field))
            for field, width, grows, css in _COLUMNS
        ],
        defaultColDef={
            "sortable": False,
            "resizable": True,
            "wrapHeaderText": True,
            "suppressMovable": True,
            "suppressHeaderMenuButton": True,
        },
        dashGridOptions={
            "theme": "themeQuartz",
            "rowHeight": ROW_PX,
            "headerHeight": 36,
            "cacheBlockSize": BLOCK,
            # Dash's own source asks once and is never answered; ours asks in sequence whatever this says.
            "maxConcurrentDatasourceRequests": 6,
            "cacheOverflowSize": 1,
            "infiniteInitialRowCount": 1,
            "rowBuffer": 12,
            "animateRows": False,
            "suppressColumnVirtualisation": True,
            "suppressScrollOnNewData": True,
            "suppressDragLeaveHidesColumns": True,
            "enableCellTextSelection": True,
            "rowSelection": {
                "mode": "multiRow",
                "checkboxes": True,
                "headerCheckbox": False,
                "enableClickSelection": False,
            },
            "selectionColumnDef": {"width": 36, "minWidth": 36, "resizable": False},
            "localeText": {"noRowsToShow": t("No station matches these filters."), "loadingOoo": "…"},
        },
    )
    return made


def _column(
    field: str, width: int, title: str, *, grows: bool, css: str, order: str | None
) -> dict[str, object]:
    column: dict[str, object] = {
        "field": field,
        "headerName": title,
        "width": width,
        "cellRenderer": "boardCell",
        "cellClass": f"{css} c-{field}".strip(),
        "headerClass": css,
    }
    if grows:
        column |= {"flex": width, "minWidth": width * 3 // 4}
    if order is not None:
        # One direction each: the server's indexes have one.
        column |= {"sortable": True, "sortingOrder": [order, None], "unSortIcon": True}
    return column
