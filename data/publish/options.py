"""What the worker's processes need to know."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.files.store import Bucket


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """Plain values only: they cross from the worker to the publisher's process.

    `files` and `bucket` are where photographs come from; without either none is published. `mail_url` (`smtp://...`) and
    `mail_from` send alerts by mail, `import_folder` is watched for files; unset, neither happens. Imports
    load as the owner of the tables, through `owner_database_url` where `database_url` is of another login. `office_url`
    is for links in messages, `data_keys` opens what is stored encrypted.
    """

    database_url: str
    store: Path
    key_file: Path
    redis_url: str | None
    publish_interval_s: float = 2.0
    tally_poll_s: float = 0.1
    stale_after_s: int = 300
    reconcile_s: float = 300.0
    views_s: float = 30.0
    files: Path | None = None
    bucket: Bucket | None = None
    mail_url: str = ""
    mail_from: str = ""
    owner_database_url: str = ""
    import_folder: Path | None = None
    import_max_mb: int = 128
    office_url: str = ""
    data_keys: Path | None = None
