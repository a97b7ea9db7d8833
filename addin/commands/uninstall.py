"""``mealbook uninstall``: every place holds again what had stood there before ``mealbook install``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addin.commands import DONE
from addin.commands.install import not_put
from addin.commands.printing import say, say_json
from addin.install.machine import Machine, this_machine
from addin.install.pieces import receipt_path
from addin.install.receipt import take_back
from validation.refusals import NotWritable

if TYPE_CHECKING:
    import argparse


def run(options: argparse.Namespace) -> int:
    """Take mealbook back from this machine."""
    return uninstall(this_machine(), as_json=options.json)


def uninstall(machine: Machine, *, as_json: bool) -> int:
    """Take mealbook back from a machine.

    Raises:
        NotWritable: a place cannot be written; run again, it goes on from there.
    """
    try:
        done = take_back(receipt_path(machine))
    except OSError as fault:
        raise NotWritable(f"没有全部撤销，再运行一次会接着做：{not_put(machine, fault)}") from None
    if as_json:
        say_json({"uninstalled": [{"path": str(each.path), "done": each.said} for each in done]})
        return DONE
    for each in done:
        say(f"{each.said}：{each.path}")
    say("撤销完了，您的账簿没有动过" if done else "没有装过，什么也没有改")
    return DONE
