"""Sets a result sheet on A4 pages: the words of `content` become a PDF, the same bytes for the same words.

Called by `pages.public.sheet`, beside the event loop. Tables go on over pages with their heads repeated; every page says
what it is of, its number, and in a rehearsal that it is one. Must not know where figures come from.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from reportlab.pdfgen.canvas import Canvas

from components.sheet.content import Sheet, SheetTable
from components.sheet.type import BOLD, HEAD, TEXT, fonts, lines, runs, width

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
_SIDE, _TOP, _BOTTOM = 42.0, 46.0, 58.0
_ROOM = PAGE_WIDTH - 2 * _SIDE
_INK, _SOFT, _RULE, _PALE, _TEST = "#161616", "#555555", "#b9b4a8", "#efece4", "#b00020"
_WATER = "#f5d3d6"
_CELL, _LEAD, _PAD = 8.0, 10.4, 3.0
_HEAD, _SMALL_HEAD, _LEAST = 7.5, 6.0, 5.0
_QR = 84.0

Draw = Callable[[Any], None]


def sheet_pdf(sheet: Sheet) -> bytes:
    """Return the PDF of a sheet. Fonts are shared and read while it is set: only one sheet may be set at a time."""
    fonts()
    pages = _Layout(sheet).pages()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, pageCompression=1, lang=sheet.lang)
    canvas.setTitle(" – ".join(part for part in (sheet.title, sheet.running) if part))
    canvas.setSubject(f"{sheet.status}; {sheet.version}")
    canvas.setAuthor("Matokeo")
    canvas.setCreator("Matokeo")
    for number, page in enumerate(pages, start=1):
        _around(canvas, sheet, number, len(pages))
        for draw in page:
            draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _around(canvas: Any, sheet: Sheet, number: int, total: int) -> None:
    """What every page has: the mark of a rehearsal, the head of later pages, the foot."""
    if sheet.rehearsal is not None:
        _water(canvas, sheet.rehearsal[0])
        canvas.setFillColor(_TEST)
        canvas.rect(0, PAGE_HEIGHT - 24, PAGE_WIDTH, 24, stroke=0, fill=1)
        words = sheet.rehearsal[1]
        _put(canvas, words, (PAGE_WIDTH - width(words, BOLD, 10)) / 2, PAGE_HEIGHT - 16, BOLD, 10, "#ffffff")
    if number > 1:
        room = _ROOM - width(sheet.status, BOLD, 8) - 12
        _put(canvas, lines(sheet.running, BOLD, 8, room)[0], _SIDE, PAGE_HEIGHT - 40, BOLD, 8, _INK)
        _right(canvas, sheet.status, PAGE_WIDTH - _SIDE, PAGE_HEIGHT - 40, BOLD, 8, _INK)
        _line(canvas, PAGE_HEIGHT - 45)
    _line(canvas, _BOTTOM - 14)
    page = sheet.page(number, total)
    room = _ROOM - width(page, BOLD, 8) - 12
    _put(
        canvas,
        lines(f"{sheet.running} · {sheet.version}", TEXT, 7, room)[0],
        _SIDE,
        _BOTTOM - 25,
        TEXT,
        7,
        _SOFT,
    )
    _right(canvas, page, PAGE_WIDTH - _SIDE, _BOTTOM - 25, BOLD, 8, _INK)
    _put(canvas, lines(sheet.address, TEXT, 7, _ROOM)[0], _SIDE, _BOTTOM - 35, TEXT, 7, _SOFT)


def _water(canvas: Any, word: str) -> None:
    """Write a word across the whole page, under everything else."""
    canvas.saveState()
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(52)
    size = 700 / max(width(word, BOLD, 1), 1)
    size = min(size, 120)
    _put(canvas, word, -width(word, BOLD, size) / 2, -size / 3, BOLD, size, _WATER)
    canvas.restoreState()


class _Layout:
    """Distributes a sheet over pages; a page is a list of things to draw."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._pages: list[list[Draw]] = [[]]
        self._y = PAGE_HEIGHT - _TOP

    def pages(self) -> list[list[Draw]]:
        """Lay the sheet out."""
        self._head()
        for table in self._sheet.tables:
            self._table(table)
        self._check()
        return self._pages

    def _draw(self, draw: Draw) -> None:
        self._pages[-1].append(draw)

    def _turn(self) -> None:
        self._pages.append([])
        self._y = PAGE_HEIGHT - _TOP - 14

    def _fits(self, height: float) -> bool:
        return self._y - height >= _BOTTOM

    def _text(self, text: str, face: str, size: float, *, room: float = _ROOM, color: str = _INK) -> None:
        """Write a paragraph at the left edge."""
        lead = size * 1.32
        for line in lines(text, face, size, room):
            if not self._fits(lead):
                self._turn()
            self._y -= lead
            self._draw(_writer(line, _SIDE, self._y + lead * 0.24, face, size, color))

    def _head(self) -> None:
        sheet = self._sheet
        code, top = _qr(sheet.address), self._y - 4
        self._draw(lambda canvas: _blocks(canvas, code, PAGE_WIDTH - _SIDE - _QR, top - _QR, _QR))
        self._draw(lambda canvas: canvas.linkURL(sheet.address, _box(top), relative=0))
        room = _ROOM - _QR - 16
        self._text(sheet.title, BOLD, 9, room=room, color=_SOFT)
        self._text(sheet.subtitle, HEAD, 20, room=room)
        self._y -= 4
        self._status(sheet.status)
        self._y -= 6
        for label, value in sheet.facts:
            self._fact(label, value, room if self._y > top - _QR else _ROOM)
        self._y = min(self._y, top - _QR) - 6
        self._text(sheet.notice, TEXT, 8.5, color=_SOFT)
        self._y -= 8

    def _status(self, words: str) -> None:
        wide, at = width(words, BOLD, 9) + 12, self._y - 16

        def draw(canvas: Any) -> None:
            canvas.setStrokeColor(_INK)
            canvas.setLineWidth(1.2)
            canvas.rect(_SIDE, at, wide, 16, stroke=1, fill=0)
            _put(canvas, words, _SIDE + 6, at + 4.8, BOLD, 9, _INK)

        self._draw(draw)
        self._y = at

    def _fact(self, label: str, value: str, room: float) -> None:
        name = 108.0
        left = lines(label, TEXT, 8.5, name - 8)
        right = lines(value, BOLD, 8.5, room - name)
        for place in range(max(len(left), len(right))):
            self._y -= 12
            if place < len(left):
                self._draw(_writer(left[place], _SIDE, self._y, TEXT, 8.5, _SOFT))
            if place < len(right):
                self._draw(_writer(right[place], _SIDE + name, self._y, BOLD, 8.5, _INK))

    def _table(self, table: SheetTable) -> None:
        """Set a table; its title and head stay with its first row and are repeated on the next page."""
        widths = _widths(table)
        head = _row(table, table.head, widths, head=True)
        rows = [_row(table, cells, widths, head=False) for cells in table.rows]
        first = rows[0].height if rows else 0.0
        if not self._fits(20 + head.height + first):
            self._turn()
        self._title(table.title)
        self._set(head)
        for row in rows:
            if not self._fits(row.height):
                self._turn()
                self._title(table.title)
                self._set(head)
            self._set(row)
        if table.note:
            self._y -= 2
            self._text(table.note, TEXT, 7.5, color=_SOFT)
        self._y -= 10

    def _title(self, title: str) -> None:
        self._text(title, HEAD, 11)
        self._y -= 3

    def _set(self, row: _Row) -> None:
        at = self._y
        self._draw(lambda canvas: row.draw(canvas, at))
        self._y -= row.height

    def _check(self) -> None:
        sheet = self._sheet
        height = 26 + sum(10 + 11 * len(lines(value, TEXT, 8, _ROOM)) for _, value in sheet.checks)
        height += sum(11 * len(lines(how, TEXT, 8, _ROOM)) for how in sheet.how)
        if not self._fits(height):
            self._turn()
        for label, value in sheet.checks:
            self._text(label, BOLD, 7.5, color=_SOFT)
            self._text(value, TEXT, 8)
        self._y -= 4
        for how in sheet.how:
            self._text(how, TEXT, 8, color=_SOFT)


