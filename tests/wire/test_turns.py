import asyncio

from wire.turns import Turns


class Said:
    def __init__(self) -> None:
        self.all: list[tuple[str, int]] = []

    async def __call__(self, key: str, state: int) -> None:
        self.all.append((key, state))


async def test_the_first_at_once_and_of_the_rest_the_last() -> None:
    said = Said()
    turns = Turns[str, int](0.02, said)
    for state in range(10):
        await turns.tell("a", state)
    await turns.tell("b", 0)
    assert said.all == [("a", 0), ("b", 0)]
    await asyncio.sleep(0.05)
    assert said.all == [("a", 0), ("b", 0), ("a", 9)]
    await asyncio.sleep(0.05)
    await turns.tell("a", 10)
    assert said.all[-1] == ("a", 10)


async def test_what_is_told_now_replaces_what_waits() -> None:
    said = Said()
    turns = Turns[str, int](0.02, said)
    for state in (1, 2):
        await turns.tell("a", state)
    await turns.tell_now("a", 3)
    await asyncio.sleep(0.05)
    assert said.all == [("a", 1), ("a", 3)]
