from wire.sequence import Sequence, Step


def test_announcements_in_order_are_told_once() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert [sequence.offer(1, 11, 10), sequence.offer(1, 12, 11), sequence.offer(1, 12, 11)] == [
        Step.NEXT,
        Step.NEXT,
        Step.KNOWN,
    ]


def test_a_room_that_nobody_follows_is_told_nothing() -> None:
    sequence = Sequence()
    assert sequence.offer(1, 11, 10) is Step.NOBODY
    sequence.follow(1, 11)
    sequence.forget(1)
    assert sequence.offer(1, 12, 11) is Step.NOBODY


def test_a_message_whose_predecessor_was_never_told_is_a_gap_and_stays_untold() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert sequence.offer(1, 12, 11) is Step.GAP
    assert sequence.last(1) == 10
    assert [sequence.reached(1, 11), sequence.reached(1, 12), sequence.reached(1, 12)] == [True, True, False]
    assert sequence.offer(1, 11, 10) is Step.KNOWN


def test_what_comes_while_a_gap_is_filled_makes_the_filler_look_again() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    assert sequence.begin_filling(1)
    assert not sequence.begin_filling(1)
    assert not sequence.end_filling(1)
    assert sequence.offer(1, 12, 11) is Step.KNOWN
    assert not sequence.end_filling(1)
    assert sequence.end_filling(1)
    assert sequence.offer(1, 13, 10) is Step.NEXT


def test_whoever_comes_later_does_not_move_the_place_of_the_room() -> None:
    sequence = Sequence()
    sequence.follow(1, 10)
    sequence.follow(1, 12)
    assert sequence.last(1) == 10
