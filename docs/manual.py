"""What the manual quotes, quoted anew, and its pages made into HTML: ``python docs/manual.py`` (``--check``: which files are stale?).

A page says in a comment what it quotes, and this script fills in what the program really gives for the sample school:

- ``<!-- 运行：mealbook check X.xlsx -->`` before a fenced block: the command and what it prints; with ``；前 5 行`` only so many lines.
- ``<!-- 算式 2025-09：结余 = 收入合计 − 支出合计 -->`` before a line: the same with the month's numbers in place of the names of figures.
- ``<!-- 表格：列 采购验收 -->`` before a table: the columns of a register; so too ``设置``, ``参数`` and ``结果 月成本``, as they are declared, and ``异常检查``, ``异常参数`` of the district.
- ``<!-- 表格：按钮 -->`` before a table: the buttons of the ribbon.
- ``<!-- 存为：收支说明.txt -->`` before a fenced block: what stands in it is a file for the commands that follow.
- ``<!-- 填：采购验收 -->`` before a table: its rows are typed into that register of ``第一个月.xlsx`` (``设置``: 项目 and 值); ``<!-- 采纳：ARI-01 -->``:
  the findings of that rule are marked there in 问题清单. Both happen in their turn among the commands of the page.
- in a table whose heading ends in ``| 2025-09 | 累计 |``: those two columns of every row that begins with the name of a figure.
"""
# ruff: noqa: INP001 - a script beside the pages it serves, not a package

from __future__ import annotations

import io
import json
import os
import re
import shlex
import sys
import tempfile
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import html_pages
from openpyxl import load_workbook

from addin.commands import main as mealbook
from macros_py.buttons import BUTTONS
from macros_py.district.anomalies import ANOMALY_TESTS
from macros_py.district.limits import LIMITS, Limits
from tests.acceptance.outsider import bounds, cell, find, meaning, settings, write
from validation.kinds import Number, OneOf, Reference, Several, Text
from validation.profiles import PARAMETERS
from validation.registers import REGISTERS
from validation.settings import SETTINGS
from workbook_templates.figures import FIGURES
from workbook_templates.owned_tables import LOGS, RESULTS
from workbook_templates.results import RATE

if TYPE_CHECKING:
    from validation.kinds import Kind

ROOT = Path(__file__).resolve().parent.parent
PAGES = (*sorted((ROOT / "docs" / "手册").glob("*.md")), ROOT / "README.md")
DEMO = ("demo", "示例")
GOOD = "示例/膳账-示例.xlsx"
FIRST = "第一个月.xlsx"
WIDTH = 100

WRITTEN = {
    "check": ("问题清单、各登记表的「校验」列", "没有；`mealbook check` 和右键的「膳账 校验」只读不写"),
    "refresh": ("问题清单、「校验」列、全部结果表、首页", "`mealbook refresh`"),
    "trade_in": ("以旧换新统计、以旧换新汇总、以旧换新成效三张表", "没有；`mealbook refresh` 也写这三张表"),
    "fix": ("采纳了的那些格、修改记录，再加「刷新成本」写的", "`mealbook fix`"),
    "unfix": ("上一批改过的那些格、修改记录，再加「刷新成本」写的", "`mealbook fix --undo`"),
    "close": ("结账记录、设置的 已结账至，再加「刷新成本」写的", "`mealbook close`"),
    "post": ("公示 文件夹里的 .xlsx、.html、.pdf，公示台账，再加「刷新成本」写的", "`mealbook post`"),
    "pack": ("账簿旁边的 ‹账簿名›-上报.xlsx；账簿只读", "`mealbook pack`"),
    "clear": ("问题清单、「校验」列（清空）", "`mealbook clear`"),
    "new": ("桌面上一本新的 膳账本.xlsx；同名的已有，就叫 膳账本 2.xlsx", "`mealbook new`、`mealbook new --from`"),
    "manual": ("不写，用浏览器打开手册", "没有"),
}
"""By the name of a button: what it writes, and the command that does the same."""

