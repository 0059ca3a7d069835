from wire.newest import Newest

JEAN, CAMILLE = "user:1", "user:2"


def test_an_inbox_hears_of_what_is_later_only() -> None:
    newest = Newest()
    assert newest.note(JEAN, 5, 20, 2)
    assert not newest.note(JEAN, 5, 20, 2)  # told
    assert not newest.note(JEAN, 5, 19, 0)  # an earlier message, whatever was unread by then
    assert newest.note(JEAN, 5, 20, 1)  # read
    assert not newest.note(JEAN, 5, 20, 2)  # of the commit, told late: what was read stays read
    assert newest.note(JEAN, 5, 21, 2)  # and a message after it
    assert not newest.is_newest(JEAN, 5, 20, 1)
    assert newest.is_newest(JEAN, 5, 21, 2)


def test_inboxes_and_conversations_do_not_know_of_each_other() -> None:
    newest = Newest()
    assert newest.note(JEAN, 5, 20, 2)
    assert not newest.reached(CAMILLE, 5, 20)
    assert not newest.reached(JEAN, 6, 20)
    assert newest.reached(JEAN, 5, 20)
    assert newest.note(CAMILLE, 5, 20, 0)
