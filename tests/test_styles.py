"""Styles know no left and no right: start and end, so that a page may be read from the other side."""

import re

from settings import ROOT

PHYSICAL = re.compile(
    r"(?:margin|padding|border)(?:-\w+)?-(?:left|right)\b|\b(?:left|right)\s*:|border-(?:top|bottom)-(?:left|right)-radius"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b|translate(?:X|3d)?\(|\btranslate\s*:"
)
SIDED = re.compile(r"(?:^|[\s;{])(?:margin|padding|inset|scroll-margin|scroll-padding)\s*:\s*([^;]+);")
SIDE = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")


def test_styles_know_no_left_and_no_right() -> None:
    found = []
    for sheet in sorted((ROOT / "static" / "css").glob("*.css")):
        css = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{sheet.name}: {one[0]}" for one in PHYSICAL.finditer(css)]
        found += [f"{sheet.name}: {one[0].strip()}" for one in SIDED.finditer(css) if uneven(one[1])]
    assert found == []


def uneven(value: str) -> bool:
    """Whether a shorthand of four sides has another right than left."""
    sides = SIDE.findall(value)
    return len(sides) == 4 and sides[1] != sides[3]


def test_what_is_uneven_is_seen() -> None:
    assert uneven("0 max(var(--gutter), env(x)) 1rem 2rem")
    assert not uneven("0 max(1rem, env(x)) 1rem max(1rem, env(x))")
    assert all(PHYSICAL.search(f"{one};") for one in ("margin-left: 1px", "left: 0", "text-align: right", "translate: -50%"))