_RUN = re.compile(r"(<!-- 运行：mealbook ([^；]*?)(?:；前 (\d+) 行)? -->\n```console\n).*?(```\n)", re.DOTALL)
_TYPED = re.compile(r"<!-- 填：(\S+) -->\n((?:\|[^\n]*\n)+)|<!-- 采纳：(\S+) -->\n")
_KEPT = re.compile(r"<!-- 存为：(\S+) -->\n```\w*\n(.*?)```\n", re.DOTALL)
_STEP = re.compile(f"{_RUN.pattern}|{_TYPED.pattern}|{_KEPT.pattern}", re.DOTALL)
_FORMULA = re.compile(r"(<!-- 算式 (\S+)：(.*?) -->\n).*\n")
_DECLARED = re.compile(r"(<!-- 表格：(\S+?)(?: (\S+))? -->\n)(?:\|.*\n)*")
_TABLE = re.compile(r"(\|.*\| (\d{4}-\d\d) \| 累计 \|\n\|[-|: ]+\|\n)((?:\|.*\n)+)")
_RATES = {figure.name for figure in FIGURES if figure.format == RATE}


class Sample:
    """The sample school's books in a passing folder, in which the commands of the manual run."""

    def __init__(self, folder: Path) -> None:
        """Build them."""
        self.folder = folder
        self.printed: dict[tuple[str, ...], str] = {DEMO: self._run(DEMO)}
        said = self._run(("figures", GOOD, "--json"))
        if not said.startswith("{"):
            sys.exit(f"the sample school's book could not be made: {said}")
        figures = json.loads(said)
        self.months: dict[str, dict[str, str]] = figures["months"]
        self.to_date: dict[str, str] = figures["cumulative"][max(self.months)]

    def filled(self, page: str) -> str:
        """A page with everything it quotes as it is now."""
        page = _STEP.sub(self._step, page)
        page = _DECLARED.sub(declared, page)
        page = _FORMULA.sub(self._formula, page)
        return _TABLE.sub(self._table, page)

    def _step(self, found: re.Match[str]) -> str:
        """What the reader does next: a command is run; rows are typed, findings marked; a file is kept."""
        before, typed, most, after, table, rows, rule, name, content = found.groups()
        if name is not None:
            (self.folder / name).write_text(content, encoding="utf-8")
            return found[0]
        if before is None:
            self._type(table, rows, rule)
            return found[0]
        return self._command(before, typed, most, after)

    def _type(self, table: str | None, rows: str | None, rule: str | None) -> None:
        place = self.folder / FIRST
        book = load_workbook(place)
        if table and rows:
            heads, _, *lines = ([cell.strip() for cell in line.strip("|").split("|")] for line in rows.splitlines())
            values = [[meaning(cell) if cell else None for cell in line] for line in lines]
            if table == "设置":
                settings(book, {str(item): value for item, value in values})
            else:
                write(book, table, heads, values)
        else:
            _, found = find(book, "问题清单")
            for number in range(1, bounds(found)[3] - bounds(found)[1] + 1):
                if cell(book, "问题清单", "规则", number).value == rule:
                    cell(book, "问题清单", "采纳", number).value = "是"
        book.save(place)

    def _command(self, before: str, typed: str, most: str | None, after: str) -> str:
        words = tuple(shlex.split(typed))
        lines = (self.printed.get(words) or self._run(words)).splitlines()
        if most and len(lines) > int(most):
            lines = [*lines[: int(most)], "……"]
        return before + "\n".join([f"$ mealbook {typed}", *lines]) + "\n" + after

    def _run(self, words: tuple[str, ...]) -> str:
        """What a command prints, on whichever stream; the folder is not told."""
        said = io.StringIO()
        with chdir(self.folder), redirect_stdout(said), redirect_stderr(said), suppress(SystemExit):
            mealbook(words)
        if "程序出了意外" in said.getvalue():
            sys.exit(f"mealbook {shlex.join(words)}: {said.getvalue()}")
        return said.getvalue().replace(str(self.folder.resolve()) + os.sep, "……/")

    def _formula(self, found: re.Match[str]) -> str:
        before, period, formula = found.groups()
        values = self.to_date if period == "累计" else self.months[period]
        names = sorted(values, key=len, reverse=True)
        return before + re.sub("|".join(names), lambda name: readable(name[0], values[name[0]]), formula) + "\n"

    def _table(self, found: re.Match[str]) -> str:
        head, month, rows = found.groups()
        lines = []
        for line in rows.splitlines():
            cells = line.strip("|").split("|")
            name = cells[0].strip()
            if name in self.to_date:
                cells[-2:] = [f" {readable(name, values[name])} " for values in (self.months[month], self.to_date)]
            lines.append(f"|{'|'.join(cells)}|\n")
        return str(head) + "".join(lines)


