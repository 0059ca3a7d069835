"""What people read goes through translation, and is set as French is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import JINJA, folder, nodes, sources, templates, text

NARROW = "\u202f"
WORDS = re.compile(r"[^\W\d_]")
SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder|aria-description)="([^"]*)"')
FOR_PEOPLE = [path for path in templates() if path.parent.name != "docs"]  # the contract's page is for developers, in English


@pytest.mark.parametrize("path", FOR_PEOPLE, ids=str)
def test_templates_say_nothing_past_translation(path: Path) -> None:
    markup = JINJA.sub("", text(path))
    spoken = [value for value in SPOKEN.findall(markup) if WORDS.search(value)]
    bare = re.sub(r'[\w-]+="[^"]*"', "", re.sub(r"<[^>]*>", "\n", markup))  # a macro may hold attributes alone
    between = [piece.strip() for piece in bare.split("\n") if WORDS.search(piece)]
    assert spoken == []
    assert {piece.strip("()– ") for piece in between} <= {"Escale"}


FORMS = {"_": 1, "ngettext": 2}  # how many texts each takes


def sentences() -> Iterator[tuple[str, str]]:
    """Every text that goes through `_`, and where it stands."""
    for path in sources():
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORMS:
                for said in node.args[: FORMS[node.func.id]]:
                    assert isinstance(said, ast.Constant), f"{path}:{node.lineno}: only a literal can be translated"
                    yield f"{path}:{node.lineno}", str(said.value)
    for path in templates():
        for code in JINJA.findall(text(path)):
            for _, said in re.findall(r"""(?<!\w)_\((["'])(.*?)\1\s*[,)]""", code):
                yield str(path), said


PLAIN = re.compile(rf"[^{NARROW}][;!?»]|[^{NARROW}]:(?=\s|$)|«[^{NARROW}]|\w'\w|\.\.\.|(?<!«){NARROW}(?![;:!?»%])")
TORN = re.compile(r"\d (?:[%°€]|[kMG]o\b|[mck]?m\b|k?g\b|m?s\b|min\b|h\b|px\b|\d{3}\b)")


def test_french_is_set_as_french_is() -> None:
    """Narrow no-break spaces before ; : ! ? and inside « », curved apostrophes, one character for an ellipsis; a figure
    keeps its unit beside it."""
    said = list(sentences())
    assert len(said) > 150
    assert [f"{where}: {sentence}" for where, sentence in said if PLAIN.search(sentence) or TORN.search(sentence)] == []


@pytest.mark.parametrize(
    "torn", ["10 Mo au plus", "(5 %)", "à 6 h 30", "2 000 caractères", "Vraiment ?", "Vrai ; oui", "Où : ici", "« Oui »"]
)
def test_an_ordinary_space_is_found_where_a_line_may_not_end(torn: str) -> None:
    assert PLAIN.search(torn) or TORN.search(torn)
    whole = re.sub(r"(?<=\d) ", "\u00a0", re.sub(r" (?=[;:!?»])|(?<=«) ", NARROW, torn))
    assert not PLAIN.search(whole)
    assert not TORN.search(whole)


def test_what_is_refused_is_said_through_translation() -> None:
    """`hint=` and `message=` of a refusal are never bare words."""
    bare = [
        f"{path}:{node.value.lineno}"
        for path in sources()
        if folder(path) in ("actions", "routes", "events")
        for node in nodes(path)
        if isinstance(node, ast.keyword) and node.arg in ("hint", "message") and isinstance(node.value, ast.Constant)
    ]
    assert bare == []


def test_the_contracts_own_words_stand_as_they_are() -> None:
    said = {sentence for _, sentence in sentences()}
    assert {"Non autorisé", "Message invalide"} <= said
