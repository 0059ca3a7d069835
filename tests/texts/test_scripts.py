"""What the scripts say is said through `text`, and all that they may say is there."""

import re
from contextvars import copy_context

from routes import script_texts
from settings import ROOT
from texts import speak

SCRIPTS = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "static" / "js").rglob("*.js"))}
ALL = "\n".join(SCRIPTS.values())
LITERAL = r"""["'`][^"'`]*[^\W\d_]{2}"""
NAME = '"Escale"'
SPOKEN = re.compile(
    rf"""\.(?:textContent|innerText|title|alt|placeholder|ariaLabel)\s*=\s*{LITERAL}"""
    rf"""|setAttribute\("(?:aria-label|aria-description|title|alt|placeholder)",\s*{LITERAL}"""
    rf"""|\b(?:append|prepend|replaceChildren|alert|confirm)\({LITERAL}|new Notification\({LITERAL}"""
)


def test_no_script_says_anything_of_its_own() -> None:
    assert len(SCRIPTS) > 30
    said = [f"{path.name}: {found[0]}" for path, source in SCRIPTS.items() for found in SPOKEN.finditer(source.replace(NAME, ""))]
    assert said == []


def test_every_text_is_there_and_said() -> None:
    known = set(script_texts.texts())
    spaces = {key.split(".")[0] for key in known}
    told = {key for key in re.findall(r'"([a-z_]+(?:\.[a-z_]+)?)"', ALL) if key.split(".")[0] in spaces}
    made = re.findall(r"text\(`([a-z_]+\.)\$\{", ALL)
    assert {key for key in told if "." in key} <= known
    assert {key for key in known - told if not key.startswith(tuple(made))} == set()


def test_every_refusal_of_the_wire_can_be_said_in_english() -> None:
    def english() -> dict[str, str]:
        speak("en")
        return script_texts.of_the_wire()

    assert script_texts.of_the_wire() == {}
    translated = copy_context().run(english)
    assert translated["Image illisible"] == "This image can’t be read"
    assert len(translated) > 10
