"""Every text has its translation, and every translation its text."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from settings import ROOT
from texts import FRENCH, LANGUAGES

SAID = re.search(r"^SAID := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
GAPS = re.compile(r"%\(\w+\)s|\{\w+\}")
ENGLISH_IS_SET = re.compile(r"['\"«»\u202f!]|(?<!\d)\u00a0|\d [kMG]B\b|\.\.\.|\s[;:?.,…]|\s{2}|^\s|\s$")
OTHERS = [code for code in LANGUAGES if code != FRENCH.code]


def forms(text: object) -> tuple[str, ...]:
    """Of a plural all of them."""
    return tuple(map(str, text)) if isinstance(text, (list, tuple)) else (str(text),)


def key(message: Message) -> tuple[str, ...]:
    return forms(message.id)


def catalogue(code: str) -> Catalog:
    with (ROOT / "texts" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code, abort_invalid=True)


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """What the code says, as `make texts` finds it."""
    assert SAID
    template: Path = tmp_path_factory.mktemp("texts") / "texts.pot"
    options = ["--mapping", str(ROOT / "pyproject.toml"), "--output", str(template)]
    CommandLineInterface().run(  # type: ignore[no-untyped-call]
        ["pybabel", "--quiet", "extract", *options, *(str(ROOT / one) for one in SAID[1].split())]
    )
    with template.open("rb") as file:
        return {key(message) for message in read_po(file) if message.id}


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_is_complete_and_nothing_in_it_is_stale(code: str, said: set[tuple[str, ...]]) -> None:
    assert len(said) > 200
    written = {key(message): message for message in catalogue(code) if message.id}
    assert sorted(said - written.keys()) == [], "run `make texts`, then translate"
    assert sorted(written.keys() - said) == [], "run `make texts`"
    assert [french for french, message in written.items() if not all(forms(message.string)) or message.fuzzy] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_gaps_of_its_text(code: str) -> None:
    for message in catalogue(code):
        if message.id:
            wanted = {gap for french in key(message) for gap in GAPS.findall(french)}
            given = {gap for translated in forms(message.string) for gap in GAPS.findall(translated)}
            assert (message.id, given) == (message.id, wanted)
            longest = set(GAPS.findall(key(message)[-1]))
            assert set(GAPS.findall(forms(message.string)[-1])) == longest


def test_english_is_set_as_english_is() -> None:
    """Curved quotes and apostrophes, one character for an ellipsis, no space before punctuation, a stop where French has one."""
    for message in catalogue("en"):
        for french, english in zip(key(message), forms(message.string), strict=True) if message.id else []:
            assert not ENGLISH_IS_SET.search(english), english
            assert (french, english.endswith("."), english.endswith("?")) == (french, french.endswith("."), french.endswith("?"))


def test_the_folders_that_speak_are_those_that_are_searched() -> None:
    assert SAID
    speaking = {
        path.relative_to(ROOT).parts[0]
        for path in ROOT.glob("*/**/*.py")
        if path.relative_to(ROOT).parts[0] not in ("tests", "node_modules", ".venv", "texts")
        and re.search(r"^from texts import .*\b(_|ngettext)\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert speaking | {"templates"} == set(SAID[1].split())
