"""A short round of every row; `make faults` runs as many as one likes and writes the report."""

import pytest

from tests.faults import rows
from tests.faults.machine import Lacking
from tests.leaving_out import leave_out


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The rows whose short round runs on this database, so that none is left out where it has nothing to hold."""
    kind = metafunc.config.getoption("--database")
    here = [row for row in rows.ALL if kind in rows.short(row).get("DATABASES", row.DATABASES)]
    metafunc.parametrize("row", here, ids=lambda row: row.__name__.rpartition(".")[2])


@pytest.mark.timeout(120)
async def test_every_promise_holds_under_every_fault(
    row: rows.Row, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in rows.short(row).items():
        monkeypatch.setattr(row, name, value)
    try:
        results = await row.rounds(request.config.getoption("--database"), 1)
    except Lacking as lacking:
        leave_out(str(lacking))
    for result in results:
        assert result.violations == []
        assert result.acknowledged > 0