def declared(found: re.Match[str]) -> str:
    """A table of what the program declares."""
    mark, what, name = found.groups()
    school = {"列": _columns, "设置": _settings, "参数": _parameters, "结果": _results, "按钮": _buttons}
    lines = (school | {"异常检查": _tests, "异常参数": _limits})[what](name)
    head, *rest = ("| " + " | ".join(line) + " |\n" for line in lines)
    return str(mark) + head + "|" + "---|" * len(lines[0]) + "\n" + "".join(rest)


def _columns(table: str) -> list[tuple[str, ...]]:
    register = next(each for each in REGISTERS if each.table == table)
    columns = register.columns().values()
    lines = [(each.heading, "是" if each.required else "", _takes(each.kind), each.help) for each in columns]
    return [("列", "必填", "填什么样的", "说明"), *lines]


def _takes(kind: Kind) -> str:
    if isinstance(kind, OneOf):
        return "、".join(kind.choices)
    if isinstance(kind, Reference):
        return f"{kind.table}表里的名称"
    if isinstance(kind, Several):
        return "几项，用 、 隔开"
    if isinstance(kind, Number) and kind.name == Text.name:
        return f"数字，最多 {kind.decimals} 位小数"
    return {"金额": "金额，最多两位小数", "单价": "单价，最多四位小数", "数量": "数量，最多三位小数"}.get(kind.name, kind.name)


def _settings(_: str) -> list[tuple[str, ...]]:
    need = {(True, False): "是", (False, True): "应填"}
    lines = [(each.name, need.get((each.required, each.wanted), ""), each.help, each.default) for each in SETTINGS]
    return [("项目", "必填", "怎样填", "新账里已填"), *lines]


def _parameters(_: str) -> list[tuple[str, ...]]:
    lines = [(each.name, each.value + each.unit, each.handling, each.profile or "（各套都用）", each.source) for each in PARAMETERS]
    return [("参数", "值", "处理", "规则套", "依据"), *lines]


def _results(table: str) -> list[tuple[str, ...]]:
    result = next(each for each in (*RESULTS, *LOGS) if each.name == table)
    return [("是什么", "各列"), (result.purpose, "、".join(result.headings))]


def _buttons(_: str) -> list[tuple[str, ...]]:
    lines = [(f"**{each.label}**", each.tip, *WRITTEN[each.name]) for each in BUTTONS]
    return [("按钮", "做什么", "写哪里", "对应命令"), *lines]


def _tests(_: str) -> list[tuple[str, ...]]:
    limits = Limits()
    lines = [
        (each.code, f"**{each.name}**", each.how, each.reason, each.innocent, limits.told(each.limits)) for each in ANOMALY_TESTS
    ]
    return [("编号", "检查", "怎么查", "为什么查", "也可能是", "界限"), *lines]


def _limits(_: str) -> list[tuple[str, ...]]:
    return [("参数", "值", "单位", "依据"), *LIMITS]


def readable(name: str, value: str) -> str:
    """A figure of ``figures --json`` as people write it: 81,795.22, 1.16%."""
    if name in _RATES:
        return f"{float(value):.2%}"
    whole, point, decimals = value.partition(".")
    return f"{int(whole):,}{point}{decimals}" if whole != "-0" else value


def main(arguments: list[str]) -> int:
    """Fill every page, and make the HTML pages; with ``--check`` only tell which are stale (exit status 1 if any is)."""
    os.environ["COLUMNS"] = str(WIDTH)
    with tempfile.TemporaryDirectory() as scratch:
        sample = Sample(Path(scratch))
        texts = {page: sample.filled(page.read_text(encoding="utf-8")) for page in PAGES}
    shown = html_pages.pages({page: text for page, text in texts.items() if page.parent.name == "手册"})
    wanted = {**{page: text.encode() for page, text in texts.items()}, **shown}
    stale = [file for file, content in wanted.items() if not file.exists() or file.read_bytes() != content]
    left_over = html_pages.left_over(shown)
    if "--check" in arguments:
        for file in (*stale, *left_over):
            sys.stderr.write(f"{file.relative_to(ROOT)} is stale: run python docs/manual.py\n")
        return 1 if stale or left_over else 0
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(wanted[file])
    for file in left_over:
        file.unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
