from datetime import UTC, datetime

from wire import payloads
from wire.payloads import MessagePayload
from wire.sequence import Sequence, Step


def offered(sequence: Sequence, message_id: int, previous_id: int) -> Step:
    return sequence.offer(message(message_id), previous_id)


def message(id_: int) -> MessagePayload:
    return payloads.written(id_, {"id": 1, "name": "Camille"}, 1, "Bonjour", None, datetime.now(UTC).replace(microsecond=0))


def test_announcements_in_order_are_told_once() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert [offered(sequence, 11, 10), offered(sequence, 12, 11), offered(sequence, 12, 11)] == [
        Step.NEXT,
        Step.NEXT,
        Step.KNOWN,
    ]


def test_a_room_that_nobody_follows_is_told_nothing() -> None:
    sequence = Sequence()
    assert offered(sequence, 11, 10) is Step.NOBODY
    sequence.follow(1, 11)
    sequence.forget(1)
    assert offered(sequence, 12, 11) is Step.NOBODY


def test_a_message_whose_predecessor_was_never_told_is_a_gap_and_stays_untold() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert offered(sequence, 12, 11) is Step.GAP
    assert sequence.last(1) == 10
    assert [sequence.reached(1, 11), sequence.reached(1, 12), sequence.reached(1, 12)] == [True, True, False]
    assert offered(sequence, 11, 10) is Step.KNOWN


def test_what_came_ahead_follows_as_soon_as_its_predecessor_is_told() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert [offered(sequence, 13, 12), offered(sequence, 12, 11), offered(sequence, 15, 14)] == [Step.GAP, Step.AHEAD, Step.AHEAD]
    assert sequence.following(1) is None
    assert offered(sequence, 11, 10) is Step.NEXT
    assert [sequence.following(1), sequence.following(1), sequence.following(1)] == [message(12), message(13), None]
    assert sequence.has_gap(1)
    assert offered(sequence, 14, 13) is Step.NEXT
    assert [sequence.following(1), sequence.following(1)] == [message(15), None]
    assert not sequence.has_gap(1)


def test_a_filled_or_forgotten_room_keeps_nothing_that_came_ahead() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    offered(sequence, 12, 11)
    sequence.begin_filling(1)
    assert not sequence.has_gap(1)
    sequence.stop_filling(1)
    offered(sequence, 12, 11)
    sequence.forget(1)
    assert not sequence.has_gap(1)


def test_what_comes_while_a_gap_is_filled_makes_the_filler_look_again() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert sequence.begin_filling(1)
    assert not sequence.begin_filling(1)
    assert not sequence.end_filling(1)
    assert offered(sequence, 12, 11) is Step.KNOWN
    assert not sequence.end_filling(1)
    assert sequence.end_filling(1)
    assert offered(sequence, 13, 10) is Step.NEXT


def test_whoever_comes_later_does_not_move_the_place_of_the_room() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    sequence.follow(1, 12)
    assert sequence.last(1) == 10
