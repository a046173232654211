"""What is wrong with a body before it goes to review, in sentences for the person who typed it."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from disclosure.body.text import paragraphs
from disclosure.body.tree import Element, parse
from disclosure.body.wording import BLANK, is_held, tidy

_LOCAL: Final = re.compile(r"\s*(?:file:|[a-z]:[\\/]|\\\\)", re.IGNORECASE)
NAME_LENGTH: Final = 30


def problems(html: str) -> list[str]:
    """Sentences that block a submission. Ask of what was typed, before `clean` drops what `losses` names."""
    found = losses(html)
    numbered = [*enumerate(_images(html), start=1)]
    found += [
        f"第 {number} 张图片（{_file_name(image)}）没有替代文字。请填写图片说明，让看不见图片的人也能知道内容。"
        for number, image in numbered
        if is_held(_source(image)) and not _alt(image)
    ]
    if not paragraphs(html) and not any(is_held(_source(image)) for _, image in numbered):
        found.append("正文是空的，请填写正文。")
    return found


def losses(html: str) -> list[str]:
    """What `clean` will not keep: images that were never uploaded, links that lead into somebody's own computer."""
    found = [
        sentence
        for number, image in enumerate(_images(html), start=1)
        if (sentence := _lost_image(number, image)) is not None
    ]
    for element in parse(html).elements():
        if element.tag == "a" and _LOCAL.match(element.attrs.get("href", "")):
            words = _short(tidy(element.text()).strip(BLANK) or element.attrs["href"])
            found.append(f"链接“{words}”指向您自己电脑里的文件，别人打不开。请上传为附件，或删除这个链接。")
    return found


def hints(html: str) -> list[str]:
    """Sentences that help and do not block."""
    found: list[str] = []
    tables = (element for element in parse(html).elements() if element.tag == "table")
    for number, table in enumerate(tables, start=1):
        inner = [*table.elements()]
        if any(element.tag == "th" for element in inner):
            continue
        captions = [tidy(element.text()).strip(BLANK) for element in inner if element.tag == "caption"]
        name = f"（{_short(captions[0])}）" if captions and captions[0] else ""
        found.append(
            f"第 {number} 个表格{name}没有表头。建议把第一行或第一列设为表头，读屏软件才能读出每一格属于哪一栏。"
        )
    return found


def _images(html: str) -> list[Element]:
    return [element for element in parse(html).elements() if element.tag == "img"]


def _lost_image(number: int, image: Element) -> str | None:
    source = _source(image)
    if is_held(source):
        return None
    name = f"第 {number} 张图片"
    if source.lower().startswith("data:"):
        return f"{name}是直接粘贴在正文里的，没有上传。请用“插入图片”上传，并填写图片说明。"
    if _LOCAL.match(source):
        return (
            f"{name}（{_file_name(image)}）还在您自己的电脑里，没有上传。请用“插入图片”上传，并填写图片说明。"
        )
    if not source:
        return f"{name}没有图片文件。请用“插入图片”上传，并填写图片说明。"
    return f"{name}（{_short(source)}）不在本站。请把它保存下来，用“插入图片”上传，并填写图片说明。"


def _source(image: Element) -> str:
    return image.attrs.get("src", "").strip()


def _alt(image: Element) -> str:
    return tidy(image.attrs.get("alt", "")).strip(BLANK)


def _file_name(image: Element) -> str:
    """The last part of the address, as people know the file."""
    parts = [part for part in re.split(r"[/\\]", unquote(_source(image)).split("?")[0]) if part]
    return _short(parts[-1] if parts else "未命名")


def _short(text: str) -> str:
    return text if len(text) <= NAME_LENGTH else f"{text[:NAME_LENGTH]}…"
