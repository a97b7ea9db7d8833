"""The catalogue of everything a person is told: for each rule and each kind of bad cell the smallest table, and the very sentences.

``tests/validation/catalogue/rules.txt`` holds entries, a blank line between them::

    ARI-01 金额算错
    采购验收 | 数量 10 | 单价 2.30 | 金额 25.00
    错误 ARI-01 采购验收!I4（25.00）影响计算
    「金额」「数量」「单价」数量 10 × 单价 2.3 = 23.00，填的是 25.00，相差 2.00
    → 核对送货单，改正数量、单价或金额；如数量和单价无误，金额改为 23.00

First the rule and what the case is about; then the table, laid over a good book as the rules' own examples are (``text_books``), or the words
``规则的例子``: the example that stands at the rule; then three lines for every finding of the whole book.

``cells.txt`` holds a section for each type of cell, a line for each way of filling it::

    金额：采购验收 | 金额
    错误值 | #N/A | 错误 DAT-06 影响计算 | 「金额」是错误值 #N/A（没有查到要找的内容） | 改正这一格的公式，或直接填写正确的内容
    日期的序列数 | 45901 | 照读 | 2025-09-01

``docs/错误目录.md`` is made of both: ``python -m tests.validation.catalogue`` (``--check``: is it fresh?).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

from validation.rules import RULES
from validation.rules.page import FAMILIES

FOLDER = Path(__file__).with_name("catalogue")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "错误目录.md"
OWN_EXAMPLE = "规则的例子"
READ = "照读"
FULL = 5
"""Parts of a line of ``cells.txt``; what is read as it stands needs no suggestion."""
_FOUND = re.compile(r"(错误|警告|提示) (\S+) (\S+?!?[A-Z]*[0-9]*)(?:（(.*)）)?(影响计算)?")
_BY_CODE = {rule.code: rule for rule in RULES}


class Told(NamedTuple):
    """One finding as the catalogue words it. ``place`` is such as ``采购验收!I4``, ``value`` what stands there."""

    level: str
    rule: str
    place: str
    value: str
    blocks: bool
    message: str
    suggestion: str

    def __str__(self) -> str:
        """The three lines of the file."""
        value = f"（{self.value}）" if self.value else ""
        blocks = "影响计算" if self.blocks else ""
        return f"{self.level} {self.rule} {self.place}{value}{blocks}\n{self.message}\n→ {self.suggestion}"


class Entry(NamedTuple):
    """A case of a rule: its title, its table as text, what is told."""

    code: str
    title: str
    text: str
    told: tuple[Told, ...]


class Way(NamedTuple):
    """A way of filling a cell of a type. ``line`` is the row up to the cell; ``outcome`` is ``照读`` or level, rule and ``影响计算``."""

    type: str
    line: str
    name: str
    typed: str
    outcome: str
    message: str
    suggestion: str

    @property
    def text(self) -> str:
        """The table."""
        return f"{self.line} {self.typed}"


def entries() -> list[Entry]:
    """The entries of ``rules.txt``, in order."""
    blocks = (FOLDER / "rules.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [_entry(block.splitlines()) for block in blocks]


def _entry(lines: list[str]) -> Entry:
    code, _, title = lines[0].partition(" ")
    start = next(place for place, line in enumerate(lines) if _FOUND.fullmatch(line))
    text = "\n".join(lines[1:start])
    told = []
    for head, message, suggestion in zip(lines[start::3], lines[start + 1 :: 3], lines[start + 2 :: 3], strict=True):
        found = _FOUND.fullmatch(head)
        if found is None or not suggestion.startswith("→ "):
            raise ValueError(f"{code} {title}: no level, rule and place, or no → suggestion: {head!r}, {suggestion!r}")
        level, rule, place, value, blocks = found.groups()
        told.append(Told(level, rule, place, value or "", bool(blocks), message, suggestion.removeprefix("→ ")))
    return Entry(code, title, _BY_CODE[code].example if text == OWN_EXAMPLE else text, tuple(told))


def ways() -> list[Way]:
    """The lines of ``cells.txt``, in order."""
    found: list[Way] = []
    kind = line = ""
    for each in (FOLDER / "cells.txt").read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in each.split(" | ")]
        if "：" in parts[0]:
            kind, _, line = each.partition("：")
        elif each:
            name, typed, outcome, message, suggestion = parts if len(parts) == FULL else (*parts, "")
            found.append(Way(kind, line, name, typed, outcome, message, suggestion))
    return found


# --- the page -------------------------------------------------------------------------------------------------------------------------

_HEAD = """# 错误目录

<!-- 由 python -m tests.validation.catalogue 从 tests/validation/catalogue/ 生成，不要手工修改。 -->

程序会说的话都在这里：每条规则、每种填坏的格，各有一个最小的例子，和一字不差的说明、建议。每一句都由测试核对过。

- 例子只写与一本好账不同的格，一行是一条登记：`表 | 列 值 | 列 值`；`-` 是空格，`'100` 是以文本保存的 100，`=480` 是结果为 480 的公式，`=` 是没有结果的公式，`+` 是与上一行合并，`\\u200b` 这样的是看不见的字符。
- 说明前面是级别、规则、位置，括号里是那一格的现值；影响计算 的，用到那一行的指标不算。
- 只有整张表都不在时，说明没有具体的格；其余每一条都有工作表和单元格。
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD, "\n## 各种填坏的格\n"]
    kind = ""
    for way in ways():
        if way.type != kind:
            kind = way.type
            parts.append(f"\n### {kind}\n\n例子填在：`{way.line}`\n\n| 情形 | 填的 | 结果 | 说明 | 建议 |\n|---|---|---|---|---|\n")
        message = f"按 {way.message} 读取，不提" if way.outcome == READ else way.message
        parts.append(f"| {way.name} | `{way.typed}` | {way.outcome} | {_text(message)} | {_text(way.suggestion)} |\n")
    known = entries()
    for family, title in FAMILIES.items():
        parts.append(f"\n## {family} {title}\n")
        for rule in (rule for rule in RULES if rule.code.startswith(family)):
            parts.append(f"\n### {rule.code} {rule.title.rstrip('。')}\n")
            parts += [_case(entry) for entry in known if entry.code == rule.code]
    return "".join(parts)


def _case(entry: Entry) -> str:
    title = f"\n**{entry.title}**\n" if entry.title else ""
    told = "\n".join(str(each) for each in entry.told)
    return f"{title}\n```text\n{entry.text}\n\n{told}\n```\n"


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("#", "\\#")


def main(arguments: list[str]) -> int:
    """Write the page; with ``--check`` only tell whether it is fresh (exit status 1 if not)."""
    text = page()
    if "--check" not in arguments:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{PAGE.name} is stale: run python -m tests.validation.catalogue\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
