"""orjson where python-socketio expects the json module."""

import json
from typing import Any

import orjson


class OrJson:
    """`AsyncServer(json=OrJson)`. What orjson refuses goes to json, so that its sender can be answered."""

    @staticmethod
    def loads(text: str | bytes) -> Any:
        try:
            return orjson.loads(text)
        except ValueError:
            # A lone surrogate ("\ud800"), NaN, Infinity: JSON to some, and for our own checks to judge.
            try:
                return json.loads(text, parse_int=_bounded_int)
            except RecursionError:
                raise ValueError("nested too deeply") from None

    @staticmethod
    def dumps(data: Any, **_options: Any) -> str:
        try:
            return orjson.dumps(data).decode()
        except TypeError:
            return json.dumps(data, separators=(",", ":"))


def _bounded_int(digits: str) -> int | float:
    """As orjson does it: int() of a long number takes quadratic time, and past 4,300 digits raises."""
    return int(digits) if len(digits) < 20 else float(digits)