class _Row:
    """One row of a table, broken into lines."""

    def __init__(
        self, table: SheetTable, cells: list[list[str]], widths: tuple[float, ...], *, head: bool
    ) -> None:
        self._table = table
        self._widths = widths
        self._cells = cells
        self._head = head
        self.height = max(len(cell) for cell in cells) * _LEAD + 2 * _PAD

    def draw(self, canvas: Any, top: float) -> None:
        """Draw the row below `top`."""
        if self._head:
            canvas.setFillColor(_PALE)
            canvas.rect(_SIDE, top - self.height, _ROOM, self.height, stroke=0, fill=1)
        left = _SIDE
        for column, cell in enumerate(self._cells):
            room = self._widths[column]
            face = BOLD if self._head or column in self._table.strong else TEXT
            size = _head_size(self._table, column, room) if self._head else _CELL
            for place, line in enumerate(cell):
                y = top - _PAD - (place + 1) * _LEAD + 2.6
                if column in self._table.numbers:
                    _right(canvas, line, left + room - self._edge(column), y, face, size, _INK)
                else:
                    _put(canvas, line, left + _PAD, y, face, size, _INK)
            left += room
        _line(canvas, top - self.height, light=not self._head)

    def _edge(self, column: int) -> float:
        """Room right of a figure: more before a column of words, which would else touch it."""
        after = column + 1
        return _PAD if after >= len(self._cells) or after in self._table.numbers else _PAD + 7


