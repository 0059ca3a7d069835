"""The code blocks of docs/contract/evenements.md, each with what it is."""

import json
import re
from dataclasses import dataclass
from typing import Any, Literal

from tests.processes import ROOT

DOCUMENT = ROOT / "docs" / "contract" / "evenements.md"
FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
# `key: number` and `attachment?: string`: a type stands where a client has a value.
IN_AN_OBJECT = re.compile(r"(\w+)\??: (number|string|boolean)\b")
AS_AN_ARGUMENT = re.compile(r"(?<=, )(\w+): (number|string|boolean)(?=\))")

# What a block is: emitted by a client, a payload that the server emits, the complete example (test_example.py), or an excerpt of
# a server, which is no client's: it uses the server's own `Conversation`, `Message` and `io`, and runs nowhere but there.
Kind = Literal["emit", "payload", "example", "server"]


@dataclass(frozen=True)
class Block:
    event: str  # the heading under which it stands, bare
    kind: Kind
    code: str

    def filled(self, values: dict[str, Any]) -> str:
        """The code with a value wherever it names a type, and nothing else changed. Raises: KeyError for a name without one."""
        return self._with(lambda name, _type: json.dumps(values[name]))

    def typed(self) -> str:
        """The same with `null! as TYPE`, for the compiler."""
        return self._with(lambda _name, type_: f"null! as {type_}")

    def _with(self, written: Any) -> str:
        code = AS_AN_ARGUMENT.sub(lambda found: written(found[1], found[2]), self.code)
        return IN_AN_OBJECT.sub(lambda found: f"{found[1]}: {written(found[1], found[2])}", code)


def blocks() -> list[Block]:
    """Every one of them, in the document's order."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return [
        Block(HEADING.findall(text, 0, fenced.start())[-1].strip("`"), kind(fenced[1], fenced[2]), fenced[2])
        for fenced in FENCED.finditer(text)
    ]


def kind(language: str, code: str) -> Kind:
    """Raises: ValueError for a block of a kind that no test knows."""
    if language == "javascript" and code.startswith("// Côté serveur"):
        return "server"
    if language == "typescript":
        if code.startswith("socket.emit("):
            return "emit"
        if code.startswith("// Payload\n{"):
            return "payload"
        if code.startswith("// app/composables/useSocket.ts\n"):
            return "example"
    raise ValueError(f"no test runs this block: {code}")
