"""One small plan for all tests that only read it."""

from __future__ import annotations

import pytest

from data.simulate.plan import Plan, make_plan
from data.simulate.presets import SMALL


@pytest.fixture(scope="session")
def plan() -> Plan:
    return make_plan(1, SMALL)
