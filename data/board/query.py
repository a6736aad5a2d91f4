"""What is asked of the station board: filters, order and page, read strictly from an address.

Called by `dashboard.office_api.board` and the pages of the board before `data.board.read`. It asks the database nothing.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import get_args

import msgspec

from data.errors import MatokeoError
from data.records.board import BOARD_STATES, BoardOrder
from data.records.words import N_

#: `observer` with this value: stations that nobody is assigned to.
NOBODY = "none"
ROWS, MOST_ROWS = 50, 500
SHORTEST_SEARCH = 2
_LONGEST = 200


class BoardRefused(MatokeoError):
    """Raised for a question that cannot be asked (HTTP 400); `name` is the filter at fault."""

    def __init__(self, name: str, message: str, *, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.name = name


class Mark(msgspec.Struct, array_like=True, frozen=True):
    """The last row of a page: where the next one goes on, in which order."""

    order: str
    keys: tuple[int | str, ...]
    station_id: int
    contest_id: int


@dataclass(frozen=True, kw_only=True)
class BoardQuery:
    """What to show; `None` and empty mean any. `late`: only late rows, or only rows that are not.

    `missing`: a source that has not arrived. `observer`: (part of) a name or username, `none`: nobody is assigned.
    """

    contest: str | None = None
    area: str | None = None
    state: tuple[str, ...] = ()
    late: bool | None = None
    check: str | None = None
    missing: str | None = None
    differ: bool | None = None
    findings: bool | None = None
    observer: str | None = None
    q: str | None = None
    order: BoardOrder = "attention"
    after: str | None = None
    limit: int = ROWS

    def filters(self) -> dict[str, object]:
        """Return the filters that are set, as an address or the audit log names them."""
        return {
            name: value
            for name, value in asdict(self).items()
            if name not in ("order", "after", "limit") and value not in (None, ())
        }


NAMES = tuple(field.name for field in fields(BoardQuery))


def read_query(given: Mapping[str, str]) -> BoardQuery:
    """Read a question as an address has it: `state=held,disputed&late=1&limit=100`. Raises `BoardRefused`."""
    words = {name: given[name].strip() for name in NAMES if given.get(name, "").strip()}
    for name, value in words.items():
        if len(value) > (2000 if name == "after" else _LONGEST) or not value.isprintable():
            raise BoardRefused(name, N_("A filter is too long or not text."))
    return BoardQuery(
        contest=words.get("contest"),
        area=words.get("area"),
        state=_states(words.get("state", "")),
        late=_flag("late", words),
        check=words.get("check"),
        missing=words.get("missing"),
        differ=_flag("differ", words),
        findings=_flag("findings", words),
        observer=words.get("observer"),
        q=_search(words.get("q")),
        order=_order(words.get("order", "attention")),
        after=words.get("after"),
        limit=_limit(words.get("limit")),
    )


def pack(mark: Mark) -> str:
    """Return a mark as the opaque text of an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(mark)).decode().rstrip("=")


def unpack(text: str, order: str) -> Mark:
    """Return the mark that a page of `order` gave. Raises `BoardRefused` for one that none gave."""
    refused = BoardRefused("after", N_("There is no such page of the board."), remedy=N_("Begin again."))
    try:
        mark = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Mark)
    except (ValueError, msgspec.MsgspecError) as error:
        raise refused from error
    wanted: dict[str, tuple[type, ...]] = {"attention": (int, int), "code": (str,)}
    kinds = wanted.get(order, (int,))
    fits = len(mark.keys) == len(kinds) and all(
        isinstance(key, kind) for key, kind in zip(mark.keys, kinds, strict=True)
    )
    numbers = [key for key in mark.keys if isinstance(key, int)]
    texts = [key for key in mark.keys if isinstance(key, str)]
    if (
        mark.order != order
        or not fits
        or any(abs(number) >= 2**62 for number in numbers)
        or (order == "attention" and not 0 <= int(mark.keys[0]) < 100)
        or any("\0" in key or len(key) > _LONGEST for key in texts)
        or not (0 <= mark.station_id < 2**31 and 0 <= mark.contest_id < 2**31)
    ):
        raise refused
    return mark


def _states(words: str) -> tuple[str, ...]:
    asked = tuple(dict.fromkeys(part.strip() for part in words.split(",") if part.strip()))
    if not set(asked) <= set(BOARD_STATES):
        raise BoardRefused("state", N_("There is no such state of a form."))
    return asked


def _flag(name: str, words: Mapping[str, str]) -> bool | None:
    if name not in words:
        return None
    if words[name] not in ("0", "1"):
        raise BoardRefused(name, N_("This filter is 0 or 1."))
    return words[name] == "1"


def _order(word: str) -> BoardOrder:
    for known in get_args(BoardOrder):
        if word == known:
            return known  # type: ignore[no-any-return]
    raise BoardRefused("order", N_("The board has no such order."))


def _limit(word: str | None) -> int:
    if word is None:
        return ROWS
    if not (word.isascii() and word.isdecimal() and len(word) <= 4 and 1 <= int(word) <= MOST_ROWS):
        raise BoardRefused("limit", N_("A page has 1 to 500 rows."))
    return int(word)


def _search(words: str | None) -> str | None:
    if words is not None and len(words) < SHORTEST_SEARCH:
        raise BoardRefused("q", N_("Type at least two characters to search."))
    return words
