"""The style and the script that an embed carries inside itself, read once from `assets` without their comments."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@lru_cache(maxsize=1)
def style() -> str:
    """Return the tokens and the embed's rules as one short text."""
    sheets = (_ASSETS / "css" / "tokens.css", _ASSETS / "css" / "embed" / "embed.css")
    text = _COMMENT.sub("", " ".join(sheet.read_text("utf-8") for sheet in sheets))
    return re.sub(r" ?([{};,]) ?", r"\1", re.sub(r"\s+", " ", text)).strip()


@lru_cache(maxsize=1)
def script() -> str:
    """Return the script; strings in it hold neither comments nor a closing tag, a test says so."""
    text = _COMMENT.sub("", (_ASSETS / "js" / "embed" / "embed.js").read_text("utf-8"))
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))
