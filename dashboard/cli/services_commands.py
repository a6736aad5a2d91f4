"""Commands `services` and `migrate`. Prints and exits; the work is done in `dashboard.services` and `data.engine`."""

from __future__ import annotations

import click

from dashboard.config import Settings
from dashboard.log import configure
from dashboard.services.packages import install_services, install_test_programs
from dashboard.services.private import PrivateServices
from data.engine import make_engine, migrate


def say(words: str) -> None:
    """Tell what is being done, on standard error: results go to standard output."""
    click.echo(words, err=True)


@click.group("services")
def services_group() -> None:
    """Private PostgreSQL+PostGIS and Redis under .local: Unix sockets only, no system cluster touched.

    A service whose URL is set (DATABASE_URL, REDIS_URL) is left alone.
    """


@services_group.command("start")
def services_start() -> None:
    """Start both, installing them first where apt and root allow it."""
    started = PrivateServices(Settings.from_env(), say).start()
    click.echo(f"Started {' and '.join(started)}." if started else "Nothing to start.")


@services_group.command("stop")
def services_stop() -> None:
    """Stop both."""
    stopped = PrivateServices(Settings.from_env(), say).stop()
    click.echo(f"Stopped {' and '.join(stopped)}." if stopped else "Nothing to stop.")


@services_group.command("status")
def services_status() -> None:
    """Say which run; exit 1 when one that is ours does not."""
    down = False
    for state in PrivateServices(Settings.from_env(), say).status():
        if not state.private:
            words = "set by the environment, not ours"
        elif state.pid is None:
            words, down = "not running", True
        else:
            words = f"running, process {state.pid}, {state.url}"
        click.echo(f"{state.name:<10}{words}")
    if down:
        raise SystemExit(1)


@services_group.command("install")
@click.option("--for-tests", is_flag=True, help="Also Chromium, Node and nginx, which only the tests need.")
def services_install(for_tests: bool) -> None:
    """Install what this machine lacks (Debian and Ubuntu, as root)."""
    settings = Settings.from_env()
    if for_tests or settings.private_database or settings.private_redis:
        install_services(say)
    if for_tests:
        install_test_programs(say)


@services_group.command("prepare")
def services_prepare() -> None:
    """Install, make the cluster and bring the schema to head; services that did not run are stopped again."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    services = PrivateServices(settings, say)
    if services.prepared():
        return
    with services.running():
        migrate_store(settings)
    services.mark_prepared()


@click.command("migrate")
def migrate_command() -> None:
    """Bring the schema to its newest form; safe to repeat."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    migrate_store(settings)
    click.echo("The schema is at its newest form.")


def migrate_store(settings: Settings) -> None:
    """Bring the schema to head."""
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        migrate(engine)
    finally:
        engine.dispose()
