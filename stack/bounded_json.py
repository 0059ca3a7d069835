"""JSON from strangers: parsed only if it cannot become too many objects, handed on only if not nested too deeply.

A photograph is a string of 14 MB in it, and parsing that would hold everybody up for 40 ms: it is lifted out, and put back.
"""

from secrets import token_hex
from typing import Any

from stack.orjson_adapter import OrJson

MAX_TOKENS = 8_192
MAX_DEPTH = 32
LONG = 256 * 1024  # characters of a string that is lifted out
BEGINNING = '"data:'
IN_ITS_PLACE = token_hex(16)  # nobody can write it


class TooComplexError(ValueError):
    pass


class Lightened(str):
    """Text out of which a long string was lifted."""

    __slots__ = ("lifted",)

    lifted: str

    @classmethod
    def of(cls, text: str, lifted: str) -> "Lightened":
        light = cls(text)
        light.lifted = lifted
        return light


def rest(text: str, begin: int) -> str:
    """The text from there on, without its photograph: each copy of that takes 5 ms."""
    if isinstance(text, Lightened):
        return Lightened.of(text[begin:], text.lifted)
    if len(text) > LONG:
        start = text.find(BEGINNING, begin)
        end = text.find('"', start + 1)
        # Only what needs no unescaping, and so is itself. Where the first quote closed a string, the rest is no JSON either way.
        if start > begin and end - start > LONG and text[start - 1] != "\\" and text.find("\\", start, end) < 0:
            return Lightened.of(f'{text[begin:start]}"{IN_ITS_PLACE}"{text[end + 1 :]}', text[start + 1 : end])
    return text[begin:]


def parse(text: str) -> Any:
    """Raises ValueError for what is not JSON, TooComplexError for what would cost too much."""
    light = rest(text, 0)
    data = _parsed(light)
    return _put_back(data, light.lifted) if isinstance(light, Lightened) else data


def _put_back(data: Any, lifted: str) -> Any:
    """In the data that are left, which are small and not deep."""
    if isinstance(data, list):
        return [_put_back(one, lifted) for one in data]
    if isinstance(data, dict):
        return {_put_back(key, lifted): _put_back(one, lifted) for key, one in data.items()}
    return lifted if data == IN_ITS_PLACE else data


def _parsed(text: str) -> Any:
    if _has_more_tokens(text, MAX_TOKENS):
        raise TooComplexError
    data = OrJson.loads(text)
    # Nothing is nested more deeply than there are brackets; looking at each value takes longer than counting them.
    if text.count("[") + text.count("{") > MAX_DEPTH and _is_deeper(data, MAX_DEPTH):
        raise TooComplexError
    return data


def _has_more_tokens(text: str, most: int) -> bool:
    """Searching runs through a photograph ten times faster than counting would."""
    if len(text) <= most:
        return False
    for character in '{[,"':
        at = text.find(character)
        while at >= 0:
            most -= 1
            if most < 0:
                return True
            at = text.find(character, at + 1)
    return False


def _is_deeper(data: Any, most: int) -> bool:
    """Code that recurses through deep data (a log line, an encoder) would raise in the middle of its work."""
    level = _containers([data])
    for _ in range(most):
        level = [child for parent in level for child in _containers(_children(parent))]
        if not level:
            return False
    return True


def _children(parent: dict[str, Any] | list[Any]) -> list[Any]:
    return list(parent.values()) if isinstance(parent, dict) else parent


def _containers(values: list[Any]) -> list[dict[str, Any] | list[Any]]:
    return [value for value in values if isinstance(value, dict | list)]
