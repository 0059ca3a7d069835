"""What the JSON API refuses: the codes that a status may come with, and an example of each (held by tests/promised.py)."""

from typing import Any

# Where the table of operations names no others (Operation.codes).
USUAL: dict[int, tuple[str, ...]] = {
    400: ("invalid_payload", "bad_request", "too_many_pieces"),
    401: ("unauthorized",),
    404: ("not_allowed",),
    405: ("method_not_allowed",),
    408: ("too_slow",),
    410: ("account_deleted",),
    413: ("too_large",),
    422: ("invalid_field",),
    429: ("too_many",),
    500: ("internal",),
    503: ("unavailable",),
}
ELSEWHERE = ("not_found", "http_error")  # at an address that is none of the table's; for whatever else HTTP has

_SAID: dict[str, str] = {
    "account_deleted": "Ce compte a été supprimé\u202f; il ne reçoit plus de messages",
    "attachment_too_large": "Image trop lourde (10\u00a0Mo au plus)",
    "bad_request": "Demande illisible",
    "going_down": "Service momentanément indisponible\u202f; réessayez dans un instant",
    "internal": "Une erreur est survenue\u202f; réessayez",
    "invalid_attachment": "Image invalide",
    "invalid_attachment_alt": "Description de l’image invalide",
    "invalid_content": "Message invalide",
    "invalid_field": "Indiquez votre nom",
    "invalid_payload": "Demande invalide",
    "method_not_allowed": "Demande sans effet ici",
    "not_allowed": "Non autorisé",
    "second_factor_required": "Un code de vérification est demandé",
    "too_large": "Envoi trop volumineux",
    "too_many": "Trop de demandes\u202f; réessayez dans 30 secondes",
    "too_many_pieces": "Envoi en miettes",
    "too_slow": "Envoi trop lent",
    "unauthorized": "Authentification requise",
    "unavailable": "Service momentanément indisponible\u202f; réessayez dans un instant",
    "wrong_code": "Ce code n’est pas le bon, ou il a déjà servi\u202f; attendez le suivant",
    "wrong_credentials": "Adresse e-mail ou mot de passe incorrect",
}
_MORE: dict[str, dict[str, Any]] = {
    "attachment_too_large": {"field": "attachment"},
    "going_down": {"retry_after": 2},
    "invalid_attachment": {"field": "attachment"},
    "invalid_attachment_alt": {"field": "attachment_alt"},
    "invalid_content": {"field": "content"},
    "invalid_field": {"field": "name"},
    "second_factor_required": {"field": "code"},
    "too_many": {"retry_after": 30},
    "unavailable": {"retry_after": 2},
    "wrong_code": {"field": "code"},
}


def example(code: str) -> dict[str, Any]:
    """An ApiError with that code."""
    return {"error": _SAID[code], "code": code, **_MORE.get(code, {})}
