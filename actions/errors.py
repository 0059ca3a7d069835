"""What can be refused: one tree, turned into an event, a JSON answer or a page by each edge's one mapping."""

from texts import _
from texts.figures import soon


class Refused(Exception):
    """Something asked for was not done.

    `code` is a stable word for programs, `message` a sentence for the wire, `hint` one for a page (what to do about it),
    `field` the form field it stands beside, `status` the HTTP status, `retry_after` seconds to wait.
    """

    code = "invalid_payload"
    status = 400
    field: str | None = None
    retry_after: int | None = None

    def __init__(self, message: str = "", *, hint: str = "", field: str | None = None) -> None:
        self.message = message or self.default()
        self.said = hint or message
        self.field = field or self.field
        super().__init__(self.message)

    @property
    def hint(self) -> str:
        """In the language of the page: where it was refused, by a task of the server's own, that may not have been known."""
        return self.said or self.default()

    @staticmethod
    def default() -> str:
        return _("Demande invalide")


class InvalidPayload(Refused):
    """The request has not the shape that the contract describes."""


class UnknownEvent(Refused):
    code = "unknown_event"

    @staticmethod
    def default() -> str:
        return _("Événement inconnu")


class Unauthorized(Refused):
    """Nobody is logged in, or that log-in has ended."""

    code = "unauthorized"
    status = 401

    @staticmethod
    def default() -> str:
        return _("Authentification requise")


class WrongCredentials(Unauthorized):
    """The same words for an unknown address and a wrong password: neither can be told from the other."""

    code = "wrong_credentials"

    @staticmethod
    def default() -> str:
        return _("Adresse e-mail ou mot de passe incorrect")


class SecondFactorRequired(Unauthorized):
    """The password was right, and is not enough. `ticket` says so for a while; it opens nothing but the second step."""

    code = "second_factor_required"
    field = "code"

    def __init__(self, ticket: str) -> None:
        super().__init__()
        self.ticket = ticket

    @staticmethod
    def default() -> str:
        return _("Un code de vérification est demandé")


class WrongCode(Unauthorized):
    """The same words for a code that is wrong, too old, or already used."""

    code = "wrong_code"
    field = "code"

    @staticmethod
    def default() -> str:
        return _("Ce code n’est pas le bon, ou il a déjà servi\u202f; attendez le suivant")


class ConfirmationNeeded(Refused):
    """Too long ago that this log-in's person gave their password."""

    code = "confirmation_needed"
    status = 403

    @staticmethod
    def default() -> str:
        return _("Confirmez d’abord votre mot de passe")


class NotAllowed(Refused):
    """Not a participant; also when there is no such row, so that ids can't be probed."""

    code = "not_allowed"
    status = 404

    @staticmethod
    def default() -> str:
        return _("Non autorisé")


class AccountDeleted(Refused):
    """The other person has left: nothing new reaches them."""

    code = "account_deleted"
    status = 410

    @staticmethod
    def default() -> str:
        return _("Ce compte a été supprimé\u202f; il ne reçoit plus de messages")


class InvalidContent(Refused):
    code = "invalid_content"
    status = 422
    field = "content"

    @staticmethod
    def default() -> str:
        return _("Message invalide")


class InvalidField(Refused):
    """A form field that can't be kept as it is."""

    code = "invalid_field"
    status = 422


class InvalidAttachment(Refused):
    code = "invalid_attachment"
    status = 422
    field = "attachment"

    @staticmethod
    def default() -> str:
        return _("Image invalide")


class InvalidAlt(Refused):
    code = "invalid_attachment_alt"
    status = 422
    field = "attachment_alt"

    @staticmethod
    def default() -> str:
        return _("Description de l’image invalide")


class AttachmentTooLarge(InvalidAttachment):
    code = "attachment_too_large"
    status = 413

    @staticmethod
    def default() -> str:
        return _("Image trop lourde (10\u00a0Mo au plus)")


class TooMany(Refused):
    code = "too_many"
    status = 429

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            _("Trop de demandes\u202f; réessayez %(when)s", when=soon(retry_after)),
            hint=_("Trop de demandes\u202f; réessayez %(when)s.", when=soon(retry_after)),
        )
        self.retry_after = retry_after


class QuotaReached(Refused):
    """Waiting does not help: somebody keeps as much as anybody may."""

    code = "too_many"
    status = 429
    field = "attachment"

    @staticmethod
    def default() -> str:
        return _("Vous avez envoyé autant d’images que nous pouvons en garder")


class Unavailable(Refused):
    """The database or another part is out of reach: nothing was stored, and a retry may succeed."""

    code = "unavailable"
    status = 503
    retry_after = 2

    @staticmethod
    def default() -> str:
        return _("Service momentanément indisponible\u202f; réessayez dans un instant")


class GoingDown(Unavailable):
    """This process takes nobody new; another one may."""

    code = "going_down"


class Internal(Refused):
    """Our own fault, told without internals; the operator's log has the rest."""

    code = "internal"
    status = 500

    @staticmethod
    def default() -> str:
        return _("Une erreur est survenue\u202f; réessayez")
