"""The examples of refusals in the documents are what is said."""

from typing import Any

from actions.errors import Refused
from contract import refusals
from stack import body_bound

SAY_MORE = ("too_many", "invalid_field")  # how long, and what


def tree(kind: type[Refused] = Refused) -> list[type[Refused]]:
    return [kind, *(below for one in kind.__subclasses__() for below in tree(one))]


def test_each_example_is_what_the_refusal_of_that_code_says() -> None:
    """Seen to fail with another word, another field and other seconds."""
    said: dict[str, dict[str, Any]] = {}
    for kind in tree():
        if kind.code in refusals._SAID and kind.code not in SAY_MORE:
            more = {"field": kind.field, "retry_after": kind.retry_after}
            told = {"error": kind.default(), "code": kind.code, **{name: value for name, value in more.items() if value}}
            said.setdefault(kind.code, told)
    said |= {code: {"error": words, "code": code} for words, code in body_bound.REFUSALS.values() if code not in SAY_MORE}
    assert len(said) > 12
    assert {code: refusals.example(code) for code in said} == said
