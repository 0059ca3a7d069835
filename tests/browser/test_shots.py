"""`make shots`: nobody looks at all that it makes each day, so that it makes them is held here."""

import asyncio
from pathlib import Path

from PIL import Image

from settings import ROOT
from tests.browser.conftest import found
from tests.browser.windows import executable

TAKEN = ["conversation-1440-dark.png", "conversation-1440-light.png", "images/conversation.png"]


async def test_the_command_takes_a_page_in_both_schemes_and_for_the_readme(tmp_path: Path) -> None:
    found(executable())
    await make("shots", "ONLY=conversation", "WIDTH=1440", f"INTO={tmp_path}")
    assert sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.png")) == TAKEN
    assert {width(tmp_path / name) for name in TAKEN} == {1440}


async def make(*words: str) -> None:
    """With what is installed."""
    process = await asyncio.create_subprocess_exec(
        "make", "--old-file=install-dev", *words, cwd=ROOT, stderr=asyncio.subprocess.PIPE
    )
    _, err = await process.communicate()
    assert process.returncode == 0, err.decode()


def width(file: Path) -> int:
    with Image.open(file) as image:
        return image.width
