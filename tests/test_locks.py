"""The lock files hold what pyproject.toml asks for, and nothing that it asks for no more."""

import re
import tomllib

import pytest

from settings import ROOT

# What each lock file is made from (Makefile, `lock`): the extras beside what always is.
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.txt": (),
    "requirements-otel.txt": ("otel",),
    "requirements-dev.txt": ("dev", "otel"),
}


def name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_all_that_is_asked_for_and_no_other(lock: str) -> None:
    """Seen to fail with a package in requirements-otel.txt that had been taken out of pyproject.toml: `make lock` mends it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*project["dependencies"], *(one for extra in LOCKS[lock] for one in project["optional-dependencies"][extra])]
    entries = re.findall(r"^(\S+)==\S+ \\\n(?:    --hash=.*\n)+((?:    #.*\n)+)", (ROOT / lock).read_text(), re.MULTILINE)
    assert {name(package) for package, via in entries if "escale (pyproject.toml)" in via} == {name(one) for one in asked}
