"""The rules of the house, held by tests: who may call whom, who emits, what is written where, and in which words."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from actions.limits import LIMITS
from events import HANDLERS
from settings import ROOT, Settings
from wire.payloads import MessagePayload

NARROW = "\u202f"

# Which of our own folders each folder may import; those that are not named here stand above all (app.py, commands/, seeds/).
ARROWS = {
    "models": {"models", "settings", "stack"},
    "wire": {"wire", "models", "settings", "stack", "texts", "figures"},
    "actions": {"actions", "models", "wire", "imaging", "storage", "settings", "texts", "figures"},
    "events": {"events", "actions", "models", "wire", "auth", "settings", "stack", "texts", "figures"},
    "routes": {"routes", "contract", "actions", "models", "wire", "auth", "storage", "settings", "stack", "texts", "figures"},
    "imaging": {"imaging", "settings", "texts"},
    "stack": {"stack"},
    "contract": {"contract", "wire"},
    "backups": {"backups", "models", "settings", "storage"},
    "webhooks": {"webhooks", "models", "wire", "settings"},
    "clients": set(),  # installed without the server
    "auth": {"actions", "models", "settings", "stack", "texts"},
    "storage": {"storage", "settings"},
    "figures": set(),
    "settings": {"setting_checks"},
    "setting_checks": set(),
    "texts": {"texts"},
    "logs": set(),
}
NOT_SOURCE = {"tests", "migrations"}
LONGEST = 250  # lines of a source file

HOSTS = ("registry.npm" + "js", "pypi" + ".org", "pythonhosted" + ".org", "registry.yarn" + "pkg")


@cache
def every_file() -> tuple[Path, ...]:
    """All that is, or would be, committed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(path for name in listed.split("\0") if name and (ROOT / (path := Path(name))).is_file())


@cache
def tree() -> tuple[Path, ...]:
    """Those of them whose names say what is in them."""
    return tuple(path for path in every_file() if path.suffix)


def sources() -> list[Path]:
    return [path for path in tree() if path.suffix == ".py" and path.parts[0] not in NOT_SOURCE]


def templates() -> list[Path]:
    return [path for path in tree() if path.parts[0] == "templates"]


@cache
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(text(path), str(path))))


def folder(path: Path) -> str:
    return path.parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The first name of every import of that file, wherever in it this stands."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield folder(path) if node.level else (node.module or "").split(".")[0]


def test_there_is_a_house_to_look_at() -> None:
    assert len(sources()) > 100
    assert len(templates()) > 15
    assert {folder(path) for path in sources()} >= ARROWS.keys()


def test_nothing_points_left() -> None:
    ours = {folder(path) for path in sources()} | NOT_SOURCE
    wrong = [
        f"{path} imports {name}"
        for path in sources()
        if folder(path) in ARROWS
        for name in imports(path)
        if name in ours and name not in ARROWS[folder(path)]
    ]
    assert not wrong


def test_no_source_imports_the_tests() -> None:
    assert not [str(path) for path in sources() if "tests" in imports(path)]


def test_one_place_emits() -> None:
    emitting = {
        str(path)
        for path in sources()
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "emit"
        if folder(path) not in ("stack", "clients")  # the library's own, handed on; the other end of the wire
    }
    assert emitting == {"wire/broadcast.py"}


def test_files_are_short_enough_to_read() -> None:
    clients = [path for path in tree() if path.parts[0] == "clients" and path.suffix in (".ts", ".vue", ".mjs", ".css")]
    assert clients
    assert {str(path): lines for path in sources() + clients if (lines := len(text(path).splitlines())) > LONGEST} == {}


@pytest.mark.parametrize("event", HANDLERS)
def test_every_event_is_documented_and_limited(event: str) -> None:
    assert f"### `{event}`" in text(Path("docs/contract/evenements.md"))
    assert event in LIMITS


