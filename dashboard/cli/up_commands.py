"""Commands `up` and `demo`: everything together on one machine, ended together."""

from __future__ import annotations

import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import click

from dashboard.cli.serve_commands import PORTS, stop_on_signals
from dashboard.cli.services_commands import migrate_store, say
from dashboard.config import Settings, kept_secret
from dashboard.filestore import bucket_of
from dashboard.log import configure
from dashboard.services.private import PrivateServices
from dashboard.services.supervisor import Child, Supervisor
from data.engine import make_engine
from data.errors import ServiceError

_READY_WITHIN_S = 90.0


@click.command("up")
@click.option("--port", type=click.IntRange(1, 65535), default=PORTS["public"], show_default=True)
@click.option("--office-port", type=click.IntRange(1, 65535), default=PORTS["office"], show_default=True)
def up(port: int, office_port: int) -> None:
    """Run the private services, both sites and the worker; Ctrl-C stops all it started."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    stop = stop_on_signals()
    check_ports(settings.host, port, office_port)
    with PrivateServices(settings, say).running():
        migrate_store(settings)
        run_all(settings, [], ports=(port, office_port), stop=stop)


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=PORTS["public"], show_default=True)
@click.option("--office-port", type=click.IntRange(1, 65535), default=PORTS["office"], show_default=True)
@click.option(
    "--speed",
    type=click.FloatRange(1, 3600),
    default=30.0,
    show_default=True,
    help="Times a real night's pace.",
)
def demo(port: int, office_port: int, speed: float) -> None:
    """Everything on this machine with a fictional election that is being counted; Ctrl-C stops all it started."""
    settings = Settings.from_env()
    configure(settings.log_format, settings.log_level)
    stop = stop_on_signals()
    check_ports(settings.host, port, office_port)
    with PrivateServices(settings, say).running():
        migrate_store(settings)
        code = _election(settings)
        night = Child(
            "election night", matokeo("simulate", "--continue", code, "--speed", f"{speed:g}"), keep=False
        )
        say(f"Counting {code} at {speed:g} times a real night's pace.")
        logins = _people(settings, code)
        run_all(settings, [night], ports=(port, office_port), stop=stop, current=code, after=logins)


def _people(settings: Settings, election: str) -> tuple[str, ...]:
    """Make the demo's people; return the lines that say how to sign in. Nobody is made in production."""
    if settings.production:
        return ()
    from data.accounts.vault import Vault
    from data.simulate.demo_people import make_demo_people

    password = kept_secret(settings.local / "keys" / "demo.password", words=4)
    engine = make_engine(settings.database_url, pool_size=1)
    try:
        vault = Vault.open(settings.data_keys, make=True)
        logins = make_demo_people(engine, vault, election=election, password=password)
    finally:
        engine.dispose()
    command = os.path.relpath(Path(sys.executable).with_name("matokeo"))
    lines = [f"Sign in to the office with the password: {password}"]
    for login in logins:
        code = f"; its code: {command} user code {login.username}" if login.needs_code else ""
        lines.append(f"  {login.username:<15}{login.does}{code}")
    return tuple(lines)


def _election(settings: Settings) -> str:
    from data.files.store import open_store
    from data.simulate.demo import demo_election

    engine = make_engine(settings.database_url, pool_size=1)
    try:
        return demo_election(engine, say, open_store(settings.files, bucket_of(settings)))
    finally:
        engine.dispose()


def run_all(
    settings: Settings,
    more: Sequence[Child],
    *,
    ports: tuple[int, int],
    stop: threading.Event,
    current: str = "",
    after: Sequence[str] = (),
) -> None:
    """Run both sites, the worker and `more` until `stop` is set; `current` is the election of `/` if none is set."""
    environ = addresses(settings, ports)
    if current and not settings.current_election:
        environ["MATOKEO_CURRENT_ELECTION"] = current
    if not os.environ.get("LOG_LEVEL"):
        environ["LOG_LEVEL"] = "warning"  # a version every two seconds is no news on a terminal
    children = [
        Child("public site", matokeo("serve", "--app", "public", "--port", str(ports[0])), environ),
        Child("office", matokeo("serve", "--app", "office", "--port", str(ports[1])), environ),
        Child("worker", matokeo("worker"), environ),
        *more,
    ]
    threading.Thread(target=announce, args=(ports, stop, after), daemon=True).start()
    Supervisor(children, say).run(stop)


def matokeo(*words: str) -> list[str]:
    """Return the command line that runs `matokeo` with this interpreter."""
    return [sys.executable, "-m", "dashboard.cli", *words]


def addresses(settings: Settings, ports: tuple[int, int]) -> dict[str, str]:
    """Return the addresses that the children should call their own, unless the environment names others."""
    return {
        name: f"http://{settings.host}:{port}"
        for name, port in zip(("PUBLIC_URL", "OFFICE_URL"), ports, strict=True)
        if not os.environ.get(name)
    }


def check_ports(host: str, *ports: int) -> None:
    """Raise `ServiceError` when a port is taken: before anything is started, and with the remedy."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise ServiceError(
                    f"Port {port} of {host} cannot be used: {error.strerror}.",
                    remedy="Stop what uses it, or choose others with --port and --office-port.",
                ) from error


def announce(ports: tuple[int, int], stop: threading.Event, after: Sequence[str] = ()) -> None:
    """Print the addresses as soon as both sites answer, then the lines `after`; say so when they do not."""
    deadline = time.monotonic() + _READY_WITHIN_S
    waiting = dict(zip(("Results site", "Office"), ports, strict=True))
    while waiting and time.monotonic() < deadline and not stop.is_set():
        for name, port in list(waiting.items()):
            if _answers(port):
                click.echo(f"{name:<14}http://127.0.0.1:{port}")
                del waiting[name]
        stop.wait(0.3)
    if waiting and not stop.is_set():
        say(
            f"Still not answering after {_READY_WITHIN_S:.0f} s: {', '.join(waiting)}; see the log lines above."
        )
    elif not stop.is_set():
        for line in after:
            click.echo(line)
        click.echo("Ctrl-C stops everything that this command started.")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
