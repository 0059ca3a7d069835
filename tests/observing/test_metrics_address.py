"""The address that Prometheus asks, and what is told there of the process."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

from observing import address
from observing.metrics import OfThisProcess
from tests import http
from tests.ports import free_port


async def test_it_answers_one_path_and_on_loopback_no_name_of_another_site() -> None:
    """Seen to fail with the library's own application, which answers any path under any name, also that of a page whose name was
    made to lead to 127.0.0.1, which could read it then."""
    port = free_port()
    address.listen(f"127.0.0.1:{port}", CollectorRegistry())
    async with http.client(f"http://127.0.0.1:{port}") as client:
        answers = {path: (await client.get(path)).status_code for path in ("/metrics", "/", "/metrics/x", "/favicon.ico")}
        assert answers == {"/metrics": 200, "/": 404, "/metrics/x": 404, "/favicon.ico": 404}
        hosts = [
            "127.0.0.1",
            f"localhost:{port}",
            "[::1]:9100",
            "evil.example",
            f"evil.example:{port}",
            "[",
            "127.0.0.1.evil.example",
        ]
        said = [(await client.get("/metrics", headers={"Host": host})).status_code for host in hosts]
        assert said == [200, 200, 200, 403, 403, 403, 403]


@pytest.mark.parametrize(("bound", "answered"), [("127.0.0.1", False), ("::1", False), ("localhost", False), ("0.0.0.0", True)])  # noqa: S104
def test_other_names_are_for_machines_that_others_can_ask(bound: str, answered: bool) -> None:
    said: list[str] = []
    asked = {"HTTP_HOST": "escale-1.internal:9100", "PATH_INFO": "/metrics"}
    list(address.metrics_alone(lambda _environ, _start: [b"yes"], bound)(asked, lambda status, _headers: said.append(status)))
    assert (said == []) is answered


def test_the_process_is_told_of_where_nothing_else_of_proc_is_to_be_seen(tmp_path: Path) -> None:
    """As with systemd's `ProcSubset=pid`; seen to fail with the library's own collector, which has not one figure then."""
    (tmp_path / "self").symlink_to("/proc/self")
    registry = CollectorRegistry()
    OfThisProcess(proc=str(tmp_path), registry=registry)
    text = generate_latest(registry).decode()
    for name in ("resident_memory_bytes", "start_time_seconds", "open_fds", "max_fds", "cpu_seconds_total"):
        assert f"\nprocess_{name} " in text


def test_the_start_is_when_it_was() -> None:
    registry, usual = CollectorRegistry(), CollectorRegistry()
    OfThisProcess(registry=registry)
    ProcessCollector(registry=usual)
    ours, theirs = (one.get_sample_value("process_start_time_seconds") or 0 for one in (registry, usual))
    assert abs(ours - theirs) < 2
