"""Commands `user`: people, their roles, areas and ways to sign in. Prints and exits; the work and its audit are in `data`."""

from __future__ import annotations

import sys

import click

from dashboard.cli.operating import operator, owner_transaction
from dashboard.config import Settings
from data import people
from data.accounts import factors, private, vault
from data.accounts.invitations import PATH, make_invitation
from data.accounts.passwords import check_password, drop_password, set_password
from data.accounts.sessions import end_sessions
from data.audit.trail import record
from data.errors import PersonRefused, SettingsError

_ROLE = click.Choice(people.ROLES)
_reason = click.option("--reason", default="", help="Kept in the audit log.")


@click.group("user")
def user_group() -> None:
    """People who may enter, check and manage: roles, areas, and how they sign in."""


@user_group.command("add")
@click.argument("username")
@click.option("--role", type=_ROLE, required=True)
@click.option("--name", "display_name", help="Full name, as others see it (default: the user name).")
@click.option(
    "--password-stdin", is_flag=True, help="Take the password from the first line of standard input."
)
@click.option("--invite", is_flag=True, help="Print a link by which they set a password themselves.")
def user_add(username: str, role: str, display_name: str | None, password_stdin: bool, invite: bool) -> None:
    """Add USERNAME with a role."""
    if password_stdin and invite:
        raise click.UsageError("Give --password-stdin or --invite, not both.")
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    link = ""
    with owner_transaction() as connection:
        user_id = people.add_person(
            connection, username, display_name=display_name or username, role=role, actor=operator()
        )
        if password_stdin:
            check_password(password, username)
            set_password(connection, user_id, password)
            record(connection, operator(), "password.set", ("user", username), new={"by": "command line"})
        if invite:
            link = _link(make_invitation(connection, user_id, purpose="invite", created_by=None))
    click.echo(f"Added {username} as {role}.")
    if link:
        click.echo(f"They set a password at {link}\nThe link works once, for 7 days.")


@user_group.command("role")
@click.argument("username")
@click.argument("role", type=_ROLE)
@_reason
def user_role(username: str, role: str, reason: str) -> None:
    """Give USERNAME another ROLE."""
    with owner_transaction() as connection:
        changed = people.set_role(connection, username, role, actor=operator(), reason=reason)
        if changed:
            person = people.find_person(connection, username)
            end_sessions(connection, person.user_id, reason="role changed", by=operator())
    click.echo(f"{username} is now {role}." if changed else f"{username} is {role} already.")


@user_group.command("reset")
@click.argument("username")
@click.option("--second-factor", is_flag=True, help="Also forget the second factor: the phone is lost.")
@_reason
def user_reset(username: str, second_factor: bool, reason: str) -> None:
    """End USERNAME's sessions and password, and print a link by which they set a new one."""
    with owner_transaction() as connection:
        person = people.find_person(connection, username)
        if not person.is_active:
            raise PersonRefused(f"{username} is disabled.", remedy="Use `matokeo user enable` first.")
        ended = end_sessions(connection, person.user_id, reason="reset", by=operator())
        if second_factor:
            factors.remove_factor(connection, person.user_id)
            record(connection, operator(), "factor.remove", ("user", username), reason=reason)
        drop_password(connection, person.user_id)
        token = make_invitation(connection, person.user_id, purpose="reset", created_by=None)
        record(connection, operator(), "user.reset", ("user", username), reason=reason)
    click.echo(f"Sessions ended: {ended}. A new password is set at {_link(token)}")
    click.echo("The link works once, for a day; the old password works no longer.")


@user_group.command("disable")
@click.argument("username")
@_reason
def user_disable(username: str, reason: str) -> None:
    """Shut USERNAME out and end their sessions; what they entered stays."""
    _set_active(username, active=False, reason=reason)


@user_group.command("enable")
@click.argument("username")
@_reason
def user_enable(username: str, reason: str) -> None:
    """Let a disabled USERNAME in again."""
    _set_active(username, active=True, reason=reason)


@user_group.command("list")
def user_list() -> None:
    """List everybody with their role."""
    with owner_transaction() as connection:
        for person in people.list_people(connection):
            state = "" if person.is_active else "  disabled"
            click.echo(f"{person.username:<24}{person.role:<18}{person.display_name}{state}")


@user_group.command("scope")
@click.argument("username")
@click.argument("areas", nargs=-1, required=True, metavar="AREA_CODE...")
@click.option("--election", required=True, help="Code of the election whose areas these are.")
@click.option("--remove", is_flag=True, help="End the work there instead.")
def user_scope(username: str, areas: tuple[str, ...], election: str, remove: bool) -> None:
    """Let the manager USERNAME see and verify what is in these areas and below."""
    with owner_transaction() as connection:
        changed = people.scope_person(
            connection, username, areas, election=election, actor=operator(), add=not remove
        )
    click.echo(f"{username}: {changed} of {len(areas)} areas {'ended' if remove else 'added'}.")


@user_group.command("code")
@click.argument("username")
def user_code(username: str) -> None:
    """Print the code that USERNAME's second factor shows now: for the demo on this machine."""
    settings = Settings.from_env()
    if settings.production:
        raise SettingsError("Codes are not printed in production.", remedy="Use a recovery code, or `reset`.")
    with owner_transaction() as connection:
        person = people.find_person(connection, username)
        ring = vault.Vault.open(settings.data_keys, make=True)
        secret = factors.read_secret(connection, person.user_id, ring)
        if secret is None:
            raise PersonRefused(
                f"{username} has no second factor.", remedy="They set it up at the first login."
            )
        record(connection, operator(), "factor.code_shown", ("user", username))
    click.echo(factors.current_code(secret))


@user_group.command("rotate-keys")
@click.option(
    "--drop-old", is_flag=True, help="Forget the older keys afterwards; copies of the data become unreadable."
)
def user_rotate_keys(drop_old: bool) -> None:
    """Put a new key before the others and encrypt all personal data and second factors with it."""
    path = Settings.from_env().data_keys
    if path.exists():
        vault.add_key(path)
    else:
        vault.make_ring(path)
    with owner_transaction() as connection:
        renewed = private.renew_all(connection, vault.Vault(path), by=operator())
    click.echo(f"Encrypted {renewed} fields with a new key in {path}.")
    if drop_old:
        click.echo(f"Forgot {vault.drop_old_keys(path)} older keys.")


def _set_active(username: str, *, active: bool, reason: str) -> None:
    with owner_transaction() as connection:
        changed = people.set_active(connection, username, active, actor=operator(), reason=reason)
        if changed and not active:
            person = people.find_person(connection, username)
            end_sessions(connection, person.user_id, reason="disabled", by=operator())
    words = "enabled" if active else "disabled"
    click.echo(f"{username} is now {words}." if changed else f"{username} is {words} already.")


def _link(token: str) -> str:
    return f"{Settings.from_env().office_url}{PATH}{token}"
