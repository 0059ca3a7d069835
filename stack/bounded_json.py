"""JSON from strangers: parsed only if it cannot become too many objects, handed on only if not nested too deeply."""

from typing import Any

from stack.orjson_adapter import OrJson

MAX_TOKENS = 8_192
MAX_DEPTH = 32


class TooComplexError(ValueError):
    pass


def parse(text: str) -> Any:
    """Raises ValueError for what is not JSON, TooComplexError for what would cost too much."""
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
