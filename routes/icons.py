"""The signs of pages, and their icon in the browser's tab, with how much waits to be read."""

from functools import cache
from urllib.parse import quote

from markupsafe import Markup

SIGN = Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>')  # templates/_icons.html

COUNT = "COUNT"  # in whose place the script writes another number
MOST = 9

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#A03E26"/>'
    '<text x="16" y="24" text-anchor="middle" font-family="system-ui,sans-serif" font-size="{size}" font-weight="700" '
    'fill="#FAF6EE">{count}</text></svg>'
)


def counted_icon(total: int | None = None) -> str:
    """An address that is the icon itself; without a number, with COUNT in its place."""
    count = COUNT if total is None else str(total) if total <= MOST else f"{MOST}+"
    return f"data:image/svg+xml,{quote(ICON.format(count=count, size=22), safe=' /:=,')}"


@cache
def icon(name: str) -> Markup:
    """One of our signs."""
    return SIGN.format(name)
