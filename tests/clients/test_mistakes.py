"""What a program gets wrong itself is said at once, in words of its own."""

from typing import Any

import pytest

from escale_client import Closed, Escale
from tests.clients.connected import logged_in
from tests.live import Live
from tests.people import PASSWORD, Cast


async def test_nothing_is_asked_of_what_was_closed(cast: Cast) -> None:
    """Seen to fail: `me` was answered, over a session that nobody closed."""
    async with logged_in(cast.camille) as camille:
        talk = camille.conversation(cast.room, after=0)
    for attempt in (camille.me(), camille.log_out(), talk.__aenter__(), camille.insist("typing", {}, patience=None)):
        with pytest.raises(Closed, match="this Escale was closed") as raised:
            await attempt
        assert raised.value.retry_after is None
    async with logged_in(cast.camille) as again:  # nor was it logged out
        assert (await again.me())["id"] == cast.camille.id


async def test_a_misspelt_beginning_is_refused(cast: Cast) -> None:
    """Seen to fail: it was taken for "from now on"."""
    async with logged_in(cast.camille) as camille:
        wrongs: list[Any] = ["unred", "", 1.5, [5]]
        for wrong in wrongs:
            with pytest.raises(ValueError, match="after="):
                camille.conversation(cast.room, after=wrong)


@pytest.mark.parametrize("url", ["127.0.0.1:25001", "localhost:25001", "ftp://127.0.0.1", "https://", "escale.example", ""])
async def test_an_address_that_is_none_is_named(url: str) -> None:
    """Seen to fail: Lost, as if the server were away, which whoever waits for it tries for ever."""
    openings = (
        Escale.with_token(url, "t"),
        Escale.log_in(url, "a@b.example", PASSWORD),
        Escale.sign_up(url, "A", "a@b.example", "p"),
    )
    for opening in openings:
        with pytest.raises(ValueError, match="is not an address such as"):
            await opening


async def test_nobody_moves_to_an_address_that_is_none(cast: Cast, live: Live) -> None:
    async with logged_in(cast.camille, f"{live.url}/") as camille:
        with pytest.raises(ValueError, match="is not an address such as"):
            await camille.move("127.0.0.1:25001")
        assert (await camille.me())["id"] == cast.camille.id
