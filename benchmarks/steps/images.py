"""What an image costs a server that hands it out itself, against signing an address that an object store serves."""

import base64
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import orjson

import settings
from benchmarks import photo, rounds
from benchmarks.escale import SECRET
from benchmarks.processes import cpu_seconds
from benchmarks.steps import Table
from benchmarks.talker import Browser, Talker
from models import Attachment
from settings import Settings
from wire import links

SIZE = 2 * 2**20  # bytes of a photo as a telephone sends it


def run(quick: bool) -> Table:
    times = 20 if quick else 300
    lines: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder, rounds.on_sqlite(Path(folder), 2) as server:
        assert server.tokens
        address = stored(server.port, server.tokens.read_text().split()[0])
        for name, path in (("full image", address), ("small image", f"{address}&size=small")):
            browser = Browser(server.port)
            _, body = browser.get(path)
            before = cpu_seconds(server.pid)
            for _ in range(times):
                browser.get(path)
            spent = (cpu_seconds(server.pid) - before) / times
            lines.append(
                (f"{name}, handed out", f"{len(body) / 1024:,.0f} KB", f"{spent * 1e6:,.0f} µs", f"{len(body) / 1024:,.0f} KB")
            )
    lines.append(("an address, signed", "", f"{signing(times * 10) * 1e6:,.0f} µs", "0 KB"))
    return ("", "size", "server's CPU", "through the server"), lines


def stored(port: int, token: str) -> str:
    """Send a photo; the path of the stored image."""
    url = f"data:image/jpeg;base64,{base64.b64encode(photo.photo(SIZE)).decode()}"
    with Talker(port, token) as talker:
        _, answer = talker.ask("send_message", {"conversation_id": 1, "content": "photo", "attachment": url})
    message = orjson.loads(answer[answer.index(b"[") :])[0]["message"]
    address = urlsplit(message["attachment"])
    return f"{address.path}?{address.query}"


def signing(times: int) -> float:
    """Seconds to sign an address."""
    settings.use(Settings(secret_key=SECRET))
    image = Attachment(key="k" * 43, width=1600, height=1200)
    began = time.perf_counter()
    for _ in range(times):
        links.image_url(image)
    return (time.perf_counter() - began) / times
