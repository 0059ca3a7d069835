"""Our scripts as one: forty small answers would weigh more than what they say.

Each module becomes a function that is run when it is first imported, and answers what it exports; so one that fails leaves the
others at work, as it does where browsers import them. Nothing but the forms that our modules use is understood; the browser
suite runs what comes out.
"""

import re
from pathlib import Path

IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:async )?function|const|class) (\w+)", re.MULTILINE)
LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"\)')
ELSEWHERE = re.compile(r'^export \{ (\w+) \} from "(\.\./[^"]+)";\n', re.MULTILINE)

ONCE = "const once = (f, m) => () => (m ??= f());\n"


class NotUnderstood(ValueError):
    """A module is written in a form that this can't bundle."""


def bundled(modules: dict[str, str]) -> str:
    """One module that does what `app` does; `modules` are their sources by name."""
    outside, parts = list[str](), [ONCE]
    for name, source in modules.items():
        for exported, address in ELSEWHERE.findall(source):
            outside.append(f'import {{ {exported} }} from "{address}";\n')
        parts.append(f"const {variable(name)} = once(() => {{\n{body(source)}}});\n")
    return "".join([*outside, *parts, "$app();\n"])


def body(source: str) -> str:
    """A module's source as the inside of a function that answers what it exports.

    Raises: NotUnderstood.
    """
    exported = [name for _, name in EXPORT.findall(source)] + [name for name, _ in ELSEWHERE.findall(source)]
    source = ELSEWHERE.sub("", source)
    source = IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {variable(found[2])}();\n", source)
    source = LATER.sub(lambda found: f"(async () => {variable(found[1])}())()", EXPORT.sub(r"\1 \2", source))
    if left := re.search(r"^(?:import|export)\b.*", source, re.MULTILINE):
        raise NotUnderstood(left[0])
    return f"{source}return {{ {', '.join(exported)} }};\n"


def variable(name: str) -> str:
    """What a module is called in the bundle."""
    return "$" + name.replace("-", "_")


def modules(folder: Path) -> dict[str, str]:
    """The sources of a folder, by name."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.js"))}
