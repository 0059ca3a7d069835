"""Keeping images: checked and made anew by a process of its own, then two files and a row."""

import asyncio
import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from tortoise.exceptions import IntegrityError

import imaging
import settings
from actions import limits
from actions.errors import AttachmentTooLarge, InvalidAlt, InvalidAttachment, QuotaReached, Unavailable
from actions.words import is_blank, is_readable
from models import Attachment
from models.attachment import ALT_LIMIT
from texts import _, gettext
from texts.figures import number

log = structlog.get_logger("escale.attachments")

LARGEST = 10 * 1024 * 1024  # bytes: contract, `attachment`
MOST_IMAGES, MOST_BYTES = 5_000, 2 * 1024**3  # that are kept for one person
BREAKS = re.compile(r"[ \t\n\v\f\r\u2028\u2029]+")  # not the narrow spaces of French
REASONS = [words for _code, words in imaging.REASONS]  # for which a picture may be refused, as the wire says them
FORGOTTEN = timedelta(hours=1)  # after which an image that no message names is removed


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form: its bytes. Name and type that the browser claims are not asked; the bytes say what they are."""

    data: bytes


async def store(user_id: int, attachment: object, alt: object = None) -> Attachment:
    """Keep this image for a message that will name it, and `alt`, what it shows.

    Raises: InvalidAlt, InvalidAttachment, AttachmentTooLarge, TooMany, QuotaReached, Unavailable.
    """
    said = checked_alt(alt)
    await limits.spend("send_image", user_id)
    await check_quota(user_id)
    try:
        declared, data = await asyncio.to_thread(opened, attachment)
        return await keep(user_id, declared, data, said)
    except imaging.BadImage as bad:
        kind = AttachmentTooLarge if bad.code == "attachment_too_large" else InvalidAttachment
        raise kind(bad.message, hint=gettext(bad.message)) from None
    except (imaging.ImagingUnavailable, OSError) as broken:
        log.error("image not stored", error=f"{type(broken).__name__}: {broken}"[:300])
        raise Unavailable from None


def checked_alt(alt: object) -> str:
    """What an image shows, in one line, as it will be stored; empty where nothing is said.

    Raises: InvalidAlt.
    """
    if alt is None:
        return ""
    if not isinstance(alt, str) or not is_readable(alt):
        raise InvalidAlt
    text = "" if is_blank(alt) else BREAKS.sub(" ", alt).strip()
    if len(text) > ALT_LIMIT:
        hint = _(
            "La description de votre photo a %(length)s caractères\u202f; %(limit)s au plus.",
            length=number(len(text)),
            limit=number(ALT_LIMIT),
        )
        raise InvalidAlt(hint=hint)
    return text


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
        return imaging.parse_data_url(attachment)
    if not isinstance(attachment, Upload):
        raise InvalidAttachment
    if len(attachment.data) > LARGEST:
        raise AttachmentTooLarge
    declared = imaging.sniff(attachment.data)
    if declared is None:
        raise InvalidAttachment(hint=_("Le fichier n’est pas une image PNG, JPEG, GIF ou WebP."))
    return declared, attachment.data


async def keep(user_id: int, declared: str, data: bytes, alt: str = "") -> Attachment:
    folder = media_dir()
    folder.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    key = secrets.token_urlsafe(24)
    row: Attachment | None = None
    try:
        image = await imaging.process(data, declared, work)
        row = Attachment(
            key=key,
            user_id=user_id,
            content_type=image.content_type,
            extension=image.extension,
            width=image.width,
            height=image.height,
            size=image.size,
            small_size=image.small_size,
            alt=alt,
        )
        await asyncio.to_thread(settle, image, folder, row)
        await row.save()
    except BaseException:
        if row is not None:
            remove_files(row)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return row


def settle(image: imaging.ProcessedImage, folder: Path, row: Attachment) -> None:
    """Give the files their names, for good: a row must never name an image that a power cut took."""
    os.replace(image.full, folder / row.full_name)
    os.replace(image.small, folder / row.small_name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def discard(attachment: Attachment | None) -> None:
    """Remove an image that no message came to name; one that is named stays."""
    if attachment is None:
        return
    try:
        await Attachment.filter(id=attachment.id).delete()
    except IntegrityError:
        return
    except Exception as broken:  # the sweep will try again
        log.warning("image not discarded", error=f"{type(broken).__name__}: {broken}"[:300])
        return
    await asyncio.to_thread(remove_files, attachment)


async def sweep(now: datetime | None = None) -> int:
    """Remove what interrupted sends left behind: rows that no message names, and files that no row names."""
    limit = (now or datetime.now(UTC)) - FORGOTTEN
    forgotten = await Attachment.unused_since(limit)
    for attachment in forgotten:
        await discard(attachment)
    names = await asyncio.to_thread(old_files, limit)
    kept = set(await Attachment.filter(key__in=list(names)).values_list("key", flat=True)) if names else set()
    for key in names.keys() - kept:
        for path in names[key]:
            await asyncio.to_thread(remove, path)
    return len(forgotten) + len(names.keys() - kept)


def old_files(limit: datetime) -> dict[str, list[Path]]:
    """Files (and half-made folders) older than that, by the key in their name."""
    found: dict[str, list[Path]] = {}
    folder = media_dir()
    for path in folder.iterdir() if folder.is_dir() else []:
        if path.stat().st_mtime < limit.timestamp():
            found.setdefault(path.name.split(".")[0] or path.name, []).append(path)
    return found


def remove_files(attachment: Attachment) -> None:
    for name in (attachment.full_name, attachment.small_name):
        remove(media_dir() / name)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def media_dir() -> Path:
    return settings.current().media_dir
