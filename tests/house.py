"""Every file of the house, read once, for the tests that hold its rules."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from settings import ROOT

NOT_SOURCE = {"tests", "migrations"}
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


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
