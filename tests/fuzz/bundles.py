"""The bundle loader: any model folder is loaded, and then predicts, or is refused with a `ModelError`."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from noisefilter.bundle import MODEL_FILE, WEIGHTS_FILE, write_bundle
from noisefilter.errors import ModelError
from noisefilter.model.storage import pack_models
from noisefilter.predict import load
from tests.fuzz.mutate import mutate as mutate_bytes
from tests.fuzz.tiny import page_model

MAX_BYTES = 200_000

_SPLIT = b"\n\x00\x01\x02\n"  #: between the two files of an input
_BLIND = 0.2  #: share of inputs whose structure is not looked at
_VALUES: list[Any] = [
    None, True, False, 0, -1, 1e308, -1e308, float("nan"), "", "x", [], {}, [0], [[]], {"a": 1}, "F64",
    "I64", "U8",
    "BF16", [2**40, 2**40], [0, 0], 2**63, -(2**63),
]  # fmt: skip
_PAGE = "<nav class=menu>Home</nav><h1>Rain</h1><p>It rained. <b>Twice</b>"


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="noisefilter-fuzz-"))


def seeds() -> list[bytes]:
    """Models, each after a byte: odd, to have its checksums mended."""
    found = []
    for corrected in (True, False):
        parameters, tensors = pack_models({k: page_model(corrected=corrected) for k in ("html", "text")})
        write_bundle(_folder() / "seed", {"models": parameters, "card": {}}, tensors)
        files = [(_folder() / "seed" / name).read_bytes() for name in (MODEL_FILE, WEIGHTS_FILE)]
        found += [mark + _SPLIT.join(files) for mark in (b"\x00", b"\x01")]
    return found


def _mended(head: bytes, weights: bytes) -> bytes:
    """Give a changed model the checksums that fit: not every foreign model is a damaged one."""
    try:
        values = json.loads(head)
    except (ValueError, RecursionError):
        return head
    if not isinstance(values, dict) or "parameters" not in values:
        return head
    text = json.dumps(values["parameters"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    values["parameters_sha256"] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if isinstance(values.get("sha256"), dict):
        values["sha256"][WEIGHTS_FILE] = hashlib.sha256(weights).hexdigest()
    return json.dumps(values).encode()


def _change_json(text: bytes, random: Random) -> bytes:
    """Change one value of a JSON text, or the key of one."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return text
    inside, key = value, None
    for _ in range(random.randint(1, 6)):
        if not (inside and isinstance(inside, dict | list)):
            break
        parent = inside
        key = random.choice(list(parent)) if isinstance(parent, dict) else random.randrange(len(parent))
        inside = parent[key]
    if key is None:
        return text
    kind = random.randrange(4)
    if kind == 0:
        del parent[key]
    elif kind == 1 and isinstance(parent, dict):
        moved = parent.pop(key)
        parent[random.choice([*parent, "x"])] = moved
    elif kind == 2 and isinstance(inside, int | float):
        parent[key] = inside + random.choice((-1, 1, 0.5, 2**31, 2**70))
    else:
        parent[key] = random.choice(_VALUES)
    return json.dumps(value).encode()


def mutate(data: bytes, others: Sequence[bytes], random: Random, max_size: int) -> bytes:
    """Change the JSON of the model or that at the head of its arrays; sometimes just any bytes."""
    if random.random() < _BLIND:
        return mutate_bytes(data, others, random, max_size)
    head, _, weights = data[1:].partition(_SPLIT)
    for _ in range(random.randint(1, 3)):
        if random.random() < 0.5:
            head = _change_json(head, random)
        else:
            size = int.from_bytes(weights[:8], "little")
            changed = _change_json(weights[8 : 8 + size], random)
            weights = len(changed).to_bytes(8, "little") + changed + weights[8 + size :]
    return (data[:1] + head + _SPLIT + weights)[:max_size]


def check(data: bytes) -> None:
    """Load the model that the bytes hold, and label a page with it."""
    head, _, weights = data[1:].partition(_SPLIT)
    if data[:1] > b"\x00":
        head = _mended(head, weights)
    folder = _folder() / "model"
    folder.mkdir(exist_ok=True)
    (folder / MODEL_FILE).write_bytes(head)
    (folder / WEIGHTS_FILE).write_bytes(weights)
    try:
        nf = load(folder)
    except ModelError as error:
        assert str(folder) in str(error) or "model" in str(error)
        return
    for kind in ("html", "text"):
        nf.explain(nf.predict(_PAGE, kind=kind), 0)
