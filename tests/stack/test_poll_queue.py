import asyncio

import pytest

from stack.poll_queue import PollQueue


async def test_packets_come_once_and_in_order_also_past_a_poll_that_was_given_up() -> None:
    queue = PollQueue()
    polls = [asyncio.create_task(queue.get()) for _ in range(3)]
    await asyncio.sleep(0)
    polls[0].cancel()
    for packet in ("one", None, "two"):
        queue.put_nowait(packet)
    assert [await poll for poll in polls[1:]] == ["one", None]
    assert (queue.qsize(), queue.empty(), queue.get_nowait()) == (1, False, "two")
    with pytest.raises(asyncio.QueueEmpty):
        queue.get_nowait()
