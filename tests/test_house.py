"""The rules of the house, held by tests: who may call whom, who emits, and what is written where."""

import ast
import re
from pathlib import Path

import pytest

from actions.limits import LIMITS
from events import HANDLERS
from settings import ROOT, Settings
from tests.house import JINJA, NOT_SOURCE, folder, imports, nodes, sources, templates, text, tree
from wire.payloads import MessagePayload

# Which of our own folders each folder may import; those that are not named here stand above all (app.py, commands/, seeds/).
ARROWS = {
    "models": {"models", "settings", "addresses", "stack"},
    "wire": {"wire", "models", "settings", "stack", "texts", "figures"},
    "actions": {"actions", "models", "wire", "imaging", "storage", "settings", "texts", "figures"},
    "events": {"events", "actions", "models", "wire", "auth", "settings", "stack", "texts", "figures"},
    "routes": {"routes", "contract", "actions", "models", "wire", "auth", "storage", "settings", "stack", "texts", "figures"},
    "imaging": {"imaging", "settings", "texts"},
    "stack": {"stack"},
    "contract": {"contract", "wire"},
    "backups": {"backups", "models", "settings", "addresses", "storage"},
    "webhooks": {"webhooks", "models", "wire", "settings"},
    "clients": set(),  # installed without the server
    "auth": {"actions", "models", "settings", "stack", "texts"},
    "storage": {"storage", "settings"},
    "figures": set(),
    "settings": {"setting_checks", "addresses"},
    "setting_checks": {"addresses"},
    "addresses": set(),
    "texts": {"texts"},
    "logs": set(),
}
LONGEST = 250  # lines of a source file

HOSTS = ("registry.npm" + "js", "pypi" + ".org", "pythonhosted" + ".org", "registry.yarn" + "pkg")


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


def test_one_place_leaves_tests_out() -> None:
    """So that none is where CI says that nothing may be."""
    tests = sorted((ROOT / "tests").rglob("*.py"))
    words = re.compile(r"\bpytest\.(?:skip|xfail|importorskip)\(|\bmark\.(?:skip|xfail)")
    assert {path.name for path in tests if words.search(path.read_text())} == {"leaving_out.py"}


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
    tests = [path for path in tree() if path.parts[0] == "tests" and path.suffix in (".py", ".mjs")]
    assert clients
    assert tests
    long = {str(path): lines for path in sources() + clients + tests if (lines := len(text(path).splitlines())) > LONGEST}
    assert long == {}


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
