"""What each inbox was told last of each conversation: nobody must hear an older state after a newer one."""

REMEMBERED = 100_000  # of all inboxes

State = tuple[int, int]  # the last message, and how many are unread, as a negative number: a higher state is a later one


class Newest:
    """By inbox (the name of its room) and conversation. While no message comes, what is unread only gets less."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, int], State] = {}

    def note(self, inbox: str, conversation_id: int, last_id: int, unread: int) -> bool:
        """Remember it; False when that inbox was told of it, or of something later."""
        key, state = (inbox, conversation_id), (last_id, -unread)
        known = self._told.get(key)
        if known is None:
            if len(self._told) >= REMEMBERED:
                del self._told[next(iter(self._told))]
        elif state <= known:
            return False
        self._told[key] = state
        return True

    def is_newest(self, inbox: str, conversation_id: int, last_id: int, unread: int) -> bool:
        """Whether that inbox was told of nothing later."""
        return self._told.get((inbox, conversation_id), (0, 0)) <= (last_id, -unread)

    def reached(self, inbox: str, conversation_id: int, last_id: int) -> bool:
        """Whether that inbox was told of that message, or of a later one."""
        return self._told.get((inbox, conversation_id), (0, 0))[0] >= last_id
