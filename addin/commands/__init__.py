"""The commands, one file each, and ``main``, the door: refusals become one sentence, bugs go to a log file."""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from addin.faults import sentence
from addin.terminal import visible
from validation.patterns import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DONE, ERRORS_FOUND, FAILED = 0, 1, 2
"""Exit status: done; done, and the book has findings of level 错误; refused or failed, and nothing written."""


_WRAPPED = late_pattern(r"^(    \w+)\n {14}", re.MULTILINE)
"""A command whose name just fills its column: argparse counts two places too few, and breaks the line."""


_NO_WIDTH = partial(argparse.HelpFormatter, width=0)
"""Until a help is shown nobody asks how wide the screen is, for which a dozen modules are loaded."""


class _Parser(argparse.ArgumentParser):
    """argparse in Chinese: a wrong command line gets one sentence."""

    def __init__(self, **how: Any) -> None:  # noqa: ANN401 - what argparse makes a parser of
        super().__init__(formatter_class=_NO_WIDTH, **how)

    def format_help(self) -> str:
        """The help, with argparse's own headings in Chinese."""
        self.formatter_class = argparse.HelpFormatter
        text = super().format_help()
        for english, chinese in (("usage: ", "用法："), ("positional arguments:", "参数："), ("options:", "选项：")):
            text = text.replace(english, chinese)
        return _WRAPPED.sub(r"\1 ", text)

    def error(self, message: str) -> NoReturn:
        sys.exit(_failed(f"{self.prog}：命令写得不对（{_chinese(message)}）；用 {self.prog} --help 看用法"))


class _Arguments:
    """What a command takes, kept until its parser is needed; ``others`` come first."""

    def __init__(self, *others: _Arguments) -> None:
        self.kept: list[tuple[tuple[str, ...], dict[str, Any]]] = [each for other in others for each in other.kept]

    def add_argument(self, *names: str, **options: Any) -> None:  # noqa: ANN401 - what argparse takes
        self.kept.append((names, options))


class _Command(_Parser):
    """The parser of one command. All are named, and only the one that is asked for is told what it takes."""

    def taking(self, shared: _Arguments) -> _Arguments:
        """What it takes: what others take as well, and what is added to that."""
        self._arguments = _Arguments(shared)
        return self._arguments

    def parse_known_args(self, *given: Any) -> Any:  # type: ignore[override] # noqa: ANN401 - what argparse hands on
        for names, options in self._arguments.kept:
            self.add_argument(*names, **options)
        return super().parse_known_args(*given)


_NO_CHOICE = late_pattern(r"argument [^:]*: invalid choice: '(.*)' \(choose from (.*)\)", re.DOTALL)


def _chinese(message: str) -> str:
    if (found := _NO_CHOICE.fullmatch(message)) is not None:
        return _no_choice(found[1], re.findall("'([^']*)'", found[2]))
    for english, chinese in (
        ("the following arguments are required: ", "缺少 "),
        ("expected one argument", "后面要跟一个值"),
        ("argument ", ""),
        ("缺少 FILE", "缺少 文件名"),
        ("缺少 KEY", "缺少 密钥的文件名"),
        ("缺少 PATH", "缺少 账簿或文件夹"),
    ):
        message = message.replace(english, chinese)
    return message


def _no_choice(text: str, choices: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only where a word is mistyped

    near = get_close_matches(text, choices, n=1)
    told = f"是不是 {near[0]}" if near else f"可用：{'、'.join(choices)}"
    return f"没有这个命令 {text}，{told}"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text if len(text) == len("2025-09-01") and text[4] == "-" else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"日期要写成 2025-09-01 的样子，现为 {text}") from None


def _moment(text: str) -> datetime:
    """The wall's clock as it stands: no zone, for a line that people read."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007 - see above
    except ValueError:
        raise argparse.ArgumentTypeError(f"时刻要写成 '2025-10-08 14:05:30' 的样子，现为 {text}") from None


def _month(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        raise argparse.ArgumentTypeError(f"月份要写成 2025-09 的样子，现为 {text}") from None
    return text


class _Version(argparse.Action):
    """``--version``; looked up only when it is asked for, since every press builds the command line."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        sys.stdout.write(f"{parser.prog} {version()}\n")
        parser.exit()


