"""What an error says to people."""

from quart import request

from models.message import CONTENT_LIMIT
from texts import _
from texts.figures import number, soon


def words(status: int, retry_after: int | None = None) -> tuple[str, str]:
    """Title and text for people."""
    known = {
        400: (
            _("Demande illisible"),
            _("Votre navigateur a envoyé une demande que nous n’avons pas comprise. Revenez en arrière et recommencez."),
        ),
        401: (_("Connexion nécessaire"), _("Connectez-vous pour continuer.")),
        403: (_("Page refusée"), _("Cette page ne vous est pas ouverte.")),
        404: (_("Page introuvable"), _("Cette page n’existe pas, ou elle ne vous est pas ouverte.")),
        405: (_("Demande sans effet ici"), _("Cette adresse ne se demande pas ainsi.")),
        408: (_("Envoi trop lent"), _("L’envoi a pris trop de temps. Réessayez, sur un meilleur réseau si vous pouvez.")),
        410: (_("Plus rien ici"), _("Ce que vous demandez n’existe plus.")),
        413: (
            _("Envoi trop lourd"),
            _(
                "Ce que vous avez envoyé dépasse la taille permise\u202f: un message fait %(most)s caractères au plus, "
                "une image 10\u00a0Mo. Revenez en arrière pour retrouver votre texte et le raccourcir.",
                most=number(CONTENT_LIMIT),
            ),
        ),
        429: (
            _("Un instant"),
            _("Vous allez plus vite que nous\u202f; réessayez %(when)s.", when=soon(retry_after))
            if retry_after
            else _("Vous allez plus vite que nous\u202f; réessayez dans un moment."),
        ),
        500: (_("Une erreur est survenue"), _("C’est notre faute. Réessayez\u202f; si cela dure, revenez un peu plus tard.")),
        503: (
            _("Nous revenons dans un instant"),
            _("Escale s’est interrompue un moment. Cette page réessaie d’elle-même, vous n’avez rien à faire.")
            if request.method == "GET"
            else _("Escale s’est interrompue un moment. Revenez en arrière et envoyez de nouveau\u202f: rien n’a été gardé."),
        ),
    }
    return known.get(status, known[400 if status < 500 else 500])
