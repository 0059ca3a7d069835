"""What is built of the client, and its example."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from flit_core import buildapi

from actions import conversations
from actions.deletion import delete_account
from actions.errors import Refused
from escale_client import Escale
from escale_client.errors import KINDS
from tests.live import Live
from tests.people import PASSWORD, Cast
from tests.processes import ROOT

PACKAGE = ROOT / "clients" / "python"


def test_the_package_has_its_types_and_needs_one_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PACKAGE)
    with ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path))) as wheel:
        names = wheel.namelist()
        [metadata] = [wheel.read(name).decode() for name in names if name.endswith("METADATA")]
    assert {"escale_client/py.typed", "escale_client/payloads.py", "escale_client/escale.py"} <= set(names)
    assert [line for line in metadata.splitlines() if line.startswith("Requires-Dist")] == [
        "Requires-Dist: python-socketio[asyncio-client]>=5.13,<6"
    ]


def test_every_refusal_of_the_server_has_an_exception() -> None:
    def kinds(kind: type[Refused]) -> Iterator[str]:
        yield kind.code
        for one in kind.__subclasses__():
            yield from kinds(one)

    assert set(kinds(Refused)) - KINDS.keys() == {"confirmation_needed", "going_down", "link_over"}  # of pages, and of /ready


@asynccontextmanager
async def bot(live: Live, email: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The example, as somebody runs it; killed afterwards."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "examples/echo_bot.py"),
        cwd=PACKAGE,
        env={**os.environ, "ESCALE_URL": live.url, "ESCALE_EMAIL": email, "ESCALE_PASSWORD": PASSWORD},
    )
    try:
        yield process
        assert process.returncode is None
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def test_the_example_answers_everybody_once_also_what_was_said_while_it_was_away(cast: Cast, live: Live) -> None:
    """Whoever wrote and left for good ended it, at each start, without its look at `Gone`."""
    left, _ = await conversations.start(cast.zoe.id, cast.jean.id)
    await cast.zoe.say(left.id, "Adieu")
    await delete_account(cast.zoe.cookie_session)
    async with (
        asyncio.timeout(30),
        Escale.with_token(live.url, cast.camille.token) as camille,
        camille.conversation(cast.room) as talk,
    ):
        for words in (("Un", "Deux"), ("Trois",)):
            for word in words:
                await talk.send(word)
            async with bot(live, cast.jean.user.email):
                await talk.send("Encore")
                answers: list[str] = []
                while len(answers) < len(words) + 1:
                    message = await anext(talk)
                    if message["user_id"] == cast.jean.id:
                        answers.append(message["content"])
                assert answers == [*words, "Encore"]
