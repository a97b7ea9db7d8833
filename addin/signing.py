"""Ed25519 signatures: who packed a book can be told by whoever knows their public key. Needs the extra ``sign``."""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING

from addin.system_errors import not_written
from validation.refusals import NotWritable, Refusal

if TYPE_CHECKING:
    from pathlib import Path

_ABOUT = "mealbook pack "
"""What is signed is this and the fingerprint: a signature made for something else is none of a pack."""
_PUBLIC_KEY_BYTES = 32
_ABSENT = "签名要用 cryptography，这台电脑上没有装：请照手册 17 的「签名」装上 requirements/sign.txt 里的部件，再试。"


class NotInstalledError(Exception):
    """The library is not there."""


def new_key(place: Path) -> str:
    """Make a key pair: the private key in a file that only its owner reads, the public key beside it in ``NAME.pub``.

    Returns:
        the public key, as it stands on a seal.

    Raises:
        Refusal: the library is not installed.
        NotWritable: the file is there already, or cannot be written.
    """
    if not place.absolute().parent.is_dir():
        raise NotWritable(f"文件夹「{place.parent}」不存在：请先建好它，或换一个位置。")
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - only where something is signed
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above
    except ImportError:
        raise Refusal(_ABSENT) from None
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = b64encode(key.public_key().public_bytes_raw()).decode()
    written: list[Path] = []
    try:
        for path, content, mode in (
            (place.with_name(f"{place.name}.pub"), f"{public}\n".encode(), 0o644),
            (place, private, 0o600),
        ):
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
            written.append(path)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
    except OSError as fault:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(fault, FileExistsError):
            raise NotWritable(f"{place.name} 或 {place.name}.pub 已经有了，不会覆盖它；请换一个文件名") from None
        raise NotWritable(f"密钥没有写入；{not_written(fault)}。") from None
    return public


def signed(fingerprint: str, place: Path) -> tuple[str, str]:
    """The public key and the signature of a fingerprint, both in base64, by the private key in a file.

    Raises:
        Refusal: the library is not installed, or the file holds no such key.
    """
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415 - as above
    except ImportError:
        raise Refusal(_ABSENT) from None
    try:
        key = load_pem_private_key(place.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal(f"{place.name} 读不出签名用的私钥：请给出 mealbook key 生成的那个文件。")
    return b64encode(key.public_key().public_bytes_raw()).decode(), b64encode(key.sign(_message(fingerprint))).decode()


def holds(fingerprint: str, public: str, signature: str) -> bool:
    """Whether a signature of a fingerprint is by the owner of a public key.

    Raises:
        NotInstalledError: the library is not installed.
    """
    try:
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above
    except ImportError:
        raise NotInstalledError from None
    try:
        Ed25519PublicKey.from_public_bytes(b64decode(public, validate=True)).verify(
            b64decode(signature, validate=True), _message(fingerprint)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def is_public_key(text: str) -> bool:
    """Whether a text is a public key as ``new_key`` gives it."""
    try:
        return len(b64decode(text, validate=True)) == _PUBLIC_KEY_BYTES
    except ValueError:
        return False


def _message(fingerprint: str) -> bytes:
    return (_ABOUT + fingerprint).encode()
