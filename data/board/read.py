"""Reads the station board for managers: pages, counts, matrix, map.

Called by `dashboard.office_api.board` and the pages of the board in a transaction of the person (`Desk.acting`), whom row
security shows only the own areas. Writes nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.board.query import BoardQuery
from data.elections import OfficeElection
from data.records.board import BoardFacets, BoardMap, BoardMatrix, BoardPage


def board_page(connection: Connection, election: OfficeElection, query: BoardQuery) -> BoardPage:
    """Return a page of the board. Raises `BoardRefused` for a forged mark, `NotThere` for an unknown area or contest."""
    raise NotImplementedError


def board_facets(
    connection: Connection, election: OfficeElection, *, contest: str | None = None, area: str | None = None
) -> BoardFacets:
    """Return the counts beside the board. Raises `NotThere` for an unknown area or contest."""
    raise NotImplementedError


def board_matrix(connection: Connection, election: OfficeElection, *, area: str | None = None) -> BoardMatrix:
    """Return the areas below `area` (default: the root) against the contests. Raises `NotThere`."""
    raise NotImplementedError


def board_map(
    connection: Connection, election: OfficeElection, *, level: str, contest: str | None = None
) -> BoardMap:
    """Return every area of `level` that the asker sees. Raises `NotThere` for an unknown level or contest."""
    raise NotImplementedError
