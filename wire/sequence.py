"""What each room of this process has been told: every message once, in the order of ids.

Announcements come from this process's writer in order, and from other processes through Redis in any order, twice, or never.
Each names the message before it, so that a gap is seen at once; what came ahead of its predecessor is kept for a moment, for that
is mostly on its way.
"""

from enum import Enum, auto

import figures
from wire.payloads import MessagePayload


class Step(Enum):
    """What an announced message is for its room."""

    NEXT = auto()  # tell it
    KNOWN = auto()  # told already
    GAP = auto()  # something before it has not been told: kept until that comes, or until somebody fills the gap
    AHEAD = auto()  # the same, of a room with a gap already
    NOBODY = auto()  # nobody of this process listens


class Sequence:
    """The last message told, for each conversation that somebody here listens to."""

    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._ahead: dict[int, dict[int, MessagePayload]] = {}  # conversation -> message before it -> what came ahead of that
        self._filling: dict[int, bool] = {}  # conversation -> whether something came while it was being filled

    def follow(self, conversation_id: int, last_id: int) -> None:
        """Somebody listens from here on; whoever listened before keeps their place."""
        self._last.setdefault(conversation_id, last_id)

    def forget(self, conversation_id: int) -> None:
        """Nobody listens any more."""
        self._last.pop(conversation_id, None)
        self._ahead.pop(conversation_id, None)

    def last(self, conversation_id: int) -> int | None:
        """The last message told; None when nobody listens."""
        return self._last.get(conversation_id)

    def followed(self) -> dict[int, int]:
        """Every conversation that somebody listens to, with its last message told."""
        return dict(self._last)

    def offer(self, message: MessagePayload, previous_id: int) -> Step:
        """Where an announced message stands; NEXT takes it as told, and what follows it may have come already."""
        conversation_id, message_id = message["conversation_id"], message["id"]
        last = self._last.get(conversation_id)
        if last is None:
            return Step.NOBODY
        if message_id <= last:
            return Step.KNOWN
        if conversation_id in self._filling:
            self._filling[conversation_id] = True
            return Step.KNOWN
        if previous_id > last:
            ahead = self._ahead.setdefault(conversation_id, {})
            ahead[previous_id] = message
            return Step.GAP if len(ahead) == 1 else Step.AHEAD
        self._last[conversation_id] = message_id
        return Step.NEXT

    def following(self, conversation_id: int) -> MessagePayload | None:
        """What came ahead of the last message told and is to be told now; it is taken as told."""
        if (ahead := self._ahead.get(conversation_id)) is None:
            return None
        message = ahead.pop(self._last[conversation_id], None)
        if message is not None:
            self._last[conversation_id] = message["id"]
        if not ahead:
            del self._ahead[conversation_id]
        return message

    def has_gap(self, conversation_id: int) -> bool:
        """Whether something waits for what comes before it."""
        return conversation_id in self._ahead

    def begin_filling(self, conversation_id: int) -> bool:
        """False when somebody is filling it already: then they will find what is new. What came ahead is found with the rest."""
        if conversation_id in self._filling:
            self._filling[conversation_id] = True
            return False
        self._ahead.pop(conversation_id, None)
        self._filling[conversation_id] = False
        figures.totals["gaps"] += 1
        return True

    def reached(self, conversation_id: int, message_id: int) -> bool:
        """Take a message found in the database as told; False when nobody listens any more, or it was told."""
        last = self._last.get(conversation_id)
        if last is None or message_id <= last:
            return False
        self._last[conversation_id] = message_id
        return True

    def end_filling(self, conversation_id: int) -> bool:
        """True when nothing came while the database was read; else it must be read once more."""
        if self._filling.get(conversation_id):
            self._filling[conversation_id] = False
            return False
        self._filling.pop(conversation_id, None)
        return True

    def stop_filling(self, conversation_id: int) -> None:
        """However it went."""
        self._filling.pop(conversation_id, None)
