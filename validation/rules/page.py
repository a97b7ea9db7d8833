"""The help page of the rules, ``docs/规则.md``, written from the rules themselves: ``python -m validation.rules.page`` (``--check``: is it fresh?)."""

from __future__ import annotations

import sys
from pathlib import Path

from validation.profiles import OFFERED, PARAMETERS, PROFILES
from validation.rules import RULES, Rule

PAGE = Path(__file__).resolve().parents[2] / "docs" / "规则.md"

FAMILIES = {
    "ARI": "算术",
    "DAT": "填写",
    "STK": "库存",
    "RCV": "采购验收",
    "ISS": "出库",
    "MEA": "就餐",
    "FIN": "收入和支出",
    "CON": "易耗品",
    "SUP": "供应商",
    "CMP": "同期对比",
    "STA": "收支说明",
    "CLS": "结账",
    "TRM": "上期账本",
}

_HEAD = """# 规则

<!-- 由 python -m validation.rules.page 生成，不要手工修改。 -->

每条规则说的是一本好账应当怎样；账里不是这样的地方，就是问题清单里的一条。

- **级别**：错误、警告、提示。用到参数的规则，级别由规则参数表里那个参数的 处理 决定；影响计算的规则总是错误。
- **影响计算**：有这样的问题时，用到那一行的指标不算，原因写在说明里；其他规则从不影响计算。
- **参数**：规则参数表里没有当天有效的值，规则就不检查。
- **例子**：一行是一条登记，只写与一本好账不同的格（`-` 是空格，`'100` 是以文本保存的 100），`→` 后面是问题所在的列。

程序说的每一句话，见 [错误目录](错误目录.md)。
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    unknown = {rule.code for rule in RULES} - {rule.code for rule in RULES if rule.code[:3] in FAMILIES}
    if unknown:
        raise ValueError(f"no title in FAMILIES for {', '.join(sorted(unknown))}")
    for family, title in FAMILIES.items():
        rules = [rule for rule in RULES if rule.code.startswith(family)]
        parts.append(f"\n## {family} {title}\n\n| 规则 | 级别 | 影响计算 | 好账应当是 | 参数 | 例子 |\n|---|---|---|---|---|---|\n")
        parts += [_line(rule) for rule in rules]
    parts.append("\n## 规则套和参数\n\n| 参数 | 值 | 单位 | 处理 | 规则套 | 生效日 | 依据 |\n|---|---|---|---|---|---|---|\n")
    parts += [
        f"| {each.name} | {each.value} | {each.unit} | {each.handling} | {each.profile or '各套'} | {each.since} | {each.source} |\n"
        for each in sorted(PARAMETERS, key=lambda each: PROFILES.index(each.profile) if each.profile else -1)
    ]
    return "".join(parts)


def parameters_of(rule: Rule) -> list[str]:
    """The parameters a rule rests on: those its docstring names."""
    said = rule.check.__doc__ or ""
    return [name for name in dict.fromkeys([*(each.name for each in PARAMETERS), *OFFERED]) if name in said]


def _line(rule: Rule) -> str:
    example = "<br>".join(f"`{line}`" for line in rule.example.replace("|", "\\|").splitlines())
    return f"| {rule.code} | {rule.level} | {'是' if rule.blocks else ''} | {rule.title} | {'、'.join(parameters_of(rule))} | {example} |\n"


def main(arguments: list[str]) -> int:
    """Write the page; with ``--check`` only tell whether it is fresh (exit status 1 if not)."""
    text = page()
    if "--check" not in arguments:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write(f"{PAGE.name} is stale: run python -m validation.rules.page\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