def version() -> str:
    """The version of mealbook that is installed."""
    from importlib.metadata import version as installed  # noqa: PLC0415 - see _Version

    return installed("mealbook")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    plain, told, judging = (_Arguments() for _ in range(3))
    for each in (told, judging):
        each.add_argument("--json", action="store_true", help="只在标准输出打印一个 JSON 文档")
    judging.add_argument("--today", type=_day, metavar="YYYY-MM-DD", help="今天是哪天；不给时，与今天有关的规则不检查")
    for each in (plain, told, judging):
        each.add_argument("-h", "--help", action="help", help="看用法")
    top: argparse.ArgumentParser = _Parser(
        prog="mealbook", description="膳账：检查食堂账簿，算出每餐成本，写回工作簿", add_help=False
    )
    top.add_argument("-h", "--help", action="help", help="看用法")
    top.add_argument("--version", action=_Version, nargs=0, help="看版本")
    commands = top.add_subparsers(prog=top.prog, dest="command", metavar="命令", required=True, parser_class=_Command)

    def command(name: str, text: str, shared: _Arguments) -> _Arguments:
        return commands.add_parser(name, help=text, description=text, add_help=False).taking(shared)

    new = command("new", "新建一本空白账簿，或用 --from 由上期的账本开新学期的账", judging)
    new.add_argument("file", metavar="FILE", help="新工作簿的文件名，如 膳账本.xlsx；已有的文件不会被覆盖")
    new.add_argument("--from", dest="source", metavar="OLD", help="上期的账本：名单、期末结存、结余、未付等带到新账；只读它")
    new.add_argument("--term", metavar="NAME", help="新学期的名称，如 2026春；不给时由上期的推出，推不出就空着")
    new.add_argument("--first-day", type=_day, metavar="YYYY-MM-DD", help="新账的第一天；不给时是上期最后一天的次日")
    new.add_argument("--last-day", type=_day, metavar="YYYY-MM-DD", help="新账的最后一天；不给时空着，在 设置 里填")
    command("demo", "建一所示例学校的账簿，刷新并检查，打印结果和文件位置", judging).add_argument(
        "folder", metavar="DIR", nargs="?", default=".", help="放在哪个文件夹（默认当前文件夹）"
    )
    check = command("check", "检查工作簿，只读不写", judging)
    check.add_argument("file", metavar="FILE", help="工作簿文件")
    check.add_argument("--from", dest="source", metavar="OLD", help="这本账由它结转的上期账本：查它后来有没有改过，期初是否还相符")
    refresh = command("refresh", "检查、算成本，并把结果写回工作簿", judging)
    refresh.add_argument("file", metavar="FILE", help="工作簿文件")
    refresh.add_argument("--out", metavar="FILE", help="写到另一个文件，原文件不动")
    refresh.add_argument("--ignore-lock", action="store_true", help="确知没有人打开时，不理会残留的锁文件")
    fix = command("fix", "把采纳了的建议写进登记，记在修改记录，并刷新；--undo 撤销最近一批", judging)
    fix.add_argument("file", metavar="FILE", help="工作簿文件")
    fix.add_argument("--undo", action="store_true", help="撤销最近一批采纳：改过的格改回原来的")
    fix.add_argument("--now", type=_moment, metavar="'YYYY-MM-DD HH:MM:SS'", help="修改记录里写的时间；不给时，用电脑的时间")
    fix.add_argument("--ignore-lock", action="store_true", help="确知没有人打开时，不理会残留的锁文件")
    close = command("close", "结账：这个月没有错误、月末盘点过，就把指标和登记的指纹记在结账记录；--reopen 撤销最后一次", judging)
    close.add_argument("file", metavar="FILE", help="工作簿文件")
    close.add_argument("--month", type=_month, metavar="YYYY-MM", help="要结账的月份，按先后逐月结；撤销时可以不写")
    close.add_argument("--reopen", action="store_true", help="撤销最后结账的那个月")
    close.add_argument("--reason", metavar="TEXT", default="", help="为什么撤销；或者为什么留着改不了的错误结账。记在结账记录")
    close.add_argument("--now", type=_moment, metavar="'YYYY-MM-DD HH:MM:SS'", help="结账记录里写的时间；不给时，用电脑的时间")
    close.add_argument("--ignore-lock", action="store_true", help="确知没有人打开时，不理会残留的锁文件")
    clear = command("clear", "清空各表的「校验」列和问题清单；写了「采纳」的行留着", told)
    clear.add_argument("file", metavar="FILE", help="工作簿文件")
    clear.add_argument("--ignore-lock", action="store_true", help="确知没有人打开时，不理会残留的锁文件")
    figures = command("figures", "打印各月指标，只读不写", judging)
    figures.add_argument("file", metavar="FILE", help="工作簿文件")
    figures.add_argument("--month", type=_month, metavar="YYYY-MM", help="只看这个月")
    _for_others(command, told, judging)
    _add_rollup(
        command("rollup", "区级汇总：把许多学校的账簿读到一张表上，哪些突出、问哪一格；坏文件列出原因，不影响别的", judging)
    )
    command("install", "把加载项装进 Excel，把校验、刷新、采纳放进文件管理器；可以重复运行", told)
    command("uninstall", "撤销 install 所做的一切，原来有什么就恢复成什么", told)
    command("doctor", "逐环检查安装，指出哪里不对、怎样修好", told)
    desk = command("desk", "文件管理器的右键菜单用：校验、刷新、采纳、公示或打包选中的账簿，说明结果", plain)
    desk.add_argument(
        "action",
        metavar="ACTION",
        choices=("check", "refresh", "fix", "unfix", "post", "pack"),
        help="check 校验，refresh 刷新，fix 采纳建议，unfix 撤销采纳，post 公示核算月份，pack 上报打包",
    )
    desk.add_argument("file", metavar="FILE", nargs="*", help="工作簿文件，可以几个")
    return top


