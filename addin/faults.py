"""What the user is told when something went wrong: one sentence, whether he typed a command or pressed a button; a bug goes to a log file."""

from __future__ import annotations

from addin.system_errors import cause
from validation.refusals import Refusal

_NOTHING = "没有写任何东西"


def sentence(fault: BaseException, left: str = "") -> str:
    """One Chinese sentence about an exception.

    Args:
        fault: the exception, while it is being handled.
        left: how an open workbook may have been left; empty for a closed one, which is either written whole or not at all.
    """
    if isinstance(fault, Refusal):
        return str(fault)
    if isinstance(fault, KeyboardInterrupt):
        return f"已中断；{left or '工作簿是完整的：要么还是原来的，要么已经全部写好'}"
    if isinstance(fault, ImportError):
        return f"程序自己的文件不全或读不出来（{fault.name or fault}），{left or _NOTHING}；请重新安装膳账，再试一次"
    if isinstance(fault, OSError):
        return f"文件操作没有成功：{cause(fault)}（{fault.filename or ''}）；{left or '请检查路径和权限'}"
    return f"程序出了意外，{left or _NOTHING}；详情已记在 {_log(fault)}，请把它发给维护人员"


def _log(fault: BaseException) -> str:
    """Append the traceback to mealbook.log in the user's temporary folder; returns where."""
    import tempfile  # noqa: PLC0415 - only when something broke
    import traceback  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    log = Path(tempfile.gettempdir()) / "mealbook.log"
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write("".join(traceback.format_exception(fault)) + "\n")
    except OSError:
        return "（日志也没能写成）"
    return str(log)
