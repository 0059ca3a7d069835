"""A person: someone who travels, someone who is local, or both in turn."""

import unicodedata
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from tortoise import fields
from tortoise.models import Model

EMAIL_LIMIT = 254
NAME_LIMIT = 80
CITY_LIMIT = 80
BIO_LIMIT = 500
DELETED = "Compte supprimé"  # the name of whoever left, on the wire: the same for everybody, whatever they read


class User(Model):
    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=NAME_LIMIT)
    email = fields.CharField(max_length=EMAIL_LIMIT, unique=True)  # kept in lower case: see fold_email
    password_hash = fields.CharField(max_length=255)
    is_local = fields.BooleanField(default=False)
    city = fields.CharField(max_length=CITY_LIMIT, default="")
    bio = fields.TextField(default="")
    search_text = fields.CharField(max_length=400, default="")  # name and city, folded: see fold
    time_zone = fields.CharField(max_length=64, default="", db_default="")  # "" for the browser's own
    language = fields.CharField(max_length=8, default="", db_default="")  # "" for the one that the browser asks for
    created_at = fields.DatetimeField(auto_now_add=True)
    disabled_at = fields.DatetimeField(null=True)
    deleted_at = fields.DatetimeField(null=True)  # by its person: what was theirs alone is gone, see forget

    class Meta:
        table = "users"
        indexes = (("is_local", "id"),)

    async def save(self, *args: Any, **kwargs: Any) -> None:
        """Also what the person is found by."""
        self.search_text = fold(f"{self.name} {self.city}")
        await super().save(*args, **kwargs)

    async def keep(self, *names: str) -> bool:
        """Write these fields; False, and nothing of theirs, where the person has deleted their account meanwhile."""
        self.search_text = fold(f"{self.name} {self.city}")
        written = {name: getattr(self, name) for name in (*names, "search_text")}
        return bool(await User.filter(id=self.id, deleted_at__isnull=True).update(**written))

    @classmethod
    async def with_email(cls, email: str) -> "User | None":
        """Whoever signed up with this address, in whatever case it was typed."""
        folded = fold_email(email)
        return await cls.get_or_none(email=folded) if len(folded) <= EMAIL_LIMIT else None

    @classmethod
    async def unchanged(cls, known: "User") -> bool:
        """Whether this person may still log in with what was checked of them; inside a transaction it stays so until its end."""
        row = await cls.filter(id=known.id).select_for_update(no_key=True).first()
        return row is not None and row.disabled_at is None and row.password_hash == known.password_hash

    @classmethod
    async def forget(cls, user_id: int) -> None:
        """Leave of this person a row that names nobody and that nobody can log in to. Their address may be used again."""
        now = datetime.now(UTC)
        nobody = f"{token_hex(16)}@deleted.invalid"
        await cls.filter(id=user_id).update(
            name=DELETED,
            email=nobody,
            password_hash="",
            is_local=False,
            city="",
            bio="",
            time_zone="",
            language="",
            search_text=fold(DELETED),
            disabled_at=now,
            deleted_at=now,
        )

    @classmethod
    async def locals(cls, search: str = "", *, before: int | None = None, limit: int, besides: int) -> list["User"]:
        """Locals whose name or city contains `search` (case and accents aside), newest first.

        `before` is the id below which to go on; `besides` the viewer's own id, who can't write to themselves.
        """
        found = cls.filter(is_local=True, disabled_at__isnull=True).exclude(id=besides)
        for word in fold(search).split():
            found = found.filter(search_text__contains=word)
        if before is not None:
            found = found.filter(id__lt=before)
        return await found.order_by("-id").limit(limit)


# Keyboards have one or the other, and no decomposition has them for the same. Rows follow by a migration.
ALIKE = str.maketrans({"’": "'", "œ": "oe", "æ": "ae", "ø": "o"})


def fold_email(email: str) -> str:
    """The form in which addresses are kept and compared. What is longer than any address stays as it is, and is nobody's:
    to order a long run of combining marks takes the square of its length."""
    email = email.strip()
    return email if len(email) > EMAIL_LIMIT else unicodedata.normalize("NFC", email).lower()


def fold(text: str) -> str:
    """Lower case without accents, so that "orleans" finds Orléans on every database, and "l'oeil" L’Œil."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(ALIKE)[:400]
