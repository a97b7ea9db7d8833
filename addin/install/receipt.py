"""Putting pieces in their places and taking them back: a receipt keeps what had stood there, byte for byte.

The receipt is written before the first piece. Whatever stops an installation, it is undone at once; and an installation that was cut off
altogether can be taken back by the receipt.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from addin.install.piece import Piece


class Kept(NamedTuple):
    """What had stood at a place: its bytes and mode, or nothing."""

    content: bytes | None
    mode: int | None


class Receipt(NamedTuple):
    """By place: what had stood there, and the digest of what was put there. Then the folders that were made, outermost first."""

    before: dict[Path, Kept]
    digests: dict[Path, str]
    folders: tuple[Path, ...]


class Done(NamedTuple):
    """What became of one place, in one line."""

    path: Path
    said: str


NOTHING = Receipt({}, {}, ())


def put(pieces: Sequence[Piece], receipt_path: Path) -> list[Done]:
    """Put every piece in its place; a second time changes nothing, and forgets nothing of what stood there first.

    Raises:
        Refusal: the receipt cannot be read.
        OSError: a place cannot be written; everything is as it was.
    """
    old = read_receipt(receipt_path)
    places = [piece.path for piece in pieces]
    now = {place: _kept(place) for place in (*places, receipt_path)}
    made = tuple(_missing_folders([*places, receipt_path]))
    receipt = Receipt(
        {**old.before, **{place: now[place] for place in places if place not in old.before}},
        {**old.digests, **{piece.path: _digest(piece.content) for piece in pieces}},
        (*old.folders, *(folder for folder in made if folder not in old.folders)),
    )
    try:
        _write(receipt_path, Kept(_receipt_text(receipt), None))
        return [Done(piece.path, _put(piece, now[piece.path])) for piece in pieces]
    except BaseException:
        for place in (*places, receipt_path):
            with suppress(OSError):
                _restore(place, now[place])
        _remove_empty(made)
        raise


def _put(piece: Piece, now: Kept) -> str:
    if now.content == piece.content:
        return "已经是最新的"
    _write(piece.path, Kept(piece.content, 0o755 if piece.runs else None))
    return "已放入" if now.content is None else "已换成新的"


def take_back(receipt_path: Path) -> list[Done]:
    """Let every place hold again what had stood there. What somebody else has changed since is left alone.

    Raises:
        Refusal: the receipt cannot be read.
        OSError: a place cannot be written. The receipt stays, so that this can be done again.
    """
    receipt = read_receipt(receipt_path)
    done = []
    for place, before in receipt.before.items():
        now = _kept(place).content
        if now is None and before.content is None:
            done.append(Done(place, "已经不在了"))
        elif now is not None and now != before.content and _digest(now) != receipt.digests[place]:
            done.append(Done(place, "安装以后被改过，没有动它"))
        else:
            _restore(place, before)
            done.append(Done(place, "已删除" if before.content is None else "已恢复成原来的"))
    with suppress(FileNotFoundError):
        receipt_path.unlink()
    _remove_empty(receipt.folders)
    return done


def read_receipt(receipt_path: Path) -> Receipt:
    """The receipt; an empty one where nothing was installed.

    Raises:
        Refusal: it is damaged.
    """
    try:
        told = json.loads(receipt_path.read_bytes())
        before = {Path(each["path"]): Kept(_bytes(each["before"]), each["mode"]) for each in told["files"]}
        digests = {Path(each["path"]): str(each["sha256"]) for each in told["files"]}
        return Receipt(before, digests, tuple(Path(folder) for folder in told["folders"]))
    except FileNotFoundError:
        return NOTHING
    except (ValueError, KeyError, TypeError):
        raise Refusal(f"安装记录 {receipt_path} 坏了，不知道原来是什么样：请把它移到别处，再运行 mealbook install") from None


def _receipt_text(receipt: Receipt) -> bytes:
    files: list[dict[str, Any]] = [
        {
            "path": str(place),
            "sha256": receipt.digests[place],
            "before": None if kept.content is None else base64.b64encode(kept.content).decode(),
            "mode": kept.mode,
        }
        for place, kept in receipt.before.items()
    ]
    document = {"files": files, "folders": [str(folder) for folder in receipt.folders]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text, validate=True)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _kept(place: Path) -> Kept:
    try:
        return Kept(place.read_bytes(), place.stat().st_mode & 0o7777)
    except FileNotFoundError:
        return Kept(None, None)


def _restore(place: Path, kept: Kept) -> None:
    if _kept(place) == kept:
        return
    if kept.content is None:
        place.resolve().unlink()
    else:
        _write(place, kept)


def _write(place: Path, kept: Kept) -> None:
    """Write a file whole, then put it in its place in one step. A link stays a link: what it points to is written."""
    place = place.resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".mealbook-", dir=place.parent)
    passing = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(kept.content or b"")
            file.flush()
            os.fsync(file.fileno())
        passing.chmod(0o644 if kept.mode is None else kept.mode)
        passing.replace(place)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise


def _missing_folders(places: Iterable[Path]) -> Iterator[Path]:
    """The folders above these places that are not there yet, outermost first, each once."""
    seen: set[Path] = set()
    for place in places:
        for folder in reversed(place.parents):
            if folder not in seen and not folder.exists():
                seen.add(folder)
                yield folder


def _remove_empty(folders: Sequence[Path]) -> None:
    for folder in reversed(folders):
        with suppress(OSError):  # somebody else keeps something there
            folder.rmdir()
