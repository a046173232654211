"""The .zip beside a list: names as each system writes them, and nothing that could hurt."""

import io
import struct
import zipfile

import pytest

from disclosure.bulk import BadPack, FilePack, packing
from tests.disclosure.bulk.archives import pack


def opened(data: bytes) -> FilePack:
    return FilePack(io.BytesIO(data))


@pytest.mark.parametrize("encoding", [None, "gbk", "utf-8"])
def test_chinese_names_of_windows_and_others(encoding):
    found = opened(
        pack(
            {"2021/低保标准表.txt": "一".encode(), "图纸.txt": b"two", "plain.txt": b"three"},
            encoding=encoding,
        )
    )
    assert found.names == ["2021/低保标准表.txt", "图纸.txt", "plain.txt"]
    assert (
        found.find("低保标准表.txt")
        == found.find("2021/低保标准表.txt")
        == found.find("2021\\低保标准表.TXT")
        == ["2021/低保标准表.txt"]
    )
    assert found.read("2021/低保标准表.txt").decode() == "一"


def test_names_in_the_unicode_path_field_win():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("x.txt")
        name = "附表.txt".encode()
        info.extra = struct.pack("<HHBL", 0x7075, 5 + len(name), 1, 0) + name
        archive.writestr(info, b"1")
    assert opened(out.getvalue()).names == ["附表.txt"]


def test_litter_of_other_systems_is_not_there():
    assert opened(
        pack({"a.txt": b"1", "__MACOSX/._a.txt": b"2", "x/Thumbs.db": b"3", ".DS_Store": b"4"})
    ).names == ["a.txt"]


def test_a_name_in_two_folders_has_to_say_which():
    found = opened(pack({"一/表.txt": b"1", "二/表.txt": b"2"}))
    assert found.find("表.txt") == ["一/表.txt", "二/表.txt"]
    assert found.find("二/表.txt") == ["二/表.txt"]
    assert found.find("三.txt") == []


def test_two_entries_of_one_name_are_both_there():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", b"2")
    found = opened(out.getvalue())
    assert len(found) == 2
    assert {found.read(name) for name in found.names} == {b"1", b"2"}


def test_a_path_out_of_the_folder_is_only_a_name():
    found = opened(pack({"../../etc/passwd.txt": b"1"}))
    assert found.find("passwd.txt") == ["../../etc/passwd.txt"]
    assert found.read("../../etc/passwd.txt") == b"1"


@pytest.mark.parametrize("data", [b"", b"no zip", pack({"a.txt": b"x" * 100})[:60]])
def test_what_is_no_zip_is_refused(data):
    with pytest.raises(BadPack, match="损坏"):
        opened(data)


def test_a_bomb_is_refused_unopened():
    with pytest.raises(BadPack, match="过大"):
        opened(pack({"a.txt": b"\x00" * (30 * 1024 * 1024)}))


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(packing, "MAX_FILES", 2)
    with pytest.raises(BadPack, match="超过"):
        opened(pack({f"{n}.txt": b"1" for n in range(3)}))


def test_one_file_too_large_is_that_files_problem(monkeypatch):
    monkeypatch.setattr(packing, "MAX_FILE", 3)
    found = opened(pack({"a.txt": b"12345", "b.txt": b"1"}))
    with pytest.raises(BadPack, match=r"a\.txt"):
        found.read("a.txt")
    assert found.read("b.txt") == b"1"


def test_a_damaged_file_is_that_files_problem():
    data = bytearray(pack({"a.txt": b"some text that is long enough to be there", "b.txt": b"ok"}))
    data[40] ^= 0xFF
    found = opened(bytes(data))
    with pytest.raises(BadPack, match="损坏"):
        found.read("a.txt")
    assert found.read("b.txt") == b"ok"


def test_a_locked_zip_is_refused():
    data = bytearray(pack({"a.txt": b"1"}))
    place = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[place + 8] |= 1
    with pytest.raises(BadPack, match="密码"):
        opened(bytes(data))
