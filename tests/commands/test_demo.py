"""`quart seed` and `quart serve --demo`: one demo, and log-ins that let one in."""

import asyncio

from actions.passwords import hasher
from seeds import demo
from tests.commands.conftest import How
from tests.commands.programs import Done, typed
from tests.models.databases import execute
from tests.processes import server_process


async def test_several_that_start_together_plant_one_demo(how: How) -> None:
    """Seen to fail with a traceback of all but one: the people were there by then."""
    done = await asyncio.gather(*(typed("seed", **how) for _ in range(3)))
    nothing = "There are people already: nothing was added.\n"
    assert sorted(one.out for one in done) == sorted([f"{demo.told()}\n", nothing, nothing])
    assert [one for one in done if one != Done(0, one.out, "")] == []


async def test_a_log_in_that_lets_nobody_in_is_not_told(how: How) -> None:
    """Seen to fail with the password that Camille had changed."""
    assert (await typed("seed", **how)).status == 0
    new = hasher.hash("la nouvelle, au bord du lac")
    changed = f"UPDATE users SET password_hash = '{new}' WHERE email LIKE 'camille@%'"  # noqa: S608 -- a hash has no quotes
    await execute(how["DATABASE_URL"], [changed], "sqlite" if how["DATABASE_URL"].startswith("sqlite") else "postgres")
    async with server_process(**how) as server:
        async with asyncio.timeout(10):
            while demo.PASSWORD not in server.log.decode():
                await asyncio.sleep(0.02)
        assert "jean@escale.example" in server.log.decode()
        assert "camille@escale.example" not in server.log.decode()
