"""For a superior without the platform: check a county's file and answer it. Needs Python and `cryptography` only.

python exchange_reply.py key                       makes our key once (key.txt), prints what the county registers
python exchange_reply.py check FILE COUNTY_KEY     says whether the file is as the county signed it
python exchange_reply.py answer FILE COUNTY_KEY NAME DATE TEXT [FILING=OPINION ...]   writes reply.json
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def canonical(facts: dict) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sm3(data: bytes) -> str:
    hasher = hashes.Hash(hashes.SM3())
    hasher.update(data)
    return hasher.finalize().hex()


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def opened(data: bytes, county_key: str) -> dict:
    """The county's file; SystemExit says why it is not taken."""
    whole = json.loads(data)
    signed = canonical({name: value for name, value in whole.items() if name != "signature"})
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(county_key))
        key.verify(base64.b64decode(whole["signature"]), signed)
    except (InvalidSignature, ValueError, KeyError):
        raise SystemExit("签名不符：文件可能被改动过，或者公钥不是这个县的。") from None
    return whole


def answered(
    data: bytes, county_key: str, seed: bytes, name: str, day: str, text: str, remarks: dict[int, str]
) -> bytes:
    """The signed reply."""
    asked, key = opened(data, county_key), Ed25519PrivateKey.from_private_bytes(seed)
    body = {
        "in_reply_to": asked["number"], "digest": sm3(data), "text": text,
        "remarks": [{"filing": filing, "opinion": opinion} for filing, opinion in remarks.items()],
    }  # fmt: skip
    whole = {
        "format": asked["format"], "version": asked["version"], "kind": "reply", "from": name, "to": asked["from"],
        "number": f"{asked['number']}-R", "made_on": day, "body": body, "key": public(key),
    }  # fmt: skip
    return canonical(whole | {"signature": base64.b64encode(key.sign(canonical(whole))).decode()})


def main(arguments: list[str]) -> None:
    own = Path("key.txt")
    if arguments[:1] == ["key"]:
        if own.exists():
            raise SystemExit("key.txt 已经有了，没有另做。")
        made = Ed25519PrivateKey.generate()
        own.write_text(made.private_bytes_raw().hex())
        own.chmod(0o600)
        print(public(made))  # noqa: T201
    elif arguments[:1] == ["check"] and len(arguments) == 3:
        whole = opened(Path(arguments[1]).read_bytes(), arguments[2])
        print(f"签名无误：{whole['from']} {whole['number']} {whole['made_on']}")  # noqa: T201
    elif arguments[:1] == ["answer"] and len(arguments) >= 6:
        _, file, county_key, name, day, text, *pairs = arguments
        remarks = {int(pair.split("=", 1)[0]): pair.split("=", 1)[1] for pair in pairs}
        seed = bytes.fromhex(own.read_text().strip())
        reply = answered(Path(file).read_bytes(), county_key, seed, name, day, text, remarks)
        Path("reply.json").write_bytes(reply)
        print("reply.json")  # noqa: T201
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
