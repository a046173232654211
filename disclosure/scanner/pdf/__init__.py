"""PDF files, read by processes of their own: a hostile file can neither crash, hang nor fill the caller."""

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from disclosure.scanner import ooxml, people, xmp
from disclosure.scanner.contents import Contents
from disclosure.scanner.finding import Kind
from disclosure.scanner.package import DAMAGED, ENCRYPTED, MEGABYTE, Unreadable

MAX_PAGES: Final = 2000
TOO_SLOW: Final = "文件内容过于复杂，系统没有在限定时间内读完，请拆分或重新导出后再上传"
NO_TEXT: Final = "没有文字层，系统看不到其中的文字，请人工核对"
NO_STRUCTURE: Final = "文件结构有错误，系统看不到其中的批注、附件和属性，请人工核对"
_FOLDER: Final = Path(__file__).resolve().parent
_SECONDS = 60  # and ten for every megabyte
_SPLIT_FROM: Final = 150_000  # bytes; smaller files are read before a second process has started
_INFO: Final = {"Author": "作者", "SourceAuthor": "作者", "Manager": "主管"}
_PROGRAMS: Final = frozenset(
    {"Creator", "Producer", "CreationDate", "ModDate", "Trapped", "SourceModified", "PTEX.Fullbanner"}
)


def read_pdf(data: bytes, base: str, contents: Contents) -> None:
    """Visible text and traces of one PDF; raises Unreadable."""
    seconds = _SECONDS + 10 * (len(data) // MEGABYTE)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        workers = min(2, os.cpu_count() or 1) if len(data) > _SPLIT_FROM else 1
        calls = [["pages.py", file.name, str(at), str(workers), str(seconds)] for at in range(workers)]
        *lines, about = _run([*calls, ["structure.py", file.name, str(seconds)]], seconds)
    heads = [part[0] for part in lines if part]
    if not heads or "error" in heads[0]:
        locked = heads and heads[0].get("error") == "encrypted"
        raise Unreadable(ENCRYPTED if locked else DAMAGED)
    if heads[0]["pages"] > MAX_PAGES:
        raise Unreadable(f"超过 {MAX_PAGES} 页，请拆成几个文件后分别上传")
    pages = sorted((page for part in lines for page in part[1:]), key=lambda page: int(page["page"]))
    _pages(pages, heads[0]["pages"], base, contents)
    if not about or "error" in about[0]:
        contents.problem(base, NO_STRUCTURE)
    else:
        _structure(about[0], base, contents)


def _run(calls: list[list[str]], seconds: int) -> list[list[dict[str, Any]]]:
    """The answers of these scripts, which run side by side; raises Unreadable when one takes too long."""
    with ExitStack() as stack:
        running = []
        for script, *arguments in calls:
            command = [sys.executable, "-P", "-X", "utf8", str(_FOLDER / script), *arguments]
            out = stack.enter_context(tempfile.TemporaryFile())
            process = subprocess.Popen(  # noqa: S603 - our own scripts, no shell
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL, close_fds=True
            )
            stack.callback(_end, process)
            running.append((process, out))
        answers = []
        for process, out in running:
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired as error:
                raise Unreadable(TOO_SLOW) from error
            out.seek(0)
            answers.append([json.loads(line) for line in out if line.endswith(b"\n")])
        return answers


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    process.wait()


def _pages(pages: list[dict[str, Any]], count: int, base: str, contents: Contents) -> None:
    without = []
    for page in pages:
        place = f"{base}第{page['page']}页"
        if "failed" in page:
            contents.problem(place, "这一页已损坏，系统看不到其中的内容，请人工核对")
            continue
        text = page["text"].replace("\r\n", "\n").replace("\ufffe", "").replace("\x02", "-")
        contents.add(place, text)
        if not text.strip() and page["images"]:
            without.append(page["page"])
        if page.get("under"):
            contents.trace(Kind.TEXT_UNDER_BOX, place, page["under"], "仍可复制出的文字")
        if page.get("invisible"):
            contents.trace(Kind.HIDDEN_TEXT, place, page["invisible"], "看不见的文字")
    if len(pages) < count:
        contents.problem(base, "文件有部分页面无法读取，请人工核对")
    if without:
        where = "" if len(without) == count else f"第{'、'.join(map(str, without[:20]))}页"
        contents.problem(base, where + NO_TEXT, blocking=False)


def _structure(about: dict[str, Any], base: str, contents: Contents) -> None:
    for key, value in about["info"].items():
        if not value.strip() or key in _PROGRAMS:
            continue
        if key in _INFO:
            ooxml.add_author(contents, base + "文档属性", value, _INFO[key])
        else:
            ooxml.add_property(contents, base + "文档属性", value, key)
    xmp.read_xmp(about["xmp"], base + "文档属性", contents)
    for number, author, said in about["comments"]:
        label = people.shown(author) if author.strip() else "批注"
        contents.trace(Kind.COMMENT, f"{base}第{number}页", said, label)
    for name, number in about["files"]:
        contents.trace(Kind.EMBEDDED_FILE, f"{base}第{number}页" if number else base, name, "内嵌文件")
    for number, said in about["scripts"]:
        contents.trace(Kind.MACRO, f"{base}第{number}页" if number else base, said, "JavaScript 脚本")
    for number, said in about["links"]:
        contents.trace(
            Kind.EXTERNAL_LINK, f"{base}第{number}页" if number else base, said, "打开外部文件的动作"
        )
    for value in about["fields"]:
        contents.add(base + "表单", value)
    for name in about["layers"]:
        contents.trace(Kind.HIDDEN_TEXT, base, name, "默认不显示的图层")
    if about["forms"]:
        contents.problem(base, "含有 XFA 动态表单，系统看不到其中的内容，请人工核对")
