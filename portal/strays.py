"""Files no row names: an upload whose process died between file and row, or whose deletion died between row and file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.core.files.storage import Storage

from portal.backups import contents, databases

logger = logging.getLogger(__name__)
OLD: Final = timedelta(days=7)  # no transaction lasts so long, and a mistaken restore is noticed before


def sweep(at: datetime, *, older: timedelta = OLD) -> int:
    """Delete them; how many. The files are listed before the rows are read, so what is just coming in is not taken."""
    stores = {contents.store_of(field) for _, field in contents.file_fields()}
    candidates = [
        (store, name) for store in sorted(stores) for name in _old_files(contents.storage(store), at - older)
    ]
    with databases.live() as now:
        named = {(one.store, one.name) for one in contents.files(now)}
    strays = [one for one in candidates if one not in named]
    for store, name in strays:
        contents.storage(store).delete(name)
    if strays:
        logger.warning("%d files that no row names were deleted", len(strays))
    return len(strays)


def _old_files(storage: Storage, before: datetime, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        path = f"{folder}/{name}" if folder else name
        if storage.get_modified_time(path) < before:
            yield path
    for name in folders:
        yield from _old_files(storage, before, f"{folder}/{name}" if folder else name)
