"""Every setting, read once from the environment or `.env`. A test compares the table in docs/operating.md with this file."""

from hashlib import blake2b
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from addresses import is_origin, is_postable
from setting_checks import (
    DatabaseAddress,
    Folder,
    HostAndPort,
    InstanceName,
    RedisAddress,
    Secret,
    ServiceAddress,
    StoreAddress,
    is_webhook_secret,
    kept_secret,
    refusal,
)

ROOT = Path(__file__).parent
VAR = ROOT / "var"


class WrongSettings(SystemExit):
    """Stops the start with one clear line on standard error (exit status 1)."""


class Settings(BaseSettings):
    """What an operator may choose. Unknown names are ignored; a wrong value stops the start."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    database_url: DatabaseAddress = Field(
        default=f"sqlite://{VAR / 'escale.sqlite3'}",
        description="`sqlite://PATH` or `postgres://USER:PASSWORD@HOST:PORT/NAME`.",
    )
    secret_key: Secret = Field(
        default="",
        description="Signs sessions and links; at least 32 characters. Generated and kept in `var/` when absent.",
    )
    secret_key_fallbacks: Annotated[list[Secret], NoDecode] = Field(
        default=[], description="Former secrets, comma-separated, still accepted while they are being rotated out."
    )
    media_dir: Folder = Field(default=VAR / "media", description="Where images are stored.")
    media_url: StoreAddress = Field(
        default="",
        description="`s3://BUCKET/PREFIX`: images are kept in this bucket of an S3-compatible store instead of in `MEDIA_DIR`.",
    )
    aws_endpoint_url: ServiceAddress = Field(default="", description="The store's address, where it is not Amazon's.")
    aws_region: str = Field(default="us-east-1", description="The bucket's region.")
    aws_access_key_id: str = Field(default="", description="The store's key; without one, the role of the machine counts.")
    aws_secret_access_key: str = Field(default="", validate_default=True, description="The secret that belongs to that key.")
    public_url: str = Field(
        default="",
        description="The address people type, such as `https://escale.example`. "
        "Makes links absolute, cookies `Secure`, and other hosts refused.",
    )
    allowed_origins: Annotated[list[str], NoDecode] = Field(
        default=[], description="Other frontends' origins (Nuxt), comma-separated; for CORS and Socket.IO alike."
    )
    redis_url: RedisAddress = Field(default="", description="`redis://HOST:PORT/N`, shared by several server processes.")
    instance: InstanceName = Field(
        default="",
        description="This process's name (at most 20 characters: a-z, 0-9, -), which ends the `sid` of its sockets: "
        "a proxy sends what belongs to a socket to the process that has it.",
    )
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default=[], description="Addresses of proxies, comma-separated, whose `X-Forwarded-For` names the client for limits."
    )
    rate_limits: bool = Field(default=True, description="`off` lifts the thresholds, for load tests.")
    migrate_on_start: bool = Field(default=True, description="Bring the database up to date before serving.")
    time_zone: str = Field(
        default="Europe/Paris",
        description="In which days and times are written in pages before a script localises them.",
    )
    session_days: int = Field(default=30, ge=1, le=365, description="How long a log-in lasts, in days (1 to 365).")
    webhook_url: str = Field(default="", description="Where each new message is posted, signed ([webhooks](webhooks.md)).")
    webhook_secret: Annotated[list[str], NoDecode] = Field(
        default=[], validate_default=True, description="`whsec_` and 24 to 64 bytes in base64; several (by commas) all sign."
    )
    metrics_address: HostAndPort = Field(
        default="",
        description="`HOST:PORT` on which `quart serve` answers Prometheus at `/metrics`; "
        "one of its own for each process, never public.",
    )
    otel_exporter_otlp_endpoint: ServiceAddress = Field(
        default="",
        description="Where OpenTelemetry's traces go (OTLP over HTTP), such as `http://127.0.0.1:4318`; "
        "needs `requirements-otel.txt`.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged.")

    @field_validator("otel_exporter_otlp_endpoint")
    @classmethod
    def can_be_traced(cls, url: str) -> str:
        if url and find_spec("opentelemetry") is None:
            raise ValueError("needs more packages: pip install --require-hashes -r requirements-otel.txt")
        return url

    @field_validator("trusted_proxies")
    @classmethod
    def real_addresses(cls, addresses: list[str]) -> list[str]:
        for address in addresses:
            ip_address(address)  # whose error names what is wrong with it
        return addresses

    @field_validator("aws_secret_access_key")
    @classmethod
    def both_or_neither(cls, secret: str, info: ValidationInfo) -> str:
        if info.data.get("media_url") and bool(secret) != bool(info.data.get("aws_access_key_id")):
            raise ValueError("goes together with AWS_ACCESS_KEY_ID: set both, or neither")
        return secret

    @field_validator("webhook_url")
    @classmethod
    def postable(cls, url: str) -> str:
        if url and not is_postable(url):
            raise ValueError("must be an address such as https://receiver.example/escale")
        return url

    @field_validator("webhook_secret")
    @classmethod
    def real_secrets(cls, secrets: list[str], info: ValidationInfo) -> list[str]:
        wanted = bool(info.data.get("webhook_url"))  # a receiver must be able to tell who posts
        if (wanted and not secrets) or not all(is_webhook_secret(secret) for secret in secrets):
            raise ValueError("must be whsec_ and 24 to 64 bytes in base64")
        return secrets

    @field_validator("allowed_origins", "secret_key_fallbacks", "trusted_proxies", "webhook_secret", mode="before")
    @classmethod
    def comma_separated(cls, value: Any) -> Any:
        if isinstance(value, str):
            return [part.strip() for part in value.split(",") if part.strip()]
        return value

    @field_validator("allowed_origins")
    @classmethod
    def real_origins(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if not is_origin(origin):
                raise ValueError(f"{origin!r} is not an origin such as https://app.example (no path, no *)")
        return origins

    @field_validator("public_url")
    @classmethod
    def real_address(cls, url: str) -> str:
        if url and not is_origin(url.rstrip("/")):
            raise ValueError("must be an address such as https://escale.example, without a path")
        return url.rstrip("/")

    @field_validator("time_zone")
    @classmethod
    def known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError("is not a time zone such as Europe/Paris") from None
        return name

    @model_validator(mode="after")
    def keep_a_secret(self) -> Self:
        if not self.secret_key:
            self.secret_key = kept_secret(VAR / "secret_key")
        return self

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.database_url.startswith("sqlite://")

    @property
    def over_tls(self) -> bool:
        """Whether people come over TLS: cookies and headers say so."""
        return self.public_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The name of the cookie that a page's log-in comes in."""
        return "__Host-escale" if self.over_tls else "escale"

    @property
    def installation(self) -> str:
        """What its processes are known by where others may be too, as in Redis; it tells nothing of the secret."""
        return blake2b(b"installation", key=self.secret_key.encode()[:64], digest_size=8).hexdigest()

    @property
    def zone(self) -> ZoneInfo:
        """The installation's own zone."""
        return ZoneInfo(self.time_zone)


def load() -> Settings:
    """The settings of this process.

    Raises: WrongSettings, whose text names the setting and what is wrong with it.
    """
    try:
        return Settings()
    except ValidationError as wrong:
        raise WrongSettings(f"escale: {refusal(wrong)}") from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise WrongSettings(f"escale: .env can't be read: {wrong}") from None


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the settings of this process (done once, by the composition root)."""
    global _current  # noqa: PLW0603 -- a process has one configuration
    _current = settings


def current() -> Settings:
    """The settings in use."""
    if _current is None:
        raise RuntimeError("settings.use() was not called: create the app first")
    return _current
