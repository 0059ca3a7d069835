"""What shows, beside the password, that it is really this person: an app's codes, codes on paper, passkeys.

What a class of these is, is said above it: a docstring of its own would become a comment of the table, and so a migration.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

if TYPE_CHECKING:
    from models.user import User


# The secret that somebody's authenticator app shares with us (RFC 6238).
class TotpKey(Model):
    id = fields.BigIntField(primary_key=True)
    user: fields.OneToOneRelation["User"] = fields.OneToOneField("models.User", related_name="totp_key")
    user_id: int
    secret = fields.CharField(max_length=32)  # base32
    last_step = fields.BigIntField(default=0)  # the time step of the last code that was taken: none is taken twice
    created_at = fields.DatetimeField()

    class Meta:
        table = "totp_keys"

    async def take(self, step: int) -> bool:
        """Count that step's code as used; False when it, or a later one, was used before (perhaps at this very moment)."""
        return bool(await TotpKey.filter(id=self.id, last_step__lt=step).update(last_step=step))


# A code on paper, good for one log-in.
class RecoveryCode(Model):
    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField("models.User", related_name="recovery_codes")
    user_id: int
    digest = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "recovery_codes"
        indexes = (("user_id",),)


# A public key whose private half never leaves somebody's device (WebAuthn).
class Passkey(Model):
    id = fields.BigIntField(primary_key=True)
    user: fields.ForeignKeyRelation["User"] = fields.ForeignKeyField("models.User", related_name="passkeys")
    user_id: int
    name = fields.CharField(max_length=80)
    credential = fields.CharField(max_length=1400, unique=True)  # its id, at most 1023 bytes, in base64url
    public_key = fields.TextField()  # in base64url
    sign_count = fields.BigIntField(default=0)
    created_at = fields.DatetimeField()
    last_used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "passkeys"
        indexes = (("user_id",),)

    async def take(self, sign_count: int, asked_at: datetime, now: datetime) -> bool:
        """Count an answer to a question of `asked_at` as used; False when it was answered since: none is answered twice."""
        unused = Passkey.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=asked_at), id=self.id)
        return bool(await unused.update(sign_count=sign_count, last_used_at=now))
