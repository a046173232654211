"""What hangs on a PDF besides its pages. Runs as a process of its own: `structure.py FILE SECONDS`, one JSON answer.

It imports nothing of ours. Every traversal is bounded: objects of a hostile file may point in circles.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

_MEMORY: Final = 2 * 1024**3
_MOST: Final = 2000
_COMMENTS: Final = frozenset(
    [
        "/Text",
        "/FreeText",
        "/Highlight",
        "/Underline",
        "/StrikeOut",
        "/Squiggly",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Line",
        "/Ink",
        "/Stamp",
        "/Caret",
        "/Redact",
    ]
)
_SCRIPTS: Final = frozenset({"/JavaScript", "/Rendition"})
_OUTSIDE: Final = frozenset({"/Launch", "/ImportData", "/SubmitForm", "/GoToR"})


def _get(holder: Any, key: str) -> Any:
    """The direct object under a key; None when missing or broken."""
    try:
        value = holder.get(key) if isinstance(holder, DictionaryObject) else None
        return value.get_object() if isinstance(value, IndirectObject) else value
    except Exception:  # noqa: BLE001 - a broken reference is the same as none
        return None


def _items(value: Any) -> list[Any]:
    if not isinstance(value, ArrayObject):
        return []
    found = []
    for item in value[:_MOST]:
        try:
            found.append(item.get_object() if isinstance(item, IndirectObject) else item)
        except Exception:  # noqa: BLE001, S112 - a broken reference is the same as none
            continue
    return found


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""


def name_tree(root: Any) -> Iterator[tuple[str, Any]]:
    """(name, value) of every leaf."""
    waiting, seen = [root], 0
    while waiting and seen < _MOST:
        node = waiting.pop()
        seen += 1
        waiting += _items(_get(node, "/Kids"))
        names = _items(_get(node, "/Names"))
        yield from ((_text(name), value) for name, value in zip(names[::2], names[1::2], strict=False))


def _file_name(spec: Any) -> str:
    return _text(_get(spec, "/UF")) or _text(_get(spec, "/F"))


def _actions(holder: Any) -> Iterator[tuple[str, str]]:
    """(type, text) of the actions hanging on a catalog, page or annotation."""
    additional = _get(holder, "/AA")
    waiting = [_get(holder, "/A"), _get(holder, "/OpenAction")]
    if isinstance(additional, DictionaryObject):
        waiting += [_get(additional, key) for key in additional]
    seen = 0
    while waiting and seen < _MOST:
        action = waiting.pop()
        seen += 1
        if not isinstance(action, DictionaryObject):
            continue
        kind = _text(_get(action, "/S"))
        target = _get(action, "/F")
        code = _get(action, "/JS")
        if isinstance(code, StreamObject):
            code = code.get_data()
        yield kind, _text(code) or _file_name(target) or _text(target)
        following = _get(action, "/Next")
        waiting += _items(following) or [following]


def _fields(reader: pypdf.PdfReader, root: Any) -> Iterator[str]:
    """What is filled into form fields."""
    waiting, seen = _items(_get(_get(root, "/AcroForm"), "/Fields")), 0
    while waiting and seen < _MOST:
        field = waiting.pop(0)
        seen += 1
        if isinstance(field, DictionaryObject):
            waiting += _items(_get(field, "/Kids"))
            if _get(field, "/FT") != "/Sig" and _text(_get(field, "/V")):
                yield _text(_get(field, "/V"))


def _hidden_layers(root: Any) -> list[str]:
    settings = _get(_get(root, "/OCProperties"), "/D")
    return [_text(_get(layer, "/Name")) or "未命名" for layer in _items(_get(settings, "/OFF"))]


def _scripts_and_links(holder: Any, page: int, answer: dict[str, Any]) -> None:
    for kind, said in _actions(holder):
        if kind in _SCRIPTS:
            answer["scripts"].append([page, said])
        elif kind in _OUTSIDE:
            answer["links"].append([page, said])


def _annotations(page: Any, number: int, answer: dict[str, Any]) -> None:
    for annotation in _items(_get(page, "/Annots")):
        kind = _text(_get(annotation, "/Subtype"))
        if kind in _COMMENTS:
            said, author = _text(_get(annotation, "/Contents")), _text(_get(annotation, "/T"))
            if said.strip() or author.strip():
                answer["comments"].append([number, author, said])
        elif kind == "/FileAttachment":
            answer["files"].append([_file_name(_get(annotation, "/FS")), number])
        _scripts_and_links(annotation, number, answer)


def structure(path: str) -> dict[str, Any]:
    """Everything as lists of plain values."""
    reader = pypdf.PdfReader(path, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "encrypted"}
    root = reader.trailer["/Root"].get_object()
    answer: dict[str, Any] = {"comments": [], "files": [], "scripts": [], "links": []}
    info = _get(reader.trailer, "/Info")
    answer["info"] = (
        {key[1:]: _text(_get(info, key)) for key in info} if isinstance(info, DictionaryObject) else {}
    )
    packet = _get(root, "/Metadata")
    answer["xmp"] = packet.get_data().decode("utf-8", "replace") if isinstance(packet, StreamObject) else ""
    names = _get(root, "/Names")
    answer["files"] += [
        [_file_name(spec) or name, 0] for name, spec in name_tree(_get(names, "/EmbeddedFiles"))
    ]
    answer["scripts"] += [[0, name] for name, _ in name_tree(_get(names, "/JavaScript"))]
    answer["fields"] = list(_fields(reader, root))
    answer["layers"] = _hidden_layers(root)
    answer["forms"] = _get(_get(root, "/AcroForm"), "/XFA") is not None
    _scripts_and_links(root, 0, answer)
    for number, page in enumerate(reader.pages, 1):
        _annotations(page, number, answer)
        _scripts_and_links(page, number, answer)
        if number >= _MOST:
            break
    return answer


def main(path: str, seconds: int) -> None:
    """Prints one line."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        answer = structure(path)
    except Exception as error:  # noqa: BLE001 - whatever a broken file trips over
        answer = {"error": "damaged", "because": type(error).__name__}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
