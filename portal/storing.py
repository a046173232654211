"""Files on this machine: on the disk before the row that names them is committed, and no half of one left behind."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from portal.backups.shelf import settle, settle_folder


@deconstructible(path="portal.storing.DurableStorage")
class DurableStorage(FileSystemStorage):
    """Django's storage leaves a file to the system's memory: after a power failure its row would name an empty one."""

    def _save(self, name: str, content: Any) -> str:
        new = not self.exists(name)
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc]
            path = Path(self.path(saved))
            with path.open("rb") as handle:
                settle(handle)
            settle_folder(path.parent)
        except OSError:  # the disk is full: what was written is no file
            if new:
                with suppress(OSError):
                    Path(self.path(name)).unlink(missing_ok=True)
            raise
        return saved
