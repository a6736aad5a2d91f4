"""Commands `serve` (gunicorn) and `worker` (tally and publisher). Each runs until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from functools import partial
from types import FrameType

import click

from dashboard.config import Settings
from dashboard.log import configure
from data.accounts.vault import Vault

PORTS = {"public": 8050, "office": 8051}


@click.command("serve")
@click.option("--app", type=click.Choice(["public", "office"]), default="public", show_default=True)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes (default: WEB_WORKERS; the office: 1)."
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port (default: 8050, the office 8051).")
def serve(app: str, workers: int | None, port: int | None) -> None:
    """Serve the results site or the office with gunicorn."""
    settings = Settings.from_env()
    if app == "office":
        # Refuse now, with words, what every gunicorn worker would refuse later.
        settings.secret_key()
        Vault.open(settings.data_keys, make=not settings.production)
    words = gunicorn_command(settings, app, workers=workers, port=port)
    # This process becomes gunicorn: signals and exit codes need no middleman.
    os.execv(words[0], words)  # noqa: S606


def gunicorn_command(settings: Settings, app: str, *, workers: int | None, port: int | None) -> list[str]:
    """Return the command line that serves `app`."""
    default_workers = settings.web_workers if app == "public" else 1
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:dashboard.gunicorn_conf",
        "--bind",
        f"{settings.host}:{port or PORTS[app]}",
        "--workers",
        str(workers or default_workers),
        "--log-level",
        settings.log_level,
        f"dashboard.wsgi:{app}()",
    ]


@click.command("worker")
def worker() -> None:
    """Tally forms and publish versions until stopped (Ctrl-C or SIGTERM)."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    from dashboard.filestore import bucket_of
    from data.publish.options import WorkerOptions
    from data.publish.service import run_worker

    options = WorkerOptions(
        database_url=settings.database_url,
        store=settings.store,
        key_file=settings.key_file,
        redis_url=settings.redis_url,
        publish_interval_s=settings.publish_interval_s,
        tally_poll_s=settings.tally_poll_s,
        stale_after_s=settings.stale_after_s,
        files=settings.files,
        bucket=bucket_of(settings),
        mail_url=settings.mail_url,
        mail_from=settings.mail_from,
        owner_database_url=settings.owner_database_url,
        import_folder=settings.import_folder,
        import_max_mb=settings.import_max_mb,
        office_url=settings.office_url,
        data_keys=settings.data_keys,
    )
    run_worker(
        options, stop=stop_on_signals(), prepare=partial(configure, settings.log_format, settings.log_level)
    )


def stop_on_signals() -> threading.Event:
    """Return an event that SIGINT, SIGTERM and SIGHUP set; the caller ends its work in order."""
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    # SIGHUP: the terminal was closed.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told)
    return stop
