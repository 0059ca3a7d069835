"""What pages call people."""

from models.user import DELETED
from texts import gettext


def called(name: str) -> str:
    """A person's name; whoever has left has one in the row and on the wire, and in pages another in each language."""
    return gettext(DELETED) if name == DELETED else name
