"""案卷: the folder is whole, verifies without the database, and any change in it shows."""

import hashlib
import io
import json
import subprocess
import sys
from datetime import timedelta
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from accounts.policies import Refused
from audit.chain import sm3
from audit.models import AuditEntry
from requests_app.actions import extending, packing, papers
from requests_app.folder import CLOCK, MANIFEST, RECORD, verify
from requests_app.workflow import Status
from tests.applications import advance, case
from tests.factories import ON
from tests.requests_app.test_desk import signed_in
from tests.requests_app.test_public import PNG


@pytest.fixture
def folder(county):
    """The folder of an archived case with an extension, as bytes, and the digest its act recorded."""
    made = case(county, state=Status.PROCESSING)
    papers.add_file(made, SimpleUploadedFile("明细.png", PNG), kind="given", by=county.clerk, on=ON)
    extending.extend(made, by=county.head, on=ON, days=10, reason="需要汇总")
    made.refresh_from_db()
    made = advance(county, made, Status.ARCHIVED, on=ON)
    target = io.BytesIO()
    sealed = packing.pack(made, target, by=county.clerk, on=ON + timedelta(days=1))
    return target.getvalue(), sealed


def again(data: bytes, change) -> io.BytesIO:
    """The same package with `change(parts)` done to its parts."""
    with ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    out.seek(0)
    return out


def test_a_folder_holds_everything_and_verifies(folder):
    data, sealed = folder
    assert verify(io.BytesIO(data), key=settings.AUDIT_KEY, manifest_sm3=sealed) == []
    names = ZipFile(io.BytesIO(data)).namelist()
    assert {
        "封面和卷内目录.pdf",
        "封面和卷内目录.docx",
        "登记表.pdf",
        CLOCK,
        RECORD,
        "办理/办理记录.csv",
        "verify.py",
    } <= set(names)
    assert any("明细.png" in name for name in names)
    assert (
        sum("文书" in name or "告知书" in name or "答复书" in name for name in names) == 4
    )  # two letters, two formats
    assert AuditEntry.objects.filter(action="request.packed").get().details["manifest"] == sealed
    said = json.loads(ZipFile(io.BytesIO(data)).read(CLOCK))["result"]
    assert said["steps"]


def test_every_single_change_shows(folder):
    data, sealed = folder
    with ZipFile(io.BytesIO(data)) as package:
        names = [name for name in package.namelist() if name != MANIFEST]
    for name in names:
        wrong = verify(again(data, lambda parts, name=name: parts.update({name: parts[name] + b" "})))
        assert f"“{name}”的内容与清单不符。" in wrong
        assert f"缺少“{name}”。" in verify(again(data, lambda parts, name=name: parts.pop(name)))
    assert verify(again(data, lambda parts: parts.update({"多出.txt": b"x"}))) == ["“多出.txt”不在清单中。"]
    forged = again(
        data, lambda parts: parts.update({MANIFEST: parts[MANIFEST].replace(b'"format":1', b'"format":2')})
    )
    assert verify(forged, manifest_sm3=sealed) == ["清单与归档时登记的摘要不符。"]


def relisted(data: bytes, path: str, content: bytes) -> io.BytesIO:
    """A forger's folder: the file and its line in the list changed together."""

    def change(parts):
        parts[path] = content
        manifest = json.loads(parts[MANIFEST])
        for row in manifest["files"]:
            if row["path"] == path:
                row |= {
                    "size": len(content),
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "sm3": sm3(content),
                }
        parts[MANIFEST] = json.dumps(manifest).encode()

    return again(data, change)


def test_a_changed_record_or_date_shows_even_with_a_new_list(folder):
    data, _ = folder
    package = ZipFile(io.BytesIO(data))
    entries = json.loads(package.read(RECORD))
    entries[0]["facts"]["actor_label"] = "别人"
    forged = relisted(data, RECORD, json.dumps(entries).encode())
    assert verify(forged, key=settings.AUDIT_KEY) == [
        f"操作记录第{entries[0]['facts']['id']}条的内容与摘要不符。"
    ]
    clock = json.loads(package.read(CLOCK))
    clock["result"]["reply_due"] = "2030-01-01"
    forged = relisted(data, CLOCK, json.dumps(clock).encode())
    assert "答复期限应为" in verify(forged)[0]


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip"])
def test_what_is_no_folder_is_said_to_be_none(data):
    with pytest.raises(ValueError, match="不是完整的案卷文件"):
        verify(io.BytesIO(data))


def test_the_command_and_the_script_inside_need_no_database(folder, tmp_path, capsys):
    data, sealed = folder
    path = tmp_path / "case.zip"
    path.write_bytes(data)
    call_command("verify_case", str(path), manifest=sealed)
    assert "案卷完整" in capsys.readouterr().out
    script = tmp_path / "verify.py"
    script.write_bytes(ZipFile(path).read("verify.py"))
    run = subprocess.run([sys.executable, script, path], capture_output=True, text=True, check=False)
    assert (run.returncode, "完整" in run.stdout) == (0, True)
    path.write_bytes(again(data, lambda parts: parts.pop("登记表.pdf")).getvalue())
    run = subprocess.run([sys.executable, script, path], capture_output=True, text=True, check=False)
    assert (run.returncode, "缺少:登记表.pdf" in run.stdout) == (1, True)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_case", str(path))
    assert ended.value.code == 1


def test_only_the_units_own_people_take_the_folder_and_it_is_recorded(county):
    made = case(county, state=Status.REPLIED)
    with pytest.raises(Refused):
        packing.pack(made, io.BytesIO(), by=county.other_clerk, on=ON)
    url = reverse("admin:requests_app_folder", args=[made.pk])
    assert signed_in(county, "other_clerk").get(url).status_code == 404
    got = signed_in(county, "clerk").get(url)
    assert verify(io.BytesIO(b"".join(got.streaming_content)), key=settings.AUDIT_KEY) == []
    assert AuditEntry.objects.filter(action="request.person_seen").count() == 1
