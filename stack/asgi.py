"""The ASGI wrappers, each of which has its place: SendDeadline is the outermost of all, BodyBound goes around Socket.IO and the
pages together, and FinishBegunRequests directly around Quart. app.py has our own between them.
"""

from stack.begun_requests import FinishBegunRequests
from stack.body_bound import BodyBound
from stack.send_deadline import SendDeadline
from stack.upload import Unfinished

__all__ = ["BodyBound", "FinishBegunRequests", "SendDeadline", "Unfinished"]
