"""The README's ten lines, in an empty app that installs the package as the README says: typed, built, and live."""

import json
import re
import shlex
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path

import pytest
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, expect

from seeds.demo import PASSWORD
from tests.browser.talking import CONTENTS, write
from tests.browser.windows import Windows, joined
from tests.commands.programs import quart
from tests.nuxt.apps import PACKAGE, building, developed, origin, run, served
from tests.ports import free_port
from tests.processes import server_process

RunAs = Callable[[Path, int, str], AbstractAsyncContextManager[str]]

SENTENCE = "Salut ! Disponible samedi ?"
README = (PACKAGE / "README.md").read_text()
LOCKED = ("overrides", "devDependencies")  # of the package: Nuxt and its tools, in the versions that are locked


def ten_lines() -> dict[str, str]:
    """The README's files, by name."""
    return dict(re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)^```$", README, re.DOTALL | re.MULTILINE))


def test_they_are_ten() -> None:
    files = ten_lines()
    assert files.keys() == {"nuxt.config.ts", "app/app.vue"}
    assert sum(len(code.splitlines()) for code in files.values()) == 10


def as_typed() -> tuple[str, str]:
    """The README's two commands: how the file is made, and how it is installed."""
    [(made, installed)] = re.findall(r"^\(cd escale/clients/nuxt && (.*)\)\n(npm install .*)\n", README, re.MULTILINE)
    return made.removeprefix("npm ci --ignore-scripts && "), installed.replace("./escale/clients/nuxt", str(PACKAGE))


def compiled() -> str:
    """The README's tsconfig.json."""
    code: str
    [code] = re.findall(r"`tsconfig.json`.*:\n\n```json\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return code


@pytest.fixture(scope="module")
async def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The empty app, which has Nuxt, with the package made and installed by the README's commands.

    Its lock is the package's own: nothing new is chosen, and what was fetched for the package is there for it too.
    """
    app = tmp_path_factory.mktemp("ten-lines")
    (app / "app").mkdir()
    package = json.loads((PACKAGE / "package.json").read_text())
    of_app = {"private": True, "type": "module", **{key: package[key] for key in LOCKED}}
    for name, code in {**ten_lines(), "package.json": json.dumps(of_app), "tsconfig.json": compiled()}.items():
        (app / name).write_text(code)
    shutil.copy(PACKAGE / "package-lock.json", app)
    make, install = as_typed()
    await run(*shlex.split(make))
    await run(*shlex.split(install), "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", folder=app)
    return app


@building
async def test_its_types_refuse_a_misspelt_event(app: Path) -> None:
    typed = app / "app" / "typed.ts"
    shutil.copy(PACKAGE / "test" / "typed.ts", typed)
    await typecheck(app)
    typed.write_text('const { on } = useEscale();\non("new_mesage", () => undefined);\nexport {};\n')
    with pytest.raises(AssertionError, match="new_mesage"):
        await typecheck(app)
    typed.unlink()


async def typecheck(app: Path) -> None:
    """As the README says. Raises AssertionError with what it said."""
    await run("npx", "--no-install", "nuxt", "typecheck", folder=app)


@asynccontextmanager
async def built(app: Path, port: int, escale: str) -> AsyncIterator[str]:
    await run("npx", "--no-install", "nuxt", "build", folder=app)
    async with served(app, port, escale) as url:
        yield url


@building
@pytest.mark.parametrize("run_as", [developed, built], ids=["nuxt dev", "nuxt build"])
async def test_ten_lines_are_a_live_conversation(app: Path, windows: Windows, tmp_path: Path, run_as: RunAs) -> None:
    """Under `nuxt dev` nothing on the page did anything while Vite was not told of socket.io-client."""
    if run_as is developed:  # Vite makes anew what it brings when it learns what more a page needs, and has the page loaded again
        windows.expect("Outdated Optimize Dep", "dynamically imported module")
    port = free_port()
    how = {
        "DATABASE_URL": f"sqlite://{tmp_path}/escale.sqlite3",
        "MEDIA_DIR": tmp_path / "media",
        "ALLOWED_ORIGINS": origin(port),
    }
    assert (await quart("migrate", **how)).status == 0
    assert (await quart("seed", **how)).status == 0
    async with server_process(**how) as escale, run_as(app, port, escale.url) as url:
        jean = await windows.open(base_url=escale.url)
        await enter_as_jean(jean)
        camille = await windows.open(base_url=url)
        await camille.goto("/")
        await log_in(camille)
        await camille.get_by_role("button", name="Envoyer").click()
        await expect(jean.locator(CONTENTS).last).to_have_text(SENTENCE)
        await expect(camille.locator("p").last).to_have_text(f"Camille Perrin : {SENTENCE}")
        await write(jean, "Oui, à 17 h.")
        await expect(camille.locator("p").last).to_have_text("Jean Le Goff : Oui, à 17 h.")
        await windows.close()  # before what they look at is gone


async def log_in(page: Page) -> None:
    """Until it is heard: `nuxt dev` brings what a page needs bit by bit, and may load the page once more."""
    while not await page.get_by_role("button", name="Envoyer").is_visible():
        with suppress(PlaywrightError):
            await page.get_by_role("button", name="Se connecter").click(timeout=500)
        await page.wait_for_timeout(500)


async def enter_as_jean(page: Page) -> None:
    await page.goto("/login")
    await page.get_by_label("Adresse e-mail").fill("jean@escale.example")
    await page.get_by_label("Mot de passe").fill(PASSWORD)
    await page.get_by_role("button", name="Se connecter").click()
    await page.goto("/conversations/1")
    await joined(page)
