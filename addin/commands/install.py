"""``mealbook install``: the add-in into Excel's start-up folder, entries into the file manager; says each thing it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.printing import say, say_json
from addin.install.machine import Machine, System, this_machine
from addin.install.pieces import pieces, receipt_path
from addin.install.receipt import put
from addin.system_errors import cause
from validation.refusals import NotWritable

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Install on this machine."""
    return install(this_machine(), as_json=options.json)


def install(machine: Machine, *, as_json: bool) -> int:
    """Install on a machine.

    Raises:
        NotWritable: a place cannot be written; everything is as it was.
    """
    wanted = pieces(machine)
    try:
        done = put(wanted, receipt_path(machine))
    except OSError as fault:
        raise NotWritable(f"没有装上，原来的一点没动：{not_put(machine, fault)}") from None
    if as_json:
        say_json({"installed": [{"path": str(each.path), "done": each.said} for each in done]})
        return DONE
    for piece, each in zip(wanted, done, strict=True):
        say(f"{each.said}：{piece.purpose}（{piece.path}）")
    say(_next_step(machine))
    return DONE


def not_put(machine: Machine, fault: OSError) -> str:
    """Why a place could not be written, and what to do."""
    if machine.system is System.LINUX:
        return f"{fault.filename or ''} 写不进去（{cause(fault)}）；请检查这个文件夹的权限"
    return f"{fault.filename or ''} 写不进去（{cause(fault)}）；请先完全退出 Excel 再试一次，还不行就请管理员开放这个文件夹的权限"


def _next_step(machine: Machine) -> str:
    if machine.system is System.LINUX:
        return "装好了：在文件管理器里用右键菜单，或从程序菜单里启动「膳账 刷新」（看不到的，注销再登录）；用 mealbook doctor 检查，用 mealbook uninstall 撤销"
    return "装好了：完全退出 Excel 再打开，功能区里会有「膳账」；用 mealbook doctor 检查，用 mealbook uninstall 撤销"
