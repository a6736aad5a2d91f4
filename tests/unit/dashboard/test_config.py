"""Settings: defaults, refusals that name the variable, secrets."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest

from dashboard.config import Settings
from data.errors import SettingsError


def _settings(tmp_path: Path, **given: str) -> Settings:
    return Settings.from_env({"MATOKEO_LOCAL": str(tmp_path), **given})


def test_without_any_variable_everything_private_is_in_one_directory(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    assert settings.private_database
    assert settings.private_redis
    assert settings.store == tmp_path / "store"
    assert settings.key_file == tmp_path / "keys" / "publish.key"
    assert "host=/" in settings.database_url
    assert settings.redis_url is not None
    assert settings.redis_url.startswith("unix:///")


def test_urls_that_are_set_are_somebody_elses_services(tmp_path: Path) -> None:
    settings = _settings(tmp_path, DATABASE_URL="postgresql://db/x", REDIS_URL="redis://r:6379/0")
    assert (settings.private_database, settings.private_redis) == (False, False)
    assert (settings.database_url, settings.redis_url) == ("postgresql://db/x", "redis://r:6379/0")


def test_redis_can_be_switched_off(tmp_path: Path) -> None:
    settings = _settings(tmp_path, REDIS_URL="off")
    assert settings.redis_url is None
    assert not settings.private_redis


def test_an_empty_variable_is_an_unset_one(tmp_path: Path) -> None:
    assert _settings(tmp_path, DATABASE_URL="", PUBLISH_INTERVAL_S="", LOG_FORMAT="") == _settings(tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATOKEO_ENV", "prod"),
        ("PUBLISH_INTERVAL_S", "fast"),
        ("PUBLISH_INTERVAL_S", "nan"),
        ("PUBLISH_INTERVAL_S", "inf"),
        ("PUBLISH_INTERVAL_S", "0"),
        ("PUBLISH_INTERVAL_S", "-1"),
        ("TALLY_POLL_S", "1e9"),
        ("STALE_AFTER_S", "5.5"),
        ("STALE_AFTER_S", "0"),
        ("WEB_WORKERS", "0"),
        ("WEB_WORKERS", "many"),
        ("LOG_FORMAT", "xml"),
        ("LOG_LEVEL", "INFO"),
        ("METRICS_PUBLIC", "yes"),
        ("TRUSTED_PROXIES", "-1"),
        ("PUBLIC_URL", "results.example.org"),
        ("PUBLIC_URL", "javascript://x"),
        ("PUBLIC_URL", "https://results.example.org/path"),
        ("OFFICE_URL", "https://user:password@example.org"),
        ("MATOKEO_TILE_URL", "https://tiles.example.org/map.png"),
        ("MATOKEO_TILE_URL", "javascript:alert(1)//{z}"),
    ],
)
def test_a_malformed_value_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as raised:
        _settings(tmp_path, **{name: value})
    assert repr(value) in str(raised.value)


def test_settings_cannot_be_changed_and_do_not_show_secrets(tmp_path: Path) -> None:
    settings = _settings(
        tmp_path,
        DATABASE_URL="postgresql://o:hunter2@db/x",
        REDIS_URL="redis://:hunter2@r/0",
        MATOKEO_SECRET_KEY="hunter2" * 8,
    )
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.log_level = "debug"  # type: ignore[misc]
    assert "hunter2" not in repr(settings)


def test_production_has_no_default_secret(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="MATOKEO_SECRET_KEY is not set"):
        _settings(tmp_path, MATOKEO_ENV="production").secret_key()
    with pytest.raises(SettingsError, match="shorter than 32"):
        _settings(tmp_path, MATOKEO_SECRET_KEY="changeme").secret_key()
    assert list(tmp_path.iterdir()) == []


def test_a_local_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = _settings(tmp_path).secret_key()
    assert len(first) == 64
    assert _settings(tmp_path).secret_key() == first
    kept = tmp_path / "keys" / "office.secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
