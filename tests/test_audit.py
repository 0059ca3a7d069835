"""What scripts/audit makes of what it is answered: an advisory that is found fails, who does not answer is named in a line.

The two programs that ask are stood in for, for they ask elsewhere. Seen to fail with each `failed=1` taken out.
"""

import os
import subprocess
from pathlib import Path

import pytest

from settings import ROOT

CLEAN = (0, '{"dependencies": [{"name": "jinja2", "version": "3.1.6", "vulns": []}]}')
FOUND = (1, '{"dependencies": [{"name": "jinja2", "vulns": [{"id": "CVE-1", "fix_versions": ["3.1.6"]}]}]}')
AWAY = (1, "")
NPM_CLEAN = (0, '{"auditReportVersion": 2, "metadata": {"vulnerabilities": {"critical": 0, "total": 0}}}')
NPM_FOUND = (1, '{"auditReportVersion": 2, "metadata": {"vulnerabilities": {"critical": 1, "total": 1}}}')


def stand_in(path: Path, answer: tuple[int, str]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\necho asked >>{path}.asked\necho '{answer[1]}'\nexit {answer[0]}\n")
    path.chmod(0o755)


@pytest.mark.parametrize(
    ("of_pip", "of_npm", "status", "lines"),
    [
        (CLEAN, NPM_CLEAN, 0, 0),
        (FOUND, NPM_CLEAN, 1, None),
        (CLEAN, NPM_FOUND, 1, None),
        (AWAY, AWAY, 0, 2),
        (AWAY, NPM_FOUND, 1, None),
    ],
)
def test_what_is_found_fails_and_what_is_away_is_said(
    tmp_path: Path, of_pip: tuple[int, str], of_npm: tuple[int, str], status: int, lines: int | None
) -> None:
    pip, npm = tmp_path / "bin/pip-audit", tmp_path / "npm/npm"
    stand_in(pip, of_pip)
    stand_in(npm, of_npm)
    environment = {**os.environ, "AUDIT_INTO": str(tmp_path), "PATH": f"{npm.parent}:{os.environ['PATH']}"}
    for _ in range(2):
        asked = [str(ROOT / "scripts/audit"), "--known"]
        ran = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 -- our own
        assert ran.returncode == status
        if lines is not None:
            assert [line.startswith("NOT AUDITED: ") for line in ran.stdout.splitlines()] == [True] * lines
    twice = lines != 0  # what is clean stays so for a day
    assert len(Path(f"{npm}.asked").read_text().splitlines()) == (1 + twice) * (1 if of_npm == AWAY else 2)
