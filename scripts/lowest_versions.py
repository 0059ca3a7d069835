"""Hold lock files and what is installed against the lowest versions in SECURITY.md. Usage: python -m scripts.lowest_versions

Services that know of advisories are not reached from every machine (scripts/audit asks them); what they once said is held here.
"""

import json
import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).parent.parent
ROW = re.compile(r"^\| ([\w.-]+) \| (\d[\w.]*) \| ", re.MULTILINE)
NODE = ("package-lock.json", "benchmarks/node-reference/package-lock.json", "clients/nuxt/package-lock.json")
LOCKS = ("requirements.txt", "requirements-otel.txt", "requirements-dev.txt", *NODE)


def lowest() -> dict[str, Version]:
    """What SECURITY.md asks for, by package."""
    return {name: Version(least) for name, least in ROW.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))}


def locked(lock: str) -> list[tuple[str, str]]:
    """Every package and version that this file names."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    if lock.endswith(".txt"):
        return re.findall(r"^([\w.-]+)==([\w.]+)", text, re.MULTILINE)
    packages = json.loads(text)["packages"].items()
    return [(path.rpartition("node_modules/")[2], package["version"]) for path, package in packages if path]


def too_low() -> list[str]:
    """Where something older is locked or installed, or is named and locked nowhere."""
    wrong, asked, met = list[str](), lowest(), set[str]()
    for lock in LOCKS:
        for name, found in locked(lock):
            met.add(name)
            if name in asked and Version(found) < asked[name]:
                wrong.append(f"{lock}: {name} {found} is older than {asked[name]}")
    for name, least in asked.items():
        try:
            if Version(version(name)) < least:
                wrong.append(f"installed: {name} {version(name)} is older than {least}")
        except PackageNotFoundError:  # a package of Node's
            continue
    return wrong + [f"SECURITY.md: {name} is locked nowhere" for name in asked if name not in met]


if __name__ == "__main__":
    if found := too_low():
        sys.exit("\n".join(found))
