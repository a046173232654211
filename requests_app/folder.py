"""案卷 as one .zip that proves itself: every paper with its digest, the clock's facts and steps, the record of acts.

`verify` needs the file and nothing else: no database, no network. With the audit key it also checks the seals of the
record. The package carries a script of its own (`verify.py`) for a machine that has Python and not this platform.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from audit.chain import canonical, digest, sm3
from statute.calendar import WorkingCalendar, YearNotice
from statute.clock import reply_deadline
from statute.clock.wire import read_case, write_deadline

MANIFEST: Final = "manifest.json"
CLOCK: Final = "办理/期限.json"
RECORD: Final = "办理/操作记录.json"
SCRIPT: Final = "verify.py"
LARGEST: Final = 2 * 1024**3
MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the folder."""

    path: str
    data: bytes


def write(target: IO[bytes], parts: Iterable[Part], facts: dict[str, Any]) -> str:
    """Write the package; the SM3 of its manifest, which is what an act records. `facts` are the case in a few words."""
    listed = []
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for part in (*parts, Part(SCRIPT, STANDALONE.encode())):
            _put(package, part.path, part.data)
            listed.append(
                {
                    "path": part.path, "size": len(part.data), "sha256": hashlib.sha256(part.data).hexdigest(),
                    "sm3": sm3(part.data),
                }
            )  # fmt: skip
        manifest = canonical({"format": 1, "case": facts, "files": listed})
        _put(package, MANIFEST, manifest)
    return sm3(manifest)


def _put(package: ZipFile, path: str, data: bytes) -> None:
    info = ZipInfo(path, (1980, 1, 1, 0, 0, 0))  # the same folder is the same bytes
    info.compress_type = ZIP_DEFLATED
    package.writestr(info, data)


def verify(source: IO[bytes], *, key: str = "", manifest_sm3: str = "") -> list[str]:
    """What does not hold, in sentences; empty when the folder is whole. Raises ValueError when it is no such folder.

    `key` is the audit key; `manifest_sm3` what the act of packing recorded.
    """
    try:
        with ZipFile(source) as package:
            return list(_verified(package, key, manifest_sm3))
    except (
        BadZipFile,
        KeyError,
        UnicodeDecodeError,
        json.JSONDecodeError,
        EOFError,
        NotImplementedError,
    ) as error:
        raise ValueError("不是完整的案卷文件") from error


def _verified(package: ZipFile, key: str, manifest_sm3: str) -> Iterator[str]:
    infos = package.infolist()
    if len(infos) > MOST or sum(one.file_size for one in infos) > LARGEST:
        raise ValueError("案卷文件展开后过大")
    raw = package.read(MANIFEST)
    if manifest_sm3 and sm3(raw) != manifest_sm3:
        yield "清单与归档时登记的摘要不符。"
    listed = {row["path"]: row for row in json.loads(raw)["files"]}
    names = [one.filename for one in infos]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"“{name}”出现了两次。"
    for name in sorted(set(names) - listed.keys() - {MANIFEST}):
        yield f"“{name}”不在清单中。"
    for path, row in listed.items():
        if path not in names:
            yield f"缺少“{path}”。"
            continue
        data = package.read(path)
        if (hashlib.sha256(data).hexdigest(), sm3(data), len(data)) != (
            row["sha256"],
            row["sm3"],
            row["size"],
        ):
            yield f"“{path}”的内容与清单不符。"
    if CLOCK in listed and CLOCK in names:
        yield from _clock(json.loads(package.read(CLOCK)))
    if RECORD in listed and RECORD in names:
        yield from _record(json.loads(package.read(RECORD)), key)


def calendar_json(calendar: WorkingCalendar, years: Iterable[int]) -> dict[str, Any]:
    """The notices of these years that a count may touch."""
    return {
        str(year): {
            "off": sorted(day.isoformat() for day in calendar.notices[year].off),
            "worked": sorted(day.isoformat() for day in calendar.notices[year].worked),
        }
        for year in years
        if year in calendar.notices
    }


def _clock(said: dict[str, Any]) -> Iterator[str]:
    """The date worked out anew from the facts in the folder."""
    notices = {
        int(year): YearNotice(frozenset(map(dt.date.fromisoformat, row["off"])), frozenset(map(dt.date.fromisoformat, row["worked"])))
        for year, row in said["calendar"].items()
    }  # fmt: skip
    case = read_case(json.dumps(said["case"]))
    if case.as_of is None:
        yield "期限记录没有写明推算的日期。"
        return
    anew = write_deadline(
        reply_deadline(case.received, case.events, WorkingCalendar(notices), as_of=case.as_of)
    )
    if (
        anew["reply_due"] != said["result"]["reply_due"]
        or anew["received_on"] != said["result"]["received_on"]
    ):
        yield f"按案卷中的事项推算，答复期限应为{anew['reply_due']}，记录的是{said['result']['reply_due']}。"


def _record(entries: list[dict[str, Any]], key: str) -> Iterator[str]:
    """The acts in their order; with the key, each one's seal."""
    last = 0
    for entry in entries:
        number = entry["facts"]["id"]
        if number <= last:
            yield f"操作记录第{number}条的次序有误。"
        last = number
        if key and digest(entry["previous"], entry["facts"], key) != entry["digest"]:
            yield f"操作记录第{number}条的内容与摘要不符。"


STANDALONE: Final = '''"""核对案卷:python3 verify.py 案卷.zip — 只需要 Python 3,不需要数据库和网络。"""
import hashlib
import json
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as package:
    listed = {row["path"]: row for row in json.loads(package.read("manifest.json"))["files"]}
    names = set(package.namelist()) - {"manifest.json"}
    wrong = [f"不在清单中:{name}" for name in sorted(names - listed.keys())]
    wrong += [f"缺少:{name}" for name in sorted(listed.keys() - names)]
    wrong += [
        f"内容不符:{name}"
        for name in sorted(names & listed.keys())
        if hashlib.sha256(package.read(name)).hexdigest() != listed[name]["sha256"]
    ]
print("\\n".join(wrong) or f"完整:{len(listed)}个文件与清单一致")
sys.exit(bool(wrong))
'''
