"""The words that the scripts say, kept with all others so that they are translated with them. `{x}` is filled by the script."""

from collections.abc import Callable
from contextvars import Context
from functools import cache

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from actions import attachments, errors
from models.user import DELETED
from texts import Language, _, gettext, language, ngettext

Said = str | dict[str, str]

COUNTED = range(201)  # numbers among which every form of a plural comes up
# What a message may be refused with. The wire says it in French (docs/contract), and the page in its own language.
REFUSED: list[type[errors.Refused]] = [
    *(errors.InvalidPayload, errors.InvalidContent, errors.InvalidAttachment, errors.AttachmentTooLarge),
    *(errors.InvalidAlt, errors.AccountDeleted, errors.QuotaReached, errors.NotAllowed, errors.Unavailable, errors.Internal),
]


def script_texts() -> Markup:
    """All of them in the reader's language, as JSON for a script element."""
    return written(language())


@cache
def written(_language: Language) -> Markup:
    """The same for every page in that language."""
    return htmlsafe_json_dumps({**of_the_wire(), **texts()}, ensure_ascii=False, separators=(",", ":"))


def of_the_wire() -> dict[str, str]:
    """By what is said there, unless the page would say the same."""
    french = [*(Context().run(refused.default) for refused in REFUSED), *attachments.REASONS, DELETED]
    return {said: gettext(said) for said in french if gettext(said) != said}


def forms(counted: Callable[[int], str]) -> dict[str, str]:
    """A text by the names that `Intl.PluralRules` gives to the forms of the reader's language."""
    return {language().locale.plural_form(number): counted(number) for number in COUNTED}


def texts() -> dict[str, Said]:
    """By their keys; a plural by the names of its forms."""
    return {
        "day.today": _("Aujourd’hui"),
        "day.yesterday": _("Hier"),
        "when.yesterday": _("hier"),
        "connection.lost": _("Connexion perdue. Vos messages partiront à son retour."),
        "connection.lost_here": _("Connexion perdue. Les nouveaux messages s’afficheront à son retour."),
        "connection.blocked": _("Les nouveaux messages n’arrivent pas d’eux-mêmes ici. Rechargez la page pour les voir."),
        "session.over": _("Vous avez été déconnecté\u202f; reconnectez-vous pour continuer, votre message est gardé."),
        "session.over_here": _("Vous avez été déconnecté\u202f; reconnectez-vous pour continuer."),
        "session.log_in": _("Se reconnecter"),
        "outbox.you": _("Vous"),
        "outbox.waiting": _("En attente"),
        "outbox.slowed": _("Vous allez plus vite que nous\u202f; la suite partira d’elle-même."),
        "outbox.failed": _("Non envoyé"),
        "outbox.failed_because": _("Non envoyé\u202f: {reason}"),
        "outbox.retry": _("Réessayer"),
        "outbox.edit": _("Modifier"),
        "outbox.discard": _("Supprimer"),
        "outbox.photo_lost": _("La photo ne peut plus être lue. Joignez-la de nouveau."),
        "composer.blank": _("Ce message est vide. Écrivez quelques mots avant de l’envoyer."),
        "composer.too_long": forms(
            lambda n: ngettext(
                "Ce message compte un caractère de trop. Raccourcissez-le ou envoyez-le en deux fois.",
                "Ce message compte {count} caractères de trop. Raccourcissez-le ou envoyez-le en deux fois.",
                n,
            )
        ),
        "composer.count": _("{count} caractères sur {limit}"),
        "photo.named": _("«\u202f{name}\u202f»"),
        "photo.unreadable": forms(
            lambda n: ngettext(
                "{names} n’est pas une image que nous puissions lire. Choisissez une image PNG, JPEG, GIF ou WebP.",
                "{names} ne sont pas des images que nous puissions lire. Choisissez des images PNG, JPEG, GIF ou WebP.",
                n,
            )
        ),
        "photo.heavy": forms(
            lambda n: ngettext(
                "{names} dépasse 10\u00a0Mo. Choisissez une photo plus légère.",
                "{names} dépassent 10\u00a0Mo. Choisissez des photos plus légères.",
                n,
            )
        ),
        "photo.too_large": _("Cette photo dépasse 10\u00a0Mo. Choisissez-en une plus légère."),
        "photo.words": _("Un mot, ou «\u202fPhoto\u202f»"),
        "lightbox.photo": _("Photo envoyée par {name}"),
        "lightbox.mine": _("Votre photo"),
        "lightbox.waiting": _("Vous\u202f: en attente d’envoi"),
        "lightbox.failed": _("Vous\u202f: non envoyé"),
        "zone.offer": _("Choisir {zone}, celui de ce navigateur"),
        "alert.sample": _("Voici comment un message vous sera annoncé."),
        "alert.denied": _("Ce navigateur refuse les notifications d’Escale. Autorisez-les dans ses réglages, puis revenez ici."),
        "alert.unknown": _("Ce navigateur ne montre pas de notifications. Le son, lui, reste possible."),
        "divider": _("Nouveaux messages"),
        "photo.preparing": _("La photo se prépare. Envoyez-la dans un instant."),
        "photo.too_many": _("{count} photos au plus à la fois. Les autres n’ont pas été prises."),
        "photo.remove_it": _("Retirer la photo"),
        "photo.remove": _("Retirer la photo {number}"),
        "photo.drop": _("Déposez vos photos ici"),
        "upload": _("Envoi de la photo"),
        "upload.cancel": _("Annuler"),
        "latest.jump": _("Derniers messages"),
        "latest.new": forms(lambda n: ngettext("{count} nouveau message", "{count} nouveaux messages", n)),
        "latest.above": forms(lambda n: ngettext("{count} nouveau message plus haut", "{count} nouveaux messages plus haut", n)),
        "typing.shown": _("{name} écrit…"),
        "inbox.mine": _("Vous\u202f: {text}"),
        "inbox.none": _("Pas encore de message"),
    }
