"""What is asked of the JSON API, and answered, as an example of each shape."""

from typing import Any

from contract.catalogue import CONVERSATION, MESSAGE
from wire import requests, shapes

LOCAL = {"id": 12, "name": "Jean", "city": "Saint-Malo", "bio": "Le port et les remparts, à pied."}
MYSELF = {"id": 7, "name": "Camille", "city": "", "bio": "", "email": "camille@exemple.fr", "is_local": False}

EXAMPLES: dict[type, dict[str, Any]] = {
    requests.SignUp: {"name": "Camille", "email": "camille@exemple.fr", "password": "quatre galets gris"},
    requests.LogIn: {"email": "camille@exemple.fr", "password": "quatre galets gris"},
    requests.Profile: {"city": "Saint-Malo", "bio": "Le port et les remparts, à pied."},
    requests.OpenConversation: {"local_id": 12},
    requests.PostMessage: {
        "content": "Salut ! Disponible samedi ?",
        "attachment": None,
        "client_id": "4f0f9a52-6a3b-4a42-9d5e-0a7f6b2c1d3e",
    },
    shapes.LoggedIn: {"token": "le.jeton.signé", "user": MYSELF},
    shapes.Myself: MYSELF,
    shapes.LocalsPage: {"locals": [LOCAL], "next": None},
    shapes.ConversationsPage: {"conversations": [CONVERSATION], "next": None},
    shapes.OneConversation: {"conversation": CONVERSATION},
    shapes.OpenedConversation: {"conversation": CONVERSATION, "existed": True},
    shapes.MessagesPage: {"messages": [MESSAGE], "has_more": False},
    shapes.Sent: {"message": MESSAGE},
    shapes.Health: {"status": "ok"},
    shapes.MessageCreated: {"type": "message.created", "timestamp": MESSAGE["createdAt"], "data": MESSAGE},
}
# A conversation that was made this moment.
NEW = {
    "conversation": {**CONVERSATION, "updatedAt": CONVERSATION["createdAt"], "last_message": None, "unread": 0},
    "existed": False,
}


def of(shape: type, status: int = 200) -> dict[str, Any]:
    """The example of that shape, as it is answered with that status."""
    return NEW if shape is shapes.OpenedConversation and status == 201 else EXAMPLES[shape]
