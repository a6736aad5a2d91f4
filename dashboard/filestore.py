"""Where photographs are, from the settings: for the worker and the commands that publish them.

Called by `dashboard.cli`. Opens nothing by itself.
"""

from __future__ import annotations

from dashboard.config import Settings
from data.files.store import Bucket


def bucket_of(settings: Settings) -> Bucket | None:
    """Return the bucket that the settings name; `None` where photographs are in a directory."""
    if not settings.s3_endpoint:
        return None
    scheme, _, endpoint = settings.s3_endpoint.rpartition("://")
    return Bucket(
        endpoint=endpoint,
        name=settings.s3_bucket,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        secure=scheme != "http",
    )
