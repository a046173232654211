"""网络直播和回放 of a meeting: which addresses are taken, and how one is shown (pure)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

FILES: Final = (".m3u8", ".mp4", ".webm")  # HLS and what every browser plays by itself
VIDEO, FRAME, LINK = "video", "frame", "link"


@dataclass(frozen=True)
class Player:
    """One stream on the page: played there only where the county trusts its host, else a link."""

    url: str
    way: str


def host_of(url: str) -> str:
    """The host of an https address; empty for everything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    host = parts.hostname or ""
    return host if parts.scheme == "https" and parts.netloc.lower() == host else ""


def player(url: str, trusted: Collection[str]) -> Player | None:
    """None where there is nothing to show."""
    host = host_of(url)
    if not host:
        return None
    if host not in trusted:
        return Player(url, LINK)
    return Player(url, VIDEO if urlsplit(url).path.lower().endswith(FILES) else FRAME)
