"""Entries of the file manager that check, refresh or mend a closed workbook: for WPS, and for machines without Excel.

Each calls ``mealbook desk``. None of them makes mealbook a program that opens workbooks: a double click stays what it was.
"""

from __future__ import annotations

import plistlib
import shlex
from typing import TYPE_CHECKING, Final

from addin.install.piece import Piece

if TYPE_CHECKING:
    from addin.install.machine import Machine

ACTIONS: Final = {
    "check": "膳账 校验",
    "refresh": "膳账 刷新",
    "fix": "膳账 采纳建议",
    "unfix": "膳账 撤销采纳",
    "post": "膳账 公示",
    "pack": "膳账 上报打包",
}
_START: Final = "from addin.commands import from_shell; from_shell()"
_GONE: Final = (
    "膳账启动不了：程序文件夹搬了地方，或者删掉了。请在程序文件夹里删掉 .venv，照手册 01 重新安装，再运行 mealbook install"
)
_STARTER: Final = """#!/bin/sh
python={python}
if [ ! -x "$python" ]; then
    gone='{gone}'
    echo "$gone" >&2
    if command -v zenity >/dev/null; then exec zenity --error --no-markup --title=膳账 --text="$gone"
    elif command -v kdialog >/dev/null; then exec kdialog --title 膳账 --error "$gone"
    elif command -v notify-send >/dev/null; then exec notify-send 膳账 "$gone"
    fi
    exit 2
fi
exec "$python" -I -c {start} desk "$@"
"""
"""On Linux nobody else would say that the program is gone: a menu that starts nothing shows nothing."""


def windows_entries(machine: Machine) -> tuple[Piece, ...]:
    """发送到: a command file each. It is read in UTF-8 from its second line on; a % in the path is doubled."""
    folder = machine.appdata / "Microsoft" / "Windows" / "SendTo"
    start = f'"{machine.interpreter.replace("%", "%%")}" -I -c "{_START}"'
    pauses = {action: "if errorlevel 2 pause" if action == "refresh" else "pause" for action in ACTIONS}
    return tuple(
        Piece(
            folder / f"{title}.cmd",
            f"@chcp 65001 >nul\r\n@{start} desk {action} %*\r\n@{pauses[action]}\r\n".encode(),
            f"右键菜单「发送到」里的「{title}」",
        )
        for action, title in ACTIONS.items()
    )


def macos_entries(machine: Machine) -> tuple[Piece, ...]:
    """快速操作: a workflow each, that hands the chosen files to a shell."""
    return tuple(entry for action, title in ACTIONS.items() for entry in _workflow(machine, action, title))


def _workflow(machine: Machine, action: str, title: str) -> tuple[Piece, ...]:
    folder = machine.home / "Library" / "Services" / f"{title}.workflow" / "Contents"
    service = {
        "NSMenuItem": {"default": title},
        "NSMessage": "runWorkflowAsService",
        "NSRequiredContext": {"NSApplicationIdentifier": "com.apple.finder"},
        "NSSendFileTypes": ["org.openxmlformats.spreadsheetml.sheet", "org.openxmlformats.spreadsheetml.sheet.macroenabled"],
    }
    shell = {
        "action": {
            "ActionBundlePath": "/System/Library/Automator/Run Shell Script.action",
            "ActionName": "Run Shell Script",
            "ActionParameters": {
                "COMMAND_STRING": f'{_shell_line(machine, action)} "$@"',
                "CheckedForUserDefaultShell": True,
                "inputMethod": 1,
                "shell": "/bin/sh",
                "source": "",
            },
            "AMAccepts": {"Container": "List", "Optional": True, "Types": ["com.apple.cocoa.string"]},
            "AMActionVersion": "2.0.3",
            "AMProvides": {"Container": "List", "Types": ["com.apple.cocoa.string"]},
            "BundleIdentifier": "com.apple.RunShellScript",
            "Class Name": "RunShellScriptAction",
        },
        "isViewVisible": True,
    }
    files = "com.apple.Automator.fileSystemObject"
    workflow = {
        "AMApplicationVersion": "2.10",
        "AMDocumentVersion": "2",
        "actions": [shell],
        "connectors": {},
        "workflowMetaData": {
            "serviceInputTypeIdentifier": files,
            "serviceOutputTypeIdentifier": "com.apple.Automator.nothing",
            "workflowTypeIdentifier": "com.apple.Automator.servicesMenu",
        },
    }
    purpose = f"访达右键「快速操作」里的「{title}」"
    return (
        Piece(folder / "Info.plist", plistlib.dumps({"NSServices": [service]}), purpose),
        Piece(folder / "document.wflow", plistlib.dumps(workflow), purpose),
    )


def linux_entries(machine: Machine) -> tuple[Piece, ...]:
    """A starter in the menu of programs, scripts of GNOME's file manager, a service menu of KDE's; all of them call one script."""
    share = machine.home / ".local" / "share"
    script = _script(machine)
    scripts = tuple(
        Piece(
            share / "nautilus" / "scripts" / title,
            f'#!/bin/sh\nexec {shlex.join([str(script.path), action])} "$@"\n'.encode(),
            f"文件管理器（GNOME）右键「脚本」里的「{title}」",
            runs=True,
        )
        for action, title in ACTIONS.items()
    )
    menu = ("Type=Service", "MimeType=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;", "X-KDE-Submenu=膳账")
    first, *others = (f"「{title}」" for title in (ACTIONS["refresh"], *(ACTIONS[each] for each in ACTIONS if each != "refresh")))
    return (
        script,
        Piece(
            share / "applications" / "mealbook.desktop",
            _starter(machine),
            f"程序菜单里的{first}；右键点它的图标，还有{''.join(others)}",
        ),
        *scripts,
        Piece(
            share / "kio" / "servicemenus" / "mealbook.desktop",
            _desktop_file(machine, menu),
            "文件管理器（KDE）右键菜单里的「膳账」",
            runs=True,
        ),
    )


def _script(machine: Machine) -> Piece:
    text = _STARTER.format(python=shlex.quote(machine.interpreter), gone=_GONE, start=shlex.quote(_START))
    return Piece(machine.home / ".local" / "share" / "mealbook" / "desk", text.encode(), "各个菜单共用的启动脚本", runs=True)


def _starter(machine: Machine) -> bytes:
    """The starter refreshes; its two actions are to be chosen by name. Started without a workbook, it asks for one."""
    first = (
        "Type=Application", f"Name={ACTIONS['refresh']}", "Comment=检查食堂账簿，算出每餐成本，写回工作簿", "Categories=Office;",
        f"Exec={_exec_line(machine, 'refresh')}",
    )  # fmt: skip
    return _desktop_file(machine, first)


def _desktop_file(machine: Machine, first: tuple[str, ...]) -> bytes:
    lines = ["[Desktop Entry]", *first, f"Actions={''.join(f'{action};' for action in ACTIONS)}"]
    for action, title in ACTIONS.items():
        lines += ["", f"[Desktop Action {action}]", f"Name={title}", f"Exec={_exec_line(machine, action)}"]
    return ("\n".join(lines) + "\n").encode()


def _shell_line(machine: Machine, action: str) -> str:
    return shlex.join([machine.interpreter, "-I", "-c", _START, "desk", action])


def _exec_line(machine: Machine, action: str) -> str:
    r"""A command line as desktop files have it: quoted, with ``%`` doubled; backslashes twice over, since the file's own strings have them too."""
    return f"{_quoted(str(_script(machine).path))} {action} %F"


def _quoted(word: str) -> str:
    for sign in '\\"`$':
        word = word.replace(sign, f"\\{sign}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
