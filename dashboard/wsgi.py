"""The two WSGI applications by name: `dashboard.wsgi:public()` and `dashboard.wsgi:office()`.

Called by gunicorn in each worker, after the fork and after gevent has patched the standard library; nothing is made
at import. One Dash app a process: never call both in one.
"""

from __future__ import annotations

from flask import Flask

from dashboard.config import Settings
from dashboard.log import configure


def public() -> Flask:
    """Return the results site; raises `SettingsError`, which stops the worker with its words."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    from dashboard.public import create_public_app

    server: Flask = create_public_app(settings).server
    return server


def office() -> Flask:
    """Return the office; raises `SettingsError`, which stops the worker with its words."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    from dashboard.office import create_office_app

    server: Flask = create_office_app(settings).server
    return server
