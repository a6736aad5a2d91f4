"""`matokeo verify-file`, and what `matokeo export --sign` leaves beside a file: a signature, the public key, how to check.

Prints and exits; `data.cdf.signing` signs and checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data.cdf.report import Asked, chunks
from data.cdf.signing import (
    ENDING,
    keep_signature,
    pem,
    public_key,
    publisher_key,
    sign_file,
    signature_holds,
    signer_of,
    version_of,
)
from data.errors import MatokeoError
from data.export.formats import Format
from data.export.rows import Portion
from data.publish import manifest as manifests
from data.published import PublishedStore

PEM, HOW = "publisher.pem", "VERIFY.txt"
_FORMS = {"{": "json", "<": "xml"}
_WORDS = """How to check that a file here is as the publisher signed it
==========================================================

  file       FILE, whatever it is called
  signature  FILE.sig (64 bytes, Ed25519 over the bytes of the file)
  key        publisher.pem

Compare the key with the one that the publisher announced elsewhere. In the base64 of manifests it is

  {key}

With OpenSSL 3 or newer:

  openssl pkeyutl -verify -pubin -inkey publisher.pem -rawin -in FILE -sigfile FILE.sig

With Matokeo:

  matokeo verify-file FILE --key {key}

With a copy of the published version (the folder that holds latest.json) Matokeo makes an election report again and
compares it byte by byte:

  matokeo verify-file FILE --key {key} --against FOLDER
"""


def signer(portion: Portion, key_file: Path) -> Ed25519PrivateKey:
    """Return the key that signed the version; raises before anything is written where it is not here."""
    said = portion.store.manifest(portion.election, portion.version).public_key
    return publisher_key(key_file, said)


def sign_written(target: Path, form: Format, portion: Portion, key: Ed25519PrivateKey) -> str:
    """Sign a file that was written, beside it; keep the signature of a whole report for the site. Return what to say."""
    signature = sign_file(target, key)
    beside = target.with_name(target.name + ENDING)
    beside.write_bytes(signature)
    target.with_name(PEM).write_bytes(pem(key.public_key()))
    words = _WORDS.format(key=manifests.public_key_text(key))
    target.with_name(HOW).write_text(words, encoding="utf-8")
    said = f"{beside}  signed"
    if form.limited and not portion.contest and portion.level is None:
        keep_signature(
            portion.store.root, portion.election, portion.version, form.name.rpartition(".")[2], signature
        )
        said += "; the site serves the signature too"
    return said


@click.command("verify-file")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--signature",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its signature; by default FILE.sig.",
)
@click.option("--key", help="Public key (base64) that must have signed; default: the one the file names.")
@click.option(
    "--against",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with latest.json: make the report again from the version and compare.",
)
@click.option("--contest", help="The report was limited to this contest.")
@click.option("--level", help="The report goes down to this level.")
def verify_file(
    file: Path,
    signature: Path | None,
    key: str | None,
    against: Path | None,
    contest: str | None,
    level: str | None,
) -> None:
    """Check the signature of FILE, and with --against that its figures are those of the published version."""
    named = key or signer_of(file)
    if named is None:
        raise click.UsageError("The file names no key: give the publisher's with --key.")
    place = signature or file.with_name(file.name + ENDING)
    if not place.exists():
        raise MatokeoError(
            f"There is no signature {place}.",
            remedy="Fetch it from the publisher, or name it with --signature.",
        )
    if not signature_holds(file, place.read_bytes(), public_key(named)):
        raise MatokeoError(
            f"{place} is not the signature of {file} by {named}.", remedy="Do not use the file."
        )
    click.echo(f"{file} is as it was signed by {named}")
    if key is None:
        click.echo(
            "Compare that key with the one the publisher announced: the file itself named it.", err=True
        )
    if against is not None:
        _compare(file, against.resolve(), named, Asked(against.resolve().name, 0, contest, level))


def _compare(file: Path, folder: Path, key: str, asked: Asked) -> None:
    """Make the report again and compare; raises where the version or the file is another."""
    version = version_of(file)
    if version is None:
        raise MatokeoError(f"{file} is no election report of Matokeo: there is nothing to compare it with.")
    asked.version = version
    store = PublishedStore(folder.parent)
    manifest = store.manifest(asked.election, version)
    if manifest.public_key != key or not manifests.signature_holds(manifest):
        raise MatokeoError(
            f"Version {version} in {folder} is not signed by {key}.", remedy="Do not use the file."
        )
    with file.open("rb") as content:
        form = _FORMS.get(content.read(1).decode("latin-1"), "json")
        content.seek(0)
        same = all(content.read(len(piece)) == piece for piece in _pieces(store, asked, form))
        if not same or content.read(1):
            raise MatokeoError(
                f"{file} is not what version {version} in {folder} makes.",
                remedy="Name --contest and --level if the report was limited to them; else do not use the file.",
            )
    click.echo(f"It is byte by byte the report of version {version} of {asked.election}.")


def _pieces(store: PublishedStore, asked: Asked, form: str) -> Iterator[bytes]:
    return (piece for piece in chunks(store, asked, form) if piece)
