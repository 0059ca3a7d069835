"""What can be wrong with a picture, in words for the person who sent it."""

from typing import Final

from texts import _

Reason = tuple[str, str]

NOT_ALLOWED: Final[Reason] = (
    "invalid_attachment",
    _("Seules les images PNG, JPEG, GIF et WebP sont acceptées"),
)
NOT_AN_IMAGE: Final[Reason] = (
    "invalid_attachment",
    _("Le fichier n’est pas une image PNG, JPEG, GIF ou WebP"),
)
MISNAMED: Final[Reason] = ("invalid_attachment", _("Le fichier n’est pas du type d’image annoncé"))
UNREADABLE: Final[Reason] = ("invalid_attachment", _("Image illisible"))
TOO_HEAVY: Final[Reason] = ("attachment_too_large", _("Image trop lourde (10\u00a0Mo au plus)"))
TOO_LARGE: Final[Reason] = ("attachment_too_large", _("Image trop grande (40 mégapixels au plus)"))
TOO_LONG: Final[Reason] = ("attachment_too_large", _("Animation trop longue (200 images au plus)"))
ANIMATION_TOO_LARGE: Final[Reason] = (
    "attachment_too_large",
    _("Animation trop grande\u202f; essayez-en une plus petite ou plus courte"),
)
TOO_SLOW: Final[Reason] = ("attachment_too_large", _("Image trop longue à traiter"))

REASONS = [NOT_ALLOWED, NOT_AN_IMAGE, MISNAMED, UNREADABLE, TOO_HEAVY, TOO_LARGE, TOO_LONG, ANIMATION_TOO_LARGE, TOO_SLOW]


class BadImage(Exception):
    """The picture itself is refused; sending it again will not help."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


class ImagingUnavailable(Exception):
    """The picture could not be handled through no fault of its own; it may work later."""
