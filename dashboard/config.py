"""Settings of every process: read once from the environment, frozen, each with a row in docs/settings.md.

Called by the commands, both apps and the tests. Reads no database and starts nothing. `env()` ties a field to
its variable and its documented default; `tests/test_docs.py` compares the list with the document.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from dashboard.services.place import find_place
from data.errors import SettingsError
from data.records.licence import DEFAULT_LICENCE, KNOWN_LICENCES, Licence, licence_of

# The checkout; an installed package (a container) keeps its private things in the working directory instead.
ROOT = Path(__file__).resolve().parents[1]
DATABASE = "matokeo"


def env(name: str, default: str) -> dict[str, str]:
    """Tie a field to the variable `name`; `default` is what the document says of it."""
    return {"env": name, "default": default}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that may differ between machines. Make it with `from_env`; its `repr` holds no secret."""

    production: bool = field(metadata=env("MATOKEO_ENV", "local"))
    local: Path = field(metadata=env("MATOKEO_LOCAL", ".local"))
    database_url: str = field(repr=False, metadata=env("DATABASE_URL", "the private PostgreSQL"))
    auth_database_url: str = field(
        repr=False, metadata=env("AUTH_DATABASE_URL", "DATABASE_URL as matokeo_auth")
    )
    prepared_statements: bool = field(metadata=env("PREPARED_STATEMENTS", "true"))
    redis_url: str | None = field(repr=False, metadata=env("REDIS_URL", "the private Redis"))
    store: Path = field(metadata=env("MATOKEO_STORE", ".local/store"))
    files: Path = field(metadata=env("MATOKEO_FILES", ".local/files"))
    s3_endpoint: str = field(metadata=env("S3_ENDPOINT", ""))
    s3_bucket: str = field(metadata=env("S3_BUCKET", ""))
    s3_access_key: str = field(repr=False, metadata=env("S3_ACCESS_KEY", ""))
    s3_secret_key: str = field(repr=False, metadata=env("S3_SECRET_KEY", ""))
    key_file: Path = field(metadata=env("MATOKEO_KEY_FILE", ".local/keys/publish.key"))
    current_election: str = field(metadata=env("MATOKEO_CURRENT_ELECTION", ""))
    publish_interval_s: float = field(metadata=env("PUBLISH_INTERVAL_S", "2.0"))
    tally_poll_s: float = field(metadata=env("TALLY_POLL_S", "0.1"))
    stale_after_s: int = field(metadata=env("STALE_AFTER_S", "300"))
    tile_url: str = field(metadata=env("MATOKEO_TILE_URL", ""))
    public_url: str = field(metadata=env("PUBLIC_URL", "http://127.0.0.1:8050"))
    office_url: str = field(metadata=env("OFFICE_URL", "http://127.0.0.1:8051"))
    data_licence: Licence = field(metadata=env("DATA_LICENCE", "CC-BY-4.0"))
    host: str = field(metadata=env("MATOKEO_HOST", "127.0.0.1"))
    web_workers: int = field(metadata=env("WEB_WORKERS", "2"))
    request_timeout_s: int = field(metadata=env("REQUEST_TIMEOUT_S", "30"))
    trusted_proxies: int = field(metadata=env("TRUSTED_PROXIES", "0"))
    rate_limit_scale: float = field(metadata=env("RATE_LIMIT_SCALE", "1"))
    session_idle_s: int = field(metadata=env("SESSION_IDLE_S", "7200"))
    session_lifetime_s: int = field(metadata=env("SESSION_LIFETIME_S", "43200"))
    data_keys: Path = field(metadata=env("MATOKEO_DATA_KEYS", ".local/keys/data.keys"))
    metrics_public: bool = field(metadata=env("METRICS_PUBLIC", "false"))
    import_max_mb: int = field(metadata=env("MATOKEO_IMPORT_MAX_MB", "128"))
    owner_database_url: str = field(repr=False, metadata=env("OWNER_DATABASE_URL", "DATABASE_URL"))
    locale_dir: Path | None = field(metadata=env("MATOKEO_LOCALE_DIR", ""))
    import_folder: Path | None = field(metadata=env("MATOKEO_IMPORT_FOLDER", ""))
    mail_url: str = field(repr=False, metadata=env("MAIL_URL", ""))
    mail_from: str = field(metadata=env("MAIL_FROM", ""))
    log_format: str = field(metadata=env("LOG_FORMAT", "console"))
    log_level: str = field(metadata=env("LOG_LEVEL", "info"))
    private_database: bool = field(default=False)
    private_redis: bool = field(default=False)
    secret_key_set: str = field(
        repr=False, metadata=env("MATOKEO_SECRET_KEY", "made and kept in .local/keys")
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from `environ` (default: the process's); an empty variable is an unset one.

        Raises `SettingsError` that names the variable, its value and what it may be.
        """
        given = {
            name: value for name, value in (os.environ if environ is None else environ).items() if value != ""
        }
        read = _Reader(given)
        production = read.choice("MATOKEO_ENV", "local", ("local", "production")) == "production"
        local = Path(given.get("MATOKEO_LOCAL", _default_local())).expanduser().absolute()
        place = find_place(local)
        redis_url: str | None = given.get("REDIS_URL", place.redis_url())
        return cls(
            production=production,
            local=local,
            database_url=given.get("DATABASE_URL", place.database_url(DATABASE)),
            auth_database_url=given.get("AUTH_DATABASE_URL", ""),
            prepared_statements=read.choice("PREPARED_STATEMENTS", "true", ("true", "false")) == "true",
            redis_url=None if redis_url == "off" else redis_url,
            store=Path(given.get("MATOKEO_STORE", local / "store")).expanduser().absolute(),
            files=Path(given.get("MATOKEO_FILES", local / "files")).expanduser().absolute(),
            s3_endpoint=read.s3_endpoint(),
            s3_bucket=given.get("S3_BUCKET", ""),
            s3_access_key=given.get("S3_ACCESS_KEY", ""),
            s3_secret_key=given.get("S3_SECRET_KEY", ""),
            key_file=Path(given.get("MATOKEO_KEY_FILE", local / "keys/publish.key")).expanduser().absolute(),
            current_election=given.get("MATOKEO_CURRENT_ELECTION", ""),
            publish_interval_s=read.number("PUBLISH_INTERVAL_S", 2.0, low=0.05, high=600),
            tally_poll_s=read.number("TALLY_POLL_S", 0.1, low=0.01, high=60),
            stale_after_s=read.whole("STALE_AFTER_S", 300, low=10, high=86_400),
            **read.of_the_site(),
            host=given.get("MATOKEO_HOST", "127.0.0.1"),
            web_workers=read.whole("WEB_WORKERS", 2, low=1, high=64),
            request_timeout_s=read.whole("REQUEST_TIMEOUT_S", 30, low=1, high=600),
            trusted_proxies=read.whole("TRUSTED_PROXIES", 0, low=0, high=10),
            rate_limit_scale=read.number("RATE_LIMIT_SCALE", 1.0, low=0, high=10_000),
            session_idle_s=read.whole("SESSION_IDLE_S", 7200, low=60, high=604_800),
            session_lifetime_s=read.whole("SESSION_LIFETIME_S", 43_200, low=300, high=2_592_000),
            data_keys=Path(given.get("MATOKEO_DATA_KEYS", local / "keys/data.keys")).expanduser().absolute(),
            metrics_public=read.choice("METRICS_PUBLIC", "false", ("true", "false")) == "true",
            import_max_mb=read.whole("MATOKEO_IMPORT_MAX_MB", 128, low=1, high=10_000),
            **read.of_the_keeper(),
            **read.of_the_log(),
            private_database="DATABASE_URL" not in given,
            private_redis="REDIS_URL" not in given,
            secret_key_set=given.get("MATOKEO_SECRET_KEY", ""),
        )

    def secret_key(self) -> str:
        """Return the office's secret, making and keeping one for local runs.

        Raises `SettingsError` in production when none is set, or when it is too short to be one.
        """
        if self.secret_key_set:
            if len(self.secret_key_set) < 32:
                raise SettingsError(
                    "MATOKEO_SECRET_KEY is shorter than 32 characters.", remedy="Use `openssl rand -hex 32`."
                )
            return self.secret_key_set
        if self.production:
            raise SettingsError(
                "MATOKEO_SECRET_KEY is not set, and production has no default for it.",
                remedy="Use `openssl rand -hex 32`.",
            )
        return kept_secret(self.local / "keys" / "office.secret")


def documented() -> dict[str, str]:
    """Return each environment variable with its documented default."""
    return {f.metadata["env"]: f.metadata["default"] for f in fields(Settings) if "env" in f.metadata}


class _Reader:
    """Reads typed values; every refusal names the variable, the value and what it may be."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = self._given.get(name, default)
        if value not in allowed:
            raise self._wrong(name, f"one of {', '.join(allowed)}")
        return value

    def number(self, name: str, default: float, *, low: float, high: float) -> float:
        try:
            value = float(self._given.get(name, default))
        except ValueError:
            raise self._wrong(name, f"a number from {low:g} to {high:g}") from None
        if not low <= value <= high:  # also refuses nan
            raise self._wrong(name, f"a number from {low:g} to {high:g}")
        return value

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        try:
            value = int(self._given.get(name, default))
        except ValueError:
            raise self._wrong(name, f"a whole number from {low} to {high}") from None
        if not low <= value <= high:
            raise self._wrong(name, f"a whole number from {low} to {high}")
        return value

    def origin(self, name: str, default: str) -> str:
        value = self._given.get(name, default).rstrip("/")
        scheme, _, rest = value.partition("://")
        if scheme not in {"http", "https"} or not rest or any(mark in rest for mark in "/?#@ "):
            raise self._wrong(name, "an origin such as https://results.example.org")
        return value

    def licence(self, name: str) -> Licence:
        found = licence_of(self._given.get(name, DEFAULT_LICENCE.name))
        if found is None:
            raise self._wrong(
                name, f"{', '.join(KNOWN_LICENCES)}, or a name, a space and the address of its text"
            )
        return found

    def s3_endpoint(self) -> str:
        """An origin, and with it everything else that a bucket needs."""
        if "S3_ENDPOINT" not in self._given:
            return ""
        missing = [n for n in ("S3_BUCKET", "S3_ACCESS_KEY", "S3_SECRET_KEY") if n not in self._given]
        if missing:
            raise SettingsError(
                f"S3_ENDPOINT is set, {', '.join(missing)} not.", remedy="Set all four or none."
            )
        return self.origin("S3_ENDPOINT", "")

    def of_the_site(self) -> dict[str, Any]:
        """Where the sites are and what they say of their data."""
        return {
            "tile_url": self.tile_url("MATOKEO_TILE_URL"),
            "public_url": self.origin("PUBLIC_URL", "http://127.0.0.1:8050"),
            "office_url": self.origin("OFFICE_URL", "http://127.0.0.1:8051"),
            "data_licence": self.licence("DATA_LICENCE"),
        }

    def of_the_log(self) -> dict[str, Any]:
        """Shape and depth of the log."""
        return {
            "log_format": self.choice("LOG_FORMAT", "console", ("console", "json")),
            "log_level": self.choice("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        }

    def of_the_keeper(self) -> dict[str, Any]:
        """What the worker's keeper sends and watches."""
        folder = self._given.get("MATOKEO_IMPORT_FOLDER")
        return {
            "owner_database_url": self._given.get("OWNER_DATABASE_URL", ""),
            "locale_dir": self.locale_dir(),
            "import_folder": Path(folder).expanduser().absolute() if folder else None,
            "mail_url": self.mail_url(),
            "mail_from": self._given.get("MAIL_FROM", ""),
        }

    def locale_dir(self) -> Path | None:
        """The folder of a deployment's own languages; `components.languages` reads it by the same name."""
        value = self._given.get("MATOKEO_LOCALE_DIR")
        if not value:
            return None
        if not Path(value).is_dir():
            raise SettingsError(
                f"MATOKEO_LOCALE_DIR is {value!r}, which is no folder.",
                remedy="Name a folder that holds <code>/language.toml; docs/translating.md shows one.",
            )
        return Path(value)

    def mail_url(self) -> str:
        """An address of a mail server, and with it the sender that every mail needs."""
        value = self._given.get("MAIL_URL", "")
        if value and not value.startswith(("smtp://", "smtps://")):
            raise SettingsError(
                "MAIL_URL is no address of a mail server.",  # its value may hold a password
                remedy="Use smtp://user:password@host:587 (STARTTLS where offered) or smtps://...",
            )
        if value and "@" not in self._given.get("MAIL_FROM", ""):
            raise SettingsError(
                "MAIL_URL is set, MAIL_FROM not.", remedy="Set the sender, such as night@example.org."
            )
        return value

    def tile_url(self, name: str) -> str:
        value = self._given.get(name, "")
        if value and not (value.startswith(("http://", "https://", "/")) and "{z}" in value):
            raise self._wrong(name, "a tile address with {z}, {x} and {y}")
        return value

    def _wrong(self, name: str, wanted: str) -> SettingsError:
        return SettingsError(f"{name} is {self._given.get(name)!r}; it must be {wanted}.")


def _default_local() -> Path:
    beside_code = (ROOT / "pyproject.toml").exists()
    return (ROOT if beside_code else Path.cwd()) / ".local"


def kept_secret(path: Path, *, words: int = 0) -> str:
    """Return the secret kept at `path`, making one of 64 hex digits, or of `words` groups that people can type."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        secret = "-".join(secrets.token_hex(2) for _ in range(words)) if words else secrets.token_hex(32)
        file.write(secret)
    return secret
