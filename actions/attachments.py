"""Keeping images: checked and made anew by a process of its own, then two files and a row."""

import asyncio
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

import structlog
from tortoise.exceptions import IntegrityError

import figures
import storage
from actions import limits
from actions.errors import AttachmentTooLarge, InvalidAlt, InvalidAttachment, QuotaReached, Unavailable
from actions.words import is_blank, is_readable
from imaging import errors
from imaging.data_urls import parse_data_url
from imaging.errors import BadImage, ImagingUnavailable
from imaging.formats import sniff
from imaging.limits import MAX_BYTES
from imaging.workshop import process
from models import Attachment
from models.attachment import ALT_LIMIT
from texts import _, gettext
from texts.figures import number

log = structlog.get_logger("escale.attachments")

MOST_IMAGES, MOST_BYTES = 5_000, 2 * 1024**3  # that are kept for one person
WRITTEN = 10 * ALT_LIMIT  # characters of a description as it comes, with all its blanks: more are not even looked at
BREAKS = re.compile(r"[ \t\n\v\f\r\u2028\u2029]+")  # not the narrow spaces of French
REASONS = [words for _code, words in errors.REASONS]  # for which a picture may be refused, as the wire says them
FORGOTTEN = timedelta(hours=1)  # after which an image that no message names is removed
PATIENCE = 1.0  # seconds that a refusal waits for what it leaves behind to be removed
HALF_MADE = ".new-"
OURS = re.compile(r"([\w-]{32})(?:\.small)?\.[a-z]{3,5}")  # the folder or bucket may hold what is not ours to sweep

_removing: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: its bytes. Name and type that the browser claims are not asked; the bytes say what they are. The name is
    what its person knows it by, where something is to be said of it."""

    data: bytes
    name: str = ""


async def store(user_id: int, attachment: object, alt: str = "") -> Attachment:
    """Keep this image for a message that will name it, and `alt`, what it shows, which has been checked.

    Raises: InvalidAttachment, AttachmentTooLarge, TooMany, QuotaReached, Unavailable.
    """
    await limits.spend("send_image", user_id)
    await check_quota(user_id)
    try:
        declared, data = await asyncio.to_thread(opened, attachment)
        return await keep(user_id, declared, data, alt)
    except BadImage as bad:
        kind = AttachmentTooLarge if bad.code == "attachment_too_large" else InvalidAttachment
        raise kind(bad.message, hint=gettext(bad.message)) from None
    except (ImagingUnavailable, OSError) as broken:
        figures.totals["images_failed"] += 1
        log.error("image not stored", error=broken)
        raise Unavailable from None


def checked_alt(alt: object) -> str:
    """What an image shows, in one line, as it will be stored; empty where nothing is said.

    Raises: InvalidAlt.
    """
    if alt is None:
        return ""
    if not isinstance(alt, str):
        raise InvalidAlt
    if len(alt) > WRITTEN:
        raise too_long(alt)
    if not is_readable(alt):
        raise InvalidAlt
    text = "" if is_blank(alt) else BREAKS.sub(" ", alt).strip()
    if len(text) > ALT_LIMIT:
        raise too_long(text)
    return text


def too_long(alt: str) -> InvalidAlt:
    """How long the description is, and may be."""
    hint = _(
        "La description de votre photo a %(length)s caractères\u202f; %(limit)s au plus.",
        length=number(len(alt)),
        limit=number(ALT_LIMIT),
    )
    return InvalidAlt(hint=hint)


async def check_quota(user_id: int) -> None:
    """Nobody fills the disk.

    Raises: QuotaReached.
    """
    count, size = await Attachment.kept_for(user_id)
    if count >= MOST_IMAGES or size >= MOST_BYTES:
        raise QuotaReached


def opened(attachment: object) -> tuple[str, bytes]:
    """The format that an image claims, and its bytes."""
    if isinstance(attachment, str):
        return parse_data_url(attachment)
    if not isinstance(attachment, Upload):
        raise InvalidAttachment
    if len(attachment.data) > MAX_BYTES:
        raise AttachmentTooLarge
    declared = sniff(attachment.data)
    if declared is None:
        raise InvalidAttachment(hint=_("Le fichier n’est pas une image PNG, JPEG, GIF ou WebP."))
    return declared, attachment.data


async def keep(user_id: int, declared: str, data: bytes, alt: str = "") -> Attachment:
    """Make the image anew, put its two files in their place, and only then write the row that names them.

    Raises: BadImage, ImagingUnavailable, OSError, or what the database says; then nothing of it is left.
    """
    row = await lay_down(declared, data, alt)
    try:
        row.user_id = user_id
        await row.save()
    except BaseException:
        await take_back(storage.current(), row)
        raise
    figures.totals["images"] += 1
    return row


async def lay_down(declared: str, data: bytes, alt: str = "") -> Attachment:
    """Make the image anew and put its two files in their place: a row never names what is not there. It is nobody's yet, and not
    written.

    Raises: BadImage, ImagingUnavailable, OSError; then nothing of it is left.
    """
    place, key = storage.current(), secrets.token_urlsafe(24)
    work = Path(tempfile.mkdtemp(prefix=HALF_MADE, dir=place.workplace()))
    row: Attachment | None = None
    try:
        began = perf_counter()
        image = await process(data, declared, work)
        figures.image_seconds.add(perf_counter() - began)
        row = Attachment(
            key=key,
            content_type=image.content_type,
            extension=image.extension,
            width=image.width,
            height=image.height,
            size=image.size,
            small_size=image.small_size,
            alt=alt,
        )
        await place.keep({row.full_name: image.full, row.small_name: image.small})
    except BaseException:
        if row is not None:
            await take_back(place, row)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return row


async def discard(attachment: Attachment | None) -> None:
    """Remove an image that no message came to name; one that is named stays."""
    if attachment is None:
        return
    try:
        await Attachment.filter(id=attachment.id).delete()
    except IntegrityError:
        return
    except Exception as broken:  # the sweep will try again
        log.warning("image not discarded", error=broken)
        return
    await take_back(storage.current(), attachment)


async def take_back(place: storage.Storage, attachment: Attachment) -> None:
    """Remove its files, which nobody names; whoever waits for a refusal does not wait for a place that is out of reach."""

    async def remove() -> None:
        try:
            await place.remove([attachment.full_name, attachment.small_name])
        except OSError as broken:  # the sweep will try again
            log.warning("image not removed", error=broken)

    removing = asyncio.create_task(remove())
    _removing.add(removing)
    removing.add_done_callback(_removing.discard)
    await asyncio.wait([removing], timeout=PATIENCE)


async def sweep(now: datetime | None = None) -> int:
    """Remove what interrupted sends left behind: rows that no message names, and files that no row names."""
    limit, place = (now or datetime.now(UTC)) - FORGOTTEN, storage.current()
    forgotten = await Attachment.unused_since(limit)
    for attachment in forgotten:
        await discard(attachment)
    swept = len(forgotten)
    async for names in place.older(limit):
        keys = {name: made[1] for name in names if (made := OURS.fullmatch(name))}
        kept = await Attachment.filter(key__in=list({*keys.values()})).values_list("key", flat=True) if keys else []
        left = [name for name in names if name.startswith(HALF_MADE) or (name in keys and keys[name] not in kept)]
        await place.remove(left)
        swept += len(left)
    return swept
