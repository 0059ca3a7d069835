"""A short round of every row; `make faults` runs as many as one likes and writes the report."""

import os

import pytest

from tests.faults import rows
from tests.faults.machine import Lacking


@pytest.mark.timeout(120)
@pytest.mark.parametrize("row", rows.ALL, ids=lambda row: row.__name__.rpartition(".")[2])
async def test_every_promise_holds_under_every_fault(
    row: rows.Row, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = request.config.getoption("--database")
    shorter = rows.short(row)
    if shorter is None:
        pytest.skip("takes minutes: `make faults` has it")
    for name, value in shorter.items():
        monkeypatch.setattr(row, name, value)
    if kind not in row.DATABASES:
        pytest.skip(f"runs on {', '.join(row.DATABASES)}")
    try:
        results = await row.rounds(kind, 1)
    except Lacking as lacking:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(lacking))
    for result in results:
        assert result.violations == []
        assert result.acknowledged > 0