def test_every_documented_event_of_clients_is_handled() -> None:
    documented = text(Path("docs/contract/evenements.md"))
    ours = documented.split("## Événements émis par le client")[1].split("## Événements émis par le serveur")[0]
    assert set(re.findall(r"^### `(\w+)`", ours, re.MULTILINE)) == set(HANDLERS)


def test_the_settings_are_documented_to_the_letter() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|(?: `([^`]*)`)? \| (.+) \|$", text(Path("docs/operating.md")), re.MULTILINE)
    table = text(Path("docs/operating.md")).split("| setting | default | meaning |")[1].split("\n\n")[0]
    documented = {name: (default, meaning) for name, default, meaning in rows if f"| `{name}` |" in table}
    assert documented == {
        name.upper(): (written(field.default), field.description or "") for name, field in Settings.model_fields.items()
    }
    assert all(meaning for _, meaning in documented.values())


def written(default: object) -> str:
    """A default as an operator would write it."""
    if isinstance(default, bool):
        return "on" if default else "off"
    return "" if default == [] else str(default).replace(f"{ROOT}/", "")


def test_the_example_of_an_environment_names_every_setting() -> None:
    names = re.findall(r"^# ([A-Z_]+)=", text(Path(".env.example")), re.MULTILINE)
    assert names == [name.upper() for name in Settings.model_fields]


def test_the_readme_names_settings_and_folders_that_exist() -> None:
    readme = text(Path("README.md"))
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", readme, re.MULTILINE)) <= {name.upper() for name in Settings.model_fields}
    named = set(re.findall(r"^([a-z]+(?:/|\.py))", readme.split("## The map of the house")[1], re.MULTILINE))
    assert len(named) > 10
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_bubble_has_a_place_for_every_key_of_a_message() -> None:
    bubble, keys = text(Path("templates/messages/_message.html")), set(MessagePayload.__annotations__)
    slots = set(re.findall(r'data-slot="(\w+)"', bubble))
    named = {"message-id": "id", "user-id": "user_id", "conversation-id": "conversation_id", "read": "read"}
    attributes = {named[name] for name in re.findall(r"\bdata-(message-id|user-id|conversation-id|read)=", bubble)}
    assert (slots | attributes) >= keys
    assert slots - keys == {"photo", "state"}  # the photo's link, and how a message on its way stands
    assert set(re.findall(r"\bmessage\.(\w+)", bubble)) == keys
    blank = re.search(r"message = (\{.*\}) %\}", text(Path("templates/conversations/show.html")))
    assert blank
    assert set(re.findall(r'"(\w+)":', blank[1])) - {"name"} == keys


JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
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
    assert {piece.strip("– ") for piece in between} <= {"Escale"}


@pytest.mark.parametrize("path", templates(), ids=str)
def test_templates_carry_no_style_and_no_script_of_their_own(path: Path) -> None:
    assert not re.findall(r"\s(style|on[a-z]+)\s*=", JINJA.sub("", text(path)))
    assert not re.findall(r"<style|javascript:|\|\s*safe\b|Markup\(", text(path))
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", text(path)) if "src=" not in tag and "application/json" not in tag]


def test_no_file_names_where_packages_are_fetched_from() -> None:
    locks = [path for path in tree() if path.name == "package-lock.json" or path.name.startswith("requirements")]
    assert len(locks) == 6
    assert [str(path) for path in locks if "://" in text(path)] == []
    readable = [path for path in tree() if path.suffix not in (".png", ".jpg", ".webp", ".gif", ".woff2", ".ico")]
    assert [str(path) for path in readable if any(host in text(path) for host in HOSTS)] == []


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


def test_french_is_set_as_french_is() -> None:
    """Narrow no-break spaces before ; : ! ? and inside « », curved apostrophes, one character for an ellipsis."""
    said = list(sentences())
    assert len(said) > 150
    plain = re.compile(rf"[^{NARROW}][;!?»]|[^{NARROW}]:(?=\s|$)|«[^{NARROW}]|\w'\w|\.\.\.|{NARROW}(?![;:!?»%])")
    assert [f"{where}: {sentence}" for where, sentence in said if plain.search(sentence)] == []


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