def _for_others(command: Callable[[str, str, _Arguments], _Arguments], told: _Arguments, judging: _Arguments) -> None:
    """The commands about what others are to see: verified before, made, verified after."""
    command("statement", "核对一份写好的收支说明：逐行重算，对不上的找原因；只读不写", judging).add_argument(
        "file", metavar="FILE", help="账簿、别的工作簿、CSV、文字（.txt）或 Word 文档（.docx）"
    )
    post = command("post", "公示：把这个月的公示表写成只有数值的 .xlsx、.html 和 .pdf，表尾印上指纹，登记在公示台账", judging)
    post.add_argument("file", metavar="FILE", help="工作簿文件")
    post.add_argument("--month", type=_month, metavar="YYYY-MM", help="公示哪个月；不写就是核算月份")
    post.add_argument("--form", metavar="NAME", action="append", default=[], help="只公示这张公示表，可以写几次；不写时，全部公示")
    post.add_argument("--out", metavar="DIR", help="写在哪个文件夹；不写时，是账簿旁边的 公示")
    post.add_argument("--now", type=_moment, metavar="'YYYY-MM-DD HH:MM:SS'", help="公示台账里写的时间；不给时，用电脑的时间")
    post.add_argument("--ignore-lock", action="store_true", help="确知没有人打开时，不理会残留的锁文件")
    pack = command("pack", "上报打包：登记、结果和公示表的数值，加上封签，写成一个可以发出去的文件；账簿只读", judging)
    pack.add_argument("file", metavar="FILE", help="工作簿文件")
    pack.add_argument("--out", metavar="FILE", required=True, help="打包成哪个文件，如 上报-2025秋.xlsx")
    pack.add_argument("--draft", action="store_true", help="还有没改好的错误也打包，每张表都标上草稿")
    pack.add_argument("--mask", action="store_true", help="人名换成代号（人员1、人员2 ……）")
    pack.add_argument("--key", metavar="KEY", help="用这个私钥签名，见 mealbook key")
    verify = command("verify", "核验：上报包是否完好、数是否和它自己的登记一致；或公示件的数账簿是否还给得出", told)
    verify.add_argument("file", metavar="FILE", help="上报包，或公示件（.xlsx）")
    verify.add_argument("book", metavar="BOOK", nargs="?", help="核验公示件时：账簿")
    verify.add_argument("--public-key", metavar="KEY", help="签名应当是谁的：公钥，或写着公钥的 .pub 文件")
    key = command("key", "生成签名用的一对密钥：私钥自己留着，公钥（.pub）交给教育局", told)
    key.add_argument("file", metavar="KEY", help="私钥写在哪个文件，如 云杉小学.key；公钥写在旁边的 .pub")


