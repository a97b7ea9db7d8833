"""What the smallest examples leave out: other ways to break a rule, each with the level, the rule, the place, and a piece of the message."""

from __future__ import annotations

from dataclasses import replace

import pytest

from macros_py.judge import judge
from tests.validation.text_books import book_of

CASES = [
    ("设置 | 项目 核算月份 | 值 2026-03", "错误 DAT-21 设置!C9", "核算月份 2026-03 不在本账的 2025-09 至 2026-01 之内"),
    ("设置 | 项目 基准餐标 | 值 0", "错误 DAT-21 设置!C11", "基准餐标应大于 0"),
    ("设置 | 项目 规则套 | 值 镇江中小学", "警告 DAT-21 设置!C15", "规则参数表里没有规则套“镇江中小学”"),
    ("出库\n出库 | 单号 CK2 | 数量 0", "错误 DAT-22 出库!G5", "应大于 0，现为 0"),
    ("出库\n出库 | 单号 CK2 | 数量 -5", "错误 DAT-22 出库!G5", "应大于 0，现为 -5"),
    (
        "采购验收\n采购验收 | 单号 YS2 | 数量 -10 | 单价 5.00 | 金额 -50.00 | 备注 冲 YS1",
        "错误 DAT-22 采购验收!H5",
        "红字的单价 5.00 与它冲的第 4 行的 4.80 不同",
    ),
    ("单位换算 再一行 | 品名 白糖 | 录入单位 包 | 换算率 0", "错误 DAT-22 单位换算!D6", "应大于 0"),
    ("就餐 | 人数 -3\n收入 | 金额 0.00", "错误 DAT-23 就餐!E4", "不能是负数，现为 -3"),
    (
        "期初库存 | 品名 面粉 | 数量 0 | 金额 200.00\n盘点 | 品名 菜籽油 | 单位 升 | 实盘数量 20",
        "错误 DAT-23 期初库存!E5",
        "数量是 0，金额却不是 0",
    ),
    ("采购验收 | 供应商 #N/A", "错误 DAT-06 采购验收!D4", "是错误值 #N/A"),
    ("出库 去掉列 备注", "提示 DAT-15 出库!", "表 出库 没有「备注」这一列"),
    ("出库 去掉列 校验", "提示 DAT-15 出库!", "表 出库 没有「校验」这一列"),
    ("供应商 | 供应商 青禾粮油商行 | 合同开始 2025-09-02", "错误 RCV-03 采购验收!D4", "合同 2025-09-02 才开始"),
    (
        "供应商 | 供应商 青禾粮油商行 | 供货类别 蔬菜",
        "警告 RCV-03 采购验收!E4",
        "“大米”属于粮食，“青禾粮油商行”的供货类别只有 蔬菜",
    ),
    ("供应商 | 供应商 青禾粮油商行 | 许可证号 -", "警告 RCV-03 供应商!B4", "“青禾粮油商行”有送货，没有登记许可证号"),
    ("采购验收 | 采购人 -", "警告 RCV-01 采购验收!R4", "单号 YS1 没有签字"),
    ("采购验收 | 品名 青菜 | 检测结果 -", "警告 RCV-04 采购验收!P4", "“青菜”要做农残检测"),
    ("采购验收 | 生产日期 2025-09-02", "错误 RCV-08 采购验收!M4", "2025-09-02 晚于验收日期 2025-09-01"),
    ("采购验收 | 生产日期 2025-09-01 | 保质期至 2025-08-30", "错误 RCV-08 采购验收!N4", "收货时已过期"),
    (
        "采购验收 | 日期 2025-09-10 | 生产日期 2025-09-09 | 保质期至 2025-09-08",
        "错误 RCV-08 采购验收!N4",
        "早于验收日期 2025-09-10",
    ),
    (
        "供应商 | 供应商 青禾菜行\n采购验收 | 票据号 0815\n采购验收 | 单号 YS2 | 品名 白糖 | 供应商 青禾菜行 | 票据号 0815",
        "警告 RCV-09 采购验收!L5",
        "票据号 815 已用在单号 YS1（第 4 行，“青禾粮油商行”，这里是“青禾菜行”）",
    ),
    ("采购验收 | 票据号 0815\n采购验收 | 品名 白糖 | 票据号 0816", "警告 RCV-10 采购验收!L4", "票据号有“815”，第 5 行又有“816”"),
    (
        "采购验收\n采购验收 | 单号 YS2 | 日期 2025-09-06 | 品名 白糖 | 直出餐次 午餐",
        "警告 ISS-02 采购验收!J5",
        "2025-09-06 午餐有食材直出",
    ),
    (
        "品目 | 品名 大米 | 限价 5.00\n供应商 | 供应商 青禾粮油商行 | 下浮率 0.1",
        "警告 RCV-05 采购验收!H4",
        "按限价 5.00 下浮 10% 应不高于 4.50",
    ),
    (
        (
            "采购验收 | 日期 2025-09-01至2025-09-02\n采购验收 | 日期 2025-09-03至2025-09-04 | 单价 5.00 | 金额 500.00\n"
            "采购验收 | 日期 2025-09-05 | 单价 6.00 | 金额 600.00"
        ),
        "警告 RCV-07 采购验收!H8",
        "比前四周的中位价 4.90 高 22.45%，超过 15%",
    ),
    ("出库 | 数量 400", "警告 MEA-02 就餐!E4", "人均 19.20，是餐标 8.00 的 240%，高于上限 120%"),
    ("支出 | 金额 -20000.00\n设置 | 项目 核算月份", "警告 FIN-01 设置!C9", "高于上限 3%"),
    ("收入 | 所属月份 2026-02\n收入 | 凭证号 记-8", "警告 FIN-03 收入!G4", "没有算进任何月份，列为下期事项"),
    ("支出\n支出 | 凭证号 记-9 | 科目 付货款 | 收款单位 青禾粮油", "错误 FIN-14 支出!I6", "“青禾粮油”不在供应商表里"),
    ("支出\n支出 | 凭证号 记-9 | 科目 付货款", "错误 FIN-14 支出!I6", "付货款要知道付给哪一家"),
    ("易耗品领用 | 交旧数 -", "警告 CON-01 易耗品领用!I4", "“扫帚”要以旧换新，食堂领了 2 把"),
    ("供应商 | 供应商 青禾粮油商行 | 统一社会信用代码 9111", "错误 SUP-01 供应商!C4", "应是 18 位，现为 4 位"),
    ("供应商 | 供应商 青禾粮油商行 | 统一社会信用代码 91110105MAOOOOOOOY", "错误 SUP-01 供应商!C4", "不会有字符 O"),
]


@pytest.mark.parametrize(("text", "where", "message"), CASES, ids=[where for _, where, _ in CASES])
def test_it_is_found(text: str, where: str, message: str) -> None:
    findings = judge(book_of(text).raw).findings
    assert {f"{finding.level} {finding.rule} {finding.sheet}!{finding.cell}" for finding in findings} == {where}, findings
    assert message in findings[0].message


def test_of_two_columns_of_one_name_the_left_is_read_and_the_figures_are_refused() -> None:
    raw = book_of("").raw
    table = raw.tables["出库"]
    headings = tuple("数量" if heading == "备注" else heading for heading in table.headings)
    raw.tables["出库"] = replace(table, headings=headings)
    found = [(finding.rule, finding.column, finding.blocks) for finding in judge(raw).findings]
    assert found == [("DAT-14", "数量", True), ("DAT-15", "", False)]
