"""Where Prometheus asks: one path, and no name that another site's page could come by."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from prometheus_client import start_http_server
from prometheus_client.registry import CollectorRegistry

PATH = "/metrics"
HERE = "localhost"

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def listen(address: str, registry: CollectorRegistry) -> None:
    """Answer scrapes in a thread, until the process ends.

    Raises: OSError when the address is taken.
    """
    there = urlsplit(f"//{address}")
    server, _thread = start_http_server(there.port or 0, there.hostname or "", registry)
    server.set_app(metrics_alone(server.get_app(), there.hostname or ""))


def metrics_alone(application: Any, name: str) -> Application:
    """404 for another path. On loopback 403 for another host: a page of any site may have its own name lead there, and would read
    the answer as its own."""
    only_here = is_loopback(name)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if only_here and not is_of_here(environ.get("HTTP_HOST", ""), name):
            return refuse("403 Forbidden", start_response)
        if environ["PATH_INFO"] != PATH:
            return refuse("404 Not Found", start_response)
        return application(environ, start_response)  # type: ignore[no-any-return]

    return answer


def refuse(status: str, start_response: Any) -> list[bytes]:
    start_response(status, [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
    return [f"{status}\n".encode()]


def is_loopback(name: str) -> bool:
    """Whether nobody on another machine can ask there."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == HERE


def is_of_here(host: str, name: str) -> bool:
    """Whether a request for `host` was meant for us: an address is nobody's name."""
    try:
        asked = urlsplit(f"//{host}").hostname or ""
        return asked in ("", HERE, name) or bool(ip_address(asked))
    except ValueError:
        return False
