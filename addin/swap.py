"""Two files change places in one step, where the system can do that: whatever stood at a path is then still there, at the other."""

from __future__ import annotations

import errno
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

_HERE, _EXCHANGE = -100, 2
_UNABLE = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)


def swap(one: Path, other: Path) -> bool:
    """Let two files change places; whether the system, and this disk, can do such a thing.

    Raises:
        OSError: they can, but it failed; both are where they were.
    """
    call = _renameat2()
    if call is None:
        return False
    if call(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    import ctypes  # noqa: PLC0415 - see _renameat2

    code = ctypes.get_errno()
    if code in _UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(other))


@cache
def _renameat2() -> Any:  # noqa: ANN401 - a function of the C library
    """The system's call; ``None`` where there is none: not Linux, or an old C library."""
    if sys.platform != "linux":
        return None
    import ctypes  # noqa: PLC0415 - only where a file that is there is replaced

    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
