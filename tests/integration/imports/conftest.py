"""A workshop for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.imports.workshop import Shop, open_shop


@pytest.fixture
def shop(fresh_database_url: str, tmp_path: Path) -> Iterator[Shop]:
    """A database of this test alone with the small country, people and a file store."""
    made = open_shop(fresh_database_url, tmp_path)
    yield made
    made.engine.dispose()
