"""The ASGI wrappers, outermost first.

`SendDeadline(BodyBound(socketio.ASGIApp(sio, FinishBegunRequests(quart.asgi_app)), limits), seconds=20)`
"""

from stack.begun_requests import FinishBegunRequests
from stack.body_bound import BodyBound
from stack.send_deadline import SendDeadline

__all__ = ["BodyBound", "FinishBegunRequests", "SendDeadline"]
