"""Of which message inboxes were told last: nobody must hear an older state after a newer one."""

REMEMBERED = 50_000  # conversations


class Newest:
    """The last message that inboxes were told of, for each conversation."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}

    def note(self, conversation_id: int, last_id: int) -> bool:
        """Remember it; False when they were told of a later one than this."""
        if self.reached(conversation_id, last_id + 1):
            return False
        self._last.pop(conversation_id, None)  # the one told last comes last: the oldest is forgotten first
        self._last[conversation_id] = last_id
        if len(self._last) > REMEMBERED:
            del self._last[next(iter(self._last))]
        return True

    def reached(self, conversation_id: int, last_id: int) -> bool:
        """Whether inboxes were told of that message, or of a later one."""
        return self._last.get(conversation_id, 0) >= last_id
