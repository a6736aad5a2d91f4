"""Commands `hook`: programs of newsrooms that are called at each new version. The work is in `data.hooks`."""

from __future__ import annotations

from uuid import UUID

import click

from dashboard.cli.operating import operator, owner_transaction
from dashboard.config import Settings
from data.accounts.vault import Vault
from data.hooks import keep


@click.group("hook")
def hook_group() -> None:
    """Webhooks of the public plane: called by the worker at each new version, signed and retried."""


@hook_group.command("add")
@click.argument("url")
@click.option("--title", required=True, help="Whose program it is.")
@click.option("--election", metavar="CODE", help="Only this election, also one to come; default: every one.")
def hook_add(url: str, title: str, election: str | None) -> None:
    """Have URL called (https; http on this machine only) and print its secret, which is shown only now."""
    settings = Settings.from_env()
    vault = Vault.open(settings.data_keys, make=not settings.production)
    with owner_transaction() as connection:
        uid, secret = keep.add_hook(
            connection, vault, title=title, url=url, election=election, actor=operator()
        )
    click.echo(f"hook    {uid}\nsecret  {secret}")


@hook_group.command("list")
def hook_list() -> None:
    """List the hooks and how they fare."""
    with owner_transaction() as connection:
        for hook in keep.hooks(connection):
            state = "on" if hook.active else f"off ({hook.reason or 'by an operator'})"
            told = f"told of version {hook.told_version}" if hook.told_version else "told of nothing yet"
            since = hook.failing_since_utc
            failing = f", failing since {since:%Y-%m-%d %H:%M} UTC: {hook.last_error}" if since else ""
            what = hook.election or "every election"
            click.echo(f"{hook.uid}  {hook.title}  {hook.host}  {what}  {state}, {told}{failing}")


@hook_group.command("switch")
@click.argument("uid", type=click.UUID)
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", help="Kept in the audit log.")
def hook_switch(uid: UUID, state: str, reason: str | None) -> None:
    """Call the hook UID, or call it no more."""
    with owner_transaction() as connection:
        keep.switch_hook(connection, uid, active=state == "on", actor=operator(), reason=reason)
    click.echo(f"{uid} is {state}.")
