"""A large photo, from send to shown, beside the messages of others."""

import base64
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import orjson
from PIL import Image

from benchmarks import generator, rounds
from benchmarks.machine import note
from benchmarks.own_postgres import Postgres
from benchmarks.plan import Plan
from benchmarks.processes import Running
from benchmarks.results import Results
from benchmarks.talker import Browser, Talker, framed, packet

RATE = 200  # messages a second of the others
PHOTO = 1000  # the number of its acknowledgement, for which nobody waits
WIDTH, HEIGHT = 4000, 3000


def run(postgres: Postgres | None, plan: Plan, results: Results) -> None:
    """The others' p99 without photos, and while one photo follows the other."""
    image = photo(plan.photos)
    for number in range(plan.rounds):
        note(f"photo beside {RATE} messages/s, {number + 1} of {plan.rounds}")
        with tempfile.TemporaryDirectory(prefix="escale-bench-") as folder:
            people = plan.people + 2
            serve = rounds.on_postgres(postgres, Path(folder), people) if postgres else rounds.on_sqlite(Path(folder), people)
            with serve as server:
                results.add("photo.p99_without", generator.messages(server, plan, rate=RATE)["p99"])
                beside, shown = with_photos(server, plan.rewarmed(), image)
                results.add("photo.p99_beside", beside)
                results.figures.setdefault("photo.seconds_to_shown", []).extend(shown)


def with_photos(server: Running, plan: Plan, image: bytes) -> tuple[float, list[float]]:
    """The p99 of the others' messages, and how long each photo took until it was shown."""
    url = f"data:image/jpeg;base64,{base64.b64encode(image).decode()}"
    shown: list[float] = []
    over = threading.Event()
    with ThreadPoolExecutor(1) as aside:
        begun = generator.started(server, generator.chat(plan, RATE))
        sending = aside.submit(send_on, server, url, shown, over)
        try:
            found = generator.figures(begun)
        finally:
            over.set()
        sending.result()  # a photo that was refused ends the measurement
    return found["p99"], shown


def send_on(server: Running, url: str, shown: list[float], over: threading.Event) -> None:
    """One photo after the other, each waited for until the other person has the picture that a page shows."""
    assert server.tokens
    tokens = server.tokens.read_text().split()
    conversation = len(tokens) // 2  # nobody else's
    # Made once: whoever sends a photo does so on a machine of their own, not on the core of PostgreSQL and the generator.
    photo = {"conversation_id": conversation, "content": "photo", "attachment": url}
    frame = framed(packet(PHOTO, "send_message", photo))
    with Talker(server.port, tokens[-2]) as sender, Talker(server.port, tokens[-1]) as receiver:
        sender.ask("join_conversation", conversation)
        receiver.ask("join_conversation", conversation)
        browser = Browser(server.port)
        while not over.is_set():
            began = time.perf_counter()
            sender.socket.sendall(frame)
            while True:
                event = orjson.loads(receiver.heard(b'42["new_message"')[2:])
                if event[1]["attachment"]:
                    break
            address = urlsplit(event[1]["attachment"])
            browser.get(f"{address.path}?{address.query}&size=small")
            shown.append(time.perf_counter() - began)


def photo(size: int) -> bytes:
    """A JPEG of nearly that many bytes: smooth, with as much grain as it takes (a camera's photos are like that)."""
    smooth = Image.radial_gradient("L").resize((WIDTH, HEIGHT))
    grain = Image.effect_noise((WIDTH, HEIGHT), 40)
    picture = Image.merge("RGB", [Image.blend(smooth, grain, share) for share in (0.3, 0.35, 0.4)])
    best = b""
    for quality in (60, 70, 75, 80, 85, 88, 90, 92, 94, 95, 96, 97, 98):
        out = BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() > size:
            break
        best = out.getvalue()
    return best + b"\0" * (size - len(best))  # what is missing goes behind the image, as some cameras do
