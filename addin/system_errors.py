"""What the operating system says went wrong, in the accountant's words."""

from __future__ import annotations

import errno

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
_CAUSES = {
    errno.EIO: "磁盘读写出错",
    errno.ENOENT: "文件或文件夹不在了",
    errno.ENOTDIR: "路径里有一段不是文件夹",
    errno.EISDIR: "那里是一个文件夹",
    errno.EEXIST: "那里已经有一个同名的文件",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ELOOP: "快捷方式绕成了圈",
    errno.EBUSY: "正被别的程序占用",
    errno.EXDEV: "不在同一个磁盘",
    errno.ENOMEM: "内存不足",
    errno.EMFILE: "打开的文件太多",
    errno.ENFILE: "打开的文件太多",
    errno.EINTR: "操作被打断",
    errno.EPIPE: "接收结果的程序已经退出",
    **dict.fromkeys(
        (errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH), "网络盘断开了"
    ),
    **dict.fromkeys(_FULL, "磁盘空间不足"),
    **dict.fromkeys(_FORBIDDEN, "没有权限"),
}


def cause(fault: OSError) -> str:
    """The fault in a few Chinese words; the system's own where it is none of the usual ones."""
    return _CAUSES.get(fault.errno or 0) or str(fault.strerror or fault)


def not_written(fault: OSError) -> str:
    """Why a file could not be written, and what to do about it."""
    if fault.errno in _FULL:
        return "磁盘空间不足：请清理磁盘后再试"
    if fault.errno in _FORBIDDEN:
        return "没有写入这个文件夹的权限：请取消只读、换一个位置，或请管理员开放权限"
    if fault.errno == errno.ENAMETOOLONG:
        return "文件名或路径太长：请改短后再试"
    return f"写入时出错（{cause(fault)}）：请检查磁盘或网络后再试"
