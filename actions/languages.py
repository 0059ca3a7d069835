"""In which language a person reads."""

from actions.errors import InvalidField
from models import User
from texts import LANGUAGES, _


def checked(code: str) -> str:
    """The code of a language, or "" for the browser's own.

    Raises: InvalidField.
    """
    if code and code not in LANGUAGES:
        raise InvalidField(_("Cette langue n’est pas connue"), field="language")
    return code


async def choose(user: User, code: str) -> None:
    """Speak to this person in that language from here on.

    Raises: InvalidField.
    """
    if checked(code) != user.language:
        user.language = code
        await user.keep("language")