def _add_rollup(rollup: _Arguments) -> None:
    rollup.add_argument("path", metavar="PATH", nargs="+", help="账簿、文件夹（连同里面所有的文件夹）或通配符，可以几个")
    rollup.add_argument(
        "--out", metavar="FILE", required=True, help="汇总表的文件名，如 汇总.xlsx；旁边的 汇总_数据 是 Parquet 文件"
    )
    rollup.add_argument("--names", metavar="FILE", help="改过的名称对照：上次的汇总表，或只有「名称对照」工作表的副本")
    rollup.add_argument("--profile", metavar="NAME", default="通用", help="排名的档次按哪个规则套（默认 通用）")
    rollup.add_argument("--limits", metavar="FILE", help="改过的异常参数：上次的汇总表，或只有「异常参数」工作表的副本")
    rollup.add_argument("--enrolled", metavar="FILE", help="填好的在校人数：上次的汇总表，或只有「在校人数」工作表的副本")
    rollup.add_argument("--seed", metavar="TEXT", help="抽查凭证的种子（默认 膳账，人人知道；收齐账簿以后再当众定一个）")
    rollup.add_argument("--sample", type=int, metavar="N", help="每本账的采购验收、收入、支出各随机抽几张（默认 3；0 不抽）")
    rollup.add_argument("--processes", type=int, metavar="N", help="几个进程一起读（默认和电脑的核一样多）")
    rollup.add_argument("--cluster", metavar="URL", help="在 Dask 集群上读，如 tcp://主机:8786；工作机要能按同样的路径读到这些文件")
    rollup.add_argument("--cache", metavar="DIR", help="读过的结果放在哪里（默认汇总表旁边的 汇总_缓存）；内容没变的不再读")


def from_shell() -> NoReturn:
    """The console script: a process that lives for a second.

    It makes no garbage worth collecting, and looking for some takes a third of that second; nor is what it made taken apart at its end.
    """
    gc.disable()
    status = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody may be listening
            stream.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    if not (sys.argv[1:] if arguments is None else arguments):
        sys.stderr.write(parser().format_help())
        return FAILED
    options, unknown = parser().parse_known_args(arguments)
    if unknown:
        sys.exit(_failed(_about_unknown(options.command, unknown)))
    try:
        return _run(options)
    except (Exception, KeyboardInterrupt) as fault:  # noqa: BLE001 - the door: a bug is logged to a file and the user told where
        return _failed(sentence(fault))


def _about_unknown(command: str, unknown: Sequence[str]) -> str:
    """What is said of arguments that a command does not take: mostly the rest of a file's name with spaces in it."""
    spaced = "" if all(each.startswith("-") for each in unknown) else "文件名里有空格的，前后加双引号；"
    return f"mealbook {command}：命令写得不对（不认识 {' '.join(unknown)}）；{spaced}用 mealbook {command} --help 看用法"


def _failed(sentence: str) -> int:
    """Say it on one line, though a file's name may hold several."""
    with suppress(OSError):  # nobody may be listening
        sys.stderr.write(f"{visible(sentence)}\n")
        sys.stderr.flush()
    return FAILED


def _run(options: argparse.Namespace) -> int:
    """Import the command that is asked for, and no other: a button should not wait for what it does not use."""
    from importlib import import_module  # noqa: PLC0415 - see above

    return int(import_module(f"addin.commands.{options.command}").run(options))
