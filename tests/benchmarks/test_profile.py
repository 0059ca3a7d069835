"""Whose work a sample is."""

import pytest

from benchmarks import profile
from settings import ROOT

SITE = f"{ROOT}/.venv/lib/python3.11/site-packages"


@pytest.mark.parametrize(
    ("inner", "named"),
    [
        (f"commit ({ROOT}/actions/message_writer.py:131)", "writing and group commit (actions/message_writer)"),
        (f"send ({ROOT}/actions/messages.py:60)", "rules (actions)"),
        (f"emit ({ROOT}/stack/socketio_rooms.py:60)", "rooms and packets (stack, python-socketio)"),
        (f"read ({ROOT}/stack/websocket_frames.py:6)", "sockets and frames (stack, python-engineio, Hypercorn)"),
        (f"fetch ({SITE}/asyncpg/connection.py:6)", "PostgreSQL's protocol (asyncpg, Tortoise)"),
        ("loads (/usr/lib/python3.11/json/__init__.py:6)", "rules (actions)"),  # who called it
        (f"models ({SITE}/elsewhere/models/a.py:6)", "rules (actions)"),
    ],
)
def test_a_sample_belongs_to_the_innermost_layer(inner: str, named: str) -> None:
    outer = f"mark ({ROOT}/actions/messages.py:99)"
    assert profile.layer((outer, inner)) == named


def test_samples_are_read_and_shared_out() -> None:
    samples = profile.read([f"a (/x.py:1);page ({ROOT}/models/message.py:9) 3", "a (/x.py:1) 1", ""])
    told = profile.text(samples, 0.1, "postgres")
    assert "0.100 ms of the server's CPU a message on postgres, 4 samples." in told
    assert "| the hot path's SQL (models) | 75.0 % | 75.0 |" in told
    assert "| page (models/message.py) | 75.0 % | 75.0 |" in told
