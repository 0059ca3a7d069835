"""Security events: noted where they happen, written once a second, read with `quart audit`.

Whoever logs in waits for none of this, and a flood of refusals is bounded here too: what there is no room for is only counted.
"""

import asyncio
from collections import deque
from datetime import UTC, datetime, timedelta

import structlog

from models import SecurityEvent

log = structlog.get_logger("escale.audit")

EVERY = 1.0  # seconds between two writes
WAITING = 1_000  # events that may wait; more are counted
KEPT = timedelta(days=90)

# What is noted, as `quart audit` explains it.
KINDS = {
    "sign_up": "somebody signed up",
    "log_in": "somebody logged in",
    "log_in_refused": "an unknown address, a wrong password, or a disabled account",
    "password_changed": "somebody changed their password",
    "email_changed": "somebody changed their e-mail address",
    "account_deleted": "somebody deleted their account",
    "account_disabled": "the operator let somebody in no more",
    "account_enabled": "the operator let somebody in again",
    "password_link_made": "the operator made a link with which somebody sets a new password",
    "confirmation_refused": "a wrong password where a log-in's person had to show again that it is them",
    "second_factor_added": "somebody set up an app for codes, or a passkey",
    "second_factor_removed": "somebody, or the operator, removed one, or all",
    "second_factor_refused": "the right password, and then a wrong code or passkey",
    "recovery_code_used": "somebody logged in with a code on paper",
    "recovery_codes_made": "somebody has new codes on paper, and no others",
    "session_ended": "log-ins were ended: by their person, by a new password, or by the operator",
    "bound": "somebody, or an address, met a limit (once a minute for each)",
    "socket_cut": "a socket that sent junk without end was cut",
    "lost": "events came faster than they could be written: so many are missing here",
}

_waiting: deque[SecurityEvent] = deque()
_lost = 0
_one_at_a_time = asyncio.Lock()  # the end of the process writes too


def note(kind: str, *, user_id: int | None = None, address: str = "", detail: str = "") -> None:
    """Remember this; it is written within seconds."""
    global _lost  # noqa: PLW0603
    assert kind in KINDS
    if len(_waiting) >= WAITING:
        _lost += 1
        return
    event = SecurityEvent(at=datetime.now(UTC), kind=kind, user_id=user_id, address=printable(address)[:64], detail=detail[:200])
    _waiting.append(event)


def printable(text: str) -> str:
    """Without the characters that could forge a line, or reach the terminal of whoever reads it."""
    return "".join(c if c.isprintable() else "?" for c in text)


async def write() -> None:
    """Write what waits; what can't be written now waits on."""
    global _lost
    if _lost and len(_waiting) < WAITING:
        lost, _lost = _lost, 0
        note("lost", detail=str(lost))
    async with _one_at_a_time:
        together = list(_waiting)
        if together:
            await SecurityEvent.bulk_create(together)
            for _ in together:
                _waiting.popleft()


async def keep_writing() -> None:
    """For ever."""
    failing = False
    while True:
        await asyncio.sleep(EVERY)
        try:
            await write()
            failing = False
        except Exception as broken:
            if not failing:
                log.warning("security events not written", error=broken)
            failing = True


async def forget_old() -> int:
    """Remove what is older than 90 days: addresses of people are among it."""
    return await SecurityEvent.filter(at__lt=datetime.now(UTC) - KEPT).delete()