def _row(table: SheetTable, cells: tuple[str, ...], widths: tuple[float, ...], *, head: bool) -> _Row:
    broken = []
    for column, cell in enumerate(cells):
        face = BOLD if head or column in table.strong else TEXT
        size = _head_size(table, column, widths[column]) if head else _CELL
        broken.append(lines(cell, face, size, widths[column] - 2 * _PAD))
    return _Row(table, broken, widths, head=head)


def _widths(table: SheetTable) -> tuple[float, ...]:
    """Return the widths of columns: as the table wants them, but no word is cut while another column has room."""
    wanted = [part * _ROOM for part in table.widths]
    least = [_longest(table, column) + 2 * _PAD + 7 for column in range(len(wanted))]
    lacking = sum(max(0.0, need - have) for need, have in zip(least, wanted, strict=True))
    spare = sum(max(0.0, have - need) for need, have in zip(least, wanted, strict=True))
    part = min(1.0, lacking / spare) if spare else 0.0
    given = part * spare / lacking if lacking else 0.0
    return tuple(
        have + (need - have) * (given if need > have else part)
        for need, have in zip(least, wanted, strict=True)
    )


def _longest(table: SheetTable, column: int) -> float:
    """How wide the longest word of a column is, its head included."""
    face = BOLD if column in table.strong else TEXT
    cells = {word for row in table.rows for word in row[column].split()}
    return max(
        max((width(word, face, _CELL) for word in cells), default=0.0),
        max((width(word, BOLD, _SMALL_HEAD) for word in table.head[column].split()), default=0.0),
    )


def _head_size(table: SheetTable, column: int, room: float) -> float:
    """The size of a head: smaller where a word of it would not fit whole."""
    longest = max((width(word, BOLD, 1) for word in table.head[column].split()), default=0.0)
    return min(_HEAD, max(_LEAST, (room - 2 * _PAD) / longest if longest else _HEAD))


def _writer(text: str, x: float, y: float, face: str, size: float, color: str) -> Draw:
    return lambda canvas: _put(canvas, text, x, y, face, size, color)


def _put(canvas: Any, text: str, x: float, y: float, face: str, size: float, color: str) -> None:
    canvas.setFillColor(color)
    for name, piece in runs(text, face):
        canvas.setFont(name, size)
        canvas.drawString(x, y, piece)
        x += canvas.stringWidth(piece, name, size)


def _right(canvas: Any, text: str, x: float, y: float, face: str, size: float, color: str) -> None:
    _put(canvas, text, x - width(text, face, size), y, face, size, color)


def _line(canvas: Any, y: float, *, light: bool = True) -> None:
    canvas.setStrokeColor(_RULE if light else _INK)
    canvas.setLineWidth(0.5)
    canvas.line(_SIDE, y, PAGE_WIDTH - _SIDE, y)


def _qr(address: str) -> tuple[bytearray, ...]:
    return tuple(segno.make(address, error="m", micro=False).matrix)


def _box(top: float) -> tuple[float, float, float, float]:
    return (PAGE_WIDTH - _SIDE - _QR, top - _QR, PAGE_WIDTH - _SIDE, top)


def _blocks(canvas: Any, code: tuple[bytearray, ...], x: float, y: float, size: float) -> None:
    """Draw a QR code; dark modules side by side are one rectangle."""
    step = size / len(code)
    canvas.setFillColor("#ffffff")
    canvas.rect(x - 4, y - 4, size + 8, size + 8, stroke=0, fill=1)
    canvas.setFillColor("#000000")
    for row, modules in enumerate(code):
        start = None
        for column, dark in enumerate([*modules, 0]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                canvas.rect(
                    x + start * step, y + size - (row + 1) * step, (column - start) * step, step, 0, 1
                )
                start = None
