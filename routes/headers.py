"""What every response says about itself."""

from settings import Settings
from stack.asgi_types import App, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{images}; connect-src 'self'{live}; "
    "font-src 'self'; manifest-src 'self'; frame-src {frames}; base-uri 'none'; form-action 'self'; frame-ancestors {framed_by}"
)
YEAR = 31_536_000
PARTS = (b"text/css", b"text/javascript")  # what a page is made of, of which there is much, and which is no page
OF_PAGES = {"content-security-policy", "referrer-policy", "cross-origin-opener-policy", "permissions-policy"}


class SecureHeaders:
    """Adds what is missing to every answer, also to those that Quart never sees: Socket.IO's, and refusals for their size."""

    def __init__(self, app: App, settings: Settings) -> None:
        self.app = app
        self.headers = [(name.lower().encode(), value.encode()) for name, value in usual(settings).items()]
        self.of_parts = [(name, value) for name, value in self.headers if name.decode() not in OF_PAGES]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name.lower() for name, _ in message["headers"]}
                given, wanted = message["headers"], self.headers
                if kind(given).startswith(PARTS):  # kept by shared caches too, and so nobody's
                    given, wanted = [header for header in given if header[0].lower() != b"set-cookie"], self.of_parts
                added = [header for header in wanted if header[0] not in present]
                message = {**message, "headers": [*given, *added]}
            await send(message)

        await self.app(scope, receive, secured if scope["type"] == "http" else send)


def kind(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The media type that these headers tell; empty where they tell none."""
    return next((value for name, value in headers if name.lower() == b"content-type"), b"")


def usual(settings: Settings) -> dict[str, str]:
    """Unless a response says otherwise."""
    headers = {
        "Content-Security-Policy": policy(settings),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }
    if settings.over_tls:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return headers


def policy(settings: Settings, *, frames: str = "'none'", framed_by: str = "'none'") -> str:
    """What a page may load, what it may frame, and who may frame it."""
    live = f" {settings.public_url.replace('http', 'ws', 1)}" if settings.public_url else ""
    images = f" {settings.public_url}" if settings.public_url else ""
    return CSP.format(live=live, images=images, frames=frames, framed_by=framed_by)
