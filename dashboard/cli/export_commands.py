"""`matokeo export`: the files that the site offers, written to a folder from the store alone.

Prints and exits; the files are written by `data.export`. A file has its name only when it is whole.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from dashboard.cli.signing_commands import sign_written, signer
from dashboard.config import Settings
from data.errors import MatokeoError
from data.export.formats import FORMATS, Format, pieces
from data.export.rows import STATION, Portion
from data.export.shapes import default_level, geojson_levels
from data.published import PublishedStore

SUMS = "SHA256SUMS"
_WORDS = {form.word: form for form in FORMATS.values()}


@click.command("export")
@click.option("--election", required=True, help="Code of the election.")
@click.option(
    "--format", "word", required=True, type=click.Choice(list(_WORDS)), help="Which kind of file to write."
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write to; made where it is not there.",
)
@click.option("--contest", "contests", multiple=True, help="Only this contest; may be given again.")
@click.option("--version", type=click.IntRange(1, 999_999_999), help="A past version; else the public one.")
@click.option("--level", help="Only areas of this level, or station.")
@click.option("--area", help="Only the area with this code and what lies in it.")
@click.option("--sign", is_flag=True, help="Sign the files with the publisher's key, which must be here.")
@click.option("--overwrite", is_flag=True, help="Replace files of the same name that hold other bytes.")
def export(
    *,
    election: str,
    word: str,
    out: Path,
    contests: tuple[str, ...],
    sign: bool,
    overwrite: bool,
    **part: Any,
) -> None:
    """Write published results as files: the same that the site serves."""
    settings = Settings.from_env()
    store = PublishedStore(settings.store)
    form = _WORDS[word]
    version, level, area = part["version"], part["level"], part["area"]
    limits = area or len(contests) > 1 if form.limited else contests or level or area
    if form.whole and limits:
        allowed = "one --contest and --level at most" if form.limited else "no --contest, --level or --area"
        raise click.UsageError(f"{word} is of the whole election: it takes {allowed}.")
    number = version or store.pointer(election).version
    whole = Portion(
        store,
        election,
        number,
        level=level,
        area=area,
        origin=settings.public_url,
        licence=settings.data_licence,
    )
    portions = list(_portions(whole, form, contests))
    key = signer(whole, settings.key_file) if sign else None
    _make(out)
    for place, portion in enumerate(portions, start=1):
        done = _write(form, portion, out, overwrite=overwrite)
        click.echo(f"[{place}/{len(portions)}] {done}")
        if key is not None:
            click.echo(sign_written(out / form.file_name(portion), form, portion, key))


def _portions(whole: Portion, form: Format, contests: tuple[str, ...]) -> Iterator[Portion]:
    """Yield what each file holds; everything is checked before the first one is written."""
    if form.whole:
        yield replace(whole, contest=contests[0]) if contests else whole
        return
    for code in contests or tuple(line.code for line in whole.index.contests):
        portion = replace(whole, contest=code).checked()
        if form.name != "geojson" or portion.level is not None or portion.area is not None:
            yield portion
            continue
        # One file a level: boundaries of several levels in one map would lie over each other.
        levels = [one for one in geojson_levels(portion) if one != STATION] or [default_level(portion)]
        yield from (replace(portion, level=one) for one in levels)


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MatokeoError(f"The folder {out} cannot be made: {error.strerror}.") from error


def _write(form: Format, portion: Portion, out: Path, *, overwrite: bool) -> str:
    """Write one file beside its name, then give it the name; return what to say."""
    name = form.file_name(portion)
    target = out / name
    digest = hashlib.sha256()
    size = 0
    try:
        with tempfile.TemporaryDirectory(prefix=".matokeo-", dir=out) as folder:
            draft = Path(folder) / "file"
            with draft.open("wb") as file:
                for chunk in pieces(form, portion, Path(folder)):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            kept = _kept(target, digest.hexdigest(), overwrite=overwrite)
            if not kept:
                draft.replace(target)
            _list(out, Path(folder), name, digest.hexdigest())
    except OSError as error:
        raise MatokeoError(f"{target} cannot be written: {error.strerror or error}.") from error
    return f"{target}  {size:,} bytes" + ("  (there already)" if kept else "")


def _kept(target: Path, digest: str, *, overwrite: bool) -> bool:
    """Return whether the file is there already with the same bytes; raises when it holds others."""
    if not target.exists():
        return False
    with target.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() == digest:
            return True
    if overwrite:
        return False
    raise MatokeoError(
        f"{target} is there with other bytes, though a version never changes.",
        remedy="Remove it or use --overwrite.",
    )


def _list(out: Path, folder: Path, name: str, digest: str) -> None:
    """Write the digest of a file into `SHA256SUMS`, beside those of the files that were there before."""
    target = out / SUMS
    lines = target.read_text(encoding="utf-8").splitlines() if target.exists() else []
    listed = {line[66:]: line[:64] for line in lines if line[64:66] == "  "}
    listed[name] = digest
    draft = folder / SUMS
    draft.write_text("".join(f"{listed[one]}  {one}\n" for one in sorted(listed)), encoding="utf-8")
    draft.replace(target)
